package socket

import (
	"context"
	"errors"
	"time"
)

const (
	// The first try after a good connection comes within firstDelay, later ones
	// after retryBase, doubling to retryLimit.
	firstDelay = 250 * time.Millisecond
	retryBase  = 500 * time.Millisecond
	retryLimit = 30 * time.Second
	// Slack holds as many connections as it allows: some are another process's,
	// or dead ones that it drops in time.
	crowdedBase  = 5 * time.Second
	crowdedLimit = 2 * time.Minute
	// goodAfter is how long a connection must have lived, where it delivered
	// nothing, not to count as a failure.
	goodAfter = 10 * time.Second
	// retireAfter bounds the life of a connection that was replaced. Slack warns
	// about 10 s ahead.
	retireAfter = 30 * time.Second
	// disabledLimit is how often in a row Slack may report the app's link as
	// disabled while apps.connections.open still succeeds: the setting may have
	// been switched off and on again.
	disabledLimit = 2
)

// slot keeps one of the pool's connections up.
type slot struct {
	pool     *Pool
	failures int // in a row
	crowded  int // too_many_websockets in a row
	disabled int // link_disabled in a row
	since    time.Time
}

// keepConnected returns nil when ctx ends, or Slack's refusal.
func (p *Pool) keepConnected(ctx context.Context) error {
	s := slot{pool: p}
	for {
		c, err := s.connect(ctx)
		if err != nil {
			return err
		}
		if c == nil {
			return nil
		}
		delay := time.Duration(0)
		select {
		case <-c.refresh:
			delay = s.judge(c, nil)
		case <-c.done:
			delay = s.judge(c, c.reason())
		case <-ctx.Done():
			c.leave()
			return nil
		}
		if s.disabled >= disabledLimit {
			return &RefusedError{Code: string(reasonDisabled)}
		}
		if sleep(ctx, delay) != nil {
			return nil
		}
	}
}

// connect tries until a connection is greeted. It returns no connection when
// ctx ends, and an error only for a permanent refusal.
func (s *slot) connect(ctx context.Context) (*conn, error) {
	for {
		c, err := s.open(ctx)
		if ctx.Err() != nil {
			if c != nil {
				c.leave()
			}
			return nil, nil
		}
		s.pool.observe.opened(err)
		if err == nil {
			s.since = time.Now()
			return c, nil
		}
		if refused := Permanent(err); refused != nil {
			return nil, refused
		}
		delay := max(s.fail(err), retryAfter(err))
		if s.disabled >= disabledLimit {
			return nil, &RefusedError{Code: string(reasonDisabled)}
		}
		s.pool.log.Warn("cannot connect to Slack, trying again", "error", Temporary(err), "attempt", s.failures, "in", delay.Round(time.Millisecond))
		if sleep(ctx, delay) != nil {
			return nil, nil
		}
	}
}

// open asks for a URL, dials it, and waits for the hello.
func (s *slot) open(ctx context.Context) (*conn, error) {
	p := s.pool
	if err := p.gate.pass(ctx); err != nil {
		return nil, err
	}
	url, err := p.openURL(ctx)
	if err != nil {
		if wait := retryAfter(err); wait > 0 {
			p.gate.hold(wait)
		}
		return nil, err
	}
	c, err := p.dial(ctx, url)
	if err != nil {
		return nil, err
	}
	p.conns.Go(func() { p.attend(ctx, c) })
	timeout := time.NewTimer(helloTimeout)
	defer timeout.Stop()
	select {
	case <-c.hello:
		return c, nil
	case <-c.done:
		return nil, c.reason()
	case <-timeout.C:
		c.end(errNoHello)
		return nil, errNoHello
	case <-ctx.Done():
		return c, ctx.Err()
	}
}

var errNoHello = errors.New("no hello from Slack on the new WebSocket")

func (p *Pool) openURL(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	_, url, err := p.api.StartSocketModeContext(ctx)
	if err == nil && url == "" {
		err = errNoURL // such as an HTML page that says {} to a JSON decoder
	}
	return url, err
}

var errNoURL = errors.New("apps.connections.open gave no URL")

// attend stays with a connection until it is over: it bounds the life of one
// that Slack wants replaced, and says goodbye when ctx ends.
func (p *Pool) attend(ctx context.Context, c *conn) {
	select {
	case <-c.done:
	case <-ctx.Done():
		c.leave()
	case <-c.refresh:
		retire := time.NewTimer(retireAfter)
		defer retire.Stop()
		select {
		case <-c.done:
		case <-ctx.Done():
		case <-retire.C:
		}
		c.leave()
	}
	<-c.done
	<-c.flushed
	p.callIn(c.ledger.close(time.Now()), "the connection ended before Slack had proven to have read the latest answers")
	p.gone(c)
	p.observe.closed(label(c.reason()))
	p.log.Info("disconnected from Slack", "reason", c.reason(), "connections", p.Connected())
}

func label(why error) string {
	if reason, ok := errors.AsType[closeReason](why); ok {
		return string(reason)
	}
	if errors.Is(why, errLeft) {
		return "closed"
	}
	return "error"
}

// judge gives the delay after a connection that had been greeted. One that was
// of use is replaced at once; one that never was counts as a failure, or a
// server that greets and disconnects would be asked without end.
func (s *slot) judge(c *conn, why error) time.Duration {
	lived := time.Since(s.since)
	if lived >= goodAfter {
		s.crowded, s.disabled = 0, 0
	}
	if !c.served.Load() && lived < goodAfter {
		return s.fail(why)
	}
	s.failures = 0
	switch {
	case errors.Is(why, reasonDisabled), errors.Is(why, reasonTooMany):
		return s.fail(why)
	case why == nil:
		return 0
	}
	return backoff(firstDelay, firstDelay, 1)
}

// fail counts a failure and gives the delay before the next try.
func (s *slot) fail(why error) time.Duration {
	s.failures++
	switch {
	case errors.Is(why, reasonTooMany):
		s.crowded++
		return backoff(crowdedBase, crowdedLimit, s.crowded)
	case errors.Is(why, reasonDisabled):
		s.disabled++
	}
	return backoff(retryBase, retryLimit, s.failures)
}
