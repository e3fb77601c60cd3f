package bot

import (
	"context"
	"encoding/json"
	"fmt"
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

// shareHere posts the card where it was shown: in the channel, or under the
// message that it explains. A second click on the same answer posts nothing.
//
// The memory of clicks is this process's. Another replica knows by the
// confirmation, which takes the place of the answer and its buttons; two clicks
// within that moment, a few tenths of a second, that Slack sends to two
// replicas are both posted: Slack has nothing that posts a message only once.
func (b *Bot) shareHere(ctx context.Context, i *interaction, c clicked, card *blocks.Card) {
	card, less, refusal := b.fitFor(ctx, card, i.channel())
	if refusal != "" {
		b.turnDown(ctx, i, refusal)
		return
	}
	once := "o:" + i.channel() + " " + i.User.ID + " " + cmpOr(i.Container.MessageTS, c.ActionTS)
	if !b.seen.first(once) {
		b.turnDown(ctx, i, b.sharedBefore(once))
		return
	}
	to := b.openly(i.asker())
	to.via, to.thread, to.asked = i.ResponseURL, cmpOr(card.Thread, i.Container.ThreadTS), c.ActionTS
	shown := blocks.Shared("")
	if to.thread != "" {
		shown = blocks.Say(blocks.SharedInThread)
	}
	confirmed := confirmation(shown, less)
	s := &sharing{to: to, tell: i.teller(b), confirmed: &confirmed, doing: "post the answer here", once: once, replaces: i.private(),
		then: b.account(to.asker, i.asked, card.Lead, i.begun)}
	shared := *card
	shared.Thread = ""
	shared.Fit()
	s.start(ctx, shared.Message(blocks.Showing{Audience: blocks.Posted, SharedBy: i.User.ID, SharedName: i.name()}))
}

// sharedBefore is what to say to a second click.
func (b *Bot) sharedBefore(once string) string {
	if b.seen.has(postedKey(once)) {
		return blocks.SharedBefore
	}
	return blocks.SharedSoon
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
	confirmed := confirmation(blocks.Shared(target), less)
	s := &sharing{to: to, tell: i.teller(b), confirmed: &confirmed, doing: "post the answer there", then: b.account(to.asker, i.asked, card.Lead, i.begun)}
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
