package bot

import (
	"context"
	"errors"
	"time"

	"httpcode/bot/blocks"
	"httpcode/knowledge/probe"
)

// teller tells one person, or one thread, one thing, which may first be a
// progress message and then replaced by the answer.
type teller struct {
	b *Bot
	asker
	url    string // response URL, for private answers
	shown  bool   // something was shown through url
	posted bool   // answers in the channel instead of privately
	in, ts string // the posted message, to be updated
}

// privately answers only the person who asked.
func (b *Bot) privately(a asker, responseURL string) *teller {
	return &teller{b: b, asker: a, url: responseURL}
}

// openly answers in the channel or thread that was asked in.
func (b *Bot) openly(a asker) *teller { return &teller{b: b, asker: a, posted: true} }

// progress shows what may be lost without harm. Privately it does so once:
// Slack would add each message to the one before, and take five in all.
func (t *teller) progress(ctx context.Context, m blocks.Message) {
	if !t.posted && t.shown {
		return
	}
	if err := t.send(ctx, m); err != nil {
		t.b.o.Log.Info("a progress message was not taken", "channel", t.channel, "error", err)
	}
}

// answer delivers m, in place of the progress message where Slack can do
// that. What Slack does not take now the outbox delivers late. Where Slack
// refuses, the person is told why, privately, and gets the answer there.
func (t *teller) answer(ctx context.Context, m blocks.Message) {
	if ctx.Err() != nil { // the bot stops; the answer still goes out
		final, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellFor)
		defer cancel()
		ctx = final
	}
	err := t.deliver(ctx, m, t.send)
	if err == nil || errors.Is(err, ErrKept) {
		return
	}
	t.b.o.Log.Warn("Slack refused an answer", "surface", t.surface, "channel", t.channel, "error", err)
	t.b.o.Metrics.Refused("slack")
	if t.posted {
		t.posted = false
		m = blocks.Say(blocks.Refused(codeOf(err), "answer in that channel")).Then(m)
	}
	t.elsewhere(ctx, m)
}

// deliver sends through the outbox, with a word where it comes late.
func (t *teller) deliver(ctx context.Context, m blocks.Message, send func(context.Context, blocks.Message) error) error {
	return t.b.outbox.Send(ctx, Letter{
		What:    "answer to a " + t.surface,
		Arrived: t.arrived(m),
		Post: func(ctx context.Context, a Attempt) error {
			if note := a.Note(); note != "" {
				return send(ctx, blocks.Say(note).Then(m))
			}
			return send(ctx, m)
		},
	})
}

// send makes one attempt by the way that the answer should come. The text of a
// message is a whole answer: it goes alone where Slack does not take the blocks.
func (t *teller) send(ctx context.Context, m blocks.Message) error {
	err := t.sendWhole(ctx, m)
	if len(m.Blocks) == 0 || !refusesBlocks(codeOf(err)) {
		return err
	}
	t.b.o.Log.Error("Slack does not take the blocks of an answer: sending its text alone", "surface", t.surface, "error", err)
	return t.sendWhole(ctx, blocks.Message{Text: m.Text})
}

func refusesBlocks(code string) bool {
	switch code {
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch":
		return true
	}
	return false
}

// sendWhole updates the message that was posted before. Where Slack refuses
// that, because somebody deleted it or changes are allowed for a short time
// only, it posts another.
func (t *teller) sendWhole(ctx context.Context, m blocks.Message) error {
	if t.posted && t.ts != "" {
		err := t.b.web.update(ctx, t.in, t.ts, m)
		if err == nil || !judgeFailure(err).final || refusesBlocks(codeOf(err)) {
			return err
		}
		t.in, t.ts = "", ""
	}
	switch {
	case t.posted:
		in, ts, err := t.b.web.post(ctx, t.channel, t.thread, m)
		if err == nil {
			t.in, t.ts = in, ts
		}
		return err
	case t.url == "":
		return errNoURL
	}
	// Of a command there is no original: Slack then posts a new message.
	r := reply{ResponseType: ephemeral, Text: m.Text, Blocks: m.Blocks, ReplaceOriginal: t.shown && t.surface == "command"}
	err := t.b.web.respond(ctx, t.url, encodeReply(r))
	if err == nil {
		t.shown = true
	}
	return err
}

var errNoURL = &responseError{Status: 404, Code: "expired_url"}

// elsewhere tells the person where no response URL is needed: by an ephemeral
// message, or else by a direct one.
func (t *teller) elsewhere(ctx context.Context, m blocks.Message) {
	if t.channel != "" && t.channel[0] != 'D' {
		if err := t.b.web.whisper(ctx, t.channel, t.thread, t.user, m); err == nil {
			return
		}
	}
	err := t.deliver(ctx, m, func(ctx context.Context, m blocks.Message) error {
		_, _, err := t.b.web.post(ctx, t.user, "", m)
		return err
	})
	if err != nil && !errors.Is(err, ErrKept) {
		t.b.o.Log.Warn("a person could not be told", "user", t.user, "channel", t.channel, "error", err)
	}
}

// answered writes the one log line of an answer, and counts it. The line holds
// no token and no secret of what was asked.
func (b *Bot) answered(a asker, asked, outcome string, begun time.Time) {
	took := time.Since(begun)
	b.o.Metrics.Answered(a.surface, "answered", took)
	if !b.o.Log.Enabled(context.Background(), 0) {
		return
	}
	b.o.Log.Info("answered", "surface", a.surface, "user", a.user, "channel", a.channel,
		"asked", brief(probe.RedactText(asked)), "outcome", outcome, "ms", float64(took.Microseconds())/1000)
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
