package bot

import (
	"context"
	"encoding/json"
	"time"

	"github.com/slack-go/slack"

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
func (b *Bot) shareHere(ctx context.Context, i *interaction, c clicked, card *blocks.Card, begun time.Time) {
	once := "o:" + i.channel() + " " + i.User.ID + " " + cmpOr(i.Container.MessageTS, c.ActionTS)
	if !b.seen.first(once) {
		b.say(ctx, i, "That answer is shared already.")
		return
	}
	card, less, refusal := b.fitFor(ctx, card, i.channel())
	if refusal != "" {
		b.seen.forget(once)
		b.say(ctx, i, refusal)
		return
	}
	thread := cmpOr(card.Thread, i.Container.ThreadTS)
	if err := b.postShared(ctx, i, card, thread); err != nil {
		b.seen.forget(once)
		b.say(ctx, i, blocks.Refused(codeOf(err), "post the answer here"))
		return
	}
	b.confirm(ctx, i, less)
	b.answered(i.asker(), "share", card.Lead, begun)
}

// postShared posts through the response URL, which needs no membership, or as
// the bot where that is used up or too old.
func (b *Bot) postShared(ctx context.Context, i *interaction, card *blocks.Card, thread string) error {
	shared := *card
	shared.Thread = ""
	shared.Fit()
	m := shared.Message(blocks.Showing{Audience: blocks.Posted, SharedBy: i.User.ID, SharedName: i.name()})
	body := encodeReply(reply{ResponseType: inChannel, Text: m.Text, Blocks: m.Blocks, ThreadTS: thread})
	err := b.web.respond(ctx, i.ResponseURL, body)
	if err == nil {
		return nil
	}
	b.o.Log.Info("a response URL did not take a shared answer; posting as the bot", "error", err)
	_, _, err = b.web.post(ctx, i.channel(), thread, m)
	return err
}

// confirm puts a confirmation in place of the private answer that was shared.
func (b *Bot) confirm(ctx context.Context, i *interaction, less bool) {
	m := shared("", less)
	body := encodeReply(reply{ResponseType: ephemeral, Text: m.Text, Blocks: m.Blocks, ReplaceOriginal: i.Container.IsEphemeral})
	if err := b.web.respond(ctx, i.ResponseURL, body); err != nil {
		b.privately(i.asker(), "").answer(ctx, m)
	}
}

// shared confirms a share, and says where it was less than the person saw.
func shared(where string, less bool) blocks.Message {
	if less {
		return blocks.Shared(where).Then(blocks.Say(blocks.LeftOut))
	}
	return blocks.Shared(where)
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
	b.openView(ctx, i, blocks.ShareTo(string(state)))
}

// triggerLives is how long after a click Slack lets a modal be opened:
// waiting out a rate limit beyond it helps nobody.
const triggerLives = 3 * time.Second

// openView opens a modal for a click, and returns its ID. Where Slack does not
// open it, the person is told, and ok is false.
func (b *Bot) openView(ctx context.Context, i *interaction, v slack.ModalViewRequest) (id string, ok bool) {
	within, cancel := context.WithTimeout(ctx, triggerLives)
	defer cancel()
	opened, err := b.web.api.OpenViewContext(within, i.TriggerID, v)
	if err != nil {
		b.o.Log.Warn("a modal could not be opened", "error", err)
		b.say(ctx, i, blocks.Refused(codeOf(err), "open that"))
		return "", false
	}
	return opened.ID, true
}

// shareTo posts the card where the person chose in the modal.
func (b *Bot) shareTo(ctx context.Context, i *interaction, begun time.Time) {
	var state shareState
	if err := json.Unmarshal([]byte(i.View.Metadata), &state); err != nil {
		b.say(ctx, i, blocks.OldButton)
		return
	}
	i.ResponseURL, i.Channel.ID = state.URL, state.Channel
	card, err := blocks.ParseCard(state.Value)
	if err != nil {
		b.say(ctx, i, blocks.OldButton)
		return
	}
	target, url := i.target()
	card, less, refusal := b.fitFor(ctx, card, target)
	if refusal != "" {
		b.say(ctx, i, refusal)
		return
	}
	m := card.Message(blocks.Showing{Audience: blocks.Posted, SharedBy: i.User.ID, SharedName: i.name(),
		Note: i.View.State.Values[blocks.ActionNote][blocks.ActionNote].Value})
	if err := b.postTo(ctx, target, url, m); err != nil {
		b.say(ctx, i, blocks.Refused(codeOf(err), "post the answer there"))
		return
	}
	b.privately(i.asker(), i.ResponseURL).answer(ctx, shared(target, less))
	b.answered(i.asker(), "share to "+target, card.Lead, begun)
}

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

// postTo posts through the response URL where there is one.
func (b *Bot) postTo(ctx context.Context, channel, url string, m blocks.Message) error {
	if url != "" {
		err := b.web.respond(ctx, url, encodeReply(commandReply(m, true)))
		if err == nil {
			return nil
		}
		b.o.Log.Info("a response URL did not take a shared answer; posting as the bot", "error", err)
	}
	_, _, err := b.web.post(ctx, channel, "", m)
	return err
}
