package workspace_test

import (
	"errors"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"httpcode/bot/workspace"
)

// answered acknowledges with an answer.
func answered(envelope) (string, bool) { return `{"text":"an answer"}`, true }

func TestRetiredConnectionEndsInOrder(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	release := make(chan bool)
	conn := a.connect(func(e envelope) (string, bool) {
		<-release
		return answered(e)
	})
	ada := a.w.As(workspace.Ada)
	before := ada.Command(workspace.General, "/httpcode", "1")
	a.w.Connections()[0].Disconnect("refresh_requested")
	if err := ada.Command(workspace.General, "/httpcode", "2").Wait(a.ctx); !errors.Is(err, workspace.ErrDispatch) {
		t.Errorf("a command after the disconnect frame: %v", err)
	}
	close(release)
	if err := before.Wait(a.ctx); err != nil || len(before.Messages()) != 1 {
		t.Errorf("what was on its way: %v, %v", err, before.Messages())
	}
	if err := <-conn.ended; !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("it ended with %v", err)
	}
}

func TestFateTellsWhatACutLeavesUnknown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		harm  func(*workspace.Connection)
		pings int // after the answer
		want  workspace.Fate
	}{
		"no harm":                       {nil, 0, workspace.Fate{Acked: true}},
		"cut at once":                   {(*workspace.Connection).Mute, 0, workspace.Fate{Acked: true, Unknowable: true}},
		"cut after a ping":              {(*workspace.Connection).Mute, 1, workspace.Fate{Acked: true, Unknowable: true}},
		"cut after a pong was answered": {(*workspace.Connection).Mute, 2, workspace.Fate{Acked: true}},
		"deaf":                          {(*workspace.Connection).Deafen, 0, workspace.Fate{Cut: true, Frozen: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := start(t, workspace.Options{AckDeadline: 300 * time.Millisecond})
			conn := a.connect(answered)
			on := a.w.Connections()[0]
			if c.harm != nil {
				c.harm(on)
			}
			i := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "1")
			if !c.want.Frozen {
				if err := i.Wait(a.ctx); err != nil {
					t.Fatal(err)
				}
			}
			for range c.pings {
				if err := conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)); err != nil {
					t.Fatal(err)
				}
			}
			a.until(func() bool { return on.Pings() == c.pings })
			if c.harm != nil {
				on.Cut()
			}
			if err := i.Wait(a.ctx); (err == nil) != c.want.Acked {
				t.Errorf("Slack says %v", err)
			}
			if got := i.Fate(); got != c.want {
				t.Errorf("its fate is %+v, want %+v", got, c.want)
			}
		})
	}
}

// An app that does not look sees a repeated command as another one.
func TestRepeatDeliversOnceMore(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.connect(answered)
	i := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "1")
	first := a.received(ofType("slash_commands"))
	for n, anew := range []bool{false, true} {
		a.until(func() bool { return len(i.Messages()) == n+1 })
		if err := i.Repeat(anew); err != nil {
			t.Fatal(err)
		}
		again := a.received(func(e envelope) bool { return e.Type == first.Type && (e.ID != first.ID) == anew })
		if string(again.Payload) != string(first.Payload) {
			t.Errorf("the repeat says %s, want %s", again.Payload, first.Payload)
		}
	}
	a.until(func() bool { return len(i.Messages()) == 3 && a.w.Undelivered() == 0 })
}

// until waits for what the workspace tells nobody of.
func (a *app) until(true func() bool) {
	a.t.Helper()
	for !true() {
		select {
		case <-a.ctx.Done():
			a.t.Fatal("waited in vain")
		case <-time.After(time.Millisecond):
		}
	}
}

func TestCutOfAnIdleConnectionTakesNothingWithIt(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	release := make(chan bool)
	conn := a.connect(func(e envelope) (string, bool) {
		<-release
		return answered(e)
	})
	i := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "1")
	a.w.Connections()[0].CutIdle()
	close(release)
	if err := i.Wait(a.ctx); err != nil {
		t.Error(err)
	}
	if err := <-conn.ended; websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("it ended with %v", err)
	}
}
