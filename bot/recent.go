package bot

import (
	"slices"
	"sync"

	"httpcode/bot/blocks"
)

const (
	recentPeople = 1000 // remembered; the longest silent is forgotten first
	recentChecks = 5    // for each: what the Home tab shows
)

// recent remembers each person's last checks, each address once, for their own
// Home tab.
type recent struct {
	mu   sync.Mutex
	of   map[string][]blocks.Recent
	turn []string // people, longest silent first
}

func newRecent() *recent { return &recent{of: map[string][]blocks.Recent{}} }

func (r *recent) add(user string, checks []blocks.Check) {
	if user == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.touch(user)
	for _, c := range checks {
		others := slices.DeleteFunc(slices.Clone(r.of[user]), func(old blocks.Recent) bool { return old.URL == c.URL })
		list := append([]blocks.Recent{{URL: c.URL, Again: c.Again, Outcome: c.Outcome, Healthy: c.Healthy, At: c.Time()}}, others...)
		r.of[user] = list[:min(len(list), recentChecks)]
	}
}

func (r *recent) touch(user string) {
	for i, other := range r.turn {
		if other == user {
			r.turn = append(r.turn[:i], r.turn[i+1:]...)
			break
		}
	}
	r.turn = append(r.turn, user)
	if len(r.turn) > recentPeople {
		delete(r.of, r.turn[0])
		r.turn = r.turn[1:]
	}
}

func (r *recent) list(user string) []blocks.Recent {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]blocks.Recent(nil), r.of[user]...)
}

const (
	pastThreads = 2000 // addresses in threads; the oldest is forgotten first
	pastPoints  = 12   // checks of one address in one thread
)

// past remembers what checks in a thread found, so that a thread's checks of
// one address add up to a timeline. Buttons carry the same, so that nothing
// is missed when another replica answers.
type past struct {
	mu   sync.Mutex
	of   map[string][]blocks.Point
	turn []string
}

func newPast() *past { return &past{of: map[string][]blocks.Point{}} }

// add returns the earlier outcomes, and remembers this one.
func (p *past) add(channel, thread string, c blocks.Check) []blocks.Point {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := channel + " " + thread + " " + c.URL
	before, known := p.of[key]
	if !known {
		p.turn = append(p.turn, key)
		if len(p.turn) > pastThreads {
			delete(p.of, p.turn[0])
			p.turn = p.turn[1:]
		}
	}
	all := append(append([]blocks.Point(nil), before...), c.Point)
	p.of[key] = all[max(0, len(all)-pastPoints):]
	return before
}
