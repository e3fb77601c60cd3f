package bot

import (
	"context"
	"time"

	"httpcode/bot/blocks"
	"httpcode/knowledge/probe"
)

// How an answer ended: what its log line says, and a label of its duration.
const (
	outcomeAnswered  = "answered"  // delivered at once, where it was asked for
	outcomeElsewhere = "elsewhere" // Slack refused that place: delivered privately instead
	outcomeLate      = "late"      // Slack did not take it at first: kept, then delivered
	outcomeRefused   = "refused"   // turned down, by the bot or by Slack, and the person told why
	outcomeFailed    = "failed"    // broken off, or given up: the person got no answer
)

// account writes the one log line of an answer, and counts it, once its
// outcome is known. The line holds no token and no secret of what was asked.
func (b *Bot) account(a asker, asked, told string, begun time.Time) func(outcome string) {
	return func(outcome string) {
		took := time.Since(begun)
		b.o.Metrics.Answered(a.surface, outcome, took)
		if !b.o.Log.Enabled(context.Background(), 0) {
			return
		}
		b.o.Log.Info("answered", "surface", a.surface, "user", a.user, "channel", a.channel,
			"asked", brief(probe.RedactText(asked)), "outcome", outcome, "told", brief(told), "ms", float64(took.Microseconds())/1000)
	}
}

// answered is the account of what has been delivered.
func (b *Bot) answered(a asker, asked, told string, begun time.Time) {
	b.account(a, asked, told, begun)(outcomeAnswered)
}

// accountOf is the account of a check, which the bot may have turned down.
func (b *Bot) accountOf(a asker, asked string, card *blocks.Card, begun time.Time) func(outcome string) {
	if card.Kind == blocks.KindUnknown || card.Blocked() {
		return b.insteadOf(a, asked, card.Lead, begun)
	}
	return b.account(a, asked, card.Lead, begun)
}

// turnedDown is an account of a refusal: to deliver it is no answer.
func turnedDown(then func(outcome string)) func(outcome string) {
	return func(outcome string) {
		if outcome != outcomeFailed {
			outcome = outcomeRefused
		}
		then(outcome)
	}
}

// insteadOf is the account of a sentence in place of an answer.
func (b *Bot) insteadOf(a asker, asked, sentence string, begun time.Time) func(outcome string) {
	then := b.account(a, asked, sentence, begun)
	if sentence == blocks.Failed {
		return func(string) { then(outcomeFailed) }
	}
	return turnedDown(then)
}

// brief keeps a log line a line.
func brief(s string) string {
	const most = 200 // runes: enough to find the question again
	s = blocks.Clean(s)
	runes := 0
	for i := range s {
		if runes++; runes > most {
			return s[:i] + "…"
		}
	}
	return s
}
