package workspace

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Connection is one Socket Mode connection of the app. Tests use it to do to
// the app what networks and Slack do to apps.
type Connection struct {
	ID     int
	Opened time.Time

	w     *Workspace
	ws    *websocket.Conn
	base  string // where its client reaches the workspace
	life  time.Duration
	queue chan outgoing
	done  chan struct{}
	once  sync.Once

	delay atomic.Int64                  // of every frame to the app, ns
	gate  atomic.Pointer[chan struct{}] // closed to thaw; nil: not frozen
}

// outgoing is a frame to the app, and when it may leave; the zero time is now.
type outgoing struct {
	frame []byte
	due   time.Time
}

// queueLength is how many frames wait for a slow reader before more are lost,
// as in a network's buffers.
const queueLength = 4096

func newConnection(w *Workspace, ws *websocket.Conn, base string, debug bool) *Connection {
	c := &Connection{w: w, ws: ws, base: base, Opened: time.Now(), life: w.opts.RefreshInterval,
		queue: make(chan outgoing, queueLength), done: make(chan struct{})}
	switch {
	case c.life == 0 && debug:
		c.life = slackDebugRefresh
	case c.life == 0:
		c.life = slackRefresh
	}
	return c
}

// hello is the first frame, with how many connections there are now.
func (c *Connection) hello(count int) []byte {
	return fmt.Appendf(nil, `{"type":"hello","num_connections":%d,"debug_info":{"host":"applink-workspace-%d","build_number":1,"approximate_connection_time":%d},"connection_info":{"app_id":"%s"}}`,
		count, c.ID, int(c.life.Seconds()), AppID)
}

func disconnectFrame(reason string) []byte {
	return []byte(`{"type":"disconnect","reason":"` + reason + `","debug_info":{"host":"applink-workspace"}}`)
}

// turnAway refuses a connection that has not joined.
func (c *Connection) turnAway(reason string) {
	c.ws.WriteMessage(websocket.TextMessage, disconnectFrame(reason))
	c.ws.Close()
}

// read takes frames until the connection ends.
func (c *Connection) read() {
	defer c.w.hub.leave(c)
	defer c.end()
	ping := c.ws.PingHandler()
	c.ws.SetPingHandler(func(data string) error { c.hold(); return ping(data) })
	// Slack counts the frame, not what is in it; a frame of maxFrame is too long.
	c.ws.SetReadLimit(maxFrame - 1)
	for {
		_, frame, err := c.ws.ReadMessage() // answers an over-long frame with 1009 itself
		if err != nil {
			if err == websocket.ErrReadLimit {
				c.w.violate("socket", "a frame of %d bytes or more: closed with 1009", maxFrame)
			}
			return
		}
		c.hold()
		c.w.traffic.frame(c, fromApp, frame)
		c.w.acknowledge(c, frame)
	}
}

// write sends frames, pings and the end of the connection's life.
func (c *Connection) write() {
	defer c.end()
	ping := time.NewTicker(c.w.opts.PingInterval)
	defer ping.Stop()
	warning := time.NewTimer(max(0, c.life-c.w.opts.WarningLead))
	defer warning.Stop()
	for {
		var err error
		select {
		case next := <-c.queue:
			c.hold()
			c.await(next.due)
			err = c.ws.WriteMessage(websocket.TextMessage, next.frame)
		case now := <-ping.C:
			c.hold()
			// "Ping from applink-…" is what Slack's pings say.
			err = c.ws.WriteControl(websocket.PingMessage, fmt.Appendf(nil, "Ping from applink-workspace-%d", c.ID), now.Add(time.Second))
		case <-warning.C:
			c.Disconnect("warning")
		case <-c.done:
			return
		}
		if err != nil {
			return
		}
	}
}

// hold waits as long as the connection is frozen.
func (c *Connection) hold() {
	if gate := c.gate.Load(); gate != nil {
		select {
		case <-*gate:
		case <-c.done:
		}
	}
}

// await waits until a frame may leave.
func (c *Connection) await(due time.Time) {
	if due.IsZero() {
		return
	}
	select {
	case <-time.After(time.Until(due)):
	case <-c.done:
	}
}

// end closes the socket; its goroutines follow.
func (c *Connection) end() {
	c.once.Do(func() {
		close(c.done)
		c.ws.Close()
	})
}

// SendRaw queues bytes as one text frame; false where they were lost.
func (c *Connection) SendRaw(frame []byte) bool {
	next := outgoing{frame: frame}
	if d := time.Duration(c.delay.Load()); d > 0 {
		next.due = time.Now().Add(d)
	}
	select {
	case <-c.done:
		return false
	case c.queue <- next:
		c.w.traffic.frame(c, toApp, frame)
		return true
	default:
		return false
	}
}

// Disconnect sends a disconnect frame. The socket is closed by Slack's side
// too: ten seconds (Options.WarningLead) after a warning, else at once.
func (c *Connection) Disconnect(reason string) {
	c.SendRaw(disconnectFrame(reason))
	grace := c.w.opts.WarningLead
	if reason != "warning" {
		grace = 100 * time.Millisecond // for the frame to arrive
	}
	c.w.after(grace, c.end)
}

// Cut drops the connection without a word, as a failing network does.
func (c *Connection) Cut() { c.end() }

// Freeze makes the connection half-open: it stays up, and nothing gets
// through, pings neither, until Thaw.
func (c *Connection) Freeze() {
	gate := make(chan struct{})
	c.gate.CompareAndSwap(nil, &gate)
}

// Thaw undoes Freeze.
func (c *Connection) Thaw() {
	if gate := c.gate.Swap(nil); gate != nil {
		close(*gate)
	}
}

// Delay holds up every frame to the app from now on, as a long way does: more
// of them may be on it at once.
func (c *Connection) Delay(d time.Duration) { c.delay.Store(int64(d)) }
