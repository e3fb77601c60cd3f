package socket

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestHostileFramesAreAcknowledged(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 200_000)
	for name, frame := range map[string]string{
		"cut short":          `{"envelope_id":"E","type":"slash_commands","payload":{"text":"4`,
		"unknown type":       `{"envelope_id":"E","type":"of_tomorrow","payload":{}}`,
		"no type":            `{"envelope_id":"E"}`,
		"null type":          `{"envelope_id":"E","type":null,"payload":{}}`,
		"no payload":         `{"envelope_id":"E","type":"slash_commands"}`,
		"null payload":       `{"envelope_id":"E","type":"events_api","payload":null}`,
		"payload is a list":  `{"envelope_id":"E","type":"interactive","payload":[]}`,
		"payload is text":    `{"envelope_id":"E","type":"interactive","payload":"{}"}`,
		"deep and unclosed":  `{"envelope_id":"E","type":"events_api","payload":` + deep,
		"trailing garbage":   `{"envelope_id":"E","type":"of_tomorrow"} x`,
		"a list around":      `[{"envelope_id":"E","type":"slash_commands","payload":{}}]`,
		"escaped name":       `{"\u0065nvelope_id":"E"}`,
		"over the limit":     `{"envelope_id":"E","type":"slash_commands","payload":{"text":"` + strings.Repeat("x", maxFrame) + `"}}`,
		"id in the middle":   `{"type":"disconnec` + "\x00" + `t","envelope_id":"E"`,
		"disconnect with id": `{"envelope_id":"E","type":"disconnect "}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFakeSlack(t)
			s.run(func(e *Envelope) { t.Errorf("the handler got %.200s", e.Payload); echo(e) }, Options{})
			p := s.next()
			p.send(frame)
			if a := receive(t, p.acks, "the acknowledgement"); a.ID != "E" || a.Payload != nil {
				t.Errorf("got %q %s", a.ID, a.Payload)
			}
		})
	}
}

func TestFramesWithoutAnIDDoNoHarm(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	s.run(func(e *Envelope) {
		if e.ID != "alive" {
			t.Errorf("the handler got %q", e.ID)
		}
		echo(e)
	}, Options{})
	p := s.next()
	for _, frame := range []string{
		"", " ", "{}", "null", "[]", `"x"`, "{", "}", `{"`, `{"a"`, `{"a":`, `{"a":}`, `{:}`, `{,}`, "\xff\xfe",
		`{"type":"hello"}`, `{"type":"hello","num_connections":"many"}`, `{"type":5}`,
		`{"envelope_id":5,"type":"slash_commands","payload":{}}`,
		`{"envelope_id":"","type":"slash_commands","payload":{}}`,
	} {
		p.send(frame)
	}
	p.slash("alive", "")
	receive(t, p.acks, "the acknowledgement")
}

func TestAPanicIsContained(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	s.run(func(e *Envelope) {
		if e.ID == "bad" {
			panic("oh")
		}
		echo(e)
	}, Options{})
	p := s.next()
	p.slash("bad", "")
	if a := receive(t, p.acks, "the acknowledgement"); a.ID != "bad" || a.Payload != nil {
		t.Errorf("got %q %s", a.ID, a.Payload)
	}
	p.slash("good", "")
	receive(t, p.acks, "the next acknowledgement")
}

func TestTooLargeAnAcknowledgementIsRefused(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	result := make(chan error, 2)
	s.run(func(e *Envelope) {
		room := MaxAck - len(`{"envelope_id":"E","payload":""}`)
		result <- e.Ack(strings.Repeat("x", room+1))
		result <- e.Ack(strings.Repeat("x", room))
	}, Options{})
	p := s.next()
	p.slash("E", "")
	if err := receive(t, result, "the first result"); err == nil || !strings.Contains(err.Error(), "20480 bytes of at most 20479") {
		t.Errorf("got %v", err)
	}
	if err := receive(t, result, "the second result"); err != nil {
		t.Error(err)
	}
	receive(t, p.acks, "the acknowledgement")
}

// FuzzScanFrame holds the scanner against encoding/json: of what that accepts,
// both read the same; of the rest, nothing panics.
func FuzzScanFrame(f *testing.F) {
	for _, seed := range []string{
		`{"envelope_id":"a","type":"slash_commands","payload":{"text":"\"}{[\\"},"accepts_response_payload":true}`,
		`{"type":"events_api","envelope_id":"\u00e9","retry_attempt":1,"retry_reason":"timeout","payload":{"a":[1,{"b":null}]}}`,
		`{"type":"disconnect","reason":"warning","debug_info":{"host":"x"}}`,
		` { } `, `{"a":1,}`, `{"type":"a","type":"b"}`, `{"ty\u0070e":"x"}`, `[]`, `{"payload":"`, "{\"type\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		h, err := scanFrame(frame)
		salvageID(frame)
		var members map[string]json.RawMessage
		if json.Unmarshal(frame, &members) != nil || members == nil {
			return
		}
		if err != nil {
			t.Fatalf("refused, though encoding/json takes it: %v", err)
		}
		for name, got := range map[string]string{"envelope_id": h.id, "type": h.kind, "reason": h.reason, "retry_reason": h.retryReason} {
			var want string
			if raw, ok := members[name]; ok && raw[0] == '"' {
				if err := json.Unmarshal(raw, &want); err != nil {
					t.Fatal(err)
				}
			}
			if got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if want := members["payload"]; string(h.payload) != string(want) {
			t.Errorf("payload is %q, want %q", h.payload, want)
		}
	})
}

func BenchmarkScanFrame(b *testing.B) {
	frame := []byte(`{"envelope_id":"57d6a792-4d35-4d0b-b6aa-3361493e1caf","payload":{"token":"x","team_id":"T1","text":"` +
		strings.Repeat("a word ", 100) + `"},"type":"slash_commands","accepts_response_payload":true}`)
	b.SetBytes(int64(len(frame)))
	for b.Loop() {
		if _, err := scanFrame(frame); err != nil {
			b.Fatal(err)
		}
	}
}
