package workspace

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"
)

// What a person sees when the app does not answer (bolt-python#951).
var (
	ErrTimeout  = errors.New("operation_timeout")
	ErrDispatch = errors.New("dispatch_failed")
)

// Invocation is something that a person asked of the app: a command, a click,
// a submission. It is also what its response URL and trigger stand for.
type Invocation struct {
	Kind    string // "command", "block_actions", "view_submission", "view_closed", "message_action", "block_suggestion"
	User    string
	Channel string

	w        *Workspace
	number   uint64
	secret   string
	started  time.Time
	client   string // the page that the person acted in
	typed    string // the command as typed
	envelope string // the command's, as it was first sent
	original string // timestamp of the message that was acted on
	private  bool   // whether that message is ephemeral

	done chan struct{} // closed at the acknowledgement, or failure

	trail trail

	mu        sync.Mutex
	acked     time.Time
	err       error
	response  []byte // the acknowledgement's payload
	posted    []*Message
	first     chan struct{} // closed at the first message
	uses      int           // of the response URL
	exchanged bool          // whether the trigger has been used
	shown     bool          // whether the typed command is in the channel
}

// invocations remembers the latest ones, for their response URLs and triggers.
type invocations struct {
	mu   sync.Mutex
	ring []*Invocation
	next uint64
}

func (l *invocations) init(keep int) { l.ring = make([]*Invocation, keep) }

func (w *Workspace) invoke(kind, user, channel string) *Invocation {
	i := &Invocation{Kind: kind, User: user, Channel: channel, w: w, secret: rand.Text()[:24],
		started: time.Now(), done: make(chan struct{}), first: make(chan struct{})}
	l := &w.calls
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	i.number = l.next
	l.ring[i.number%uint64(len(l.ring))] = i
	return i
}

func (p *Person) invoke(kind, channel string) *Invocation {
	i := p.w.invoke(kind, p.ID, channel)
	i.client = p.client
	return i
}

func (l *invocations) find(number uint64, secret string) *Invocation {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := l.ring[number%uint64(len(l.ring))]; i != nil && i.number == number && i.secret == secret {
		return i
	}
	return nil
}

// failed is an invocation that never reached the app: the person did what
// cannot be done.
func (w *Workspace) failedInvocation(kind, user, channel string, err error) *Invocation {
	i := w.invoke(kind, user, channel)
	i.finish(err, nil)
	return i
}

func (i *Invocation) finish(err error, response []byte) {
	i.mu.Lock()
	defer i.mu.Unlock()
	select {
	case <-i.done:
		return
	default:
	}
	i.err, i.response, i.acked = err, response, time.Now()
	close(i.done)
}

// answered notes a message that came of it.
func (i *Invocation) answered(m *Message) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.posted = append(i.posted, m)
	if len(i.posted) == 1 {
		close(i.first)
	}
}

// Wait returns once the app has acknowledged, with nil, or with what the
// person was told in place of an answer: ErrTimeout, ErrDispatch, or why it
// could not be done at all.
func (i *Invocation) Wait(ctx context.Context) error {
	select {
	case <-i.done:
		i.mu.Lock()
		defer i.mu.Unlock()
		return i.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Answer returns the first message that came of it, waiting for it.
func (i *Invocation) Answer(ctx context.Context) (Message, error) {
	select {
	case <-i.first:
	case <-ctx.Done():
		return Message{}, fmt.Errorf("waiting for the answer to a %s: %w", i.Kind, context.Cause(ctx))
	case <-i.done:
		if err := i.Wait(ctx); err != nil {
			return Message{}, err
		}
		select {
		case <-i.first:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("waiting for the answer to a %s: %w", i.Kind, context.Cause(ctx))
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	return *i.posted[0], nil
}

// Messages returns every message that came of it so far: on the
// acknowledgement and through its response URL.
func (i *Invocation) Messages() []Message {
	i.mu.Lock()
	defer i.mu.Unlock()
	var out []Message
	for _, m := range i.posted {
		out = append(out, *m)
	}
	return out
}

// Response is the acknowledgement's payload, nil where it had none, or where it
// was a message: that one is among Messages.
func (i *Invocation) Response() []byte {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.response
}

// AckLatency is the time from the person's act to the acknowledgement; 0 while
// there is none.
func (i *Invocation) AckLatency() time.Duration {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.acked.IsZero() {
		return 0
	}
	return i.acked.Sub(i.started)
}

// TriggerID is what the invocation's payload carries, and no other's.
func (i *Invocation) TriggerID() string { return i.trigger() }

// trigger is the trigger_id, in Slack's form: three parts with dots.
func (i *Invocation) trigger() string {
	return fmt.Sprintf("%d.%s.%s", i.number, "1000000000001", i.secret)
}

// exchange uses a trigger up.
func (w *Workspace) exchange(trigger string) (*Invocation, *apiError) {
	var number uint64
	var team, secret string
	if n, _ := fmt.Sscanf(trigger, "%d.%13s.%s", &number, &team, &secret); n != 3 {
		return nil, fail("invalid_trigger_id")
	}
	i := w.calls.find(number, secret)
	if i == nil {
		return nil, fail("invalid_trigger_id")
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.exchanged:
		return nil, fail("exchanged_trigger_id")
	case time.Since(i.started) > w.opts.TriggerLife:
		return nil, fail("expired_trigger_id")
	}
	i.exchanged = true
	return i, nil
}
