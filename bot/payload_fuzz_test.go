package bot

import (
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
	"httpcode/knowledge"
)

// FuzzPayload reads whatever Slack might send as each thing that it could be.
func FuzzPayload(f *testing.F) {
	for _, seed := range []string{
		`{"text":"502 https://example.com/?token=x","user_id":"U1","response_url":"x"}`,
		`{"event_id":"Ev1","event":{"type":"app_mention","user":"U1","text":"<@U2> <https://e.example|e>","ts":"1.2","channel":"C1","files":[{"preview":"502"}]}}`,
		`{"event":{"type":"message","channel_type":"im","subtype":"file_share","user":"U1","ts":"1","channel":"D1","edited":null}}`,
		`{"type":"block_actions","user":{"id":"U1"},"container":{"is_ephemeral":true},"actions":[{"action_id":"share","value":"1AA"}]}`,
		`{"type":"view_submission","view":{"callback_id":"share_to","private_metadata":"{}","state":{"values":{"target":{"target":{"selected_conversation":"C1"}}}}},"response_urls":[{"channel_id":"C1"}]}`,
		`{"type":"message_action","message":{"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"text","text":"y"}]}],"attachments":[{"fields":[{}]}],"files":[{}]}}`,
	} {
		f.Add([]byte(seed))
	}
	b := New(Options{API: slack.New("xoxb-1")})
	f.Fuzz(func(t *testing.T, payload []byte) {
		var c command
		if json.Unmarshal(payload, &c) == nil {
			b.tell(decide(ParseRequest(c.Text, b.names()...), knowledge.Builtin()), blocks.Showing{}, false, "")
		}
		var ev event
		if json.Unmarshal(payload, &ev) == nil && b.isQuestion(&ev) {
			questioner(&ev)
			decide(ParseRequest(ev.text()), knowledge.Builtin())
		}
		var i interaction
		if json.Unmarshal(payload, &i) == nil {
			i.asker()
			i.target()
			for _, a := range i.Actions {
				_, _ = blocks.ParseCard(a.Value) // refusing is fine
			}
		}
		var m message
		if json.Unmarshal(i.Message, &m) == nil {
			m.gather()
		}
	})
}
