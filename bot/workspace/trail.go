package workspace

import (
	"sync"
	"sync/atomic"
)

// link is what was done to a connection. Deliveries refer to it long after the
// connection itself is forgotten.
type link struct {
	cut     atomic.Bool
	freezes atomic.Int64
	pings   atomic.Int64 // of the app's, read so far
}

// trail is how an envelope fared.
type trail struct {
	mu      sync.Mutex
	link    *link
	freezes int64 // when it was sent
	frozen  bool  // the link was, at some time before the outcome
	cut     bool  // likewise
	acked   bool
	pings   int64 // read before the acknowledgement
}

// Fate is how the envelope of an invocation fared, for tests that compare what
// befell it with what the person saw.
type Fate struct {
	// Acked says that the app's acknowledgement was read in time.
	Acked bool
	// Cut and Frozen say that its connection was cut, and frozen or deaf, before
	// the acknowledgement was read or the time for it was over.
	Cut, Frozen bool
	// Unknowable says that the connection was cut so soon after the
	// acknowledgement was read that the app cannot know of it: the answer to a
	// ping that the app sent after the acknowledgement may not have reached it.
	// An app that sends the next ping once the one before is answered knows
	// when its second one arrives.
	Unknowable bool
}

// Fate returns how the envelope has fared until now.
func (i *Invocation) Fate() Fate {
	t := &i.trail
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.link == nil { // it was never sent
		return Fate{}
	}
	return Fate{Acked: t.acked, Cut: t.cut, Frozen: t.frozen,
		Unknowable: t.acked && t.link.cut.Load() && t.link.pings.Load()-t.pings < 2}
}

// sent begins the trail; a nil trail is nobody's.
func (t *trail) sent(by *link, frozen bool) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.link, t.freezes, t.frozen = by, by.freezes.Load(), frozen
}

// ended notes the outcome.
func (t *trail) ended(acked bool) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.acked, t.cut, t.pings = acked, t.link.cut.Load(), t.link.pings.Load()
	t.frozen = t.frozen || t.link.freezes.Load() != t.freezes
}
