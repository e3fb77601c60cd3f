package socket

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// apps.connections.open is of Slack's Tier 3, 50 calls a minute and more; this
// stays below it however the connections behave, and lets a few refreshes and
// breaks at a time pass unhindered.
const (
	openRate  = rate.Limit(40.0 / 60)
	openBurst = 15
)

// gate holds back calls of apps.connections.open, for all connections together.
type gate struct {
	limit *rate.Limiter

	mu    sync.Mutex
	until time.Time // Slack's Retry-After
}

// pass waits for its turn.
func (g *gate) pass(ctx context.Context) error {
	g.mu.Lock()
	pause := time.Until(g.until)
	g.mu.Unlock()
	if err := sleep(ctx, pause); err != nil {
		return err
	}
	return g.limit.Wait(ctx)
}

// hold closes the gate for a while.
func (g *gate) hold(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := time.Now().Add(d); until.After(g.until) {
		g.until = until
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// backoff doubles from base up to limit, and takes a random part of the upper
// half: replicas that lost Slack together must not come back together.
func backoff(base, limit time.Duration, failures int) time.Duration {
	d := limit
	if shift := max(failures-1, 0); shift < 16 {
		d = min(base<<shift, limit)
	}
	return d/2 + rand.N(d/2+1)
}
