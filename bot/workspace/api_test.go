package workspace_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

// section of a manifest with fewer scopes and features than the default.
const narrow = `{"features":{"slash_commands":[{"command":"/httpcode"}]},
"oauth_config":{"scopes":{"bot":["commands","chat:write"]}},"settings":{"socket_mode_enabled":true}}`

func TestTokens(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	for _, c := range []struct{ token, method, want string }{
		{"", "auth.test", "not_authed"},
		{"xoxb-nobody", "auth.test", "invalid_auth"},
		{workspace.DefaultAppToken, "chat.postMessage", "not_allowed_token_type"},
		{workspace.DefaultBotToken, "apps.connections.open", "not_allowed_token_type"},
		{workspace.DefaultBotToken, "chat.shout", "unknown_method"},
	} {
		var r result
		if a.callAs(c.token, c.method, "{}", &r); r.Error != c.want {
			t.Errorf("%s with %q: %q, want %q", c.method, c.token, r.Error, c.want)
		}
	}
	a.w.RevokeTokens()
	a.refused("token_revoked", "auth.test", "{}")
	a.w.RevokeTokens("")
	a.must("auth.test", "{}")
	a.w.DisableApp()
	a.refused("account_inactive", "auth.test", "{}")
}

func TestScopesComeFromTheManifest(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{Manifest: []byte(narrow)})
	r := a.refused("missing_scope", "reactions.add", `{"channel":"`+workspace.General+`","timestamp":"1","name":"eyes"}`)
	if r.Needed != "reactions:write" {
		t.Errorf("needed %q", r.Needed)
	}
	a.must("chat.postMessage", `{"channel":"`+workspace.General+`","text":"x"}`)
	a.refused("not_enabled", "views.publish", `{"user_id":"`+workspace.Ada+`","view":{"type":"home","blocks":[]}}`)
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	if _, err := ada.Post(workspace.General, "", "@httpcode 403"); err != nil { // app_mention is not subscribed to
		t.Fatal(err)
	}
	if err := ada.Command(workspace.General, "/httpcode", "403").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.seen {
		if e.Type == "events_api" {
			t.Errorf("an event came: %s", e.Payload)
		}
	}
}

func TestWhereTheAppMayPost(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	for channel, want := range map[string]string{
		workspace.Random:   "not_in_channel",
		workspace.Private:  "channel_not_found",
		"C0NOWHERE1":       "channel_not_found",
		workspace.Archived: "is_archived",
		workspace.ReadOnly: "restricted_action_read_only_channel",
	} {
		a.refused(want, "chat.postMessage", `{"channel":"`+channel+`","text":"x"}`)
	}
	for _, channel := range []string{workspace.General, "#general", workspace.Shared, workspace.Ada} {
		a.must("chat.postMessage", `{"channel":"`+channel+`","text":"x"}`)
	}
	a.refused("user_not_in_channel", "chat.postEphemeral", `{"channel":"`+workspace.General+`","user":"`+workspace.Tim+`","text":"x"}`)
	a.must("chat.postEphemeral", `{"channel":"`+workspace.General+`","user":"`+workspace.Ada+`","text":"x"}`)
	if err := a.w.As(workspace.Ada).Invite(workspace.BotUser, workspace.Random); err != nil {
		t.Fatal(err)
	}
	a.must("chat.postMessage", `{"channel":"`+workspace.Random+`","text":"x"}`)
}

func TestWhatAMessageMustSay(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	in := func(rest string) string { return `{"channel":"` + workspace.General + `",` + rest + `}` }
	a.refused("no_text", "chat.postMessage", in(`"text":" "`))
	a.refused("no_text", "chat.postMessage", in(`"blocks":[]`))
	if r := a.must("chat.postMessage", in(`"blocks":[`+section+`]`)); r.Warning != "missing_text_in_message" {
		t.Errorf("warning %q", r.Warning)
	}
	a.must("chat.postMessage", in(`"text":"`+strings.Repeat("é", 40_001)+`"`))
	all := a.w.As(workspace.Ada).Messages(workspace.General)
	if got := len([]rune(all[len(all)-1].Text)); got != 40_000 {
		t.Errorf("%d characters arrived", got)
	}
	if v := a.w.Violations(); len(v) != 2 {
		t.Errorf("violations %v", v)
	}
	ts := a.must("chat.postMessage", in(`"text":"x","blocks":[`+section+`]`)).TS
	a.refused("msg_too_long", "chat.update", in(`"ts":"`+ts+`","text":"`+strings.Repeat("x", 4001)+`"`))
	a.refused("msg_too_long", "chat.update", in(`"ts":"`+ts+`","text":"`+strings.Repeat("é", 2001)+`"`))
	a.must("chat.update", in(`"ts":"`+ts+`","text":"without blocks"`))
	all = a.w.As(workspace.Ada).Messages(workspace.General)
	if m := all[len(all)-1]; m.Blocks != nil || m.Edited == "" || m.Text != "without blocks" {
		t.Errorf("after the update it is %+v", m)
	}
}

func TestOnlyItsOwnMessagesCanBeChanged(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	m, err := a.w.As(workspace.Ada).Post(workspace.General, "", "mine")
	if err != nil {
		t.Fatal(err)
	}
	at := func(ts, rest string) string {
		return `{"channel":"` + workspace.General + `","ts":"` + ts + `"` + rest + `}`
	}
	a.refused("cant_update_message", "chat.update", at(m.TS, `,"text":"x"`))
	a.refused("cant_delete_message", "chat.delete", at(m.TS, ""))
	a.refused("message_not_found", "chat.update", at("1.000001", `,"text":"x"`))
	a.must("chat.postEphemeral", `{"channel":"`+workspace.General+`","user":"`+workspace.Ada+`","text":"x"}`)
	private := a.w.As(workspace.Ada).Ephemerals(workspace.General)[0]
	a.refused("message_not_found", "chat.update", at(private.TS, `,"text":"y"`))
	ts := a.must("chat.postMessage", `{"channel":"`+workspace.General+`","text":"x"}`).TS
	a.must("chat.delete", at(ts, ""))
	a.refused("message_not_found", "chat.delete", at(ts, ""))
}

func TestReactions(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	m, err := a.w.As(workspace.Ada).Post(workspace.General, "", "hello")
	if err != nil {
		t.Fatal(err)
	}
	at := `{"channel":"` + workspace.General + `","timestamp":"` + m.TS + `","name":"eyes"}`
	a.must("reactions.add", at)
	a.refused("already_reacted", "reactions.add", at)
	a.must("reactions.remove", at)
	a.refused("no_reaction", "reactions.remove", at)
	a.refused("message_not_found", "reactions.add", `{"channel":"`+workspace.General+`","timestamp":"1.1","name":"eyes"}`)
	a.refused("invalid_name", "reactions.add", `{"channel":"`+workspace.General+`","timestamp":"`+m.TS+`","name":"No Such"}`)
}

func TestConversations(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	ada := a.w.As(workspace.Ada)
	root, err := ada.Post(workspace.General, "", "root")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ada.Post(workspace.General, root.TS, "reply"); err != nil {
		t.Fatal(err)
	}
	var history struct {
		Messages []struct{ Text, TS string } `json:"messages"`
	}
	a.call("conversations.history", `{"channel":"`+workspace.General+`"}`, &history)
	if len(history.Messages) != 1 || history.Messages[0].Text != "root" {
		t.Errorf("history %+v", history)
	}
	a.call("conversations.replies", `{"channel":"`+workspace.General+`","ts":"`+root.TS+`"}`, &history)
	if len(history.Messages) != 2 || history.Messages[1].Text != "reply" {
		t.Errorf("replies %+v", history)
	}
	a.refused("not_in_channel", "conversations.history", `{"channel":"`+workspace.Random+`"}`)
	a.refused("channel_not_found", "conversations.info", `{"channel":"`+workspace.Private+`"}`)
	a.must("conversations.join", `{"channel":"`+workspace.Random+`"}`)
	a.must("conversations.history", `{"channel":"`+workspace.Random+`"}`)
	var opened struct{ Channel struct{ ID string } }
	a.call("conversations.open", `{"users":"`+workspace.Ada+`"}`, &opened)
	if opened.Channel.ID != ada.DM() {
		t.Errorf("opened %q, want %q", opened.Channel.ID, ada.DM())
	}
	a.refused("user_not_found", "users.info", `{"user":"U0NOBODY01"}`)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	form := url.Values{"token": {workspace.DefaultBotToken}, "channel": {workspace.General}, "text": {"x"}, "blocks": {"[" + section + "]"}, "unfurl_links": {"false"}}
	var parts bytes.Buffer
	m := multipart.NewWriter(&parts)
	for name := range form {
		m.WriteField(name, form.Get(name))
	}
	m.Close()
	for _, c := range []struct{ kind, body, want string }{
		{"application/x-www-form-urlencoded", form.Encode(), ""},
		{m.FormDataContentType(), parts.String(), ""},
		{"application/json", `{"token":"` + workspace.DefaultBotToken + `","channel":"` + workspace.General + `","text":"x"}`, "not_authed"},
		{"application/json", `nonsense`, "invalid_json"},
		{"application/json", `[1]`, "json_not_object"},
		{"text/plain", form.Encode(), "invalid_post_type"},
	} {
		resp, err := http.Post(a.url+"/api/chat.postMessage", c.kind, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		var r result
		json.NewDecoder(resp.Body).Decode(&r)
		resp.Body.Close()
		if r.Error != c.want {
			t.Errorf("%s: %q, want %q", c.kind, r.Error, c.want)
		}
	}
	seen := a.w.As(workspace.Ada).Messages(workspace.General)
	if len(seen) != 2 || seen[0].Blocks == nil || seen[0].UnfurlLinks || !seen[0].UnfurlMedia {
		t.Errorf("seen %+v", seen)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{RateLimits: map[string]workspace.Rate{"chat.postMessage": {PerMinute: 2, PerChannel: true}}})
	body := `{"channel":"` + workspace.General + `","text":"x"}`
	a.must("chat.postMessage", body)
	a.must("chat.postMessage", body)
	var r result
	resp := a.call("chat.postMessage", body, &r)
	if resp.StatusCode != 429 || r.Error != "ratelimited" || resp.Header.Get("Retry-After") == "" {
		t.Errorf("the third call: %d %+v %v", resp.StatusCode, r, resp.Header)
	}
	a.must("chat.postMessage", `{"channel":"`+workspace.Incidents+`","text":"x"}`)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	body := `{"channel":"` + workspace.General + `","text":"x"}`
	a.w.Fail("chat.postMessage", workspace.Fault{Status: 502, Body: "<html>bad gateway</html>", Times: 1})
	if resp := a.call("chat.postMessage", body, nil); resp.StatusCode != 502 {
		t.Errorf("status %d", resp.StatusCode)
	}
	a.w.Fail("chat.postMessage", workspace.Fault{Error: "fatal_error", Times: 2})
	a.refused("fatal_error", "chat.postMessage", body)
	a.refused("fatal_error", "chat.postMessage", body)
	a.must("chat.postMessage", body)
	a.w.Fail("", workspace.Fault{Reset: true, After: true})
	r, _ := http.NewRequest("POST", a.url+"/api/chat.postMessage", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+workspace.DefaultBotToken)
	r.Header.Set("Content-Type", "application/json")
	if resp, err := http.DefaultClient.Do(r); err == nil {
		t.Errorf("a reset connection answered %d", resp.StatusCode)
	}
	a.w.Heal()
	a.must("auth.test", "{}")
	if seen := a.w.As(workspace.Ada).Messages(workspace.General); len(seen) != 2 { // the reset one was carried out
		t.Errorf("%d messages", len(seen))
	}
	a.w.FailWhen(func(c workspace.Call) *workspace.Fault {
		if c.Method == "auth.test" {
			return &workspace.Fault{Delay: time.Millisecond, Status: 500}
		}
		return nil
	})
	if resp := a.call("auth.test", "{}", nil); resp.StatusCode != 500 {
		t.Errorf("status %d", resp.StatusCode)
	}
}
