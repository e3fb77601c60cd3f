package socket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

func TestAnAnswerIsOwedUntilAPongProvesThatItWasRead(t *testing.T) {
	onlyTheFirst := func(_ *websocket.Conn, n int, _ string) bool { return n == 1 }
	for name, c := range map[string]struct {
		judge func(*websocket.Conn, int, string) bool
		want  []string
	}{
		"proven":                        {nil, nil},
		"the proof does not come":       {onlyTheFirst, []string{"E1 false", "E2 false"}},
		"a peer that answers no ping":   {func(*websocket.Conn, int, string) bool { return false }, nil},
		"a pong that nobody asked for":  {oddPong(""), []string{"E1 false", "E2 false"}},
		"a pong of another's":           {oddPong("keep-alive"), []string{"E1 false", "E2 false"}},
		"a pong that promises too much": {oddPong("1000000"), []string{"E1 false", "E2 false"}},
		"an old pong again":             {oddPong("0"), []string{"E1 false", "E2 false"}},
		"the first is proven, the second not": {func(_ *websocket.Conn, n int, _ string) bool { return n <= 2 },
			[]string{"E2 false"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := &debts{}
			b := pinged(c.judge)
			inBubble(t, b, d.answering, Options{}, func() {
				b.slash(1, "E1")
				time.Sleep(time.Second)
				b.slash(1, "E2")
				time.Sleep(time.Second)
				if told := d.take(); told != nil {
					t.Errorf("told of %q while the connection lives", told)
				}
				b.drop(1)
				synctest.Wait()
				if told := d.take(); !slices.Equal(told, c.want) {
					t.Errorf("told of %q, want %q", told, c.want)
				}
			})
		})
	}
}

// What Slack has shown on one connection is true of the next one.
func TestAConnectionThatNeverGotToAnswerIsJudgedByTheOthers(t *testing.T) {
	d := &debts{}
	var first atomic.Pointer[websocket.Conn]
	b := pinged(func(ws *websocket.Conn, _ int, _ string) bool {
		return first.CompareAndSwap(nil, ws) || first.Load() == ws
	})
	inBubble(t, b, d.answering, Options{}, func() {
		b.drop(1)
		time.Sleep(firstDelay + retryBase)
		synctest.Wait()
		b.slash(2, "E1")
		synctest.Wait()
		b.drop(2)
		synctest.Wait()
		if told := d.take(); !slices.Equal(told, []string{"E1 false"}) {
			t.Errorf("told of %q", told)
		}
	})
}

// A way that stalls for longer than Slack waits may have cost the answer; one
// that always takes as long has not.
func TestALateProofIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		delays []time.Duration // of the pong after each answer
		want   []string
	}{
		"a stall":                    {[]time.Duration{0, 5 * time.Second, 0, 5 * time.Second}, []string{"E1 false", "E3 false"}},
		"within Slack's time":        {[]time.Duration{2 * time.Second, 2 * time.Second}, nil},
		"pongs that are always slow": {[]time.Duration{0, 5 * time.Second, 5 * time.Second, 5 * time.Second}, []string{"E1 false"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := &debts{}
			b := pinged(func(_ *websocket.Conn, n int, _ string) bool {
				if n > 1 && n-2 < len(c.delays) { // the first asks only whether there are pongs
					time.Sleep(c.delays[n-2])
				}
				return true
			})
			inBubble(t, b, d.answering, Options{}, func() {
				for i := range c.delays {
					b.slash(1, fmt.Sprint("E", i))
					time.Sleep(6 * time.Second) // no ping but ours: the next keep-alive comes after two
				}
				if told := d.take(); !slices.Equal(told, c.want) {
					t.Errorf("told of %q, want %q", told, c.want)
				}
			})
		})
	}
}

// What was written during a stall is as late as what the stall began with.
func TestEveryAnswerOfAStallIsLate(t *testing.T) {
	d := &debts{}
	b := pinged(func(_ *websocket.Conn, n int, _ string) bool {
		if n == 2 {
			time.Sleep(8 * time.Second)
		}
		return true
	})
	inBubble(t, b, d.answering, Options{}, func() {
		b.swallow(1)
		for i := range 3 {
			b.slash(1, fmt.Sprint("E", i))
			time.Sleep(time.Second)
		}
		time.Sleep(6 * time.Second)
		if told := d.take(); !slices.Equal(told, []string{"E0 false", "E1 false", "E2 false"}) {
			t.Errorf("told of %q", told)
		}
	})
}

// Half-open: what was written lies in buffers that nobody reads.
func TestADeadPeersDebtsAreCalledIn(t *testing.T) {
	d := &debts{}
	b := pinged(func(_ *websocket.Conn, n int, _ string) bool { return n == 1 })
	inBubble(t, b, d.answering, Options{}, func() {
		b.slash(1, "E1")
		time.Sleep(deadAfter + pingEvery + time.Second)
		if told := d.take(); !slices.Equal(told, []string{"E1 false"}) {
			t.Errorf("told of %q", told)
		}
	})
}

// A connection that lives on has a peer that only ceased to answer pings.
func TestOldDebtsAreForgiven(t *testing.T) {
	d := &debts{}
	b := pinged(func(_ *websocket.Conn, n int, _ string) bool { return n == 1 })
	inBubble(t, b, d.answering, Options{}, func() {
		b.slash(1, "old")
		for range 9 { // the peer is heard all the time
			time.Sleep(owedFor / 8)
			b.send(1, `{"type":"nothing of ours","envelope_id":"x"}`)
		}
		b.slash(1, "new")
		synctest.Wait()
		b.drop(1)
		synctest.Wait()
		if told := d.take(); !slices.Equal(told, []string{"new false"}) {
			t.Errorf("told of %q", told)
		}
	})
}

func TestDebtsAndPingsAreBounded(t *testing.T) {
	d := &debts{}
	var asked atomic.Int64
	b := pinged(func(_ *websocket.Conn, n int, _ string) bool { asked.Store(int64(n)); return n == 1 })
	inBubble(t, b, d.answering, Options{}, func() {
		b.swallow(1)
		for i := range 3 * maxOwed {
			b.slash(1, fmt.Sprint(i))
			if i%100 == 0 {
				synctest.Wait()
			}
		}
		synctest.Wait()
		if n := asked.Load(); n > 2 {
			t.Errorf("%d pings, while the second was not answered", n)
		}
		b.drop(1)
		synctest.Wait()
		if told := d.take(); len(told) > maxOwed || len(told) < maxOwed/2 {
			t.Errorf("told of %d answers", len(told))
		}
	})
}

func TestPingsKeepTheirDistance(t *testing.T) {
	var asked atomic.Int64
	b := pinged(func(_ *websocket.Conn, n int, _ string) bool { asked.Store(int64(n)); return true })
	d := &debts{}
	inBubble(t, b, d.answering, Options{}, func() {
		b.swallow(1)
		start := time.Now()
		for i := range 1000 {
			b.slash(1, fmt.Sprint(i))
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(proveEvery)
		if n, most := asked.Load(), int64(time.Since(start)/proveEvery)+2; n > most || n < most/2 {
			t.Errorf("%d pings for 1000 answers in %s", n, time.Since(start))
		}
		b.drop(1)
		synctest.Wait()
		if told := d.take(); told != nil {
			t.Errorf("told of %q", told)
		}
	})
}

func TestDrainWaitsForTheProof(t *testing.T) {
	held := make(chan string, 1)
	b := pinged(func(_ *websocket.Conn, n int, payload string) bool {
		if n > 1 {
			held <- payload
		}
		return n == 1
	})
	d := &debts{}
	inBubble(t, b, d.answering, Options{}, func() {
		held = make(chan string, 1)
		b.slash(1, "E")
		payload := <-held
		short, cancel := context.WithTimeout(b.t.Context(), time.Second)
		defer cancel()
		if err := b.pool.Drain(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Drain gives %v before the proof", err)
		}
		_ = b.conns[0].WriteControl(websocket.PongMessage, []byte(payload), time.Now().Add(time.Second))
		if err := b.pool.Drain(b.t.Context()); err != nil {
			t.Errorf("Drain gives %v after the proof", err)
		}
	})
	if told := d.take(); told != nil {
		t.Errorf("told of %q", told)
	}
}

// Slack's Close is answered after what was queued.
func TestAcknowledgementsGoOutBeforeTheCloseIsAnswered(t *testing.T) {
	t.Parallel()
	s := newFakeSlack(t)
	hold := make(chan bool)
	s.run(func(e *Envelope) {
		<-hold
		echo(e)
	}, Options{})
	p := s.next()
	for i := range 20 {
		p.slash(fmt.Sprint(i), strings.Repeat("x", 1000))
	}
	p.close(websocket.CloseGoingAway)
	close(hold)
	for i := range 20 {
		if a := receive(t, p.acks, "an acknowledgement"); a.ID != fmt.Sprint(i) {
			t.Errorf("got %s, want %d", a.ID, i)
		}
	}
	if err := receive(t, p.closed, "the close"); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("closed with %v", err)
	}
}

// FuzzPong: whatever a pong says, it settles no more than our pings asked about.
func FuzzPong(f *testing.F) {
	for _, seed := range []string{"", "0", "1", "2", "3", "4", "-1", "+2", "02", " 2", "18446744073709551615", "99999999999999999999", "Ping from applink", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		now := time.Now()
		l := ledger{answers: new(atomic.Bool), within: ackWithin}
		for i := range 3 {
			l.add(debt{env: &Envelope{ReceivedAt: now}, at: now})
			if i < 2 {
				l.ping(now)
			}
		}
		_, more := l.pong(payload, now)
		if n := len(l.owed); n < 1 || more != (n > 0) && l.answers.Load() {
			t.Errorf("%d answers are owed after %q", n, payload)
		}
		if n, err := strconv.ParseUint(payload, 10, 64); (err != nil || n > 2) && (len(l.owed) != 3 || l.answers.Load()) {
			t.Errorf("%q counts as an answer", payload)
		}
	})
}
