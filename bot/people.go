package bot

import (
	"context"
	"sync"
	"time"
)

const (
	// trustFor is how long what Slack says of a person or a channel is
	// believed: short, since people leave and channels become shared.
	trustFor = time.Minute
	// trustMost bounds the memory.
	trustMost = 2000
)

// people remembers, for a short time, who is a full member, and which
// channels are shared with other organisations.
type people struct {
	now func() time.Time

	mu    sync.Mutex
	known map[string]judgement // by user or channel ID
}

type judgement struct {
	yes   bool
	until time.Time
}

func newPeople(now func() time.Time) *people {
	return &people{now: now, known: map[string]judgement{}}
}

// ask returns what is known of id, or finds out and remembers it.
func (p *people) ask(id string, find func() (bool, error)) (bool, error) {
	p.mu.Lock()
	j, ok := p.known[id]
	p.mu.Unlock()
	if ok && p.now().Before(j.until) {
		return j.yes, nil
	}
	yes, err := find()
	if err != nil {
		return false, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= trustMost {
		clear(p.known)
	}
	p.known[id] = judgement{yes, p.now().Add(trustFor)}
	return yes, nil
}

// isMember says whether the user is a full member of the bot's own workspace:
// no guest, no bot, not of another organisation. On doubt they are not. A Web
// API that has no such method has no such people either: that is not Slack's
// own, which has it, but one that stands in for it.
func (b *Bot) isMember(ctx context.Context, user string) bool {
	member, err := b.people.ask(user, func() (bool, error) {
		u, err := b.web.api.GetUserInfoContext(ctx, user)
		if isUnknownMethod(err) {
			return user != "", nil
		}
		if err != nil {
			return false, err
		}
		own := u.TeamID == "" || u.TeamID == b.self.Load().Team
		return own && !u.Deleted && !u.IsBot && !u.IsRestricted && !u.IsUltraRestricted && !u.IsStranger, nil
	})
	if err != nil {
		b.o.Log.Warn("cannot tell whether a person is a full member; private addresses are refused", "user", user, "error", err)
	}
	return member && err == nil
}

// isOutside says whether people of other organisations read the channel, and
// whether that could be found out.
func (b *Bot) isOutside(ctx context.Context, channel string) (outside, sure bool) {
	if channel == "" || channel[0] == 'D' || channel[0] == 'U' {
		return false, channel != ""
	}
	outside, err := b.people.ask(channel, func() (bool, error) { return b.web.isShared(ctx, channel) })
	return outside, err == nil
}
