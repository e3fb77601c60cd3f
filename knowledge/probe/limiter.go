package probe

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter keeps checks polite: per person who asks, per host that is asked,
// and over all. The zero value has the limits named below; a Limiter may be
// used by many goroutines.
type Limiter struct {
	// PerPerson, PerHost and Overall replace the usual limits where set.
	PerPerson, PerHost, Overall Rate
	// Now is the clock. nil means time.Now.
	Now func() time.Time

	mu      sync.Mutex // guards what follows
	people  map[string]*rate.Limiter
	hosts   map[string]*rate.Limiter
	overall *rate.Limiter
}

// Rate is how many checks may be made at once, and how soon one more may be.
type Rate struct {
	Burst int
	Every time.Duration
}

// The usual limits. A person in an incident asks often but not like a load
// test: five URLs may stand in one message, and four such messages may come at
// once. A host is spared even when many people ask for it. Overall protects the
// vantage point's own reputation.
var (
	usualPerPerson = Rate{Burst: 20, Every: 3 * time.Second}
	usualPerHost   = Rate{Burst: 40, Every: 2 * time.Second}
	usualOverall   = Rate{Burst: 100, Every: 200 * time.Millisecond}
)

// maxBuckets bounds the memory for people and for hosts; full buckets, which
// remember nothing, go first.
const maxBuckets = 10_000

// Allow asks whether a person may check a host now. Where not, it says after
// how long it would be worth trying again, and counts nothing.
func (l *Limiter) Allow(person, host string) (retryAfter time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.overall == nil {
		l.overall = l.Overall.or(usualOverall).bucket()
		l.people, l.hosts = map[string]*rate.Limiter{}, map[string]*rate.Limiter{}
	}
	buckets := []*rate.Limiter{
		bucketOf(l.people, person, l.PerPerson.or(usualPerPerson), now),
		bucketOf(l.hosts, host, l.PerHost.or(usualPerHost), now),
		l.overall,
	}
	var taken []*rate.Reservation
	for _, bucket := range buckets {
		r := bucket.ReserveN(now, 1)
		taken = append(taken, r)
		retryAfter = max(retryAfter, r.DelayFrom(now))
	}
	if retryAfter == 0 {
		return 0, true
	}
	for _, r := range taken {
		r.CancelAt(now)
	}
	return retryAfter, false
}

func (l *Limiter) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

func (r Rate) or(usual Rate) Rate {
	if r.Burst > 0 && r.Every > 0 {
		return r
	}
	return usual
}

func (r Rate) bucket() *rate.Limiter { return rate.NewLimiter(rate.Every(r.Every), r.Burst) }

func bucketOf(buckets map[string]*rate.Limiter, key string, r Rate, now time.Time) *rate.Limiter {
	if b := buckets[key]; b != nil {
		return b
	}
	if len(buckets) >= maxBuckets {
		for k, b := range buckets {
			if b.TokensAt(now) >= float64(b.Burst()) {
				delete(buckets, k)
			}
		}
	}
	b := r.bucket()
	if len(buckets) < maxBuckets {
		buckets[key] = b
	}
	return b
}

// HostOf is the host that a URL asks for, in the form in which a Limiter and a
// log should name it, without port; "" where the URL cannot be parsed.
func HostOf(rawURL string) string {
	t, _, err := parseTarget(rawURL)
	if err != nil {
		return ""
	}
	return t.host
}
