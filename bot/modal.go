package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
)

// triggerLives is how long after a click Slack lets a modal be opened:
// waiting out a rate limit beyond it helps nobody.
const triggerLives = 3 * time.Second

// openView opens a modal for a click, and returns its ID.
func (b *Bot) openView(ctx context.Context, i *interaction, v slack.ModalViewRequest) (id string, err error) {
	within, cancel := context.WithTimeout(ctx, triggerLives)
	defer cancel()
	opened, err := b.web.api.OpenViewContext(within, i.TriggerID, v)
	if err != nil {
		b.o.Log.Warn("a modal could not be opened", "error", err)
		return "", err
	}
	return opened.ID, nil
}

// openModal opens a modal that shows something of an answer. Where Slack does
// not open it, the person is told.
func (b *Bot) openModal(ctx context.Context, i *interaction, v slack.ModalViewRequest, told string) {
	if _, err := b.openView(ctx, i, v); err != nil {
		b.turnDown(ctx, i, blocks.Refused(codeOf(err), "open that"))
		return
	}
	b.answered(i.asker(), i.asked, told, i.begun)
}
