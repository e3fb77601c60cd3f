package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"httpcode/bot/blocks"
)

// fitFor returns the card as it may be posted in a channel, and whether
// something was left out of it. What tells about the team's own systems is not
// for channels that other organisations read; where nothing may be posted,
// refusal is a sentence for the person.
func (b *Bot) fitFor(ctx context.Context, card *blocks.Card, channel string) (fit *blocks.Card, less bool, refusal string) {
	stripped, less := card.Outside()
	if !less && !card.Internal {
		return card, false, ""
	}
	outside, sure := b.isOutside(ctx, channel)
	switch {
	case !outside && sure:
		return card, false, ""
	case card.Internal && outside:
		return nil, false, blocks.NotOutside
	case card.Internal:
		return nil, false, blocks.MaybeOut
	case outside:
		return stripped, less, ""
	}
	// Where nobody can tell, the place of the measurement is no great secret.
	foot, from := card.Foot, card.From
	less = len(stripped.Parts) < len(card.Parts)
	stripped.Foot, stripped.From = foot, from
	stripped.Fit()
	return stripped, less, ""
}

// sharing is an answer that somebody wants others to see, on its way there.
type sharing struct {
	to   *teller         // posts it
	tell func() *teller  // tells the person who shares it
	done *blocks.Message // what to tell when it is posted; nil where the post itself shows it
	// private is what the person gets where it cannot be posted, below why; empty
	// where they have it.
	private  blocks.Message
	doing    string // in words: "post the answer here"
	once     string // what the click is remembered by, "" where nothing is
	replaces bool   // the confirmation takes the place of the message that was clicked
	then     func(outcome string)

	settled atomic.Bool
}

// shareHere posts the card where it was shown: in the channel, or under the
// message that it explains. A second click on the same answer posts nothing.
//
// The memory of clicks is this process's. Another replica knows by the
// confirmation, which takes the place of the answer and its buttons; two clicks
// within that moment, a few tenths of a second, that Slack sends to two
// replicas are both posted: Slack has nothing that posts a message only once.
func (b *Bot) shareHere(ctx context.Context, i *interaction, c clicked, card *blocks.Card) {
	once := "o:" + i.channel() + " " + i.User.ID + " " + cmpOr(i.Container.MessageTS, c.ActionTS)
	if !b.seen.first(once) {
		b.turnDown(ctx, i, b.sharedBefore(once))
		return
	}
	card, less, refusal := b.fitFor(ctx, card, i.channel())
	if refusal != "" {
		b.seen.forget(once)
		b.turnDown(ctx, i, refusal)
		return
	}
	to := b.openly(i.asker())
	to.via, to.thread, to.asked = i.ResponseURL, cmpOr(card.Thread, i.Container.ThreadTS), c.ActionTS
	confirmed := confirmation("", less)
	s := &sharing{to: to, tell: i.teller(b), done: &confirmed, doing: "post the answer here", once: once, replaces: i.Container.IsEphemeral,
		then: b.account(to.asker, i.asked, card.Lead, i.begun)}
	shared := *card
	shared.Thread = ""
	shared.Fit()
	s.start(ctx, shared.Message(blocks.Showing{Audience: blocks.Posted, SharedBy: i.User.ID, SharedName: i.name()}))
}

// sharedBefore is what to say to a second click.
func (b *Bot) sharedBefore(once string) string {
	if b.seen.has(done(once)) {
		return blocks.SharedBefore
	}
	return blocks.SharedSoon
}

// done is what a click whose answer has been posted is remembered by.
func done(once string) string { return once + " done" }

// start posts the answer, now or as soon as Slack takes it.
func (s *sharing) start(ctx context.Context, m blocks.Message) {
	err := s.to.deliver(ctx, m, s.post, s.settle)
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
		s.to.b.seen.first(done(s.once))
	}
	s.then(outcome)
	if s.done != nil {
		t := s.tell()
		t.replaces = s.replaces
		t.answer(ctx, *s.done, nil)
	}
}

// confirmation says where an answer was shared, and whether that was less than
// the person saw.
func confirmation(where string, less bool) blocks.Message {
	if less {
		return blocks.Shared(where).Then(blocks.Say(blocks.LeftOut))
	}
	return blocks.Shared(where)
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
	if judgeFailure(err).final {
		s.then(outcomeRefused)
	} else {
		s.then(outcomeFailed)
	}
}

// tellKept tells the person that the answer comes late, unless it came
// meanwhile. Where the response URL does not take that either, another way may.
func (s *sharing) tellKept(ctx context.Context) {
	t, m := s.tell(), blocks.Say(blocks.Kept)
	err := t.deliver(ctx, m, func(ctx context.Context, _ blocks.Message) error {
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

// shareState travels through the modal Share to….
type shareState struct {
	Value   string `json:"v"` // the card
	URL     string `json:"u"` // of the click, for telling the outcome
	Channel string `json:"c"`
}

func (b *Bot) openShareTo(ctx context.Context, i *interaction, card *blocks.Card) {
	card.Thread = ""
	card.Fit()
	state, err := json.Marshal(shareState{card.Value(), i.ResponseURL, i.channel()})
	if err != nil {
		panic(err) // three strings
	}
	b.openModal(ctx, i, blocks.ShareTo(string(state)), card.Lead)
}

// shareTo posts the card where the person chose in the modal.
func (b *Bot) shareTo(ctx context.Context, i *interaction) {
	var state shareState
	if err := json.Unmarshal([]byte(i.View.Metadata), &state); err != nil {
		b.turnDown(ctx, i, blocks.OldButton)
		return
	}
	i.ResponseURL, i.Channel.ID = state.URL, state.Channel
	card, err := blocks.ParseCard(state.Value)
	if err != nil {
		b.turnDown(ctx, i, blocks.OldButton)
		return
	}
	target, url := i.target()
	card, less, refusal := b.fitFor(ctx, card, target)
	if refusal != "" {
		b.turnDown(ctx, i, refusal)
		return
	}
	to := b.openly(i.asker())
	to.via, to.channel, to.asked = url, target, slackTime(i.begun.Add(-clockSkew))
	confirmed := confirmation(target, less)
	s := &sharing{to: to, tell: i.teller(b), done: &confirmed, doing: "post the answer there", then: b.account(to.asker, i.asked, card.Lead, i.begun)}
	s.start(ctx, card.Message(blocks.Showing{Audience: blocks.Posted, SharedBy: i.User.ID, SharedName: i.name(),
		Note: i.View.State.Values[blocks.ActionNote][blocks.ActionNote].Value}))
}

// clockSkew is by how much this machine's clock may be ahead of Slack's, where
// no timestamp of Slack's own tells when something was asked.
const clockSkew = 5 * time.Second

// slackTime is a time as Slack writes timestamps.
func slackTime(t time.Time) string { return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000) }

// target is the conversation chosen in the modal, and its response URL.
func (i *interaction) target() (channel, url string) {
	channel = i.View.State.Values[blocks.ActionTarget][blocks.ActionTarget].SelectedConversation
	for _, r := range i.ResponseURLs {
		if channel == "" || r.ChannelID == channel {
			return r.ChannelID, r.ResponseURL
		}
	}
	return channel, ""
}
