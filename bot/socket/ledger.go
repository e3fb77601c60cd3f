package socket

import (
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// proveEvery is the least time between two pings that ask for a proof. On a
	// long way the round trip is longer anyway; on a short one it keeps the
	// pings of a busy connection to a hundredth of its frames.
	proveEvery = 5 * time.Millisecond
	// maxOwed bounds the answers that wait for a proof on one connection: Slack
	// sends an app about eight envelopes a second, and answers a ping within
	// seconds at worst (https://github.com/slackapi/bolt-js/issues/2496).
	maxOwed = 1024
	// ackWithin is how long Slack waits for an acknowledgement; what it reads
	// later comes too late for the person, who was told operation_timeout.
	ackWithin = 3 * time.Second
	// owedFor is how long an answer can be owed. A dead peer is noticed before;
	// a connection that lived on has a peer that ceased to answer pings.
	owedFor = 2 * deadAfter
)

// ledger keeps the answers that left on acknowledgements until something proves
// that Slack read them. A write that succeeded proves nothing: the bytes may lie
// in a buffer that dies with the connection. Frames are read in order, though,
// and a peer must answer a ping with its payload (RFC 6455, 5.5.3): the answer
// to a ping that was written after an acknowledgement proves that the
// acknowledgement was read. Slack answers pings so: its own clients rely on it,
// Python's down to the payload (python-slack-sdk,
// slack_sdk/socket_mode/builtin/connection.py, check_state and OPCODE_PONG;
// node-slack-sdk's clientPingTimeout).
//
// A ping's payload is the number of answers written before it. One ping is on
// its way at a time, so its answer stands for all that gathered meanwhile.
type ledger struct {
	mu      sync.Mutex
	owed    []debt // oldest first
	written uint64 // answers so far, those in owed included
	pinged  uint64 // the payload of the latest ping
	waiting bool   // the latest ping is not answered yet
	sent    time.Time
	slow    bool            // the latest ping was answered after Slack's patience
	within  time.Duration   // ackWithin, but in tests
	answers *atomic.Bool    // Slack has answered a ping, on this connection or another of the pool
	empty   []chan struct{} // closed when nothing is owed
}

// debt is an answer that may not have been read.
type debt struct {
	env  *Envelope
	lost func(sure bool)
	at   time.Time
}

// add notes an answer that is about to be written. Beyond maxOwed the older half
// is taken as read; so is everything where the peer has answered no ping in all
// the time that a dead one is given.
func (l *ledger) add(d debt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.written++
	if !l.answers.Load() && l.waiting && d.at.Sub(l.sent) > deadAfter {
		l.forget(len(l.owed))
		return
	}
	if len(l.owed) == maxOwed {
		l.forget(maxOwed / 2)
	}
	l.owed = append(l.owed, d)
}

// forget takes the oldest n answers off.
func (l *ledger) forget(n int) {
	kept := copy(l.owed, l.owed[n:])
	clear(l.owed[kept:])
	l.owed = l.owed[:kept]
}

// strike takes the latest n answers off: they were not written after all.
func (l *ledger) strike(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := max(0, len(l.owed)-n)
	clear(l.owed[kept:])
	l.owed = l.owed[:kept]
}

// due says whether a ping is wanted, and in how long. The first one only asks
// whether the peer answers at all.
func (l *ledger) due(now time.Time) (in time.Duration, wanted bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sent.IsZero() {
		return 0, true
	}
	if l.waiting || len(l.owed) == 0 {
		return 0, false
	}
	return max(0, proveEvery-now.Sub(l.sent)), true
}

// ping is the payload of a ping that is written now.
func (l *ledger) ping(now time.Time) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pinged, l.waiting, l.sent = l.written, true, now
	return strconv.AppendUint(nil, l.pinged, 10)
}

// unanswered says whether a ping younger than d is on its way.
func (l *ledger) unanswered(now time.Time, d time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waiting && now.Sub(l.sent) < d
}

// unasked says whether answers are owed that no ping on its way asks about.
func (l *ledger) unasked() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.owed) > 0 && !(l.waiting && l.pinged == l.written)
}

// pong settles what the answer to a ping proves, and says whether more is owed.
// A pong that answers none of our pings proves nothing: a peer may send one
// unasked.
//
// What it proves to be read later than Slack waits may have been read in time or
// not, the delay being on the way there or back. Such answers are returned, as
// if the connection had ended, unless pings are answered that late one after the
// other: then it is the pongs that are slow (as in bolt-js#2496).
func (l *ledger) pong(payload string, now time.Time) (tooLate []debt, more bool) {
	n, err := strconv.ParseUint(payload, 10, 64)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil || l.sent.IsZero() || n > l.pinged {
		return nil, false
	}
	l.answers.Store(true)
	slowly := l.slow
	if n == l.pinged {
		l.waiting, l.slow = false, now.Sub(l.sent) > l.within
	}
	if settled := len(l.owed) - int(l.written-n); settled > 0 {
		if !slowly || !l.slow {
			tooLate = l.lateOf(settled, now)
		}
		l.forget(settled)
	}
	if len(l.owed) == 0 {
		release(l.empty)
		l.empty = nil
	}
	return tooLate, len(l.owed) > 0
}

// lateOf gives those of the oldest n answers whose proof is too late.
func (l *ledger) lateOf(n int, now time.Time) (late []debt) {
	for _, d := range l.owed[:n] {
		if now.Sub(d.env.ReceivedAt) > l.within {
			late = append(late, d)
		}
	}
	return late
}

// proven is closed once nothing is owed, or nobody will ever say so.
func (l *ledger) proven() <-chan struct{} {
	ch := make(chan struct{})
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.owed) == 0 || !l.answers.Load() {
		close(ch)
		return ch
	}
	l.empty = append(l.empty, ch)
	return ch
}

// close gives what is owed at the connection's end: nothing where Slack has
// answered no ping, for then every answer would seem unread.
func (l *ledger) close(now time.Time) []debt {
	l.mu.Lock()
	defer l.mu.Unlock()
	owed := l.owed
	l.owed = nil
	release(l.empty)
	l.empty = nil
	if !l.answers.Load() {
		return nil
	}
	for len(owed) > 0 && now.Sub(owed[0].at) > owedFor {
		owed = owed[1:]
	}
	return owed
}
