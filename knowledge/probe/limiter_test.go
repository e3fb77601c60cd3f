package probe

import (
	"fmt"
	"testing"
	"time"
)

func TestLimiterRefusesCivillyAndForgets(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	l := &Limiter{PerPerson: Rate{2, 10 * time.Second}, PerHost: Rate{3, 20 * time.Second}, Now: func() time.Time { return now }}
	ask := func(person, host string, want time.Duration) {
		t.Helper()
		after, ok := l.Allow(person, host)
		if after != want || ok != (want == 0) {
			t.Errorf("%s asks for %s: %v, %v; want %v", person, host, after, ok, want)
		}
	}
	ask("ann", "a", 0)
	ask("ann", "a", 0)
	ask("ann", "b", 10*time.Second)
	ask("ann", "b", 10*time.Second) // a refusal counts nothing
	ask("bob", "a", 0)
	ask("bob", "a", 20*time.Second)
	ask("bob", "b", 0)
	now = now.Add(10 * time.Second)
	ask("ann", "b", 0)
}

func TestLimiterStaysSmall(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	l := &Limiter{Overall: Rate{1 << 20, time.Nanosecond}, Now: func() time.Time { return now }}
	for i := range 3 * maxBuckets {
		now = now.Add(time.Second)
		l.Allow(fmt.Sprint(i), fmt.Sprint(i))
	}
	if len(l.people) > maxBuckets || len(l.hosts) > maxBuckets {
		t.Errorf("%d people, %d hosts", len(l.people), len(l.hosts))
	}
}
