package workspace_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

const (
	form = `{"type":"modal","callback_id":"share","private_metadata":"m","notify_on_close":true,
"title":{"type":"plain_text","text":"Share"},"submit":{"type":"plain_text","text":"Share"},"blocks":[
{"type":"input","block_id":"where","label":{"type":"plain_text","text":"Where"},"element":{"type":"conversations_select","action_id":"channel","response_url_enabled":true,"default_to_current_conversation":true}},
{"type":"input","block_id":"note","optional":true,"label":{"type":"plain_text","text":"Note"},"element":{"type":"plain_text_input","action_id":"text"}},
{"type":"actions","block_id":"more","elements":[{"type":"button","action_id":"again","text":{"type":"plain_text","text":"Again"},"value":"v"}]}]}`
	details = `{"type":"modal","title":{"type":"plain_text","text":"Details"},"blocks":[` + section + `]}`
)

// interaction is the part of a payload that the tests look at.
type interaction struct {
	Type      string
	Container map[string]any
	Channel   struct{ ID, Name string }
	User      struct{ ID, Username string }
	Message   json.RawMessage
	Trigger   string `json:"trigger_id"`
	URL       string `json:"response_url"`
	Callback  string `json:"callback_id"`
	MessageTS string `json:"message_ts"`
	Actions   []struct {
		Type, Value string
		ActionID    string `json:"action_id"`
		BlockID     string `json:"block_id"`
		Selected    struct {
			Value string
			Text  struct{ Text string }
		} `json:"selected_option"`
	}
	State struct {
		Values map[string]map[string]struct {
			Value    string
			Selected struct{ Value string } `json:"selected_option"`
		}
	}
	View struct {
		ID, Metadata, Callback string
		PrivateMetadata        string `json:"private_metadata"`
		State                  struct {
			Values map[string]map[string]struct {
				Value        *string
				Conversation string `json:"selected_conversation"`
			}
		}
	}
	URLs []struct {
		Channel string `json:"channel_id"`
		URL     string `json:"response_url"`
	} `json:"response_urls"`
	Cleared bool `json:"is_cleared"`
}

// got waits for an interaction of a type.
func (a *app) got(kind string) interaction {
	a.t.Helper()
	var found interaction
	a.received(func(e envelope) bool {
		if e.Type != "interactive" {
			return false
		}
		var i interaction
		if err := json.Unmarshal(e.Payload, &i); err != nil {
			a.t.Fatalf("%s: %v", e.Payload, err)
		}
		found = i
		return i.Type == kind
	})
	return found
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// withModal has Ada click a button and the app open the form.
func withModal(t *testing.T, a *app, answer func(envelope) (string, bool)) *workspace.Person {
	t.Helper()
	a.connect(answer)
	ada := a.w.As(workspace.Ada)
	ts := a.must("chat.postMessage", `{"channel":"`+workspace.General+`","text":"x","blocks":[{"type":"actions","block_id":"b","elements":[`+button+`]}]}`).TS
	if err := ada.Click(workspace.Message{Channel: workspace.General, TS: ts}, "a").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	a.must("views.open", `{"trigger_id":"`+a.got("block_actions").Trigger+`","view":`+quoted(form)+`}`)
	return ada
}

func TestClickOnAMessage(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	select1 := `{"type":"static_select","action_id":"s","options":[{"text":{"type":"plain_text","text":"One"},"value":"1"},{"text":{"type":"plain_text","text":"Two & <more>"},"value":"2&"}]}`
	r := a.must("chat.postMessage", `{"channel":"`+workspace.General+`","text":"x","blocks":[{"type":"actions","block_id":"b","elements":[`+button+`,`+select1+`]}]}`)
	m := workspace.Message{Channel: workspace.General, TS: r.TS}
	if err := ada.Select(m, "b/s", "2&").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	i := a.got("block_actions")
	if i.Actions[0].ActionID != "s" || i.Actions[0].BlockID != "b" || i.Actions[0].Selected.Value != "2&" || i.State.Values["b"]["s"].Selected.Value != "2&" ||
		i.Actions[0].Selected.Text.Text != "Two &amp; &lt;more&gt;" {
		t.Errorf("selecting gave %+v", i)
	}
	if i.Container["message_ts"] != r.TS || i.Container["is_ephemeral"] != false || i.Channel.Name != "general" || i.User.ID != workspace.Ada || i.Message == nil {
		t.Errorf("selecting gave %+v", i)
	}
	if status := a.respond(i.URL, `{"replace_original":true,"text":"replaced"}`); status != 200 {
		t.Errorf("replacing: %d", status)
	}
	if seen := ada.Messages(workspace.General); len(seen) != 1 || seen[0].Text != "replaced" || seen[0].Ephemeral() {
		t.Errorf("after replacing: %+v", seen)
	}
	if err := ada.Click(m, "a").Wait(a.ctx); !errors.Is(err, workspace.ErrNoElement) {
		t.Errorf("the button is gone, and: %v", err)
	}
	if status := a.respond(i.URL, `{"delete_original":true}`); status != 200 {
		t.Errorf("deleting: %d", status)
	}
	if seen := ada.Messages(workspace.General); len(seen) != 0 {
		t.Errorf("after deleting: %+v", seen)
	}
}

func TestResponseURLOfAnEphemeralMessage(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(func(e envelope) (string, bool) {
		if e.Type != "slash_commands" {
			return "", true
		}
		return `{"text":"x","blocks":[{"type":"actions","elements":[` + button + `]}]}`, true
	})
	ada := a.w.As(workspace.Ada)
	m, err := ada.Command(workspace.General, "/httpcode", "x").Answer(a.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := ada.Click(m, "a").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	i := a.got("block_actions")
	a.respond(i.URL, `{"replace_original":true,"text":"replaced"}`)
	if seen := ada.Ephemerals(workspace.General); len(seen) != 1 || seen[0].Text != "replaced" || seen[0].TS != m.TS {
		t.Errorf("after replacing: %+v", seen)
	}
	a.respond(i.URL, `{"delete_original":true}`)
	if seen := ada.Ephemerals(workspace.General); len(seen) != 0 {
		t.Errorf("after deleting: %+v", seen)
	}
	ada.Command(workspace.General, "/httpcode", "x").Answer(a.ctx)
	ada.Reload()
	if seen := ada.Ephemerals(workspace.General); len(seen) != 0 {
		t.Errorf("after a reload: %+v", seen)
	}
}

func TestResponseURLRefusals(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{ResponseURLLife: 500 * time.Millisecond})
	a.connect(accept)
	if err := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "x").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	var p interaction
	json.Unmarshal(a.received(ofType("slash_commands")).Payload, &p)
	for body, want := range map[string]int{`nonsense`: 400, `{"text":""}`: 400, `{"text":"x","blocks":[{"type":"nope"}]}`: 400, `{"text":"ok"}`: 200} {
		if status := a.respond(p.URL, body); status != want {
			t.Errorf("%s: %d, want %d", body, status, want)
		}
	}
	if status := a.respond(p.URL+"x", `{"text":"x"}`); status != 404 {
		t.Errorf("a wrong secret: %d", status)
	}
	time.Sleep(510 * time.Millisecond)
	if status := a.respond(p.URL, `{"text":"late"}`); status != 404 {
		t.Errorf("too late: %d", status)
	}
}

func TestModalIsSubmitted(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	ada := withModal(t, a, accept)
	if err := ada.SubmitView(map[string][]string{"channel": {workspace.Random}, "text": {"see here"}}).Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	i := a.got("view_submission")
	if i.View.PrivateMetadata != "m" || *i.View.State.Values["note"]["text"].Value != "see here" || i.View.State.Values["where"]["channel"].Conversation != workspace.Random {
		t.Errorf("the submission is %+v", i)
	}
	if ada.View() != nil {
		t.Error("the modal is still there")
	}
	if len(i.URLs) != 1 || i.URLs[0].Channel != workspace.Random {
		t.Fatalf("response_urls %+v", i.URLs)
	}
	if status := a.respond(i.URLs[0].URL, `{"response_type":"in_channel","text":"shared"}`); status != 200 {
		t.Errorf("the response URL: %d", status)
	}
	if seen := a.w.As(workspace.Grace).Messages(workspace.Random); len(seen) != 1 || seen[0].Text != "shared" {
		t.Errorf("Grace sees %+v", seen)
	}
}

func TestModalDefaultsToTheConversation(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	ada := withModal(t, a, accept)
	if err := ada.SubmitView(nil).Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	if got := a.got("view_submission").View.State.Values["where"]["channel"].Conversation; got != workspace.General {
		t.Errorf("the conversation is %q", got)
	}
}

func TestModalAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		check  func(v *workspace.View) bool
	}{
		"errors": {`{"response_action":"errors","errors":{"note":"no"}}`, func(v *workspace.View) bool { return v.Title == "Share" && v.Errors["note"] == "no" }},
		"update": {`{"response_action":"update","view":` + details + `}`, func(v *workspace.View) bool { return v.Title == "Details" && v.Previous == "" }},
		"push":   {`{"response_action":"push","view":` + details + `}`, func(v *workspace.View) bool { return v.Title == "Details" && v.Previous != "" }},
		"clear":  {`{"response_action":"clear"}`, func(v *workspace.View) bool { return v == nil }},
	} {
		t.Run(name, func(t *testing.T) {
			a := start(t, workspace.Options{})
			ada := withModal(t, a, func(e envelope) (string, bool) {
				if strings.Contains(string(e.Payload), `"view_submission"`) {
					return c.answer, true
				}
				return "", true
			})
			if err := ada.SubmitView(map[string][]string{"text": {"t"}}).Wait(a.ctx); err != nil {
				t.Fatal(err)
			}
			if v := ada.View(); !c.check(v) {
				t.Errorf("the view is %+v", v)
			}
			for _, v := range a.w.Violations() {
				t.Error(v)
			}
		})
	}
}

func TestModalIsClosedAndClickedIn(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	ada := withModal(t, a, accept)
	if err := ada.Act(ada.View(), "text", "half").Wait(a.ctx); err != nil { // an input tells nobody
		t.Fatal(err)
	}
	if err := ada.Act(ada.View(), "again").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	var inView interaction
	a.received(func(e envelope) bool {
		var i interaction
		json.Unmarshal(e.Payload, &i)
		inView = i
		return i.Type == "block_actions" && i.Container["type"] == "view"
	})
	if inView.Actions[0].Value != "v" || *inView.View.State.Values["note"]["text"].Value != "half" || inView.URL != "" {
		t.Errorf("the click is %+v", inView)
	}
	a.must("views.push", `{"trigger_id":"`+inView.Trigger+`","view":`+details+`}`)
	if ada.CloseView() != nil { // the one on top does not ask to hear of it
		t.Error("closing the details told the app")
	}
	if err := ada.CloseView().Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	if i := a.got("view_closed"); i.View.PrivateMetadata != "m" || i.Cleared {
		t.Errorf("closing gave %+v", i)
	}
}

func TestViewRefusals(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{TriggerLife: 400 * time.Millisecond})
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	trigger := func() string {
		ada.Command(workspace.General, "/httpcode", "x").Wait(a.ctx)
		a.mu.Lock()
		defer a.mu.Unlock()
		var i interaction
		json.Unmarshal(a.seen[len(a.seen)-1].Payload, &i)
		return i.Trigger
	}
	open := func(trigger, view string) string { return `{"trigger_id":"` + trigger + `","view":` + view + `}` }
	once := trigger()
	opened := a.must("views.open", open(once, details))
	a.refused("exchanged_trigger_id", "views.open", open(once, details))
	a.refused("invalid_trigger_id", "views.open", open("1.2.3", details))
	late := trigger()
	time.Sleep(410 * time.Millisecond)
	a.refused("expired_trigger_id", "views.open", open(late, details))
	update := func(rest string) string { return `{"view_id":"` + opened.View.ID + `","view":` + details + rest + `}` }
	a.refused("hash_conflict", "views.update", update(`,"hash":"old"`))
	a.must("views.update", update(`,"hash":"`+opened.View.Hash+`"`))
	ada.CloseView()
	a.refused("not_found", "views.update", update(""))
	for name, view := range map[string]string{
		"title":    `{"type":"modal","title":{"type":"plain_text","text":"` + strings.Repeat("x", 25) + `"},"blocks":[]}`,
		"no title": `{"type":"modal","blocks":[]}`,
		"metadata": `{"type":"modal","private_metadata":"` + strings.Repeat("x", 3001) + `","title":{"type":"plain_text","text":"x"},"blocks":[]}`,
		"submit":   `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[{"type":"input","label":{"type":"plain_text","text":"l"},"element":{"type":"plain_text_input","action_id":"i"}}]}`,
		"field":    `{"type":"modal","colour":"red","title":{"type":"plain_text","text":"x"},"blocks":[]}`,
		"home":     `{"type":"home","blocks":[]}`,
		"block":    `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[{"type":"markdown","text":"x"}]}`,
	} {
		if r := a.refused("invalid_arguments", "views.open", open(trigger(), view)); len(r.Metadata.Messages) == 0 {
			t.Errorf("%s: nothing says what is wrong", name)
		}
	}
	a.refused("view_too_large", "views.open", open(trigger(), `{"type":"modal","x":"`+strings.Repeat("x", 250_000)+`"}`))
}

func TestHome(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	ada.OpenHome()
	e := a.received(ofType("events_api"))
	if !strings.Contains(string(e.Payload), `"app_home_opened"`) || !strings.Contains(string(e.Payload), `"tab":"home"`) {
		t.Errorf("the event is %s", e.Payload)
	}
	publish := func(hash string) string {
		return `{"user_id":"` + workspace.Ada + `","hash":"` + hash + `","view":{"type":"home","blocks":[{"type":"actions","block_id":"b","elements":[` + button + `]}]}}`
	}
	r := a.must("views.publish", publish(""))
	a.refused("hash_conflict", "views.publish", publish("old"))
	a.must("views.publish", publish(r.View.Hash))
	if ada.Home() == nil || a.w.As(workspace.Grace).Home() != nil {
		t.Error("the Home tab is not Ada's alone")
	}
	if err := ada.Act(ada.Home(), "a").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	if i := a.got("block_actions"); i.Container["type"] != "view" || i.View.ID != r.View.ID {
		t.Errorf("the click is %+v", i)
	}
}

func TestMessageShortcut(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	m, err := a.w.As(workspace.DeployBot).PostBlocks(workspace.Incidents, "", "", []byte(`[{"type":"section","block_id":"x","text":{"type":"mrkdwn","text":"502 Bad Gateway"}}]`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := ada.Shortcut(m, "explain").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	i := a.got("message_action")
	if i.Callback != "explain" || i.MessageTS != m.TS || !strings.Contains(string(i.Message), "502 Bad Gateway") || i.URL == "" {
		t.Errorf("the shortcut is %+v", i)
	}
	if err := ada.Shortcut(m, "other").Wait(a.ctx); !errors.Is(err, workspace.ErrNotAllowed) {
		t.Errorf("an unknown shortcut: %v", err)
	}
}

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	for _, c := range []struct {
		user string
		sees int
	}{{workspace.Ada, 7}, {workspace.Grace, 7}, {workspace.Tim, 1}, {workspace.Stranger, 1}} {
		if got := a.w.As(c.user).Channels(); len(got) != c.sees {
			t.Errorf("%s sees %d channels, want %d", c.user, len(got), c.sees)
		}
	}
	for channel, want := range map[string]error{workspace.General: workspace.ErrNoChannel, workspace.Incidents: nil} {
		if _, err := a.w.As(workspace.Tim).Post(channel, "", "x"); !errors.Is(err, want) {
			t.Errorf("the guest in %s: %v", channel, err)
		}
	}
	if _, err := a.w.As(workspace.Ada).Post(workspace.Archived, "", "x"); !errors.Is(err, workspace.ErrArchived) {
		t.Errorf("in an archived channel: %v", err)
	}
	if _, err := a.w.As(workspace.Grace).Post(workspace.ReadOnly, "", "x"); !errors.Is(err, workspace.ErrNotAllowed) {
		t.Errorf("in a read-only channel: %v", err)
	}
}

func TestEventsThatMessagesMake(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	type event struct {
		Type, Subtype, Text, User, Channel string
		BotID                              string `json:"bot_id"`
		ChannelType                        string `json:"channel_type"`
		Edited                             *struct{ TS string }
		Shared                             bool
	}
	await := func(what string, match func(event) bool) {
		t.Helper()
		a.received(func(e envelope) bool {
			var p struct {
				Event  event
				Shared bool `json:"is_ext_shared_channel"`
			}
			json.Unmarshal(e.Payload, &p)
			p.Event.Shared = p.Shared
			return match(p.Event)
		})
	}
	m, _ := ada.Post(ada.DM(), "", "403")
	await("a direct message", func(e event) bool { return e.Type == "message" && e.ChannelType == "im" && e.Text == "403" })
	ada.Edit(ada.DM(), m.TS, "404")
	await("its edit", func(e event) bool { return e.Subtype == "message_changed" })
	ada.Post(ada.DM(), "", "https://a.example/unfurled")
	await("a link that Slack has looked at", func(e event) bool { return e.Subtype == "message_changed" && e.Edited == nil })
	a.must("chat.postMessage", `{"channel":"`+ada.DM()+`","text":"own"}`)
	await("the app's own message", func(e event) bool { return e.Text == "own" && e.BotID == workspace.BotID })
	m, _ = ada.Post(workspace.General, "", "@httpcode 1")
	ada.Edit(workspace.General, m.TS, "@httpcode 2")
	await("an edited mention", func(e event) bool {
		return e.Type == "app_mention" && e.Edited != nil && strings.HasSuffix(e.Text, " 2")
	})
	a.w.As(workspace.DeployBot).Post(workspace.General, "", "@httpcode deploy")
	await("another bot's mention", func(e event) bool { return e.Type == "app_mention" && e.BotID == "B0DEPLOYBT" })
	a.w.As(workspace.Stranger).Post(workspace.Shared, "", "@httpcode x")
	await("a stranger's mention", func(e event) bool {
		return e.Type == "app_mention" && e.User == workspace.Stranger && e.Shared
	})
	ada.Post(workspace.Random, "", "@httpcode hello") // the bot is not there
	if told := ada.Ephemerals(workspace.Random); len(told) != 1 || told[0].User != workspace.Slackbot {
		t.Errorf("Ada was told %+v", told)
	}
}
