package workspace

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how often a method may be called.
type Rate struct {
	PerMinute  int
	Burst      int  // calls at once; 0 means a minute's worth
	PerChannel bool // counted for each channel
}

// Unlimited is for load tests.
var Unlimited = map[string]Rate{}

// Slack's tiers (docs.slack.dev: rate-limits). Slack tolerates bursts that it
// does not document; a minute's worth is taken for one.
var (
	tier2 = Rate{PerMinute: 20}
	tier3 = Rate{PerMinute: 50}
	tier4 = Rate{PerMinute: 100}

	slackRates = map[string]Rate{
		"apps.connections.open": tier3,
		"bots.info":             tier3,
		"chat.delete":           tier3,
		"chat.postEphemeral":    tier4,
		"chat.postMessage":      {PerMinute: 60, PerChannel: true}, // "one per second per channel"
		"chat.update":           tier3,
		"conversations.history": tier3,
		"conversations.info":    tier3,
		"conversations.join":    tier3,
		"conversations.list":    tier2,
		"conversations.members": tier4,
		"conversations.open":    tier3,
		"conversations.replies": tier3,
		"reactions.add":         tier3,
		"reactions.get":         tier3,
		"reactions.remove":      tier2,
		"team.info":             tier3,
		"users.info":            tier4,
		"users.list":            tier2,
		"views.open":            tier4,
		"views.publish":         tier4,
		"views.push":            tier4,
		"views.update":          tier4,
	}
)

type limiter struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

// take counts a call; it returns how long to wait where it is one too many.
func (l *limiter) take(rates map[string]Rate, method, channel string) time.Duration {
	r, ok := rates[method]
	if !ok {
		return 0
	}
	key := method
	if r.PerChannel {
		key += " " + channel
	}
	if r.Burst == 0 {
		r.Burst = r.PerMinute
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets == nil {
		l.buckets = map[string]*rate.Limiter{}
	}
	if l.buckets[key] == nil {
		l.buckets[key] = rate.NewLimiter(rate.Limit(float64(r.PerMinute)/60), r.Burst)
	}
	reservation := l.buckets[key].Reserve()
	wait := reservation.Delay()
	if wait == 0 {
		return 0
	}
	reservation.Cancel()
	return max(time.Second, wait.Truncate(time.Second)+time.Second) // Retry-After is in whole seconds
}
