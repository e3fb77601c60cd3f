package workspace_test

import (
	"encoding/json"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

func TestCommandAnsweredOnTheAcknowledgement(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(func(e envelope) (string, bool) {
		return `{"response_type":"ephemeral","text":"403 means *Forbidden*"}`, true
	})
	i := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "403")
	m, err := i.Answer(a.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if m.For != workspace.Ada || m.Text != "403 means *Forbidden*" || m.Via != "ack" {
		t.Errorf("the answer is %+v", m)
	}
	if got := a.w.As(workspace.Grace).Messages(workspace.General); len(got) != 0 {
		t.Errorf("Grace sees %+v", got)
	}
	var payload map[string]any
	if err := json.Unmarshal(a.received(ofType("slash_commands")).Payload, &payload); err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{"command": "/httpcode", "text": "403", "user_id": workspace.Ada, "channel_id": workspace.General, "channel_name": "general"} {
		if payload[field] != want {
			t.Errorf("%s is %v, want %q", field, payload[field], want)
		}
	}
}

func TestUnansweredCommandFails(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{AckDeadline: 50 * time.Millisecond})
	ada := a.w.As(workspace.Ada)
	if err := ada.Command(workspace.General, "/httpcode", "403").Wait(a.ctx); err != workspace.ErrDispatch {
		t.Errorf("without a connection: %v", err)
	}
	a.connect(nil)
	if err := ada.Command(workspace.General, "/httpcode", "403").Wait(a.ctx); err != workspace.ErrTimeout {
		t.Errorf("without an acknowledgement: %v", err)
	}
	if seen := ada.Ephemerals(workspace.General); len(seen) != 2 {
		t.Errorf("Ada was told %+v", seen)
	}
}

func TestMentionGetsAReplyInTheThread(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(func(e envelope) (string, bool) { return "", true })
	ada := a.w.As(workspace.Ada)
	m, err := ada.Post(workspace.Incidents, "", "@httpcode what is https://example.com/?a=1&b=2 doing?")
	if err != nil {
		t.Fatal(err)
	}
	var payload struct {
		EventID string `json:"event_id"`
		Event   struct{ Type, Text, User, Channel, TS string }
	}
	if err := json.Unmarshal(a.received(ofType("events_api")).Payload, &payload); err != nil {
		t.Fatal(err)
	}
	if want := "<@" + workspace.BotUser + "> what is <https://example.com/?a=1&amp;b=2> doing?"; payload.Event.Text != want {
		t.Errorf("text %q, want %q", payload.Event.Text, want)
	}
	a.must("chat.postMessage", `{"channel":"`+workspace.Incidents+`","thread_ts":"`+m.TS+`","text":"nothing"}`)
	if thread := ada.Thread(workspace.Incidents, m.TS); len(thread) != 2 || thread[1].Text != "nothing" {
		t.Errorf("the thread is %+v", thread)
	}
}

func TestShareThroughTheResponseURL(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(func(e envelope) (string, bool) {
		if e.Type == "slash_commands" {
			return `{"text":"answer","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"answer"}},{"type":"actions","elements":[{"type":"button","action_id":"share","text":{"type":"plain_text","text":"Share"},"value":"403"}]}]}`, true
		}
		return "", true
	})
	ada := a.w.As(workspace.Ada)
	m, err := ada.Command(workspace.Random, "/httpcode", "403").Answer(a.ctx)
	if err != nil {
		t.Fatal(err)
	}
	i := ada.Click(m, "share")
	if err := i.Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	var payload map[string]json.RawMessage
	if err := json.Unmarshal(a.received(ofType("interactive")).Payload, &payload); err != nil {
		t.Fatal(err)
	}
	if _, ok := payload["message"]; ok {
		t.Error("an ephemeral message came with its content")
	}
	var url string
	json.Unmarshal(payload["response_url"], &url)
	for n := range 6 {
		status := a.respond(url, `{"response_type":"in_channel","text":"shared"}`)
		if want := map[bool]int{true: 200, false: 404}[n < 5]; status != want {
			t.Errorf("use %d of the response URL: %d, want %d", n+1, status, want)
		}
	}
	if seen := a.w.As(workspace.Grace).Messages(workspace.Random); len(seen) != 5 {
		t.Errorf("Grace sees %d messages", len(seen))
	}
}

func TestRefusedAnswerIsToldToThePerson(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{`{"text":"x","blocks":[{"type":"nope"}]}`, `"words"`, `[1]`} {
		a := start(t, workspace.Options{})
		a.connect(func(envelope) (string, bool) { return payload, true })
		ada := a.w.As(workspace.Ada)
		if err := ada.Command(workspace.General, "/httpcode", "403").Wait(a.ctx); err == nil {
			t.Errorf("%s was taken", payload)
		}
		if told := ada.Ephemerals(workspace.General); len(told) != 1 || told[0].User != workspace.Slackbot {
			t.Errorf("after %s Ada was told %+v", payload, told)
		}
		if len(a.w.Violations()) != 1 {
			t.Errorf("after %s: %v", payload, a.w.Violations())
		}
	}
}

func TestEscapedCommands(t *testing.T) {
	t.Parallel()
	manifest := `{"features":{"slash_commands":[{"command":"/raw"},{"command":"/escaped","should_escape":true}]},"settings":{"socket_mode_enabled":true}}`
	a := start(t, workspace.Options{Manifest: []byte(manifest)})
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	for command, want := range map[string]string{
		"/raw":     "see https://a.example/?x=1&y=2 @grace #general <b>",
		"/escaped": "see <https://a.example/?x=1&amp;y=2> <@" + workspace.Grace + "> <#" + workspace.General + "|general> &lt;b&gt;",
	} {
		if err := ada.Command(workspace.General, command, " see https://a.example/?x=1&y=2 @grace #general <b> ").Wait(a.ctx); err != nil {
			t.Fatal(err)
		}
		var p struct{ Command, Text string }
		a.received(func(e envelope) bool {
			json.Unmarshal(e.Payload, &p)
			return p.Command == command
		})
		if p.Text != want {
			t.Errorf("%s gave %q, want %q", command, p.Text, want)
		}
	}
}

func TestPublicAnswerShowsTheCommand(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(func(envelope) (string, bool) { return `{"response_type":"in_channel","text":"answer"}`, true })
	if _, err := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "public 502").Answer(a.ctx); err != nil {
		t.Fatal(err)
	}
	seen := a.w.As(workspace.Grace).Messages(workspace.General)
	if len(seen) != 2 || seen[0].Text != "/httpcode public 502" || seen[0].User != workspace.Ada || seen[1].Text != "answer" {
		t.Errorf("Grace sees %+v", seen)
	}
}
