package socket

import (
	"bytes"
	"time"
)

// deliver sorts what arrived: to the handler, or straight to an empty
// acknowledgement where no handler could use it.
func (p *Pool) deliver(c *conn, h header, frame []byte, err error) {
	e := &Envelope{
		ID: h.id, Type: h.kind, conn: c, ReceivedAt: time.Now(),
		RetryAttempt: h.retryAttempt, RetryReason: h.retryReason, AcceptsResponsePayload: !h.refusesPayload,
	}
	p.unsettled.Add(1)
	known := h.kind == TypeSlash || h.kind == TypeEvents || h.kind == TypeInteractive
	switch {
	case err != nil, h.id == "", known && (len(h.payload) == 0 || h.payload[0] != '{'):
		if e.ID == "" {
			e.ID = salvageID(frame)
		}
		e.Type = "undecodable"
		p.dismiss(e, "an envelope could not be decoded", len(frame))
	case !known:
		e.Type = "unknown"
		p.dismiss(e, "an envelope of an unknown type arrived", len(frame))
	default:
		e.Payload = bytes.Clone(h.payload)
		p.observe.received(e.Type)
		if p.stopped.Load() {
			p.refuse(e)
			e.Leave()
			return
		}
		c.handle(e)
	}
}

// dismiss acknowledges what nobody can handle, so that Slack does not send it
// again and again, and counts it. The log gets no content: it is a person's.
func (p *Pool) dismiss(e *Envelope, what string, size int) {
	p.observe.received(e.Type)
	p.log.Warn(what, "envelope", e.ID, "bytes", size)
	if e.ID == "" {
		e.Leave()
		return
	}
	_ = e.Ack(nil) // an empty acknowledgement is never too large
}

const restarting = `{"response_type":"ephemeral","text":"I am restarting right now. Please send that again in a few seconds."}`

// refuse is the default for what arrives while stopping.
func refuse(e *Envelope) {
	if e.Type == TypeSlash && e.AcceptsResponsePayload {
		_ = e.Ack([]byte(restarting)) // where the connection is gone, Slack tells the person
	}
}
