package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	// promptWithin bounds the first attempt, so that no worker is held up by
	// Slack's bad minutes.
	promptWithin = 8 * time.Second
	// keepFor is how long an answer is worth delivering. A response URL works
	// for 30 minutes.
	keepFor = 25 * time.Minute
	// keepAtMost bounds the answers that wait, about 10 KB each.
	keepAtMost  = 1000
	retryFirst  = 2 * time.Second
	retryLatest = time.Minute
	// waitAtMost is how long a Retry-After is waited out where another way is left.
	waitAtMost = time.Minute
	// lateAfter is when a delay deserves a word; who waited less has not noticed.
	lateAfter = 10 * time.Second
)

// ErrKept says that Slack did not take an answer now, and that the outbox goes
// on trying.
var ErrKept = errors.New("the answer was not taken by Slack: it is kept, and delivered late")

// Outbox delivers answers late rather than never, and once rather than twice.
type Outbox struct {
	log     *slog.Logger
	metrics *Metrics
	first   time.Duration // retryFirst, but in tests

	stopping chan struct{} // closed by Close: one last attempt
	stopOnce sync.Once
	ctx      context.Context // of the late attempts
	cancel   context.CancelFunc

	mu      sync.Mutex
	kept    int
	closed  bool
	running sync.WaitGroup
}

// Letter is one answer on its way.
type Letter struct {
	What string // for the log, e.g. "reply to a mention"; no content
	// Post delivers it. It runs again for every attempt.
	Post func(ctx context.Context, a Attempt) error
	// Arrived asks Slack whether an attempt whose outcome is unknown arrived
	// after all. Nil, or its error, mean that nobody can tell.
	Arrived func(ctx context.Context) (bool, error)
	// Settled is told what became of a letter that was kept: nil where it
	// arrived, or else why it was given up. Its context ends with the outbox. It
	// may be nil.
	Settled func(ctx context.Context, err error)
	// Since is when the answer was ready; zero means now.
	Since time.Time
	// Last says that no other way is left: it waits however long Slack asks.
	Last bool
	// Unsure says that it was sent already on a connection that then ended or
	// stalled, and may have arrived.
	Unsure bool
}

// errSettled is what a Post returns where the answer went out another way, and
// no attempt is wanted any more.
var errSettled = errors.New("the answer went out another way")

// hopeless says that no attempt is worth making any more: each would fail, or
// another way is quicker than the pause that Slack wants.
func (l *Letter) hopeless(f fate) bool { return f.final || f.wait > waitAtMost && !l.Last }

// NewOutbox starts an empty outbox; Close it. m may be nil.
func NewOutbox(log *slog.Logger, m *Metrics) *Outbox {
	ctx, cancel := context.WithCancel(context.Background())
	return &Outbox{log: log, metrics: m, first: retryFirst, stopping: make(chan struct{}), ctx: ctx, cancel: cancel}
}

// Send delivers the letter now, which gives nil; or keeps it, which gives an
// error that wraps ErrKept and the cause; or returns Slack's refusal, which
// trying again would not change or not for longer than waitAtMost, or what came
// where no letter can be kept.
func (o *Outbox) Send(ctx context.Context, l Letter) error {
	if l.Since.IsZero() {
		l.Since = time.Now()
	}
	prompt, cancel := context.WithTimeout(ctx, promptWithin)
	defer cancel()
	err := l.Post(prompt, l.attempt(l.Unsure))
	switch {
	case err == nil, errors.Is(err, errSettled):
		return nil
	}
	fate := judgeFailure(err)
	fate.ambiguous = fate.ambiguous || l.Unsure
	if l.hopeless(fate) || !o.keep() {
		return err
	}
	o.log.Warn("Slack did not take an answer: keeping it", "what", l.What, "error", err)
	go func() {
		defer o.release()
		outcome, err := o.insist(l, fate)
		o.metrics.lateAnswer(outcome)
		if l.Settled != nil {
			l.Settled(o.ctx, err)
		}
	}()
	return fmt.Errorf("%w: %w", ErrKept, err)
}

// keep makes room for a letter, false where there is none.
func (o *Outbox) keep() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || o.kept == keepAtMost {
		return false
	}
	o.kept++
	o.running.Add(1)
	return true
}

func (o *Outbox) release() {
	o.mu.Lock()
	o.kept--
	o.mu.Unlock()
	o.running.Done()
}

// insist tries until the letter is delivered, refused, or too old, and returns
// which, and the last error of a letter that was refused or dropped.
func (o *Outbox) insist(l Letter, f fate) (outcome string, err error) {
	ambiguous := f.ambiguous
	for tries := 1; ; tries++ {
		last := o.pause(retryPause(o.first, tries, f.wait))
		if ambiguous && l.Arrived != nil {
			switch arrived, unknown := l.Arrived(o.ctx); {
			case arrived:
				o.log.Info("an answer that seemed lost had arrived", "what", l.What)
				return "arrived", nil
			case unknown == nil:
				ambiguous = false
			}
		}
		err = l.Post(o.ctx, l.attempt(ambiguous))
		switch {
		case err == nil:
			o.log.Info("delivered an answer late", "what", l.What, "late", time.Since(l.Since).Round(time.Second), "attempts", tries+1)
			return "delivered", nil
		case errors.Is(err, errSettled):
			return "repeat", nil
		}
		f = judgeFailure(err)
		ambiguous = ambiguous || f.ambiguous
		switch {
		case l.hopeless(f):
			o.log.Warn("Slack refuses an answer that was kept", "what", l.What, "error", err, "attempts", tries+1)
			return "refused", err
		case last, time.Since(l.Since) > keepFor:
			o.log.Error("an answer could not be delivered", "what", l.What, "error", err, "attempts", tries+1)
			return "dropped", err
		}
	}
}

// pause waits; it returns at once, and true, when the outbox closes.
func (o *Outbox) pause(d time.Duration) (last bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false
	case <-o.stopping:
		return true
	}
}

func retryPause(first time.Duration, tries int, asked time.Duration) time.Duration {
	d := min(first<<min(tries-1, 10), retryLatest)
	return max(asked, d/2+rand.N(d/2))
}

// Close gives every letter one last attempt, until ctx ends.
func (o *Outbox) Close(ctx context.Context) {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.stopOnce.Do(func() { close(o.stopping) })
	done := make(chan struct{})
	go func() {
		o.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	o.cancel()
	<-done
}
