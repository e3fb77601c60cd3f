package bot

import (
	"context"
	"errors"

	"httpcode/bot/blocks"
)

// postFails is wayFails for posting where others read it too, which is worth some
// seconds more: the fourth attempt comes 7 to 14 s after the first.
const postFails = 4

// refused tells the person privately what Slack did not let through.
func (t *teller) refused(ctx context.Context, m blocks.Message, err error, then func(outcome string)) {
	if t.view != "" && codeOf(err) == "not_found" { // the person closed it; the Home tab lists what came out
		t.b.o.Log.Info("a modal was closed before its answer came", "user", t.user)
		then(outcomeElsewhere)
		return
	}
	t.b.o.Log.Warn("Slack refused an answer", "surface", t.surface, "channel", t.channel, "error", err)
	t.b.o.Metrics.Refused("slack")
	t.failed(err)
	t.leave()
	switch {
	case t.view != "":
		t.view = ""
		m = blocks.Say(blocks.Refused(codeOf(err), "show the answer in that window")).Then(m)
	case t.posted:
		t.posted = false
		m = blocks.Say(blocks.Refused(codeOf(err), "answer in that channel")).Then(m)
	}
	t.elsewhere(ctx, m, then)
}

// orAside tells the person privately where posting in a channel failed postFails
// times. Posting stays the first thing that is tried: after an outage of all of
// Slack the answer comes where it was asked for.
func (t *teller) orAside(ctx context.Context, m blocks.Message, err error) error {
	if judgeFailure(err).final || !t.answering || t.channel == "" || t.channel[0] == 'D' {
		return err
	}
	if t.unposted++; t.unposted < postFails {
		return err
	}
	aside := blocks.Say(blocks.Refused(codeOf(err), "answer in that channel")).Then(t.leaving(m, err))
	switch asideErr := t.b.web.whisper(ctx, t.channel, t.thread, t.user, aside); {
	case asideErr == nil:
		t.b.o.Log.Warn("Slack does not take an answer in its channel: told the person privately", "surface", t.surface, "channel", t.channel, "error", err)
		return nil
	case judgeFailure(asideErr).ambiguous:
		t.failed(asideErr)
		t.leave() // posting comes first again
		return asideErr
	}
	return err
}

// elsewhere tells the person where no response URL is needed.
func (t *teller) elsewhere(ctx context.Context, m blocks.Message, then func(outcome string)) {
	t.answering, t.failures, t.moved = true, 0, true
	err := t.deliver(ctx, m, true, t.sendElsewhere, func(_ context.Context, err error) {
		if err != nil {
			then(outcomeFailed)
			return
		}
		then(outcomeLate)
	})
	switch {
	case err == nil:
		then(outcomeElsewhere)
	case !errors.Is(err, ErrKept):
		t.b.o.Log.Warn("a person could not be told", "user", t.user, "channel", t.channel, "error", err)
		t.b.recheck(err)
		then(outcomeFailed)
	}
}

// sendElsewhere makes one attempt by an ephemeral message, or else by a direct
// one, which nobody refuses and which stays.
func (t *teller) sendElsewhere(ctx context.Context, m blocks.Message) error {
	return t.orTextAlone(m, func(m blocks.Message) error {
		if t.channel != "" && t.channel[0] != 'D' {
			err := t.b.web.whisper(ctx, t.channel, t.thread, t.user, m)
			if err == nil || judgeFailure(err).ambiguous && !t.passes(m, err) || len(m.Blocks) > 0 && refusesBlocks(codeOf(err)) {
				return err
			}
			m = t.leaving(m, err)
		}
		_, _, err := t.b.web.post(ctx, t.user, "", m)
		return err
	})
}
