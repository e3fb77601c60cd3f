package bot

import (
	"context"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
)

// publishHome shows a person their Home tab.
func (b *Bot) publishHome(ctx context.Context, user string) {
	home := blocks.Home(b.self.Load().Name, b.recent.list(user), b.o.Catalog().AllRunbooks())
	request := slack.PublishViewContextRequest{UserID: user, View: home}
	_, err := b.web.api.PublishViewContext(ctx, request)
	if codeOf(err) == "hash_conflict" { // somebody else published in between; what is current is here
		_, err = b.web.api.PublishViewContext(ctx, request)
	}
	if err != nil {
		b.o.Log.Warn("a Home tab could not be published", "user", user, "error", err)
		b.recheck(err)
	}
}

// askInView answers a button of the Home tab in a modal. A modal must open
// within three seconds of the click, so a check opens it first and fills it in.
// Where no modal opens, the answer comes as a direct message.
func (b *Bot) askInView(i *interaction, p plan) {
	l := b.quick
	if len(p.checks) > 0 {
		l = b.slow
	}
	a := i.asker()
	b.enqueue(i, l, func(ctx context.Context) {
		t := b.privately(a, "")
		if len(p.checks) == 0 {
			m, told := b.tell(p, blocks.Showing{Audience: blocks.Viewed}, a.outside, "")
			then := b.account(a, i.asked, told, i.begun)
			if _, err := b.openView(ctx, i, blocks.View("Answer", m)); err != nil {
				t.elsewhere(ctx, blocks.Say(blocks.Refused(codeOf(err), "open that")).Then(m), then)
				return
			}
			then(outcomeAnswered)
			return
		}
		id, err := b.openView(ctx, i, blocks.View("Answer", blocks.Checking(redacted(p.checks))))
		card := b.check(ctx, a, p.checks, p.more, nil)
		m, then := card.Message(blocks.Showing{Audience: blocks.Viewed}), b.accountOf(a, i.asked, card, i.begun)
		if t.view = id; err != nil {
			t.elsewhere(ctx, blocks.Say(blocks.Refused(codeOf(err), "open that")).Then(m), then)
		} else {
			t.answer(ctx, m, then)
		}
		b.publishHome(ctx, i.User.ID)
	})
}
