package probe

import (
	"sync"
	"time"
)

// race chooses among addresses that are all being connected to the one that a
// browser would have used: the first in order that takes the connection, where
// a later one wins only when it is raceDelay ahead (RFC 8305).
type race struct {
	mu        sync.Mutex // guards what follows
	state     []int      // per address: 0 under way, 1 connected, -1 failed
	changed   chan struct{}
	connected time.Time // when the first one did
}

func newRace(n int) *race {
	return &race{state: make([]int, n), changed: make(chan struct{}, 2*n)}
}

func (r *race) finish(i int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state[i] = -1
	if ok {
		r.state[i] = 1
		if r.connected.IsZero() {
			r.connected = time.Now()
		}
	}
	r.changed <- struct{}{}
}

// winner waits until the choice is clear; where no address takes the
// connection it is the first one.
func (r *race) winner() int {
	for {
		i, wait := r.choose()
		if wait == 0 {
			return i
		}
		var timer <-chan time.Time
		if wait > 0 {
			timer = time.After(wait)
		}
		select {
		case <-r.changed:
		case <-timer:
		}
	}
}

// choose returns the choice and 0, or how long to wait at most; below 0 for
// until something changes.
func (r *race) choose() (int, time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	pending := false
	for i, state := range r.state {
		switch {
		case state == 1 && !pending:
			return i, 0
		case state == 1:
			return i, max(0, raceDelay-time.Since(r.connected))
		case state == 0:
			pending = true
		}
	}
	if pending {
		return 0, -1
	}
	return 0, 0
}
