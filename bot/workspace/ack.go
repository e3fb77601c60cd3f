package workspace

import (
	"bytes"
	"encoding/json"
	"time"
)

// ack is what an app sends back.
type ack struct {
	EnvelopeID string          `json:"envelope_id"`
	Payload    json.RawMessage `json:"payload"`
}

// acknowledge takes a frame from the app.
func (w *Workspace) acknowledge(c *Connection, frame []byte) {
	a, ok := splitAck(frame)
	if !ok {
		if err := json.Unmarshal(frame, &a); err != nil || a.EnvelopeID == "" {
			w.violate("socket", "a frame that acknowledges nothing: %.200s", frame)
			return
		}
	}
	d, why := w.hub.pendings.take(a.EnvelopeID, ackedInTime)
	switch {
	case d == nil && why == "":
		w.violate("socket", "an acknowledgement of %q, which was never sent", a.EnvelopeID)
		return
	case d == nil:
		w.violate("socket", "%q was %s", a.EnvelopeID, why)
		return
	case d.by != c:
		w.violate("socket", "%q was acknowledged on another connection", a.EnvelopeID)
	}
	if w.opts.Acked != nil {
		w.opts.Acked(d.kind, time.Since(d.sent))
	}
	if !d.respond && !emptyPayload(a.Payload) {
		w.violate("socket", "an answer on an acknowledgement of type %s, which takes none", d.kind)
		a.Payload = nil
	}
	if d.acked != nil {
		d.acked(a.Payload)
	}
}

// emptyPayload says whether an acknowledgement's payload carries nothing.
func emptyPayload(p []byte) bool {
	switch string(bytes.TrimSpace(p)) {
	case "", "null", "{}", `""`:
		return true
	}
	return false
}

var ackHead, ackBody, ackTail = []byte(`{"envelope_id":"`), []byte(`","payload":`), []byte(`}`)

// splitAck takes an acknowledgement apart without parsing it, where it is
// written as most libraries write it and its payload is none, or one whose
// very bytes have been parsed before. Parsing was over half of an envelope's cost.
func splitAck(frame []byte) (a ack, ok bool) {
	frame = bytes.TrimRight(frame, "\n")
	rest, ok := bytes.CutPrefix(frame, ackHead)
	if !ok {
		return a, false
	}
	end := bytes.IndexFunc(rest, func(r rune) bool { return r != '-' && !('0' <= r && r <= '9') && !('a' <= r && r <= 'z') })
	if end < 0 { // what else it is made of, the parser may judge
		return a, false
	}
	a.EnvelopeID, rest = string(rest[:end]), rest[end:]
	if string(rest) == `"}` {
		return a, true
	}
	rest, ok = bytes.CutPrefix(rest, ackBody)
	if !ok {
		return a, false
	}
	rest, ok = bytes.CutSuffix(rest, ackTail)
	if !ok || !answers.known(rest) {
		return ack{}, false
	}
	a.Payload = rest
	return a, true
}
