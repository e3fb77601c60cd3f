package socket

import "time"

// Observer is told what happens. Any of its functions may be nil; they are
// called from several goroutines and must return at once.
type Observer struct {
	// Received counts envelopes: by their type, or "unknown", or "undecodable".
	Received func(kind string)
	// Acked gives the time from an envelope's arrival to its written
	// acknowledgement.
	Acked func(kind string, after time.Duration)
	// AckLost counts acknowledgements that certainly did not reach Slack.
	AckLost func(kind string)
	// AckUnproven counts answers on acknowledgements that may have reached
	// Slack in time or not: the connection ended before Slack had proven to have
	// read them, or stalled.
	AckUnproven func(kind string)
	// Opened counts calls of apps.connections.open and the dials that follow;
	// err is nil where Slack said hello.
	Opened func(err error)
	// Closed gives Slack's reason where it gave one, else "error" or "closed".
	Closed func(reason string)
	// Connections is the number of connections that Slack has greeted and that
	// are open, and the number that Slack last counted for the whole app.
	Connections func(own, reported int)
}

func (o *Observer) received(kind string) {
	if o.Received != nil {
		o.Received(kind)
	}
}

func (o *Observer) acked(e *Envelope, now time.Time) {
	if o.Acked != nil {
		o.Acked(e.Type, now.Sub(e.ReceivedAt))
	}
}

func (o *Observer) ackLost(kind string) {
	if o.AckLost != nil {
		o.AckLost(kind)
	}
}

func (o *Observer) ackUnproven(kind string) {
	if o.AckUnproven != nil {
		o.AckUnproven(kind)
	}
}

func (o *Observer) opened(err error) {
	if o.Opened != nil {
		o.Opened(err)
	}
}

func (o *Observer) closed(reason string) {
	if o.Closed != nil {
		o.Closed(reason)
	}
}

func (o *Observer) connections(own, reported int) {
	if o.Connections != nil {
		o.Connections(own, reported)
	}
}
