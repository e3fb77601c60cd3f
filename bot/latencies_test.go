package bot

import (
	"slices"
	"sync"
	"time"
)

// latencies collects durations from many goroutines.
type latencies struct {
	mu  sync.Mutex
	all percentiles
}

func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, d)
}

// take returns what was collected, in order, and begins anew.
func (l *latencies) take() percentiles {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.all
	l.all = nil
	slices.Sort(all)
	return all
}

// percentiles are durations in ascending order.
type percentiles []time.Duration

func (p percentiles) at(q float64) time.Duration {
	if len(p) == 0 {
		return 0
	}
	return p[min(int(q*float64(len(p))), len(p)-1)].Round(10 * time.Microsecond)
}
