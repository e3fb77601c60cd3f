package bot

import (
	"hash/maphash"
	"sync"
	"time"
)

const (
	// seenFor is how long a delivery is remembered at least: Slack repeats an
	// event up to 5 minutes later, and was seen to do so under another event_id.
	seenFor = 10 * time.Minute
	// seenMost bounds the memory to about 10 MB: 250,000 deliveries in ten
	// minutes are fifty times what Slack sends to one app of one workspace
	// (30,000 an hour). Beyond it the oldest are forgotten first.
	seenMost = 250_000
)

// seen remembers deliveries by hash. It keeps two generations: the older one
// goes when the younger is ten minutes old or full.
type seen struct {
	now  func() time.Time
	most int // seenMost, but in tests
	seed maphash.Seed

	mu       sync.Mutex
	young    map[uint64]struct{}
	old      map[uint64]struct{}
	youngest time.Time // when young was begun
}

func newSeen(now func() time.Time) *seen {
	return &seen{now: now, most: seenMost, seed: maphash.MakeSeed(), young: map[uint64]struct{}{}, youngest: now()}
}

// first says whether none of the keys was given before, and remembers them
// all. Empty keys count for nothing.
func (s *seen) first(keys ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	first := true
	for _, key := range keys {
		if key == "" {
			continue
		}
		h := maphash.String(s.seed, key)
		_, young := s.young[h]
		_, old := s.old[h]
		first = first && !young && !old
		s.young[h] = struct{}{}
	}
	return first
}

// forget takes keys back: what they stand for was not handled after all.
func (s *seen) forget(keys ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		h := maphash.String(s.seed, key)
		delete(s.young, h)
		delete(s.old, h)
	}
}

func (s *seen) turn() {
	if now := s.now(); now.Sub(s.youngest) >= seenFor || len(s.young) >= s.most {
		s.old, s.young, s.youngest = s.young, map[uint64]struct{}{}, now
	}
}
