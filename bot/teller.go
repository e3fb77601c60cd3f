package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

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

// show shows m, in place of what was shown before where Slack can do that.
func (t *teller) show(ctx context.Context, m blocks.Message) {
	if t.posted {
		t.showOpenly(ctx, m)
		return
	}
	t.showPrivately(ctx, m)
}

// showPrivately tries the response URL, which works wherever the person is;
// then an ephemeral message; then a direct message.
func (t *teller) showPrivately(ctx context.Context, m blocks.Message) {
	var err error
	if t.url != "" {
		// Of a command there is no original: Slack then posts a new message.
		body := encodeReply(reply{ResponseType: ephemeral, Text: m.Text, Blocks: m.Blocks, ReplaceOriginal: t.shown && t.surface == "command"})
		if err = t.b.web.respond(ctx, t.url, body); err == nil {
			t.shown = true
			return
		}
	}
	if t.channel != "" && t.channel[0] != 'D' {
		if err = t.b.web.whisper(ctx, t.channel, t.thread, t.user, m); err == nil {
			return
		}
	}
	if _, _, err = t.b.web.post(ctx, t.user, "", m); err != nil {
		t.b.o.Log.Warn("a person could not be told", "user", t.user, "channel", t.channel, "error", err)
	}
}

// showOpenly posts, or updates what was posted. Where Slack refuses, the
// person is told privately why, and gets the answer there.
func (t *teller) showOpenly(ctx context.Context, m blocks.Message) {
	var err error
	if t.ts != "" {
		if err = t.b.web.update(ctx, t.in, t.ts, m); err == nil {
			return
		}
		t.b.o.Log.Warn("a message could not be updated", "channel", t.in, "error", err)
	}
	in, ts, err := t.b.web.post(ctx, t.channel, t.thread, m)
	if err == nil {
		t.in, t.ts = in, ts
		return
	}
	t.b.o.Log.Warn("an answer could not be posted", "channel", t.channel, "error", err)
	why := blocks.Say(blocks.Refused(codeOf(err), "answer in that channel"))
	m.Text = why.Text + "\n" + m.Text
	m.Blocks = append(append([]slack.Block{}, why.Blocks...), m.Blocks...)
	t.showPrivately(ctx, m)
	t.posted = false
}

// answered writes the one log line of an answer. It holds no token and no
// secret of what was asked.
func (b *Bot) answered(a asker, asked, outcome string, begun time.Time) {
	if !b.o.Log.Enabled(context.Background(), 0) {
		return
	}
	b.o.Log.Info("answered", "surface", a.surface, "user", a.user, "channel", a.channel,
		"asked", brief(probe.RedactText(asked)), "outcome", outcome, "ms", float64(time.Since(begun).Microseconds())/1000)
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
