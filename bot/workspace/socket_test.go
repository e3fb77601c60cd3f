package workspace_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"httpcode/bot/workspace"
)

// accept acknowledges everything.
func accept(envelope) (string, bool) { return "", true }

// ignore acknowledges nothing.
func ignore(envelope) (string, bool) { return "", false }

func TestHelloCountsConnections(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(accept)
	a.connect(accept)
	a.received(func(e envelope) bool { return e.Type == "hello" && e.NumConns == 2 })
	if got := len(a.w.Connections()); got != 2 || a.w.Opens() != 2 {
		t.Errorf("%d connections, %d opens", got, a.w.Opens())
	}
}

func TestURLWorksOnce(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	var opened struct{ URL string }
	a.callAs(workspace.DefaultAppToken, "apps.connections.open", "", &opened)
	conn, _, err := websocket.DefaultDialer.Dial(opened.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, resp, err := websocket.DefaultDialer.Dial(opened.URL, nil); err == nil || resp.StatusCode != 403 {
		t.Errorf("the second use: %v, %v", resp, err)
	}
}

func TestEleventhConnectionIsTurnedAway(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	for range 10 {
		a.connect(accept)
	}
	var opened struct{ URL string }
	a.callAs(workspace.DefaultAppToken, "apps.connections.open", "", &opened)
	conn, _, err := websocket.DefaultDialer.Dial(opened.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var e envelope
	if err := conn.ReadJSON(&e); err != nil || e.Type != "disconnect" || e.Reason != "too_many_websockets" {
		t.Errorf("got %+v, %v", e, err)
	}
	if a.w.Refused() != 1 {
		t.Errorf("%d refused", a.w.Refused())
	}
}

func TestEventsAreSentAgainAndCommandsAreNot(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{AckDeadline: 30 * time.Millisecond, RetryDelays: []time.Duration{0, time.Millisecond, time.Millisecond}})
	a.connect(ignore)
	ada := a.w.As(workspace.Ada)
	if _, err := ada.Post(workspace.General, "", "@httpcode 403"); err != nil {
		t.Fatal(err)
	}
	last := a.received(func(e envelope) bool { return e.Attempt == 3 })
	if last.Retry != "timeout" {
		t.Errorf("retry_reason %q", last.Retry)
	}
	if err := ada.Command(workspace.General, "/httpcode", "403").Wait(a.ctx); err != workspace.ErrTimeout {
		t.Errorf("the command: %v", err)
	}
	events, commands := 0, 0
	ids := map[string]bool{}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.seen {
		switch e.Type {
		case "events_api":
			events++
			var p struct {
				EventID string `json:"event_id"`
			}
			json.Unmarshal(e.Payload, &p)
			ids[p.EventID] = true
		case "slash_commands":
			commands++
		}
	}
	if events != 4 || len(ids) != 1 || commands != 1 {
		t.Errorf("%d deliveries of %d events, %d of the command", events, len(ids), commands)
	}
}

func TestEventsMayComeAgainUnderNewNames(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{AckDeadline: 20 * time.Millisecond, RetryDelays: []time.Duration{0}, RetryAnew: true})
	a.connect(ignore)
	if _, err := a.w.As(workspace.Ada).Post(workspace.General, "", "@httpcode 403"); err != nil {
		t.Fatal(err)
	}
	again := a.received(func(e envelope) bool { return e.Attempt == 1 })
	first := a.received(func(e envelope) bool { return e.Type == "events_api" && e.Attempt == 0 })
	id := func(e envelope) string {
		var p struct {
			EventID string `json:"event_id"`
		}
		json.Unmarshal(e.Payload, &p)
		return p.EventID
	}
	if first.ID == again.ID || id(first) == id(again) || !strings.HasPrefix(id(again), "Ev") {
		t.Errorf("%s of %s, then %s of %s", first.ID, id(first), again.ID, id(again))
	}
}

func TestAcknowledgementsAreWatched(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	conn := a.connect(accept)
	ada := a.w.As(workspace.Ada)
	if err := ada.Command(workspace.General, "/httpcode", "1").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	first := a.received(ofType("slash_commands"))
	for _, frame := range []string{`{"envelope_id":"nobody"}`, `{"envelope_id":"` + first.ID + `"}`, `{"x":1}`, `nonsense`} {
		if err := conn.say(frame); err != nil {
			t.Fatal(err)
		}
	}
	if err := ada.Command(workspace.General, "/httpcode", "2").Wait(a.ctx); err != nil { // the frames before it have been read
		t.Fatal(err)
	}
	var all []string
	for _, v := range a.w.Violations() {
		all = append(all, v.What)
	}
	for _, want := range []string{"never sent", "acknowledged already", "acknowledges nothing"} {
		if !strings.Contains(strings.Join(all, "\n"), want) {
			t.Errorf("no violation says %q: %q", want, all)
		}
	}
}

func TestLongFrameIsClosedWith1009(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		length int
		closed bool
	}{{20479, false}, {20480, true}} {
		a := start(t, workspace.Options{})
		conn := a.connect(accept)
		frame := `{"envelope_id":"` + strings.Repeat("x", c.length-18) + `"}`
		if len(frame) != c.length {
			t.Fatalf("a frame of %d bytes", len(frame))
		}
		if err := conn.say(frame); err != nil {
			t.Fatal(err)
		}
		if !c.closed {
			if err := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "1").Wait(a.ctx); err != nil {
				t.Errorf("after %d bytes: %v", c.length, err)
			}
			continue
		}
		select {
		case err := <-conn.ended:
			if !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
				t.Errorf("closed with %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Errorf("%d bytes were taken", c.length)
		}
	}
}

func TestDisconnectReasons(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled", "too_many_websockets"} {
		a := start(t, workspace.Options{WarningLead: 300 * time.Millisecond})
		a.connect(accept)
		a.w.Disconnect(reason)
		a.received(func(e envelope) bool { return e.Type == "disconnect" && e.Reason == reason })
		if reason == "warning" { // it still works for a while
			if err := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "1").Wait(a.ctx); err != nil {
				t.Errorf("after the warning: %v", err)
			}
		}
		if err := a.w.Wait(a.ctx, func() bool { return len(a.w.Connections()) == 0 }); err != nil {
			t.Error(err)
		}
	}
}

func TestConnectionsAreRefreshed(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{RefreshInterval: 60 * time.Millisecond, WarningLead: 30 * time.Millisecond})
	a.connect(accept)
	a.received(func(e envelope) bool { return e.Type == "disconnect" && e.Reason == "warning" })
	if err := a.w.Wait(a.ctx, func() bool { return len(a.w.Connections()) == 0 }); err != nil {
		t.Error(err)
	}
}

func TestFrozenConnectionSwallowsUntilThawed(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{AckDeadline: 500 * time.Millisecond})
	a.connect(accept)
	ada := a.w.As(workspace.Ada)
	link := a.w.Connections()[0]
	link.Freeze()
	if err := ada.Command(workspace.General, "/httpcode", "1").Wait(a.ctx); err != workspace.ErrTimeout {
		t.Errorf("frozen: %v", err)
	}
	link.Thaw()
	if err := ada.Command(workspace.General, "/httpcode", "2").Wait(a.ctx); err != nil {
		t.Errorf("thawed: %v", err)
	}
	link.Delay(20 * time.Millisecond)
	var all []*workspace.Invocation
	for range 20 { // on their way at once: together they take no longer than one
		all = append(all, ada.Command(workspace.General, "/httpcode", "3"))
	}
	for _, i := range all {
		if err := i.Wait(a.ctx); err != nil || i.AckLatency() < 20*time.Millisecond {
			t.Errorf("delayed: %v after %v", err, i.AckLatency())
		}
	}
	link.Cut()
	if err := a.w.Wait(a.ctx, func() bool { return len(a.w.Connections()) == 0 }); err != nil {
		t.Error(err)
	}
}

func TestPings(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{PingInterval: 5 * time.Millisecond})
	var opened struct{ URL string }
	a.callAs(workspace.DefaultAppToken, "apps.connections.open", "", &opened)
	conn, _, err := websocket.DefaultDialer.Dial(opened.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	pinged := make(chan string, 100)
	conn.SetPingHandler(func(data string) error { pinged <- data; return nil })
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for range 2 {
		if data := <-pinged; !strings.HasPrefix(data, "Ping from") {
			t.Errorf("a ping says %q", data)
		}
	}
	conn.Close()
	<-done
}

func TestRawFramesReachTheApp(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(accept)
	a.w.SendRaw([]byte(`{"type":"party","envelope_id":"odd","payload":17}`))
	if e := a.received(ofType("party")); e.ID != "odd" {
		t.Errorf("got %+v", e)
	}
}
