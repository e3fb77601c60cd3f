package bot

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
)

// mayShow says whether a card may be posted in a channel; the error is a
// sentence for the person. What tells about the team's own systems is not for
// channels that other organisations read.
func (b *Bot) mayShow(ctx context.Context, card *blocks.Card, channel string) error {
	if !card.Internal {
		return nil
	}
	switch outside, sure := b.isOutside(ctx, channel); {
	case outside:
		return errors.New(blocks.NotOutside)
	case !sure:
		return errors.New(blocks.MaybeOut)
	}
	return nil
}

// shareHere posts the card where it was shown: in the channel, or under the
// message that it explains. A second click on the same answer posts nothing.
func (b *Bot) shareHere(ctx context.Context, i *interaction, c clicked, card *blocks.Card, begun time.Time) {
	once := "s:" + i.channel() + " " + i.User.ID + " " + cmpOr(i.Container.MessageTS, c.ActionTS)
	if !b.seen.first(once) {
		b.say(ctx, i, "That answer is shared already.")
		return
	}
	if err := b.mayShow(ctx, card, i.channel()); err != nil {
		b.seen.forget(once)
		b.say(ctx, i, err.Error())
		return
	}
	thread := cmpOr(card.Thread, i.Container.ThreadTS)
	err := b.postShared(ctx, i, card, thread)
	if err != nil {
		b.seen.forget(once)
		b.say(ctx, i, blocks.Refused(codeOf(err), "post the answer here"))
		return
	}
	b.confirm(ctx, i)
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
func (b *Bot) confirm(ctx context.Context, i *interaction) {
	m := blocks.Shared("")
	body := encodeReply(reply{ResponseType: ephemeral, Text: m.Text, Blocks: m.Blocks, ReplaceOriginal: i.Container.IsEphemeral})
	if err := b.web.respond(ctx, i.ResponseURL, body); err != nil {
		b.privately(i.asker(), "").answer(ctx, m)
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
	b.openView(ctx, i, blocks.ShareTo(string(state)))
}

// openView opens a modal for a click.
func (b *Bot) openView(ctx context.Context, i *interaction, v slack.ModalViewRequest) {
	if _, err := b.web.api.OpenViewContext(ctx, i.TriggerID, v); err != nil {
		b.o.Log.Warn("a modal could not be opened", "error", err)
		b.say(ctx, i, blocks.Refused(codeOf(err), "open that"))
	}
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
	if err := b.mayShow(ctx, card, target); err != nil {
		b.say(ctx, i, err.Error())
		return
	}
	m := card.Message(blocks.Showing{Audience: blocks.Posted, SharedBy: i.User.ID, SharedName: i.name(),
		Note: i.View.State.Values[blocks.ActionNote][blocks.ActionNote].Value})
	if err := b.postTo(ctx, target, url, m); err != nil {
		b.say(ctx, i, blocks.Refused(codeOf(err), "post the answer there"))
		return
	}
	b.privately(i.asker(), i.ResponseURL).answer(ctx, blocks.Shared(target))
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
