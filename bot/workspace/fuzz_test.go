package workspace

import (
	"encoding/json"
	"testing"
)

// FuzzSplitAck: the short cut reads an acknowledgement as the parser does.
func FuzzSplitAck(f *testing.F) {
	payload := `{"text":"403 Forbidden"}`
	if _, err := answers.parse([]byte(payload)); err != nil {
		f.Fatal(err)
	}
	for _, frame := range []string{
		`{"envelope_id":"a"}`, `{"envelope_id":"a","payload":` + payload + `}`, `{"envelope_id":"a","payload":` + payload + `,"x":1}`,
		`{"envelope_id":"a\"","payload":{}}`, `{"envelope_id":"a","payload":` + payload + `}}`, `{"envelope_id":"`, "{\"envelope_id\":\"a\n\"}", ``,
	} {
		f.Add([]byte(frame))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		quick, ok := splitAck(frame)
		if !ok {
			return
		}
		var full ack
		if err := json.Unmarshal(frame, &full); err != nil {
			t.Fatalf("%q is no JSON, and was taken: %v", frame, err)
		}
		if quick.EnvelopeID != full.EnvelopeID || string(quick.Payload) != string(full.Payload) {
			t.Errorf("%q: %+v, want %+v", frame, quick, full)
		}
	})
}

// FuzzBlocks: whatever comes as blocks or text is judged without a panic, and
// what is found good stays JSON.
func FuzzBlocks(f *testing.F) {
	for _, blocks := range []string{
		`[{"type":"section","text":{"type":"mrkdwn","text":"<!here> https://x.example"}}]`,
		`[{"type":"actions","elements":[{"type":"static_select","action_id":"s","options":[{"text":{"type":"plain_text","text":"o"},"value":"1"}],"initial_option":null}]}]`,
		`[{"type":"table","rows":[[{"type":"raw_number","value":1e999}]]}]`, `[null]`, `[[]]`, `[{"type":7}]`, `{}`,
	} {
		f.Add([]byte(blocks), "<@U1> `<!channel|x>` https://x.example")
	}
	f.Fuzz(func(t *testing.T, blocks []byte, text string) {
		for _, on := range []surface{surfaceMessage, surfaceModal, surfaceHome} {
			set, err := judgeBlocks(blocks, on)
			if err == nil && !json.Valid(set.json) {
				t.Errorf("%q became %q", blocks, set.json)
			}
		}
		textEffects(text, "text")
		markdownEffects(text, "text")
	})
}
