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
	closeTimeout = time.Second      // for the peer's half of the closing handshake
	maxFrame     = 4 << 20          // of an incoming frame; the rest is skipped, not kept
	maxBatch     = 64 << 10         // of acknowledgements before they are written
)

// errLeft is the end that we chose ourselves.
var errLeft = errors.New("closed by the bot")

var errSilent = fmt.Errorf("nothing heard for %s, pings included", deadAfter)

// outgoing is a queued acknowledgement.
type outgoing struct {
	env  *Envelope
	data []byte
	lost func() // may be nil
}

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
	d := websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		TLSClientConfig:  p.tls,
		HandshakeTimeout: dialTimeout,
		ReadBufferSize:   16 << 10,
		// A message over the write buffer leaves as continuation frames, which
		// Slack is reported to drop: it must hold the longest acknowledgement.
		WriteBufferSize: MaxAck + 1<<10,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			raw, err := p.netDial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			wire = &batchConn{Conn: raw}
			return wire, nil
		},
	}
	ws, answer, err := d.DialContext(ctx, address, nil)
	if err != nil {
		return nil, dialError(answer, err)
	}
	c := &conn{
		pool: p, ws: ws, wire: wire,
		hello: make(chan struct{}), refresh: make(chan struct{}), done: make(chan struct{}),
		wake: make(chan struct{}, 1), quit: make(chan struct{}), flushed: make(chan struct{}),
	}
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

// queue takes a frame for the writer, false where the connection is over.
func (c *conn) queue(f outgoing) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.pending = append(c.pending, f)
	select {
	case c.wake <- struct{}{}:
	default: // it is awake already
	}
	return true
}

// written is closed once all that is queued now was written, or never will be.
func (c *conn) written() <-chan struct{} {
	ch := make(chan struct{})
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.flushed
	}
	c.waiting = append(c.waiting, ch)
	select {
	case c.wake <- struct{}{}:
	default: // it is awake already
	}
	return ch
}

func (c *conn) write() {
	defer close(c.flushed)
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-c.wake:
			err = c.flush()
		case <-tick.C:
			err = c.ping()
		case <-c.quit:
			c.goodbye()
			return
		case <-c.done:
			c.drop()
			return
		}
		if err != nil {
			c.end(fmt.Errorf("writing: %w", err))
			c.drop()
			return
		}
	}
}

func (c *conn) ping() error {
	if c.wire.silence() > deadAfter && !c.handling.Load() {
		return errSilent
	}
	return c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout))
}

// flush writes all that is queued.
func (c *conn) flush() error {
	for {
		frames, waiting := c.take()
		if len(frames) == 0 && len(waiting) == 0 {
			return nil
		}
		for len(frames) > 0 {
			n, err := c.writeBatch(frames)
			if err != nil {
				c.pool.lose(frames[n:])
				release(waiting)
				return err
			}
			frames = frames[n:]
		}
		release(waiting)
	}
}

func (c *conn) take() ([]outgoing, []chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames, waiting := c.pending, c.waiting
	c.pending, c.waiting = nil, nil
	return frames, waiting
}

func release(waiting []chan struct{}) {
	for _, ch := range waiting {
		close(ch)
	}
}

// writeBatch writes the first frames, as many as make a batch, and says how
// many left whole. After an error the others certainly did not arrive.
func (c *conn) writeBatch(frames []outgoing) (whole int, err error) {
	c.wire.batch()
	var ends []int
	for _, f := range frames {
		if err = c.ws.WriteMessage(websocket.TextMessage, f.data); err != nil {
			break
		}
		ends = append(ends, c.wire.buffered())
		if ends[len(ends)-1] > maxBatch {
			break
		}
	}
	n, flushErr := c.wire.flush(writeTimeout)
	now := time.Now()
	for whole < len(ends) && ends[whole] <= n {
		c.pool.observe.acked(frames[whole].env, now)
		whole++
	}
	return whole, errors.Join(err, flushErr)
}

// goodbye flushes, says so to the peer, and gives it a moment to agree.
func (c *conn) goodbye() {
	c.because(errLeft)
	if err := c.flush(); err != nil {
		c.end(fmt.Errorf("writing: %w", err))
		return
	}
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(closeTimeout))
	select {
	case <-c.done:
	case <-time.After(closeTimeout):
	}
	_ = c.ws.Close()
}

// drop gives up what is queued still.
func (c *conn) drop() {
	c.because(errLeft)
	frames, waiting := c.take()
	c.pool.lose(frames)
	release(waiting)
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
