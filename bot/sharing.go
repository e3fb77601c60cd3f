package bot

import (
	"context"
	"errors"
	"sync/atomic"

	"httpcode/bot/blocks"
)

// sharing is an answer that somebody wants others to see, on its way there.
type sharing struct {
	to        *teller         // posts it
	tell      func() *teller  // tells the person who shares it
	confirmed *blocks.Message // what to tell when it is posted; nil where the post itself shows it
	// private is what the person gets where it cannot be posted, below why; empty
	// where they have it.
	private  blocks.Message
	doing    string // in words: "post the answer here"
	once     string // what the click is remembered by, "" where nothing is
	replaces bool   // the confirmation takes the place of the message that was clicked
	then     func(outcome string)

	settled atomic.Bool
}

// postedKey is what a click whose answer has been posted is remembered by.
func postedKey(once string) string { return once + " posted" }

// start posts the answer, now or as soon as Slack takes it.
func (s *sharing) start(ctx context.Context, m blocks.Message) {
	err := s.to.deliver(ctx, m, false, s.post, s.settle)
	switch {
	case err == nil:
		s.confirm(ctx, outcomeAnswered)
	case errors.Is(err, ErrKept):
		s.tellKept(ctx)
	default:
		s.fail(ctx, err)
	}
}

// post makes one attempt. The click stays in memory for as long as there are
// attempts.
func (s *sharing) post(ctx context.Context, m blocks.Message) error {
	if s.once != "" {
		s.to.b.seen.first(s.once)
	}
	return s.to.send(ctx, m)
}

func (s *sharing) settle(ctx context.Context, err error) {
	s.settled.Store(true)
	if err != nil {
		s.fail(ctx, err)
		return
	}
	s.confirm(ctx, outcomeLate)
}

// confirm tells the person that the answer has been posted.
func (s *sharing) confirm(ctx context.Context, outcome string) {
	if s.once != "" {
		s.to.b.seen.first(postedKey(s.once))
	}
	s.then(outcome)
	if s.confirmed != nil {
		t := s.tell()
		t.replaces = s.replaces
		t.answer(ctx, *s.confirmed, nil)
	}
}

// confirmation adds to where an answer was shared whether that was less than the
// person saw.
func confirmation(shared blocks.Message, less bool) blocks.Message {
	if less {
		return shared.Then(blocks.Say(blocks.LeftOut))
	}
	return shared
}

// fail tells the person why the answer was not posted, and lets them try again.
func (s *sharing) fail(ctx context.Context, err error) {
	if s.once != "" {
		s.to.b.seen.forget(s.once)
	}
	s.to.b.o.Log.Warn("Slack did not take a shared answer", "channel", s.to.channel, "error", err)
	s.to.b.o.Metrics.Refused("slack")
	if ctx.Err() == nil {
		m := blocks.Say(blocks.Refused(codeOf(err), s.doing))
		if s.private.Text != "" {
			m = m.Then(s.private)
		}
		s.tell().answer(ctx, m, nil)
	}
	if f := judgeFailure(err); f.final || f.wait > 0 {
		s.then(outcomeRefused)
	} else {
		s.then(outcomeFailed)
	}
}

// tellKept tells the person that the answer comes late, unless it came
// meanwhile. Where the response URL does not take that either, another way may.
func (s *sharing) tellKept(ctx context.Context) {
	t, m := s.tell(), blocks.Say(blocks.Kept)
	err := t.deliver(ctx, m, true, func(ctx context.Context, _ blocks.Message) error {
		if s.settled.Load() {
			return nil
		}
		err := t.send(ctx, m)
		if err == nil || judgeFailure(err).ambiguous {
			return err
		}
		return t.sendElsewhere(ctx, m)
	}, nil)
	if err != nil {
		s.to.b.o.Log.Info("a person could not be told that an answer comes late", "user", t.user, "error", err)
	}
}
