package bot

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
)

// errCannotTell: nobody can say whether an attempt arrived.
var errCannotTell = errors.New("nobody can tell whether it arrived")

// arrived asks Slack whether an answer came through although its call failed:
// some failures mean that and some don't. In direct messages the app may read;
// in channels only where an operator gave it channels:history, and otherwise
// nobody can tell. Which of the ways was tried last is known when it is asked.
func (t *teller) arrived(m blocks.Message) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		switch {
		case t.moved:
			return false, errCannotTell
		case t.posted && t.ts != "", t.view != "", !t.posted && t.replaces: // an update does no harm twice
			return false, nil
		case !t.posted || t.asked == "":
			return false, errCannotTell
		}
		since, err := t.b.web.since(ctx, t.channel, t.thread, t.asked)
		if err != nil {
			return false, err
		}
		for _, posted := range since {
			if t.b.isOwn(posted) && strings.Contains(letters(posted.Text), letters(m.Text)) {
				return true, nil
			}
		}
		t.settle()
		return false, nil
	}
}

func (b *Bot) isOwn(m slack.Message) bool {
	self := b.self.Load()
	return m.User != "" && m.User == self.User || m.BotID != "" && m.BotID == self.Bot
}

// recentMessages is how many messages since a question are looked through. An
// answer that failed is asked for seconds later.
const recentMessages = 50

// since reads what was written in a thread, or in a conversation, after ts.
func (w *web) since(ctx context.Context, channel, thread, ts string) ([]slack.Message, error) {
	if thread != "" {
		messages, _, _, err := w.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Oldest: ts, Limit: recentMessages})
		return messages, err
	}
	history, err := w.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Oldest: ts, Limit: recentMessages})
	if err != nil {
		return nil, err
	}
	return history.Messages, nil
}

// letters leaves of a text what Slack never rewrites: it does so with links,
// emoji and escapes.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
