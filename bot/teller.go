package bot

import (
	"context"
	"errors"

	"httpcode/bot/blocks"
)

// teller tells one person, or one thread, one thing, which may first be a
// progress message and then replaced by the answer.
type teller struct {
	b *Bot
	asker
	url      string // response URL, for private answers
	replaces bool   // a private answer takes the place of the message that was clicked
	shown    bool   // something was shown through url
	posted   bool   // answers in the channel instead of privately
	via      string // response URL to post by, which needs no membership; "" once it refused
	in, ts   string // the posted message, to be updated
	view     string // the modal to fill in instead
	owed     *owed  // the debt that is paid, if any

	answering bool // no more progress: the person waits for this
	failures  int  // of the way in use, while answering
	unposted  int  // failures to post, while answering
	moved     bool // from the response URL, or the modal, to elsewhere
	doubts
}

// wayFails is how often one way to the person may fail without a word from Slack
// before the answer takes the next one: where only one of Slack's methods is in
// trouble, nobody should wait for it.
const wayFails = 3

// privately answers only the person who asked.
func (b *Bot) privately(a asker, responseURL string) *teller {
	return &teller{b: b, asker: a, url: responseURL}
}

// openly answers in the channel or thread that was asked in.
func (b *Bot) openly(a asker) *teller { return &teller{b: b, asker: a, posted: true} }

// progress shows what may be lost without harm. Privately it does so once:
// Slack would add each message to the one before, and take five in all.
func (t *teller) progress(ctx context.Context, m blocks.Message) {
	if !t.posted && t.shown {
		return
	}
	if err := t.send(ctx, m); err != nil {
		t.b.o.Log.Info("a progress message was not taken", "channel", t.channel, "error", err)
	}
}

// answer delivers m, in place of the progress message where Slack can do
// that. What Slack does not take now the outbox delivers late. Where Slack
// refuses, the person is told why, privately, and gets the answer there. then
// is told the outcome, at once or when a kept answer has one; it may be nil.
func (t *teller) answer(ctx context.Context, m blocks.Message, then func(outcome string)) {
	if then == nil {
		then = func(string) {}
	}
	t.answering, t.failures = true, 0
	err := t.deliver(ctx, m, false, t.send, func(ctx context.Context, err error) {
		switch {
		case err == nil:
			then(outcomeLate)
		case ctx.Err() == nil: // refused, or given up here: another way may still be open
			t.refused(ctx, m, err, then)
		default:
			then(outcomeFailed)
		}
	})
	switch {
	case err == nil:
		then(outcomeAnswered)
	case !errors.Is(err, ErrKept):
		t.refused(ctx, m, err, then)
	}
}

// deliver sends through the outbox, with a word where it comes late. settled
// is told what became of a letter that was kept; see [Letter] for last.
func (t *teller) deliver(ctx context.Context, m blocks.Message, last bool, send func(context.Context, blocks.Message) error, settled func(context.Context, error)) error {
	if ctx.Err() != nil { // the bot stops; the answer still goes out
		final, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellFor)
		defer cancel()
		ctx = final
	}
	l := Letter{
		What:    "answer to a " + t.surface,
		Last:    last,
		Arrived: t.arrived(m),
		Settled: settled,
		Post: func(ctx context.Context, a Attempt) error {
			err := send(ctx, t.begin(a).noting(m))
			t.failed(err)
			return err
		},
	}
	if t.owed != nil {
		l = t.owed.letter(l)
	}
	return t.b.outbox.Send(ctx, l)
}

// send makes one attempt by the way that the answer should come.
func (t *teller) send(ctx context.Context, m blocks.Message) error {
	return t.orTextAlone(m, func(m blocks.Message) error { return t.sendWhole(ctx, m) })
}

// orTextAlone sends a message. Its text is a whole answer: it goes alone where
// Slack does not take the blocks.
func (t *teller) orTextAlone(m blocks.Message, send func(blocks.Message) error) error {
	err := send(m)
	if len(m.Blocks) == 0 || !refusesBlocks(codeOf(err)) {
		return err
	}
	t.b.o.Log.Error("Slack does not take the blocks of an answer: sending its text alone", "surface", t.surface, "error", err)
	return send(blocks.Message{Text: m.Text})
}

func refusesBlocks(code string) bool {
	switch code {
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch",
		"invalid_arguments", "view_too_large": // of a view
		return true
	}
	return false
}

// passes says whether the next way is to be tried after a failed attempt: Slack
// refused this one for good, and not for the sake of the blocks, or it failed
// once too often.
func (t *teller) passes(m blocks.Message, err error) bool {
	if judgeFailure(err).final {
		return len(m.Blocks) == 0 || !refusesBlocks(codeOf(err))
	}
	if !t.answering && t.via == "" {
		return false
	}
	t.failures++
	return t.failures >= wayFails
}

// sendWhole fills in the modal, or updates the message that was posted before.
// Where Slack refuses the latter, because somebody deleted it or changes are
// allowed for a short time only, it posts another.
func (t *teller) sendWhole(ctx context.Context, m blocks.Message) error {
	if t.view != "" {
		err := t.fill(ctx, m)
		if err == nil || judgeFailure(err).final || !t.passes(m, err) {
			return err
		}
		t.view, t.moved, t.failures = "", true, 0
		m = t.leaving(m, err)
	}
	if t.posted && t.ts != "" {
		err := t.b.web.update(ctx, t.in, t.ts, m)
		if err == nil || !t.passes(m, err) {
			return err
		}
		t.in, t.ts, t.failures = "", "", 0
		m = t.leaving(m, err)
	}
	if t.posted {
		return t.post(ctx, m)
	}
	return t.respond(ctx, m)
}

// respond answers privately through the response URL. Where that is limited or
// in trouble the same person can be told at once where no response URL is needed.
func (t *teller) respond(ctx context.Context, m blocks.Message) error {
	if t.moved {
		return t.sendElsewhere(ctx, m)
	}
	if t.url == "" {
		return errNoURL
	}
	// Of a command there is no original: Slack then posts a new message.
	r := reply{ResponseType: ephemeral, Text: m.Text, Blocks: m.Blocks, ReplaceOriginal: t.replaces || t.shown && t.surface == "command"}
	err := t.b.web.respond(ctx, t.url, encodeReply(r))
	if err == nil {
		t.shown = true
		return nil
	}
	if f := judgeFailure(err); f.final || !t.answering || f.wait == 0 && !t.passes(m, err) {
		return err
	}
	t.b.o.Log.Info("a response URL does not take an answer: telling the person elsewhere", "surface", t.surface, "error", err)
	t.moved, t.failures = true, 0
	return t.sendElsewhere(ctx, t.leaving(m, err))
}

// fill shows the message in the modal. A modal cannot be without blocks.
func (t *teller) fill(ctx context.Context, m blocks.Message) error {
	if len(m.Blocks) == 0 {
		m = blocks.Say(m.Text)
	}
	_, err := t.b.web.api.UpdateViewContext(ctx, blocks.View("Answer", m), "", "", t.view)
	return err
}

// errNoURL stands for a response URL that is missing, or none.
var errNoURL = &responseError{Status: 404, Code: "expired_url"}

// post posts by the response URL where there is one, and as the bot where that
// is used up, too old, or not for threads.
func (t *teller) post(ctx context.Context, m blocks.Message) error {
	if t.via != "" {
		r := reply{ResponseType: inChannel, Text: m.Text, Blocks: m.Blocks, ThreadTS: t.thread}
		err := t.b.web.respond(ctx, t.via, encodeReply(r))
		if err == nil || !t.passes(m, err) {
			return err
		}
		t.b.o.Log.Info("a response URL did not take an answer: posting as the bot", "surface", t.surface, "error", err)
		t.via = ""
		m = t.leaving(m, err)
	}
	in, ts, err := t.b.web.post(ctx, t.channel, t.thread, m)
	if err == nil {
		t.in, t.ts = cmpOr(in, t.channel), ts
		return nil
	}
	return t.orAside(ctx, m, err)
}
