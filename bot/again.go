package bot

import (
	"context"
	"slices"
	"time"

	"httpcode/bot/blocks"
)

// checkAgain repeats a card's checks and tells them against the earlier
// result: in the thread of a posted message, privately for a private one.
func (b *Bot) checkAgain(ctx context.Context, i *interaction, card *blocks.Card, begun time.Time) {
	if !card.Repeatable() {
		b.say(ctx, i, blocks.OldButton)
		return
	}
	a := i.asker()
	private := i.Container.IsEphemeral
	if !private {
		a.thread = cmpOr(i.Container.ThreadTS, i.Container.MessageTS)
		if a.channel != "" && a.channel[0] == 'D' {
			a.thread = i.Container.ThreadTS
		}
		// In a channel that others may read, what is internal stays out.
		outside, sure := b.isOutside(ctx, a.channel)
		a.outside = a.outside || outside || !sure && card.Internal
	}
	var urls []string
	for _, c := range card.Checks {
		urls = append(urls, c.URL)
	}
	t := b.privately(a, i.ResponseURL)
	if !private {
		t = b.openly(a)
	}
	if len(card.Checks) == 1 {
		a.earlier = append(slices.Clone(card.Checks[0].Past), card.Checks[0].Point)
	}
	again := b.check(ctx, a, urls, 0, func(m blocks.Message) { t.progress(ctx, m) })
	switch {
	case private:
		t.answer(ctx, again.Message(blocks.Showing{Audience: blocks.Private}))
	case again.Blocked() && t.ts == "": // not for this person; the others' answer stands
		b.privately(a, i.ResponseURL).answer(ctx, again.Message(blocks.Showing{Audience: blocks.Private}))
	case again.Kind == blocks.KindUnknown && t.ts == "": // no result: nobody else needs to read why
		b.say(ctx, i, again.Lead)
	default:
		b.postAgain(ctx, i, t, again)
	}
	b.answered(a, "check again "+urls[0], again.Lead, begun)
}

// postAgain answers in the thread: in place of the progress message, or else
// through the response URL, which works where the bot is no member, or else as
// the bot.
func (b *Bot) postAgain(ctx context.Context, i *interaction, t *teller, card *blocks.Card) {
	m := card.Message(blocks.Showing{Audience: t.audience()})
	if t.ts == "" {
		body := encodeReply(reply{ResponseType: inChannel, Text: m.Text, Blocks: m.Blocks, ThreadTS: t.thread})
		if err := b.web.respond(ctx, i.ResponseURL, body); err == nil {
			return
		}
	}
	t.answer(ctx, m)
}
