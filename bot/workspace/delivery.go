package workspace

import (
	"regexp"
	"sync"
	"time"
)

// delivery is one envelope on its way to the app.
type delivery struct {
	id       string
	kind     string // "slash_commands", "events_api", "interactive"
	payload  []byte
	respond  bool // whether the acknowledgement may carry an answer
	attempt  int  // 0 at first, then the number of the redelivery
	twin     bool // see Options.Redeliver
	sent     time.Time
	deadline *time.Timer
	by       *Connection
	trail    *trail // nil where nobody asks

	// acked is called with the acknowledgement's payload, empty where it has
	// none; failed when the app did not answer in time, or could not be
	// reached. Nil means that nobody waits.
	acked  func(payload []byte)
	failed func(reason string)
}

// pendings are the envelopes that wait for their acknowledgement.
type pendings struct {
	mu   sync.Mutex
	byID map[string]*delivery
	// done remembers the last ones, to tell a second or late acknowledgement
	// from one of an envelope that never was.
	done map[string]string
	ring []string
	at   int
	off  bool
}

const rememberedAcks = 4096

// What became of a delivery that is acknowledged once more.
const (
	ackedInTime = "acknowledged already"
	ackedLate   = "acknowledged too late"
)

func (p *pendings) init() {
	p.byID = map[string]*delivery{}
	p.done = map[string]string{}
	p.ring = make([]string, rememberedAcks)
}

func (p *pendings) add(d *delivery, timeout time.Duration, expire func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.off {
		return
	}
	p.byID[d.id] = d
	d.deadline = time.AfterFunc(timeout, expire)
}

// take removes and returns a delivery; where there is none it says why: "acknowledged
// already", "acknowledged too late", or "" for an envelope that never was.
func (p *pendings) take(id, outcome string) (*delivery, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.byID[id]
	if d == nil {
		return nil, p.done[id]
	}
	delete(p.byID, id)
	d.deadline.Stop()
	d.by.open.Add(-1)
	d.trail.ended(outcome == ackedInTime)
	delete(p.done, p.ring[p.at])
	p.ring[p.at] = id
	p.at = (p.at + 1) % len(p.ring)
	p.done[id] = outcome
	return d, ""
}

func (p *pendings) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.off = true
	for _, d := range p.byID {
		d.deadline.Stop()
	}
}

// deliver sends an envelope to any one connection, and sees to its deadline.
// fill writes its payload for a client that reaches the workspace at base; nil:
// it is written already.
func (w *Workspace) deliver(d *delivery, fill func(base string) []byte) {
	for {
		c := w.hub.pick()
		if c == nil {
			w.giveUp(d, "dispatch_failed")
			return
		}
		if fill != nil {
			d.payload = fill(c.base)
		}
		if w.deliverTo(c, d) {
			w.redeliver(d)
			return
		}
	}
}

// redeliver is Options.Redeliver's second delivery.
func (w *Workspace) redeliver(d *delivery) {
	if w.opts.Redeliver != nil && !d.twin && w.opts.Redeliver(d.kind) {
		w.deliver(&delivery{id: newEnvelopeID(), kind: d.kind, payload: d.payload, respond: d.respond, acked: d.acked, twin: true}, nil)
	}
}

// deliverTo is false where the connection takes no more envelopes.
func (w *Workspace) deliverTo(c *Connection, d *delivery) bool {
	c.route.RLock()
	defer c.route.RUnlock()
	if c.resting {
		return false
	}
	d.by, d.sent = c, time.Now()
	c.open.Add(1)
	d.trail.sent(c.link, c.gate.Load() != nil || c.deaf.Load())
	w.hub.pendings.add(d, w.opts.AckDeadline, func() {
		if late, _ := w.hub.pendings.take(d.id, ackedLate); late != nil {
			w.giveUp(late, "operation_timeout")
		}
	})
	c.SendRaw(d.envelope())
	return true
}

// envelope is the frame that carries the delivery.
func (d *delivery) envelope() []byte {
	b := make([]byte, 0, len(d.payload)+200)
	b = append(b, `{"envelope_id":"`...)
	b = append(b, d.id...)
	b = append(b, `","payload":`...)
	b = append(b, d.payload...)
	b = append(b, `,"type":"`...)
	b = append(b, d.kind...)
	if d.kind == "events_api" {
		reason := ""
		if d.attempt > 0 {
			reason = "timeout"
		}
		b = append(b, `","retry_attempt":`...)
		b = append(b, byte('0'+d.attempt%10))
		b = append(b, `,"retry_reason":"`...)
		b = append(b, reason...)
	}
	if d.respond {
		return append(b, `","accepts_response_payload":true}`...)
	}
	return append(b, `","accepts_response_payload":false}`...)
}

// eventID finds an event's ID in its payload.
var eventID = regexp.MustCompile(`"event_id":"Ev[0-9A-F]+"`)

// giveUp ends an attempt that was not acknowledged: events are sent again,
// what a person waits for is not.
func (w *Workspace) giveUp(d *delivery, reason string) {
	if d.failed != nil {
		d.failed(reason)
	}
	if d.kind != "events_api" || d.attempt >= len(w.opts.RetryDelays) {
		return
	}
	again := &delivery{id: d.id, kind: d.kind, payload: d.payload, attempt: d.attempt + 1, acked: d.acked}
	if w.opts.RetryAnew {
		again.id, again.payload = newEnvelopeID(), eventID.ReplaceAll(d.payload, []byte(`"event_id":"`+w.newID("Ev")+`"`))
	}
	w.hub.repeats.Add(1)
	w.after(w.opts.RetryDelays[d.attempt], func() {
		w.deliver(again, nil)
		w.hub.repeats.Add(-1)
	})
}

// Undelivered is how many envelopes wait for their acknowledgement, or for
// being delivered again.
func (w *Workspace) Undelivered() int {
	p := &w.hub.pendings
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.byID) + int(w.hub.repeats.Load())
}
