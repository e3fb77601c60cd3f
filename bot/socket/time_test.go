package socket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAQuietConnectionStays(t *testing.T) {
	b := &bubble{}
	inBubble(t, b, echo, Options{}, func() {
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		b.wantOpened(1, "after a day of silence with pongs")
		if !b.pool.Ready() {
			t.Error("not ready")
		}
	})
}

// Half-open: the network took the peer away and told nobody.
func TestADeadPeerIsNoticed(t *testing.T) {
	b := &bubble{deaf: true}
	inBubble(t, b, echo, Options{}, func() {
		go func() { _, _ = io.Copy(io.Discard, b.raw[0]) }() // takes what is written, says nothing
		time.Sleep(deadAfter)
		synctest.Wait()
		b.wantOpened(1, "after 30 s")
		time.Sleep(pingEvery + firstDelay + time.Millisecond)
		synctest.Wait()
		b.wantOpened(2, "after 40 s")
	})
}

func TestAPeerThatStopsReadingIsNoticed(t *testing.T) {
	b := &bubble{deaf: true}
	inBubble(t, b, echo, Options{}, func() {
		time.Sleep(writeTimeout + firstDelay + retryBase)
		synctest.Wait()
		b.wantOpened(2, "after a ping that could not be written")
	})
}

func TestASlowHandlerIsNoDeadPeer(t *testing.T) {
	release := make(chan bool)
	b := &bubble{deaf: true}
	inBubble(t, b, func(e *Envelope) { <-release; echo(e) }, Options{}, func() {
		release = make(chan bool)
		// A pipe holds nothing: a pong would wait for the reader, which a
		// network's buffers would not.
		b.conns[0].SetPingHandler(func(string) error { return nil })
		out := b.pump(1)
		b.send(1, `{"envelope_id":"E","type":"slash_commands","payload":{}}`)
		time.Sleep(5 * time.Minute)
		close(release)
		if got := <-out; !strings.Contains(got, `"E"`) {
			t.Errorf("got %s", got)
		}
		b.wantOpened(1, "after five minutes in the handler")
	})
}

func TestNoHelloIsAFailure(t *testing.T) {
	b := &bubble{greet: func(n int) bool { return n > 1 }}
	inBubble(t, b, echo, Options{}, func() {
		if b.pool.Ready() {
			t.Error("ready before the hello")
		}
		time.Sleep(helloTimeout + retryBase + time.Millisecond)
		synctest.Wait()
		b.wantOpened(2, "after a connection without a hello")
		if !b.pool.Ready() {
			t.Error("not ready after the second connection's hello")
		}
	})
}

func TestAReplacedConnectionIsRetired(t *testing.T) {
	b := &bubble{}
	inBubble(t, b, echo, Options{}, func() {
		out := b.pump(1)
		time.Sleep(time.Hour)
		b.send(1, `{"type":"disconnect","reason":"warning"}`)
		synctest.Wait()
		b.wantOpened(2, "at once after the warning")
		time.Sleep(retireAfter - time.Second)
		b.send(1, `{"envelope_id":"late","type":"slash_commands","payload":{}}`)
		if got := <-out; !strings.Contains(got, "late") {
			t.Errorf("got %q", got)
		}
		time.Sleep(time.Second + closeTimeout)
		if _, open := <-out; open {
			t.Error("the replaced connection outlives its bound")
		}
		if n := b.pool.Connected(); n != 1 {
			t.Errorf("%d connections, want 1", n)
		}
	})
}

// An answer whose connection is gone must go elsewhere, and an event comes
// again: on another connection neither is known to be taken.
func TestALateAcknowledgementIsNotSentElsewhere(t *testing.T) {
	var taken chan *Envelope
	b := &bubble{}
	inBubble(t, b, func(e *Envelope) { taken <- e }, Options{}, func() {
		taken = make(chan *Envelope, 2)
		b.send(1, `{"envelope_id":"command","type":"slash_commands","payload":{}}`)
		b.send(1, `{"envelope_id":"event","type":"events_api","payload":{}}`)
		command, event := <-taken, <-taken
		b.drop(1)
		synctest.Wait()
		if err := command.Ack(map[string]string{"text": "answer"}); !errors.Is(err, ErrLost) {
			t.Errorf("acknowledging with an answer gives %v", err)
		}
		if err := event.Ack(nil); !errors.Is(err, ErrLost) {
			t.Errorf("acknowledging gives %v", err)
		}
		time.Sleep(firstDelay)
		synctest.Wait()
		out := b.pump(2)
		time.Sleep(time.Minute)
		select {
		case frame := <-out:
			t.Errorf("the next connection got %s", frame)
		default:
		}
	})
}

func TestAnAcknowledgementThatWasNeverWrittenIsTold(t *testing.T) {
	lost := make(chan string, 3)
	b := &bubble{deaf: true}
	handler := func(e *Envelope) {
		if err := e.AckOr([]byte(`{"text":"answer"}`), func(sure bool) {
			if !sure {
				t.Errorf("%s may have been read", e.ID)
			}
			lost <- e.ID
		}); err != nil {
			t.Error(err)
		}
	}
	inBubble(t, b, handler, Options{}, func() {
		lost = make(chan string, 3)
		for i := range 3 { // the peer does not read: all three stay unwritten
			b.send(1, fmt.Sprintf(`{"envelope_id":"E%d","type":"slash_commands","payload":{}}`, i))
		}
		synctest.Wait()
		b.drop(1)
		got := map[string]bool{<-lost: true, <-lost: true, <-lost: true}
		if len(got) != 3 {
			t.Errorf("told of %v", got)
		}
	})
}

func TestStoppingDoesNotWaitForADeadPeer(t *testing.T) {
	b := &bubble{deaf: true}
	inBubble(t, b, echo, Options{}, func() {
		b.send(1, `{"envelope_id":"E","type":"slash_commands","payload":{}}`)
		start := time.Now()
		ctx, cancel := context.WithTimeout(b.t.Context(), time.Second)
		defer cancel()
		if err := b.pool.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Drain gives %v", err)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("Drain took %s", took)
		}
	})
}
