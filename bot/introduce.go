package bot

import (
	"context"
	"fmt"
	"time"

	"httpcode/bot/socket"
)

// recheck looks whether the bot's token still holds, after a call that was
// refused as one with a bad token is: the connections, which live by the other
// token, would go on for ever without an answer in any channel. One look at a
// time; what Slack says to auth.test decides.
func (b *Bot) recheck(err error) {
	if socket.Permanent(err) == nil || !b.rechecked.CompareAndSwap(false, true) {
		return
	}
	look := func(ctx context.Context) {
		defer b.rechecked.Store(false)
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		_, err := b.web.api.AuthTestContext(ctx)
		if refused := socket.Permanent(err); refused != nil {
			select {
			case b.refused <- fmt.Errorf("asking Slack whether the bot's token still holds: %w", refused):
			default: // said already
			}
		}
	}
	if !b.quick.offer(job{run: look}) { // the bot stops, or the next refusal asks again
		b.rechecked.Store(false)
	}
}

// introduce asks Slack who the bot is, again and again while Slack does not
// answer; a refusal that no repeat can change is an error.
func (b *Bot) introduce(ctx context.Context) error {
	for wait := 500 * time.Millisecond; ; wait = min(2*wait, 30*time.Second) {
		who, err := b.web.api.AuthTestContext(ctx)
		if err == nil {
			b.self.Store(&self{User: who.UserID, Bot: who.BotID, Team: who.TeamID, Name: cmpOr(who.User, "httpcode")})
			return nil
		}
		if refused := socket.Permanent(err); refused != nil {
			return fmt.Errorf("introducing the bot to Slack: %w", refused)
		}
		pause := max(wait, judgeFailure(err).wait)
		b.o.Log.Warn("Slack does not answer yet", "error", socket.Temporary(err), "again_in", pause)
		if err := pauseFor(ctx, pause); err != nil {
			return err
		}
	}
}
