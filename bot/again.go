package bot

import (
	"context"
	"slices"

	"httpcode/bot/blocks"
)

// checkAgain repeats a card's checks and tells them against the earlier
// result: in the thread of a posted message, privately for a private one.
func (b *Bot) checkAgain(ctx context.Context, i *interaction, c clicked, card *blocks.Card) {
	if !card.Repeatable() {
		b.turnDown(ctx, i, blocks.OldButton)
		return
	}
	a := i.asker()
	private := i.private()
	if !private {
		a.asked = c.ActionTS
		a.thread = cmpOr(i.Container.ThreadTS, i.Container.MessageTS)
		if a.channel != "" && a.channel[0] == 'D' {
			a.thread = i.Container.ThreadTS
		}
		// In a channel that others may read, what is internal stays out.
		outside, sure := b.isOutside(ctx, a.channel)
		a.outside = a.outside || outside || !sure && card.Internal
	}
	var urls []string
	for _, check := range card.Checks {
		urls = append(urls, check.URL)
	}
	i.asked = "check again " + urls[0]
	t := b.privately(a, i.ResponseURL)
	if !private {
		t = b.openly(a)
	}
	if len(card.Checks) == 1 {
		a.earlier = append(slices.Clone(card.Checks[0].Past), card.Checks[0].Point)
	}
	again := b.check(ctx, a, urls, 0, func(m blocks.Message) { t.progress(ctx, m) })
	then := b.accountOf(a, i.asked, again, i.begun)
	switch {
	case private:
		t.answer(ctx, again.Message(blocks.Showing{Audience: blocks.Private}), then)
	case again.Blocked() && t.ts == "": // not for this person; the others' answer stands
		b.privately(a, i.ResponseURL).answer(ctx, again.Message(blocks.Showing{Audience: blocks.Private}), then)
	case again.Kind == blocks.KindUnknown && t.ts == "": // no result: nobody else needs to read why
		b.privately(a, i.ResponseURL).answer(ctx, blocks.Say(again.Lead), then)
	default: // in place of the progress message, or else where the bot may be no member
		t.via = i.ResponseURL
		t.answer(ctx, again.Message(blocks.Showing{Audience: t.audience()}), then)
	}
}
