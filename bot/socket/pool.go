package socket

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"
)

// MaxConnections is what Slack allows for one app, all replicas together.
const MaxConnections = 10

// Handler takes an envelope. It runs on the reader of the envelope's
// connection, so that an answer known at once costs no hand-over; whatever may
// take longer than about a millisecond belongs on a worker. Every envelope
// wants its Ack, AckOr or Leave.
type Handler func(*Envelope)

// Options of a Pool; the zero value serves.
type Options struct {
	Connections int          // 1 to MaxConnections; 0 means 2
	Log         *slog.Logger // nil: slog.Default
	Observer    Observer
	// Refuse takes what arrives after StopIntake. Nil: commands are told that
	// the bot restarts; events and interactions are left unacknowledged, which
	// makes Slack deliver the first again and tell the person of the second.
	Refuse Handler
	// AckWithin is how long Slack waits for an acknowledgement; 0 means its 3 s.
	AckWithin time.Duration
}

// Pool is the set of connections. Its methods may be called from any goroutine.
type Pool struct {
	api       *slack.Client
	handler   Handler
	refuse    Handler
	size      int
	ackWithin time.Duration
	log       *slog.Logger
	observe   Observer

	// Tests replace these.
	netDial func(ctx context.Context, network, addr string) (net.Conn, error)
	tls     *tls.Config

	gate  gate
	conns sync.WaitGroup // readers and writers

	stopped atomic.Bool // intake
	// answersPings: Slack has answered a ping on one of the connections.
	answersPings atomic.Bool
	unsettled    atomic.Int64 // envelopes handed over, not yet acknowledged or left
	settled      chan struct{}

	mu       sync.Mutex
	live     map[*conn]bool // greeted and open
	reported int            // Slack's own count, from the last hello
}

// New prepares a pool; it connects in Run. api needs an app-level token.
func New(api *slack.Client, handler Handler, o Options) *Pool {
	if o.Connections == 0 {
		o.Connections = 2
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.AckWithin == 0 {
		o.AckWithin = ackWithin
	}
	if o.Refuse == nil {
		o.Refuse = refuse
	}
	return &Pool{
		api: api, handler: handler, refuse: o.Refuse, log: o.Log, observe: o.Observer,
		size:    min(max(o.Connections, 1), MaxConnections),
		gate:    gate{limit: rate.NewLimiter(openRate, openBurst)},
		settled: make(chan struct{}, 1),

		ackWithin: o.AckWithin,
		live:      map[*conn]bool{},
		netDial:   (&net.Dialer{}).DialContext,
	}
}

// Run keeps the connections up until ctx ends, which returns nil after what is
// queued was flushed and the sockets were closed, or until Slack refuses the
// token or the app for good, which returns a *RefusedError. It runs once.
func (p *Pool) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var slots sync.WaitGroup
	for range p.size {
		slots.Go(func() {
			if refused := p.keepConnected(ctx); refused != nil {
				cancel(refused)
			}
		})
	}
	slots.Wait()
	p.StopIntake()
	p.conns.Wait()
	p.observe.connections(0, 0)
	if refused, ok := errors.AsType[*RefusedError](context.Cause(ctx)); ok {
		return refused
	}
	return nil
}

// Connected is the number of connections that Slack has greeted.
func (p *Pool) Connected() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.live)
}

// Ready says whether envelopes can arrive and are taken.
func (p *Pool) Ready() bool { return !p.stopped.Load() && p.Connected() > 0 }

// StopIntake hands no further envelope to the handler; see Options.Refuse. The
// connections stay, so that what was taken can still be acknowledged.
func (p *Pool) StopIntake() { p.stopped.Store(true) }

// Drain stops the intake, waits until every envelope that was handed over is
// acknowledged or left, until the acknowledgements are written, and until Slack
// has proven to have read the answers on them, where it does so. Its error is
// ctx's.
func (p *Pool) Drain(ctx context.Context) error {
	p.StopIntake()
	for p.unsettled.Load() > 0 {
		select {
		case <-p.settled:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return p.flush(ctx)
}

func (p *Pool) flush(ctx context.Context) error {
	p.mu.Lock()
	var waits []<-chan struct{}
	for c := range p.live {
		waits = append(waits, c.written())
	}
	p.mu.Unlock()
	if err := await(ctx, waits); err != nil {
		return err
	}
	waits = waits[:0]
	p.mu.Lock()
	for c := range p.live {
		waits = append(waits, c.ledger.proven())
	}
	p.mu.Unlock()
	return await(ctx, waits)
}

func await(ctx context.Context, all []<-chan struct{}) error {
	for _, done := range all {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// settle notes that an envelope has been dealt with.
func (p *Pool) settle() {
	if p.unsettled.Add(-1) == 0 && p.stopped.Load() {
		select {
		case p.settled <- struct{}{}:
		default: // the one waiting is told already
		}
	}
}

// greeted counts a connection in, and compares with Slack's count: a half-open
// connection that Slack still holds swallows a part of the envelopes
// (https://github.com/slackapi/python-slack-sdk/issues/1940).
func (p *Pool) greeted(c *conn, reported int) {
	p.mu.Lock()
	p.live[c] = true
	changed := reported != p.reported
	p.reported = reported
	own := len(p.live)
	p.mu.Unlock()

	p.observe.connections(own, reported)
	p.log.Info("connected to Slack", "connections", own, "reported", reported)
	if changed && reported > max(own, p.size) {
		p.log.Warn("Slack counts more connections for this app than this process holds: "+
			"other replicas, another program with the same app token, or dead ones that swallow a part of what people send",
			"reported", reported, "own", own)
	}
}

// gone counts a connection out.
func (p *Pool) gone(c *conn) {
	p.mu.Lock()
	delete(p.live, c)
	own, reported := len(p.live), p.reported
	p.mu.Unlock()
	p.observe.connections(own, reported)
}

// lose deals with frames whose connection broke before they were written.
func (p *Pool) lose(frames []outgoing) {
	for _, f := range frames {
		p.observe.ackLost(f.env.Type)
		if f.lost != nil {
			f.lost(true)
		}
	}
}

// callIn tells of the answers that may not have arrived.
func (p *Pool) callIn(owed []debt, why string) {
	for _, d := range owed {
		p.observe.ackUnproven(d.env.Type)
		d.lost(false)
	}
	if len(owed) > 0 {
		p.log.Warn(why, "answers", len(owed))
	}
}
