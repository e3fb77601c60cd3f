package bot

import (
	"context"
	"errors"
	"time"
)

// errStopping is why work in flight ends after drainFor.
var errStopping = errors.New("the bot is stopping")

// drain waits for the work in flight, cuts what takes too long, and flushes
// the acknowledgements, until Slack has read them.
func (b *Bot) drain(cut context.CancelCauseFunc) {
	b.pool.StopIntake()
	quick, slow := b.quick.close(), b.slow.close()
	timer := time.AfterFunc(b.drainFor, func() { cut(errStopping) })
	defer timer.Stop()
	deadline := time.After(b.drainFor + tellFor)
	for _, done := range []<-chan struct{}{quick, slow} {
		select {
		case <-done:
		case <-deadline:
			b.o.Log.Warn("stopped with work unfinished")
			deadline = time.After(0)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := b.pool.Drain(ctx); err != nil {
		b.o.Log.Warn("some acknowledgements may not have reached Slack", "error", err)
	}
}

// finish delivers what the connections left owed, and what the outbox keeps.
func (b *Bot) finish() {
	ctx, cancel := context.WithTimeout(context.Background(), tellFor)
	defer cancel()
	repaid := make(chan struct{})
	go func() {
		b.beside.Wait()
		close(repaid)
	}()
	select {
	case <-repaid:
	case <-ctx.Done():
		b.o.Log.Warn("stopped with answers undelivered")
	}
	b.outbox.Close(ctx)
}
