package bot

import (
	"context"
	"time"

	"httpcode/bot/blocks"
	"httpcode/bot/socket"
)

// command is what Slack sends of a slash command, as far as it matters here.
type command struct {
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	UserName    string `json:"user_name"`
	ChannelID   string `json:"channel_id"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"` // of this very command; a repeat has it too
}

// longText is what the reader of a connection does not explain itself, in
// bytes: longer ones take more than some tens of microseconds.
const longText = 2 << 10

// commandsSeen bounds the memory of commands, which are known by two keys:
// 20,000 in ten minutes are four times what Slack sends to one app of one
// workspace (30,000 an hour), and take one MiB.
const commandsSeen = 40_000

func (c command) asker() asker {
	return asker{surface: "command", user: c.UserID, name: c.UserName, channel: c.ChannelID}
}

// receiveCommand answers what the catalogue knows in the acknowledgement
// itself: one trip, no call of the Web API, no rate limit.
func (b *Bot) receiveCommand(e *socket.Envelope) {
	begun := time.Now()
	var c command
	if !b.decode(e, &c) {
		return
	}
	// Slack was seen to deliver a command twice (bolt-js#2188).
	if !b.commands.first(e.ID, c.act()) {
		b.receiveAgain(e, c)
		return
	}
	catalog := b.o.Catalog()
	if known, ok := b.cache.get(catalog, cacheKey{text: c.Text, command: true}); ok {
		b.answerOnAck(e, c, known.payload)
		b.answered(c.asker(), c.Text, known.outcome, begun)
		return
	}
	if len(c.Text) > longText {
		if !b.quick.offer(job{run: func(ctx context.Context) { b.answerCommand(e, c, begun) }, tell: b.teller(c, begun)}) {
			b.refuse(e, c, begun, blocks.Busy)
		}
		return
	}
	b.answerCommand(e, c, begun)
}

func (b *Bot) answerCommand(e *socket.Envelope, c command, begun time.Time) {
	catalog := b.o.Catalog()
	r := ParseRequest(c.Text, b.names()...)
	p := decide(r, catalog)
	if len(p.checks) > 0 {
		b.checkCommand(e, c, p, r.Public, begun)
		return
	}
	public := r.Public && len(p.Matches) > 0 // help and "I don't know" are for the asker
	message, outcome := b.tell(p, blocks.Showing{Audience: audience(public)}, false, "")
	payload := encodeReply(commandReply(message, public))
	b.answerOnAck(e, c, payload)
	b.answered(c.asker(), c.Text, outcome, begun)
	b.cache.put(catalog, cacheKey{text: c.Text, command: true}, cached{payload: payload, outcome: outcome})
}

func audience(public bool) blocks.Audience {
	if public {
		return blocks.Posted
	}
	return blocks.Private
}

func commandReply(m blocks.Message, public bool) reply {
	r := reply{ResponseType: ephemeral, Text: m.Text, Blocks: m.Blocks}
	if public {
		r.ResponseType = inChannel
	}
	return r
}

// tell is the answer from the catalogue, and what to log of it.
func (b *Bot) tell(p plan, s blocks.Showing, outside bool, thread string) (blocks.Message, string) {
	if p.help {
		return blocks.Help(b.self.Load().Name), "help"
	}
	card := b.explain(p.explanation, outside, thread)
	return card.Message(s), outcome(p)
}

func outcome(p plan) string {
	if len(p.Matches) == 0 {
		return "unknown"
	}
	return string(p.Kind) + " " + p.Matches[0].ID
}

// later does a short piece of work on the quick lane, or on a goroutine of its
// own where that is full: there are few of these, and each is an answer.
func (b *Bot) later(do func()) {
	if !b.quick.offer(job{run: func(context.Context) { do() }}) {
		b.beside.Go(do)
	}
}

// refuse says a sentence in a command's acknowledgement. A repeat of the command
// is welcome.
func (b *Bot) refuse(e *socket.Envelope, c command, begun time.Time, sentence string) {
	b.commands.forget(e.ID, c.act())
	b.o.Metrics.Refused("busy")
	payload := encodeReply(commandReply(blocks.Say(sentence), false))
	if e.AcceptsResponsePayload {
		_ = e.Ack(payload)
	} else {
		b.answerOnAck(e, c, payload)
	}
	b.insteadOf(c.asker(), c.Text, sentence, begun)(outcomeAnswered)
}

// checkCommand acknowledges at once, and answers through the response URL.
func (b *Bot) checkCommand(e *socket.Envelope, c command, p plan, public bool, begun time.Time) {
	j := job{
		run: func(ctx context.Context) {
			a := c.asker()
			t := b.privately(a, c.ResponseURL)
			card := b.check(ctx, a, p.checks, p.more, func(m blocks.Message) { t.progress(ctx, m) })
			if public {
				b.sharePublicly(ctx, t, c, card, begun)
			} else {
				t.answer(ctx, card.Message(blocks.Showing{Audience: blocks.Private}), b.accountOf(a, c.Text, card, begun))
			}
		},
		tell: b.teller(c, begun),
	}
	if !b.slow.offer(j) {
		b.refuse(e, c, begun, blocks.Busy)
		return
	}
	b.ack(e)
}

// sharePublicly answers `/httpcode public URL` in the channel itself.
func (b *Bot) sharePublicly(ctx context.Context, t *teller, c command, card *blocks.Card, begun time.Time) {
	then := b.accountOf(t.asker, c.Text, card, begun)
	if card.Kind == blocks.KindUnknown { // no result: nobody else needs to read why
		t.answer(ctx, card.Message(blocks.Showing{Audience: blocks.Private}), then)
		return
	}
	card, less, refusal := b.fitFor(ctx, card, t.channel)
	if refusal != "" {
		t.answer(ctx, blocks.Say(refusal), b.insteadOf(t.asker, c.Text, refusal, begun))
		return
	}
	if less {
		t.answer(ctx, blocks.Say(blocks.LeftOut), nil)
	}
	to := b.openly(t.asker)
	to.via = t.url
	s := &sharing{to: to, tell: func() *teller { return b.privately(t.asker, t.url) }, private: card.Message(blocks.Showing{Audience: blocks.Private}),
		doing: "post the answer in this channel", then: then}
	s.start(ctx, card.Message(blocks.Showing{Audience: blocks.Posted}))
}

// teller says a sentence to the person of a command.
func (b *Bot) teller(c command, begun time.Time) func(context.Context, string) {
	return func(ctx context.Context, sentence string) {
		b.privately(c.asker(), c.ResponseURL).answer(ctx, blocks.Say(sentence), b.insteadOf(c.asker(), c.Text, sentence, begun))
	}
}

// names are what people may call the bot by.
func (b *Bot) names() []string {
	s := b.self.Load()
	return []string{s.User, s.Name, "httpcode"}
}
