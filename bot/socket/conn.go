package socket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	dialTimeout  = 10 * time.Second
	helloTimeout = 10 * time.Second // Slack sends hello at once
	writeTimeout = 10 * time.Second
	pingEvery    = 10 * time.Second // as often as Slack's own were seen
	deadAfter    = 30 * time.Second // three pings unanswered
	closeTimeout = 2 * time.Second  // for the peer's half of the closing handshake, and the proofs before it
	maxFrame     = 4 << 20          // of an incoming frame; the rest is skipped, not kept
	maxBatch     = 64 << 10         // of acknowledgements before they are written
)

// errLeft is the end that we chose ourselves.
var errLeft = errors.New("closed by the bot")

var errSilent = fmt.Errorf("nothing heard for %s, pings included", deadAfter)

// conn is one WebSocket connection. Its reader runs the handler; its writer
// alone writes data frames. It ends once, for one reason.
type conn struct {
	pool *Pool
	ws   *websocket.Conn
	wire *batchConn

	hello   chan struct{} // closed by Slack's hello
	refresh chan struct{} // closed when Slack asks for another connection
	done    chan struct{} // closed when the reader has ended
	wake    chan struct{} // tells the writer of a queued frame
	quit    chan struct{} // tells the writer to say goodbye

	handling atomic.Bool // the handler runs: silence is ours, not the peer's
	served   atomic.Bool // an envelope arrived

	ledger    ledger
	closeCode int // of the peer's Close frame; the reader sets it before done is closed

	mu      sync.Mutex
	pending []outgoing
	closed  bool            // nothing more is queued
	why     error           // the first reason to end
	waiting []chan struct{} // closed when what was queued before is written
	flushed chan struct{}   // closed when the writer has ended
	onceQ   sync.Once
	onceR   sync.Once
	onceH   sync.Once
}

// closeReason is what Slack's disconnect frame gave.
type closeReason string

func (r closeReason) Error() string { return "Slack disconnected: " + string(r) }

const (
	reasonWarning  closeReason = "warning"
	reasonRefresh  closeReason = "refresh_requested"
	reasonDisabled closeReason = "link_disabled"
	reasonTooMany  closeReason = "too_many_websockets"
)

// dial opens a connection and starts its reader and its writer.
func (p *Pool) dial(ctx context.Context, address string) (*conn, error) {
	var wire *batchConn
	release := func() bool { return true }
	d := websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		TLSClientConfig:  p.tls,
		HandshakeTimeout: dialTimeout,
		ReadBufferSize:   16 << 10,
		// A message over the write buffer leaves as continuation frames, which
		// Slack is reported to drop: it must hold the longest acknowledgement.
		WriteBufferSize: MaxAck + 1<<10,
		NetDialContext: func(dialling context.Context, network, addr string) (net.Conn, error) {
			raw, err := p.netDial(dialling, network, addr)
			if err != nil {
				return nil, err
			}
			wire = &batchConn{Conn: raw, born: time.Now()}
			// The library looks at its context while it dials, not while it waits for
			// the answer to its handshake.
			release = context.AfterFunc(ctx, func() { _ = raw.Close() })
			return wire, nil
		},
	}
	ws, answer, err := d.DialContext(ctx, address, nil)
	release()
	if err != nil {
		return nil, dialError(answer, err)
	}
	c := &conn{
		pool: p, ws: ws, wire: wire,
		hello: make(chan struct{}), refresh: make(chan struct{}), done: make(chan struct{}),
		wake: make(chan struct{}, 1), quit: make(chan struct{}), flushed: make(chan struct{}),
	}
	c.ledger.answers, c.ledger.within = &p.answersPings, p.ackWithin
	ws.SetPongHandler(c.ponged)
	ws.SetCloseHandler(func(code int, _ string) error { c.closeCode = code; return nil }) // hangUp answers
	wire.hear()
	p.conns.Go(c.read)
	p.conns.Go(c.write)
	return c, nil
}

// dialError never carries the URL: its ticket opens the app's connection.
func dialError(answer *http.Response, err error) error {
	if answer != nil {
		return fmt.Errorf("opening the WebSocket: the server answered %s", answer.Status)
	}
	if parse, ok := errors.AsType[*url.Error](err); ok {
		err = parse.Err
	}
	return fmt.Errorf("opening the WebSocket: %w", err)
}

func (c *conn) read() {
	defer close(c.done)
	var buf []byte
	for {
		_, r, err := c.ws.NextReader()
		if err != nil && c.closeCode != 0 {
			c.because(fmt.Errorf("reading: %w", err))
			return
		}
		if err != nil {
			c.end(fmt.Errorf("reading: %w", err))
			return
		}
		if buf, err = readFrame(buf[:0], r); err != nil {
			c.end(fmt.Errorf("reading: %w", err))
			return
		}
		c.receive(buf)
		if cap(buf) > maxBatch {
			buf = nil // a single large message must not be paid for until the end
		}
	}
}

// readFrame appends the message to buf, up to maxFrame; NextReader skips what
// is left of it. Closing the connection over one message would lose others.
func readFrame(buf []byte, r io.Reader) ([]byte, error) {
	if buf == nil {
		buf = make([]byte, 0, 4<<10)
	}
	r = io.LimitReader(r, maxFrame)
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, io.EOF) {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

func (c *conn) ponged(payload string) error {
	late, more := c.ledger.pong(payload, time.Now())
	c.pool.callIn(late, "Slack has read the latest answers, perhaps too late")
	if more {
		c.nudge()
	}
	return nil
}

func (c *conn) receive(frame []byte) {
	h, err := scanFrame(frame)
	switch {
	case err == nil && h.kind == "hello":
		c.greet(frame)
	case err == nil && h.kind == "disconnect":
		c.disconnected(closeReason(h.reason))
	default:
		c.served.Store(true)
		c.pool.deliver(c, h, frame, err)
	}
}

func (c *conn) greet(frame []byte) {
	var hello struct {
		NumConnections int `json:"num_connections"`
	}
	_ = json.Unmarshal(frame, &hello) // without a number there is nothing to compare
	c.onceH.Do(func() {
		c.pool.greeted(c, hello.NumConnections)
		close(c.hello)
		c.nudge() // to ask whether Slack answers pings
	})
}

// disconnected heeds Slack's notice. After a warning or a request to refresh
// the connection keeps delivering until Slack closes it; the other reasons mean
// that it is over now.
func (c *conn) disconnected(reason closeReason) {
	c.pool.log.Info("Slack asks to disconnect", "reason", string(reason))
	switch reason {
	case reasonDisabled, reasonTooMany:
		c.because(reason)
		c.leave()
	default:
		c.onceR.Do(func() { close(c.refresh) })
	}
}

// handle runs the handler, which must not take the process down.
func (c *conn) handle(e *Envelope) {
	c.handling.Store(true)
	defer func() {
		if r := recover(); r != nil {
			c.pool.log.Error("the handler panicked", "envelope", e.ID, "type", e.Type, "panic", r, "stack", string(debug.Stack()))
			_ = e.Ack(nil) // ErrAcked is as good
		}
		c.handling.Store(false)
		c.wire.hear()
	}()
	c.pool.handler(e)
}

// end closes the connection.
func (c *conn) end(why error) {
	c.because(why)
	_ = c.ws.Close()
}

// because lets nothing more be queued; the first reason stands.
func (c *conn) because(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.why == nil {
		c.why = why
	}
	c.closed = true
}

func (c *conn) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.why
}

// leave starts the writer's goodbye.
func (c *conn) leave() { c.onceQ.Do(func() { close(c.quit) }) }
