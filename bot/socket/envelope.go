package socket

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// The types of envelope that carry something to handle.
const (
	TypeEvents      = "events_api"
	TypeSlash       = "slash_commands"
	TypeInteractive = "interactive"
)

// MaxAck is the longest acknowledgement, in bytes of JSON. Slack closes the
// connection with 1009, "Max frame length of 20480", at the next byte or at
// this one (https://github.com/revelrylabs/slax/pull/614); one byte of caution.
const MaxAck = 20*1024 - 1

var (
	// ErrTooLarge refuses an acknowledgement over MaxAck. Nothing was sent:
	// acknowledge without a payload, and answer through the response_url.
	ErrTooLarge = errors.New("the acknowledgement is longer than Slack takes in Socket Mode")
	// ErrAcked refuses a second acknowledgement of the same envelope.
	ErrAcked = errors.New("the envelope is acknowledged already")
	// ErrLost says that the envelope's connection is gone, and that certainly
	// nothing was sent. Slack's treatment of an acknowledgement on another
	// connection is not known, so none is tried: an answer goes through the
	// response_url; an event comes again.
	ErrLost = errors.New("the connection that brought the envelope is gone")
)

// Envelope is one delivery from Slack. It may be kept and acknowledged from
// any goroutine; its payload belongs to it alone.
type Envelope struct {
	ID      string
	Type    string          // TypeEvents, TypeSlash or TypeInteractive
	Payload json.RawMessage // a JSON object by its first byte; not validated further

	RetryAttempt           int    // 0 for a first delivery
	RetryReason            string // "timeout", …
	AcceptsResponsePayload bool   // unless Slack says that it does not read one

	ReceivedAt time.Time

	conn    *conn
	settled atomic.Bool
}

// Ack acknowledges the envelope on the connection that brought it. payload may
// be nil, a []byte or json.RawMessage of valid JSON, or anything that
// encoding/json marshals. It returns as soon as the acknowledgement is queued;
// [Pool.Drain] and the end of [Pool.Run] flush the queue.
//
// The errors are ErrTooLarge, ErrAcked, ErrLost, or that of marshalling. After
// ErrTooLarge and a marshalling error the envelope may be acknowledged anew.
func (e *Envelope) Ack(payload any) error {
	return e.AckOr(payload, nil)
}

// AckOr is Ack for a payload that is an answer: it is owed until Slack has
// proven to have read it in time (see [ledger]). Where the connection ends before
// that, or stalls, lost is called, once: sure says that nothing was sent, else it
// may have arrived all the same. Whoever answers in the payload then answers through the
// response_url. lost must return at once. Where Slack has never answered a ping
// nothing can be proven, and lost is called only where it is sure.
func (e *Envelope) AckOr(payload any, lost func(sure bool)) error {
	frame, err := encodeAck(e.ID, payload)
	if err != nil {
		return err
	}
	if !e.settled.CompareAndSwap(false, true) {
		return ErrAcked
	}
	defer e.conn.pool.settle()
	if !e.conn.queue(outgoing{env: e, data: frame, lost: lost}) {
		e.conn.pool.observe.ackLost(e.Type)
		return ErrLost
	}
	return nil
}

// Leave settles the envelope without an acknowledgement, so that Slack
// delivers it again, here or to another replica, where it does so at all:
// events are retried, commands and interactions are not.
func (e *Envelope) Leave() {
	if e.settled.CompareAndSwap(false, true) {
		e.conn.pool.settle()
	}
}

// encodeAck writes {"envelope_id":…,"payload":…}.
func encodeAck(id string, payload any) ([]byte, error) {
	raw, err := rawJSON(payload)
	if err != nil {
		return nil, fmt.Errorf("encoding the acknowledgement's payload: %w", err)
	}
	out := make([]byte, 0, len(id)+len(raw)+32)
	out = append(out, `{"envelope_id":`...)
	out = appendString(out, id)
	if raw != nil {
		out = append(append(out, `,"payload":`...), raw...)
	}
	out = append(out, '}')
	if len(out) > MaxAck {
		return nil, fmt.Errorf("%w: %d bytes of at most %d", ErrTooLarge, len(out), MaxAck)
	}
	return out, nil
}

func rawJSON(payload any) ([]byte, error) {
	switch p := payload.(type) {
	case nil:
		return nil, nil
	case []byte:
		return p, nil
	case json.RawMessage:
		return p, nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // < and > are common in mrkdwn, and \u003c costs five bytes of the 20 KB
	if err := enc.Encode(payload); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// appendString quotes an envelope's id; Slack's are plain UUIDs.
func appendString(out []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			quoted, _ := json.Marshal(s) // a string always marshals
			return append(out, quoted...)
		}
	}
	return append(append(append(out, '"'), s...), '"')
}
