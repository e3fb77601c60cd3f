package workspace_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"httpcode/bot/workspace"
	"httpcode/knowledge/testneed"
)

// slackPackages are Slack's own clients, with what they were tested at.
var slackPackages = []string{"@slack/bolt@5.1.0", "@slack/socket-mode@3.1.0", "@slack/web-api@8.2.0"}

// node runs a script of testdata against the workspace until it says "ready".
func (a *app) node(script string) {
	a.t.Helper()
	node := testneed.Command(a.t, "node")
	home := testneed.NPM(a.t, slackPackages...)
	command := exec.CommandContext(a.t.Context(), node, "testdata/"+script, a.url+"/api/", workspace.DefaultAppToken, workspace.DefaultBotToken)
	command.Env = append(os.Environ(), "NODE_HOME="+home)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	in, err := command.StdinPipe()
	if err != nil {
		a.t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		a.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() {
		in.Close()
		command.Wait()
		if a.t.Failed() {
			a.t.Logf("node said: %s", complaints.String())
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "ready") {
			go func() {
				for lines.Scan() { // so that it never blocks
				}
			}()
			return
		}
	}
	a.t.Fatalf("%s ended early: %s", script, complaints.String())
}

// exchange does with an app what every app in testdata answers alike.
func (a *app) exchange() {
	t := a.t
	t.Helper()
	ada := a.w.As(workspace.Ada)
	m, err := ada.Command(workspace.General, "/httpcode", "403").Answer(a.ctx)
	if err != nil {
		t.Fatalf("the command: %v", err)
	}
	if m.Text != "/httpcode 403 from ada" || m.For != workspace.Ada {
		t.Errorf("the command's answer is %+v", m)
	}
	share := ada.Click(m, "share")
	if shared, err := share.Answer(a.ctx); err != nil || shared.Text != "shared 403" || shared.Ephemeral() {
		t.Errorf("sharing gave %+v, %v", shared, err)
	}
	asked, err := ada.Post(workspace.Incidents, "", "@httpcode 502")
	if err != nil {
		t.Fatal(err)
	}
	reply, err := a.w.WaitMessage(a.ctx, func(m workspace.Message) bool { return m.ThreadTS == asked.TS })
	if err != nil || reply.Text != "heard: <@"+workspace.BotUser+"> 502" {
		t.Errorf("the reply is %+v, %v", reply, err)
	}
	for _, v := range a.w.Violations() {
		if !strings.Contains(v.What, "without text") {
			t.Errorf("violation: %v", v)
		}
	}
}

func TestSlacksOwnSocketModeClient(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{PingInterval: 200 * time.Millisecond})
	a.node("socket.js")
	a.exchange()
	a.w.Disconnect("refresh_requested")
	if err := a.w.Wait(a.ctx, func() bool { return a.w.Opens() == 2 && len(a.w.Connections()) == 1 }); err != nil {
		t.Fatalf("it did not come back: %v", err)
	}
	a.exchange()
}

func TestBolt(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.node("bolt.js")
	a.exchange()
	grace := a.w.As(workspace.Grace)
	m, err := grace.Post(workspace.General, "", "curl: (60) SSL certificate problem")
	if err != nil {
		t.Fatal(err)
	}
	if err := grace.Shortcut(m, "explain").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.w.Wait(a.ctx, func() bool { return grace.View() != nil }); err != nil {
		t.Fatal(err)
	}
	if err := grace.SubmitView(map[string][]string{"text": {"bad"}}).Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	if v := grace.View(); v == nil || v.Errors["note"] != "Not that one." {
		t.Errorf("after a bad value the view is %+v", v)
	}
	if err := grace.SubmitView(map[string][]string{"text": {"good"}}).Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	if v := grace.View(); v != nil {
		t.Errorf("the view is still there: %+v", v)
	}
	if _, err := a.w.WaitMessage(a.ctx, func(m workspace.Message) bool {
		return m.Channel == grace.DM() && m.Text == "noted good"
	}); err != nil {
		t.Error(err)
	}
}
