package bot

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"httpcode/bot/blocks"
	"httpcode/bot/socket"
)

// interaction is what Slack sends of a click, a shortcut or a modal, as far as
// it matters here. Texts in it are escaped, so that nothing is read from them
// that is not of this bot's own making.
type interaction struct {
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	TriggerID  string `json:"trigger_id"`
	ActionTS   string `json:"action_ts"`  // of a shortcut
	MessageTS  string `json:"message_ts"` // of a shortcut
	User       struct {
		ID       string `json:"id"`
		Username string `json:"username"`
		Name     string `json:"name"`
		TeamID   string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Type        string `json:"type"`
		MessageTS   string `json:"message_ts"`
		ThreadTS    string `json:"thread_ts"`
		ChannelID   string `json:"channel_id"`
		IsEphemeral bool   `json:"is_ephemeral"`
		ViewID      string `json:"view_id"`
	} `json:"container"`
	ResponseURL  string          `json:"response_url"`
	Message      json.RawMessage `json:"message"`
	Actions      []clicked       `json:"actions"`
	View         view            `json:"view"`
	ResponseURLs []struct {
		ChannelID   string `json:"channel_id"`
		ResponseURL string `json:"response_url"`
	} `json:"response_urls"`

	foreign bool      // the person is of another organisation
	asked   string    // what the click or the form asks for, for the log
	begun   time.Time // its arrival
}

type clicked struct {
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
	ActionTS string `json:"action_ts"`
}

type view struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	Hash       string `json:"hash"`
	Metadata   string `json:"private_metadata"`
	State      struct {
		Values map[string]map[string]struct {
			Value                string `json:"value"`
			SelectedConversation string `json:"selected_conversation"`
		} `json:"values"`
	} `json:"state"`
}

// private says whether what was clicked is shown to the person alone: Slack then
// sends no message along.
func (i *interaction) private() bool {
	without := len(i.Message) == 0 || string(i.Message) == "null"
	return i.Container.IsEphemeral || i.Container.Type == "message" && without
}

func (i *interaction) channel() string { return cmpOr(i.Channel.ID, i.Container.ChannelID) }

func (i *interaction) name() string { return cmpOr(i.User.Username, i.User.Name) }

// asker is the person who clicked.
func (i *interaction) asker() asker {
	surface := "action"
	switch {
	case i.Type == "message_action", i.Type == "shortcut":
		surface = "shortcut"
	case i.Type == "block_actions" && (i.Container.Type == "view" || i.View.Type != ""):
		surface = "home"
	}
	return asker{surface: surface, user: i.User.ID, name: i.name(), channel: i.channel(), outside: i.foreign}
}

// receiveInteraction acknowledges at once: Slack does not repeat interactions,
// and shows a warning after three seconds.
func (b *Bot) receiveInteraction(e *socket.Envelope) {
	i := interaction{begun: time.Now()}
	if !b.decode(e, &i) {
		return
	}
	b.ack(e)
	i.foreign = i.User.TeamID != "" && i.User.TeamID != b.self.Load().Team
	if !b.seen.first(i.keys(e.ID)...) {
		b.o.Metrics.Duplicate()
		return
	}
	switch i.Type {
	case "block_actions":
		for _, c := range i.Actions[:min(len(i.Actions), 5)] {
			one := i // each has its own account
			b.click(&one, c)
		}
	case "message_action", "shortcut":
		if i.CallbackID != blocks.CallbackExplain || i.Type == "shortcut" {
			b.outdated(&i, i.CallbackID, blocks.OldAction)
			return
		}
		i.asked = "explain a message"
		b.enqueue(&i, b.quick, func(ctx context.Context) { b.explainMessage(ctx, &i) })
	case "view_submission":
		if i.View.CallbackID != blocks.CallbackShareTo {
			b.outdated(&i, i.View.CallbackID, blocks.OldAction)
			return
		}
		target, _ := i.target()
		i.asked = "share to " + target
		b.enqueue(&i, b.quick, func(ctx context.Context) { b.shareTo(ctx, &i) })
	}
}

// outdated tells the person who used something of another version of the bot.
func (b *Bot) outdated(i *interaction, what, sentence string) {
	b.o.Log.Info("an interaction is not of this version", "type", i.Type, "id", brief(what))
	if i.asked == "" {
		i.asked = brief(what)
	}
	if i.ResponseURL != "" || i.User.ID != "" {
		b.enqueue(i, b.quick, func(ctx context.Context) { b.turnDown(ctx, i, sentence) })
	}
}

// click sends a click to what it asks for. An unknown one comes from a message
// of another version of the bot, and the person who waits is told so.
func (b *Bot) click(i *interaction, c clicked) {
	i.asked = strings.ReplaceAll(c.ActionID, "_", " ")
	switch c.ActionID {
	case blocks.ActionShare:
		b.onCard(i, c, b.quick, func(ctx context.Context, card *blocks.Card) { b.shareHere(ctx, i, c, card) })
	case blocks.ActionShareTo:
		b.onCard(i, c, b.quick, func(ctx context.Context, card *blocks.Card) { b.openShareTo(ctx, i, card) })
	case blocks.ActionAgain:
		b.onCard(i, c, b.slow, func(ctx context.Context, card *blocks.Card) { b.checkAgain(ctx, i, c, card) })
	case blocks.ActionDetails:
		b.onCard(i, c, b.quick, func(ctx context.Context, card *blocks.Card) { b.openModal(ctx, i, card.Details(), card.Lead) })
	case blocks.ActionCopy:
		b.onCard(i, c, b.quick, func(ctx context.Context, card *blocks.Card) { b.openModal(ctx, i, card.Copy(), card.Lead) })
	default:
		if strings.HasPrefix(c.ActionID, blocks.ActionAsk) {
			b.ask(i, c)
			return
		}
		b.outdated(i, c.ActionID, blocks.OldButton)
	}
}

// onCard reads the card out of the button that was clicked.
func (b *Bot) onCard(i *interaction, c clicked, l *lane, do func(context.Context, *blocks.Card)) {
	card, err := blocks.ParseCard(c.Value)
	if err != nil {
		b.o.Log.Warn("a button's value could not be read", "action", c.ActionID, "error", err)
		b.enqueue(i, b.quick, func(ctx context.Context) { b.turnDown(ctx, i, blocks.OldButton) })
		return
	}
	b.enqueue(i, l, func(ctx context.Context) { do(ctx, card) })
}

// enqueue gives the work to a lane; where it is full, the person is told.
func (b *Bot) enqueue(i *interaction, l *lane, run func(context.Context)) {
	j := job{run: run, tell: func(ctx context.Context, sentence string) { b.turnDown(ctx, i, sentence) }}
	if !l.offer(j) {
		b.o.Metrics.Refused("busy")
		b.later(func() {
			ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
			defer cancel()
			b.turnDown(ctx, i, blocks.Busy)
		})
	}
}

// teller makes what tells the person who clicked something, privately.
func (i *interaction) teller(b *Bot) func() *teller {
	return func() *teller { return b.privately(i.asker(), i.ResponseURL) }
}

// turnDown says a sentence in place of what was asked for.
func (b *Bot) turnDown(ctx context.Context, i *interaction, sentence string) {
	b.privately(i.asker(), i.ResponseURL).answer(ctx, blocks.Say(sentence), b.insteadOf(i.asker(), i.asked, sentence, i.begun))
}

// ask answers a button that asks something, as if the person had typed it:
// privately where it was clicked in a message, in a modal on the Home tab.
func (b *Bot) ask(i *interaction, c clicked) {
	r := ParseRequest(c.Value, b.names()...)
	p := decide(r, b.catalogFor(i.foreign))
	i.asked = r.Text
	if i.Container.Type == "view" || i.View.Type != "" {
		b.askInView(i, p)
		return
	}
	l := b.quick
	if len(p.checks) > 0 {
		l = b.slow
	}
	b.enqueue(i, l, func(ctx context.Context) {
		a := i.asker()
		t := b.privately(a, i.ResponseURL)
		s := blocks.Showing{Audience: blocks.Private}
		if a.channel != "" && a.channel[0] == 'D' {
			s.Audience = blocks.Direct
		}
		if len(p.checks) == 0 {
			m, told := b.tell(p, s, a.outside, "")
			t.answer(ctx, m, b.account(a, i.asked, told, i.begun))
			return
		}
		card := b.check(ctx, a, p.checks, p.more, func(m blocks.Message) { t.progress(ctx, m) })
		t.answer(ctx, card.Message(s), b.accountOf(a, i.asked, card, i.begun))
	})
}
