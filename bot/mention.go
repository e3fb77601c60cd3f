package bot

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"httpcode/bot/blocks"
	"httpcode/bot/socket"
)

// event is what Slack sends of an event, as far as it matters here.
type event struct {
	TeamID    string `json:"team_id"`
	EventID   string `json:"event_id"`
	ExtShared bool   `json:"is_ext_shared_channel"`
	Event     struct {
		Type        string          `json:"type"`
		Subtype     string          `json:"subtype"`
		User        string          `json:"user"`
		BotID       string          `json:"bot_id"`
		Text        string          `json:"text"`
		TS          string          `json:"ts"`
		ThreadTS    string          `json:"thread_ts"`
		Channel     string          `json:"channel"`
		ChannelType string          `json:"channel_type"`
		Tab         string          `json:"tab"`
		Edited      json.RawMessage `json:"edited"`
		Hidden      bool            `json:"hidden"`
		Files       json.RawMessage `json:"files"`
		Attachments json.RawMessage `json:"attachments"` // a forwarded message is one
	} `json:"event"`
}

const (
	slackbot = "USLACKBOT"
	// fileShare is the subtype of a message with a file: what people paste at
	// length becomes a snippet.
	fileShare = "file_share"
	// broadcast is the subtype of a reply that is also sent to the channel.
	broadcast = "thread_broadcast"
)

// receiveEvent acknowledges once the event has a place in a queue: where there
// is none, not even for saying so, it is left to Slack to deliver again.
func (b *Bot) receiveEvent(e *socket.Envelope) {
	var ev event
	if !b.decode(e, &ev) {
		return
	}
	begun := time.Now()
	switch in := &ev.Event; {
	case in.Type == "app_home_opened":
		if in.Tab != "messages" && in.User != "" && b.seen.first("v:"+ev.EventID) {
			b.quick.offer(job{run: func(ctx context.Context) { b.publishHome(ctx, in.User) }})
		}
		b.ack(e)
	case b.isQuestion(&ev):
		b.receiveQuestion(e, &ev, begun)
	default:
		b.ack(e)
	}
}

// isQuestion says whether a person addressed the bot: no bot, no edit, no
// notice about a message, and of messages only direct ones, since a mention in
// a channel comes as app_mention.
func (b *Bot) isQuestion(ev *event) bool {
	in := &ev.Event
	switch {
	case in.User == "", in.Channel == "", in.TS == "",
		in.User == b.self.Load().User, in.User == slackbot,
		in.BotID != "", in.Subtype != "" && in.Subtype != fileShare && in.Subtype != broadcast, in.Hidden,
		len(in.Edited) > 0 && string(in.Edited) != "null":
		return false
	}
	direct := in.ChannelType == "im" || in.ChannelType == "" && in.Channel[0] == 'D'
	return in.Type == "app_mention" || in.Type == "message" && direct
}

func (b *Bot) receiveQuestion(e *socket.Envelope, ev *event, begun time.Time) {
	keys := eventKeys(ev)
	if !b.seen.first(keys...) {
		b.o.Metrics.Duplicate()
		b.ack(e)
		return
	}
	a := questioner(ev)
	r := ParseRequest(ev.text(), b.names()...)
	queue := b.quick
	run := b.answerKnown(a, r, begun)
	if run == nil {
		p := decide(r, b.catalogFor(a.outside))
		if len(p.checks) > 0 {
			queue = b.slow
		}
		run = func(ctx context.Context) { b.answerQuestion(ctx, a, r, p, begun) }
	}
	j := job{
		run: run,
		tell: func(ctx context.Context, sentence string) {
			b.openly(a).answer(ctx, blocks.Say(sentence), b.insteadOf(a, r.Text, sentence, begun))
		},
	}
	switch {
	case queue.offer(j):
	case b.quick.offer(job{run: func(ctx context.Context) { j.tell(ctx, blocks.Busy) }}):
		b.o.Metrics.Refused("busy")
	default:
		b.seen.forget(keys...)
		e.Leave()
		return
	}
	b.ack(e)
}

// text is what was written, or else what is in the files and the forwarded
// messages that came without a word.
func (ev *event) text() string {
	in := &ev.Event
	if len(in.Files)+len(in.Attachments) == 0 || strings.TrimSpace(entity.ReplaceAllString(in.Text, "")) != "" {
		return in.Text
	}
	var m message
	_ = json.Unmarshal(in.Files, &m.Files) // what is of another type holds no text
	_ = json.Unmarshal(in.Attachments, &m.Attachments)
	return cmpOr(m.gather(), in.Text)
}

// questioner is who asked: a mention is answered in its thread, a direct
// message beside it unless it stands in a thread itself.
func questioner(ev *event) asker {
	a := asker{surface: "mention", user: ev.Event.User, channel: ev.Event.Channel, thread: ev.Event.ThreadTS, asked: ev.Event.TS, outside: ev.ExtShared}
	if ev.Event.Type == "message" {
		a.surface = "message"
	} else if a.thread == "" {
		a.thread = ev.Event.TS
	}
	return a
}

// answerKnown is the work of answering what was answered lately, else nil.
func (b *Bot) answerKnown(a asker, r Request, begun time.Time) func(context.Context) {
	known, ok := b.cache.get(b.o.Catalog(), a.cacheKey(r))
	if !ok || r.Check {
		return nil
	}
	return func(ctx context.Context) {
		b.openly(a).answer(ctx, known.message, b.account(a, r.Text, known.outcome, begun))
	}
}

// cacheKey is what an answer in a channel or a direct message is kept under.
// What other organisations read differs and is not kept.
func (a asker) cacheKey(r Request) cacheKey {
	if a.outside {
		return cacheKey{text: strings.Repeat("-", cacheText+1)}
	}
	return cacheKey{text: r.Text, seen: a.audience()}
}

// audience is who reads what is posted where the question was asked.
func (a asker) audience() blocks.Audience {
	if a.channel != "" && a.channel[0] == 'D' {
		return blocks.Direct
	}
	return blocks.Posted
}

func (b *Bot) answerQuestion(ctx context.Context, a asker, r Request, p plan, begun time.Time) {
	t := b.openly(a)
	s := blocks.Showing{Audience: a.audience()}
	if len(p.checks) == 0 {
		catalog := b.o.Catalog()
		m, told := b.tell(p, s, a.outside, "")
		m = m.Freeze()
		b.cache.put(catalog, a.cacheKey(r), cached{message: m, outcome: told})
		t.answer(ctx, m, b.account(a, r.Text, told, begun))
		return
	}
	card := b.check(ctx, a, p.checks, p.more, func(m blocks.Message) { t.progress(ctx, m) })
	t.answer(ctx, card.Message(s), b.accountOf(a, r.Text, card, begun))
}
