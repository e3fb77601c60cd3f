package workspace_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"httpcode/bot/workspace"
)

// deed posts to the page's API.
func (a *app) deed(path, body string, header ...string) (int, map[string]any) {
	a.t.Helper()
	r, err := http.NewRequest("POST", a.url+"/client/"+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for n := 0; n+1 < len(header); n += 2 {
		if header[n] == "Host" {
			r.Host = header[n+1]
		}
		r.Header.Set(header[n], header[n+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer map[string]any
	text, _ := io.ReadAll(resp.Body)
	json.Unmarshal(text, &answer) // a refusal by the guard may be plain text
	return resp.StatusCode, answer
}

func (a *app) get(path string, result any) {
	a.t.Helper()
	resp, err := http.Get(a.url + path)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(result); err != nil {
		a.t.Fatalf("%s: %v", path, err)
	}
}

func TestPageSendsACommandAndHearsOfTheAnswer(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{Examples: []workspace.Example{{Text: "/httpcode 403"}}})
	a.connect(func(envelope) (string, bool) { return `{"text":"Forbidden"}`, true })
	events, err := http.Get(a.url + "/client/events?user=" + workspace.Ada)
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	lines := bufio.NewScanner(events.Body)
	lines.Scan() // ": connected"
	status, answer := a.deed("send", `{"user":"`+workspace.Ada+`","channel":"`+workspace.General+`","text":"/httpcode 403"}`)
	if status != 200 || answer["ok"] != true {
		t.Fatalf("sending: %d %v", status, answer)
	}
	for lines.Scan() {
		var u workspace.Update
		text, ok := strings.CutPrefix(lines.Text(), "data: ")
		if ok && json.Unmarshal([]byte(text), &u) == nil && u.Kind == "ephemeral" && u.Message.Text == "Forbidden" {
			break
		}
	}
	var seen struct{ Messages []workspace.Message }
	a.get("/client/messages?user="+workspace.Ada+"&channel="+workspace.General, &seen)
	if len(seen.Messages) != 1 || seen.Messages[0].For != workspace.Ada {
		t.Errorf("messages %+v", seen.Messages)
	}
	var state struct {
		Connections int
		Examples    []workspace.Example
		Channels    []struct{ Name string }
	}
	a.get("/client/state?user="+workspace.Tim, &state)
	if state.Connections != 1 || len(state.Examples) != 1 || len(state.Channels) != 2 {
		t.Errorf("a guest's state is %+v", state)
	}
}

func TestPageRefusesOtherSites(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	body := `{"user":"` + workspace.Ada + `","channel":"` + workspace.General + `","text":"hi"}`
	for _, header := range [][]string{
		{"Origin", "https://evil.example"},
		{"Sec-Fetch-Site", "cross-site"},
		{"Host", "evil.example"},
		{"Content-Type", "text/plain"},
	} {
		if status, _ := a.deed("send", body, header...); status < 400 {
			t.Errorf("with %v: %d", header, status)
		}
	}
	form, _ := http.NewRequest("POST", a.url+"/api/chat.postMessage", strings.NewReader("token="+workspace.DefaultBotToken+"&channel=general&text=x"))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	form.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(form)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode != 403 {
		t.Errorf("a browser posts as the app: %d", resp.StatusCode)
	}
	if status, answer := a.deed("send", body); status != 200 {
		t.Errorf("the page itself: %d %v", status, answer)
	}
}

func TestTrafficShowsNoSecret(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(func(envelope) (string, bool) { return `{"text":"hello"}`, true })
	if _, err := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "403").Answer(a.ctx); err != nil {
		t.Fatal(err)
	}
	a.must("chat.postMessage", `{"channel":"general","text":"x"}`)
	text, err := json.Marshal(a.w.Traffic(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"slash_commands"`, `"ack"`, `"chat.postMessage"`, `REDACTED`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	for _, secret := range []string{workspace.DefaultBotToken, workspace.DefaultAppToken, "workspaceVerification"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the traffic shows %s", secret)
		}
	}
}

func TestGalleryIsJudged(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{Gallery: []workspace.Sample{
		{Name: "good", On: "message", Text: "x", Blocks: json.RawMessage("[" + section + "]")},
		{Name: "bad", On: "message", Text: "x", Blocks: json.RawMessage(`[{"type":"section"}]`)},
	}})
	var seen struct {
		Gallery []struct {
			Name     string
			Problems []string
		}
	}
	a.get("/client/gallery", &seen)
	if len(seen.Gallery) != 2 || len(seen.Gallery[0].Problems) != 0 || len(seen.Gallery[1].Problems) != 1 {
		t.Errorf("the gallery is %+v", seen)
	}
}

func TestPageActsInEveryWay(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(accept)
	as := `{"user":"` + workspace.Ada + `","channel":"` + workspace.General + `"`
	_, answer := a.deed("send", as+`,"text":"hello"}`)
	m, _ := answer["message"].(map[string]any)
	ts, _ := m["ts"].(string)
	r := a.must("chat.postMessage", `{"channel":"`+workspace.General+`","text":"x","blocks":[{"type":"actions","block_id":"b","elements":[`+button+`]}]}`)
	home := a.must("views.publish", `{"user_id":"`+workspace.Ada+`","view":{"type":"home","blocks":[{"type":"actions","elements":[`+button+`]}]}}`)
	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"edit", as + `,"ts":"` + ts + `","text":"hello again"}`, 200},
		{"act", as + `,"ts":"` + r.TS + `","action":"b/a"}`, 200},
		{"act", as + `,"ts":"` + r.TS + `","action":"nothing"}`, 400},
		{"shortcut", as + `,"ts":"` + ts + `","callback_id":"explain"}`, 200},
		{"home", as + `}`, 200},
		{"view/act", as + `,"view_id":"` + home.View.ID + `","action":"a"}`, 200},
		{"view/submit", as + `,"values":{}}`, 400},
		{"view/close", as + `}`, 200},
		{"invite", `{"user":"` + workspace.Ada + `","channel":"` + workspace.Random + `","invitee":"` + workspace.BotUser + `"}`, 200},
		{"send", as + `,"thread_ts":"` + ts + `","text":"/httpcode 403"}`, 400},
		{"send", as + `,"text":"/unknown"}`, 400},
		{"send", as + `,"text":" "}`, 400},
		{"send", `{"user":"U0NOBODY01","text":"x"}`, 400},
		{"send", `nonsense`, 400},
		{"delete", as + `,"ts":"` + ts + `"}`, 200},
		{"reload", as + `}`, 200},
	} {
		status, answer := a.deed(c.path, c.body)
		if status != c.status || (status == 400) != (answer["error"] != nil) {
			t.Errorf("%s %s: %d %v", c.path, c.body, status, answer)
		}
	}
}

// A modal opens in the page whose button was pressed, and in no other.
func TestModalOpensInThePageThatAskedForIt(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(func(e envelope) (string, bool) { return "", true })
	m, err := a.w.As(workspace.DeployBot).PostBlocks(workspace.General, "", "look", []byte(
		`[{"type":"actions","block_id":"b","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Look"}}]}]`), nil)
	if err != nil {
		t.Fatal(err)
	}
	ada := `{"user":"` + workspace.Ada + `","client":"`
	if status, answer := a.deed("act", ada+`one","channel":"`+workspace.General+`","ts":"`+m.TS+`","action":"a"}`); status != 200 {
		t.Fatalf("pressing the button: %d %v", status, answer)
	}
	a.must("views.open", `{"trigger_id":"`+a.got("block_actions").Trigger+`","view":{"type":"modal","title":{"type":"plain_text","text":"Details"},
		"submit":{"type":"plain_text","text":"Share"},"blocks":[{"type":"divider"}]}}`)
	title := func(client string) string {
		var state struct{ View *workspace.View }
		a.get("/client/state?user="+workspace.Ada+"&client="+client, &state)
		if state.View == nil {
			return ""
		}
		return state.View.Title
	}
	if got := title("one"); got != "Details" {
		t.Fatalf("the page that asked shows %q", got)
	}
	for _, other := range []string{"two", ""} {
		if got := title(other); got != "" {
			t.Errorf("the page %q shows the modal %q as well", other, got)
		}
	}
	if status, _ := a.deed("view/submit", ada+`two","values":{}}`); status != 400 {
		t.Errorf("another page can submit the modal: %d", status)
	}
	if status, answer := a.deed("view/submit", ada+`one","values":{}}`); status != 200 {
		t.Errorf("submitting: %d %v", status, answer)
	}
	if got := title("one"); got != "" {
		t.Errorf("the modal %q is still open", got)
	}
}

// People read names, and of what they may not see nothing.
func TestRefusalsNameTheChannel(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	for _, tc := range []struct{ user, channel, want string }{
		{workspace.Ada, workspace.Archived, "#old-incidents: the channel is archived"},
		{workspace.Grace, workspace.ReadOnly, "#announcements: not allowed here"},
		{workspace.DeployBot, workspace.Random, "#random: not a member of the channel"},
		{workspace.Tim, workspace.Private, `"C0PRIVATE1": there is no such channel`},
	} {
		_, answer := a.deed("send", `{"user":"`+tc.user+`","channel":"`+tc.channel+`","text":"hello"}`)
		if answer["error"] != tc.want {
			t.Errorf("%s in %s is told %q, want %q", tc.user, tc.channel, answer["error"], tc.want)
		}
	}
}

// What the bot tells people to do about "not_in_channel" works here too.
func TestInviteByTyping(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	post := func() string {
		var r struct{ Error string }
		a.call("chat.postMessage", `{"channel":"`+workspace.Random+`","text":"hello"}`, &r)
		return r.Error
	}
	if got := post(); got != "not_in_channel" {
		t.Fatalf("before: %q", got)
	}
	in := `{"user":"` + workspace.Ada + `","channel":"` + workspace.Random + `","text":"/invite `
	if status, answer := a.deed("send", in+`@nobody"}`); status != 400 || !strings.Contains(answer["error"].(string), `nobody called "nobody"`) {
		t.Errorf("inviting nobody: %d %v", status, answer)
	}
	if status, answer := a.deed("send", in+`@httpcode"}`); status != 200 {
		t.Errorf("inviting: %d %v", status, answer)
	}
	if got := post(); got != "" {
		t.Errorf("after: %q", got)
	}
}
