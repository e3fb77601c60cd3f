package socket

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestAnswersOnTheAcknowledgement(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	s.run(func(e *Envelope) {
		if e.Type != TypeSlash || !e.AcceptsResponsePayload || e.ReceivedAt.IsZero() {
			t.Errorf("the envelope is %+v", e)
		}
		if err := e.Ack(map[string]string{"text": "<b>"}); err != nil {
			t.Error(err)
		}
		if err := e.Ack(nil); !errors.Is(err, ErrAcked) {
			t.Errorf("a second acknowledgement gives %v", err)
		}
	}, Options{})
	p := s.next()
	p.slash("E1", "403")
	got := receive(t, p.acks, "the acknowledgement")
	if got.ID != "E1" || string(got.Payload) != `{"text":"<b>"}` {
		t.Errorf("got %s %s", got.ID, got.Payload)
	}
}

func TestManyAcknowledgementsArriveOnceEach(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) *fakeSlack{"ws": newFakeSlack, "wss": newTLSFakeSlack} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			manyAcknowledgements(t, start(t))
		})
	}
}

func manyAcknowledgements(t *testing.T, s *fakeSlack) {
	s.run(echo, Options{})
	p := s.next()
	const n = 500
	go func() {
		for i := range n {
			p.slash(fmt.Sprint(i), strings.Repeat("x", 1000))
		}
	}()
	seen := map[string]bool{}
	for range n {
		a := receive(t, p.acks, "an acknowledgement")
		if seen[a.ID] {
			t.Fatalf("%s was acknowledged twice", a.ID)
		}
		seen[a.ID] = true
	}
}

func TestRefreshLeavesNoGap(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"warning", "refresh_requested", "", "one_of_tomorrow"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			s := newFakeSlack(t)
			s.run(echo, Options{})
			old := s.next()
			old.slash("before", "")
			receive(t, old.acks, "the first acknowledgement")
			old.disconnect(reason)
			fresh := s.next()
			old.slash("after", "")
			if a := receive(t, old.acks, "an acknowledgement on the old connection"); a.ID != "after" {
				t.Errorf("got %q", a.ID)
			}
			fresh.slash("new", "")
			receive(t, fresh.acks, "an acknowledgement on the new connection")
			old.cut()
			fresh.slash("still", "")
			receive(t, fresh.acks, "an acknowledgement after the old connection's end")
			if s.opened() != 2 {
				t.Errorf("opened %d connections, want 2", s.opened())
			}
		})
	}
}

// A refused frame is the server's way to end the connection, not the bot's end.
func TestComesBackAfterAClose(t *testing.T) {
	t.Parallel()
	for _, code := range []int{websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseMessageTooBig, websocket.CloseInternalServerErr, websocket.CloseServiceRestart} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := newFakeSlack(t)
			s.run(echo, Options{})
			p := s.next()
			p.slash("E", "")
			receive(t, p.acks, "an acknowledgement")
			p.close(code)
			if err := receive(t, p.closed, "the close"); !websocket.IsCloseError(err, code) {
				t.Errorf("the bot closed with %v, want %d", err, code)
			}
			s.next()
		})
	}
}

func TestComesBackAfterACut(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	s.run(echo, Options{})
	for i := range 4 {
		p := s.next()
		p.slash(fmt.Sprint(i), "")
		receive(t, p.acks, "an acknowledgement")
		p.cut()
	}
}

func TestDisabledLinkEndsTheRun(t *testing.T) {
	t.Parallel()
	t.Run("Slack refuses the next connection", func(t *testing.T) {
		t.Parallel()
		s := newFakeSlack(t)
		s.answer = func(w http.ResponseWriter, n int) bool {
			if n > 1 {
				fmt.Fprint(w, `{"ok":false,"error":"account_inactive"}`)
			}
			return n > 1
		}
		r := s.run(echo, Options{})
		s.next().disconnect("link_disabled")
		wantRefused(t, r, "account_inactive")
	})
	t.Run("Slack goes on saying so", func(t *testing.T) {
		t.Parallel()
		s := newFakeSlack(t)
		r := s.run(echo, Options{})
		s.next().disconnect("link_disabled")
		s.next().disconnect("link_disabled")
		wantRefused(t, r, "link_disabled")
	})
	t.Run("the setting was switched off and on", func(t *testing.T) {
		t.Parallel()
		s := newFakeSlack(t)
		s.run(echo, Options{})
		s.next().disconnect("link_disabled")
		p := s.next()
		p.slash("E", "")
		receive(t, p.acks, "an acknowledgement")
	})
}

func wantRefused(t *testing.T, r *running, code string) {
	t.Helper()
	err := receive(t, r.err, "the end of Run")
	refused, ok := errors.AsType[*RefusedError](err)
	if !ok || refused.Code != code {
		t.Errorf("Run ends with %v, want %s", err, code)
	}
}

func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	for code := range permanent {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			s := newFakeSlack(t)
			s.answer = func(w http.ResponseWriter, _ int) bool {
				fmt.Fprintf(w, `{"ok":false,"error":%q}`, code)
				return true
			}
			wantRefused(t, s.run(echo, Options{Connections: 2}), code)
		})
	}
}

func TestTriesAgainWhereThatCanHelp(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter){
		"a dead URL":  func(w http.ResponseWriter) { fmt.Fprint(w, `{"ok":true,"url":"ws://127.0.0.1:1/"}`) },
		"an HTTP URL": func(w http.ResponseWriter) { fmt.Fprint(w, `{"ok":true,"url":"http://127.0.0.1/"}`) },
		"hangs up": func(w http.ResponseWriter) {
			if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
				c.Close()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFakeSlack(t)
			s.answer = func(w http.ResponseWriter, n int) bool {
				if n == 1 {
					answer(w)
				}
				return n == 1
			}
			s.run(echo, Options{})
			s.next()
		})
	}
}

func TestDrainWaitsForWhatWasTaken(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	taken := make(chan *Envelope, 1)
	r := s.run(func(e *Envelope) { taken <- e }, Options{})
	p := s.next()
	p.slash("slow", "")
	e := receive(t, taken, "the envelope")

	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := r.Drain(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Drain gives %v while an envelope is open", err)
	}
	if r.Ready() {
		t.Error("ready while stopping")
	}
	p.slash("late", "")
	if a := receive(t, p.acks, "the refusal"); a.ID != "late" || !strings.Contains(string(a.Payload), "ephemeral") {
		t.Errorf("got %s %s", a.ID, a.Payload)
	}
	p.send(`{"envelope_id":"event","type":"events_api","payload":{}}`)
	if err := e.Ack([]byte(`{"text":"done"}`)); err != nil {
		t.Error(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Error(err)
	}
	if a := receive(t, p.acks, "the slow answer"); a.ID != "slow" {
		t.Errorf("got %s", a.ID)
	}
	r.stop()
	receive(t, p.closed, "the close")
	if len(p.acks) > 0 {
		t.Errorf("an event was acknowledged while stopping: %v", <-p.acks)
	}
}

// A server may take the connection and never answer the handshake.
func TestStoppingDoesNotWaitForAHandshake(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s := newFakeSlack(t)
	s.answer = func(w http.ResponseWriter, _ int) bool {
		fmt.Fprintf(w, `{"ok":true,"url":"ws://%s/link"}`, silent.Addr())
		return true
	}
	r := s.run(echo, Options{})
	taken, err := silent.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := taken.Read(make([]byte, 16)); err != nil { // the handshake has begun
		t.Fatal(err)
	}
	stopped := time.Now()
	r.stop()
	if err := receive(t, r.err, "the end"); err != nil || time.Since(stopped) > dialTimeout/2 {
		t.Errorf("Run gave %v after %s", err, time.Since(stopped))
	}
}

// slack-go lost 28 to 50 of 50 acknowledgements here.
func TestStoppingFlushes(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	var (
		mu    sync.Mutex
		taken []*Envelope
		all   = make(chan bool)
	)
	r := s.run(func(e *Envelope) {
		mu.Lock()
		defer mu.Unlock()
		if taken = append(taken, e); len(taken) == 50 {
			close(all)
		}
	}, Options{})
	p := s.next()
	for i := range 50 {
		p.slash(fmt.Sprint(i), "")
	}
	receive(t, all, "the commands")
	for _, e := range taken {
		if err := e.Ack(e.Payload); err != nil {
			t.Fatal(err)
		}
	}
	r.stop()
	for range 50 {
		receive(t, p.acks, "an acknowledgement")
	}
	if err := receive(t, p.closed, "the close"); !strings.Contains(err.Error(), "1000") {
		t.Errorf("closed with %v, want 1000", err)
	}
	if err := receive(t, r.err, "the end of Run"); err != nil {
		t.Errorf("Run ends with %v", err)
	}
}
