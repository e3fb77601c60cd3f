package probe

import (
	"context"
	"sync"
)

// flightKey tells checks apart: only identical ones may share a Report.
type flightKey struct {
	url     string
	options options
}

// flights makes identical checks that run at the same time one check. Unlike
// x/sync's singleflight it ends a check when the last person who waits for it
// has gone, and no sooner.
type flights struct {
	mu      sync.Mutex // guards what follows
	running map[flightKey]*flight
}

type flight struct {
	done    chan struct{} // closed when report is there
	report  *Report
	waiting int // guarded by flights.mu
	cancel  context.CancelFunc
}

// do returns check's Report, or that of a running check with the same key. A
// caller whose ctx ends early waits for the check to notice, as it does at
// once where nobody else waits; otherwise it gets a Report that says so.
func (f *flights) do(ctx context.Context, key flightKey, check func(context.Context) *Report) *Report {
	fl := f.join(ctx, key, check)
	select {
	case <-fl.done:
		return fl.report
	case <-ctx.Done():
	}
	if last := f.leave(key, fl); last {
		<-fl.done
		return fl.report
	}
	return &Report{URL: Redact(key.url), FinalURL: Redact(key.url), Hops: []Hop{}, Addresses: []Address{},
		Failure: &Failure{Kind: ResponseTimeout, Detail: "The check was cancelled.", Hop: -1}}
}

func (f *flights) join(ctx context.Context, key flightKey, check func(context.Context) *Report) *flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	if fl := f.running[key]; fl != nil {
		fl.waiting++
		return fl
	}
	// The first caller's values stay, its end does not: others may wait on.
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	fl := &flight{done: make(chan struct{}), waiting: 1, cancel: cancel}
	if f.running == nil {
		f.running = map[flightKey]*flight{}
	}
	f.running[key] = fl
	go func() {
		defer cancel()
		fl.report = check(own)
		f.forget(key, fl)
		close(fl.done)
	}()
	return fl
}

// leave counts a caller out; the last one ends the check.
func (f *flights) leave(key flightKey, fl *flight) (last bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fl.waiting--
	if fl.waiting > 0 {
		return false
	}
	if f.running[key] == fl {
		delete(f.running, key) // nobody may join a check that is being ended
	}
	fl.cancel()
	return true
}

func (f *flights) forget(key flightKey, fl *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.running[key] == fl {
		delete(f.running, key)
	}
}
