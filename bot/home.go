package bot

import (
	"context"
	"time"

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
	}
}

// askInView answers a button of the Home tab in a modal. A modal must open
// within three seconds of the click, so a check opens it first and fills it in.
func (b *Bot) askInView(i *interaction, r Request, p plan, begun time.Time) {
	l := b.quick
	if len(p.checks) > 0 {
		l = b.slow
	}
	a := i.asker()
	a.surface = "home"
	b.enqueue(i, l, func(ctx context.Context) {
		s := blocks.Showing{Audience: blocks.Viewed}
		if len(p.checks) == 0 {
			m, told := b.tell(p, s, a.outside, "")
			b.openView(ctx, i, blocks.View("Answer", m))
			b.answered(a, r.Text, told, begun)
			return
		}
		id, ok := b.openView(ctx, i, blocks.View("Answer", blocks.Checking(redacted(p.checks))))
		if !ok {
			return
		}
		card := b.check(ctx, a, p.checks, p.more, nil)
		if _, err := b.web.api.UpdateViewContext(ctx, card.View(), "", "", id); err != nil {
			b.o.Log.Info("a modal was closed before its answer came", "error", err)
		}
		b.publishHome(ctx, i.User.ID)
		b.answered(a, r.Text, card.Lead, begun)
	})
}
