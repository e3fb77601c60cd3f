package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
	"httpcode/bot/socket"
)

// owed is the answer to a command that should have arrived on its
// acknowledgement, and did not, or perhaps did not. It goes through the
// response URL, unless Slack repeats the command first: then the repeat's own
// acknowledgement carries it.
type owed struct {
	command
	envelope string
	payload  []byte // of the acknowledgement
	since    time.Time

	mu      sync.Mutex // held while an attempt is made
	doubt   bool       // it may have arrived
	settled bool
	taken   bool // by a repeat
}

// post makes one attempt unless the debt is settled.
func (d *owed) post(try func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.settled {
		return errSettled
	}
	err := try()
	d.settled = err == nil
	d.doubt = d.doubt || err != nil && judgeFailure(err).ambiguous
	return err
}

// letter makes an answer's letter one that pays the debt.
func (d *owed) letter(l Letter) Letter {
	d.mu.Lock()
	defer d.mu.Unlock()
	post := l.Post
	l.Since, l.Unsure = d.since, d.doubt
	l.Post = func(ctx context.Context, a Attempt) error {
		return d.post(func() error { return post(ctx, a) })
	}
	return l
}

// take settles the debt for a repeat, which is to deliver it, and says whether
// it is to: not where the answer is out, or on its way just now.
func (d *owed) take() bool {
	if !d.mu.TryLock() {
		return false
	}
	defer d.mu.Unlock()
	if d.settled {
		return false
	}
	d.settled, d.taken = true, true
	return true
}

// outcome is what became of the debt, with a word for those that a repeat took.
func (d *owed) outcome(outcome string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.taken {
		return "repeat"
	}
	return outcome
}

func (d *owed) doubtful() bool {
	if d == nil {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.doubt
}

// noted is the payload with a word about the doubt, where there is one.
func (d *owed) noted() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, public, err := decodeReply(d.payload)
	if err != nil || !d.doubt {
		return d.payload
	}
	return encodeReply(commandReply(Attempt{Unsure: true, Broken: true}.noting(m), public))
}

// debts are the answers that are owed now, by what Slack may repeat: the
// envelope's ID and the command's trigger.
type debts struct {
	mu sync.Mutex
	by map[string]*owed
}

func (l *debts) add(d *owed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[string]*owed{}
	}
	for _, key := range []string{d.envelope, d.act()} {
		if key != "" {
			l.by[key] = d
		}
	}
}

func (l *debts) remove(d *owed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range []string{d.envelope, d.act()} {
		if l.by[key] == d {
			delete(l.by, key)
		}
	}
}

func (l *debts) find(keys ...string) *owed {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range keys {
		if d := l.by[key]; d != nil {
			return d
		}
	}
	return nil
}

// answerOnAck sends an answer on the command's acknowledgement.
func (b *Bot) answerOnAck(e *socket.Envelope, c command, payload []byte) {
	b.carry(e, c, payload, nil)
}

// carry sends an answer on an acknowledgement; earlier is the debt that it
// settles, if any. Where Slack reads none, or the answer is too long for one, or
// the connection ends before Slack has proven to have read it, it goes to the
// response URL.
func (b *Bot) carry(e *socket.Envelope, c command, payload []byte, earlier *owed) {
	onWire := payload
	if earlier != nil {
		onWire = earlier.noted()
	}
	owe := func(sure bool) {
		b.repay(&owed{command: c, envelope: e.ID, payload: payload, since: e.ReceivedAt,
			doubt: !sure || earlier.doubtful()})
	}
	if !e.AcceptsResponsePayload { // Slack would acknowledge to the person, and show nothing
		b.ack(e)
		owe(true)
		return
	}
	switch err := e.AckOr(onWire, owe); {
	case errors.Is(err, socket.ErrTooLarge):
		b.ack(e)
		owe(true)
	case errors.Is(err, socket.ErrLost):
		owe(true)
	}
}

// repay delivers a debt, on a lane: the connection's reader must not wait.
func (b *Bot) repay(d *owed) {
	b.debts.add(d)
	b.later(func() {
		ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
		defer cancel()
		b.deliverOwed(ctx, d, func(outcome string) {
			b.debts.remove(d)
			b.o.Metrics.owedAnswer(d.outcome(outcome))
		})
	})
}

// deliverOwed answers through the response URL, or by a message to the person
// where Slack refuses that.
func (b *Bot) deliverOwed(ctx context.Context, d *owed, then func(outcome string)) {
	m, public, err := decodeReply(d.payload)
	if err != nil {
		b.o.Log.Error("an answer cannot be sent again", "user", d.UserID, "error", err)
		then(outcomeFailed)
		return
	}
	t := b.privately(d.asker(), d.ResponseURL)
	if public {
		t = b.openly(d.asker())
		t.via = d.ResponseURL
	}
	t.owed = d
	t.answer(ctx, m, then)
}

// receiveAgain acknowledges a command that came before: with the answer where
// it is owed still. Else it is out, or on its way by itself.
func (b *Bot) receiveAgain(e *socket.Envelope, c command) {
	b.o.Metrics.Duplicate()
	d := b.debts.find(e.ID, c.act())
	if d == nil || !d.take() {
		b.ack(e)
		return
	}
	b.carry(e, c, d.payload, d)
}

// rawBlock is a block that was encoded before.
type rawBlock struct{ json.RawMessage }

func (rawBlock) BlockType() slack.MessageBlockType { return "" }
func (rawBlock) ID() string                        { return "" }

// decodeReply reads the payload of an acknowledgement of ours.
func decodeReply(payload []byte) (m blocks.Message, public bool, err error) {
	var r struct {
		ResponseType string            `json:"response_type"`
		Text         string            `json:"text"`
		Blocks       []json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(payload, &r); err != nil {
		return m, false, fmt.Errorf("reading an answer of our own: %w", err)
	}
	m.Text = r.Text
	for _, raw := range r.Blocks {
		m.Blocks = append(m.Blocks, rawBlock{raw})
	}
	return m, r.ResponseType == inChannel, nil
}
