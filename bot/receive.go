package bot

import (
	"encoding/json"
	"errors"
	"runtime/debug"

	"httpcode/bot/socket"
)

// receive takes an envelope from Slack. It runs on the connection's reader, so
// it answers what it knows at once and hands everything else to a lane.
func (b *Bot) receive(e *socket.Envelope) {
	defer func() {
		if r := recover(); r != nil {
			b.panicked(r)
			_ = e.Ack(nil) // ErrAcked is as good
		}
	}()
	switch e.Type {
	case socket.TypeSlash:
		b.receiveCommand(e)
	case socket.TypeEvents:
		b.receiveEvent(e)
	case socket.TypeInteractive:
		b.receiveInteraction(e)
	default:
		b.ack(e)
	}
}

// ack acknowledges without a payload, which cannot be too large; where the
// connection is gone the pool sends it on another one.
func (b *Bot) ack(e *socket.Envelope) { _ = e.Ack(nil) }

// decode reads a payload, or acknowledges and logs what is no such payload.
// Members of another type than Slack's count as absent, as in the envelope: the
// person still gets an answer to the rest.
func (b *Bot) decode(e *socket.Envelope, into any) bool {
	err := json.Unmarshal(e.Payload, into)
	if err == nil {
		return true
	}
	_, partly := errors.AsType[*json.UnmarshalTypeError](err)
	b.o.Log.Warn("a payload could not be read", "type", e.Type, "envelope", e.ID, "partly", partly, "error", err)
	if !partly {
		b.ack(e)
	}
	return partly
}

func (b *Bot) panicked(r any) {
	b.o.Metrics.Panicked()
	b.o.Log.Error("panic, contained", "panic", r, "stack", string(debug.Stack()))
}
