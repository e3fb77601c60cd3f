package workspace

import (
	"errors"
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

	route   sync.RWMutex // held for reading while an envelope is sent
	resting bool         // no envelopes are

	mute  atomic.Bool   // pings are not answered
	deaf  atomic.Bool   // nothing from the app is read
	open  atomic.Int64  // envelopes that wait for their acknowledgement
	heard atomic.Uint64 // frames and pings from the app
	link  *link
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
		queue: make(chan outgoing, queueLength), done: make(chan struct{}), link: &link{}}
	c.mute.Store(w.opts.NoPongs)
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
	c.ws.SetPingHandler(func(data string) error {
		if !c.held() {
			return errCut
		}
		c.heard.Add(1)
		c.link.pings.Add(1)
		if c.mute.Load() {
			return nil
		}
		return ping(data)
	})
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
		if !c.held() {
			return
		}
		c.heard.Add(1)
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

var errCut = errors.New("the connection was cut")

// held waits as long as the connection is frozen, and for its end where it is
// deaf; false where it ended so: what was on its way then never arrives.
func (c *Connection) held() bool {
	if c.deaf.Load() {
		<-c.done
		return false
	}
	return c.hold()
}

// hold waits as long as the connection is frozen, false where it ended so.
func (c *Connection) hold() bool {
	gate := c.gate.Load()
	if gate == nil {
		return true
	}
	select {
	case <-*gate:
		return true
	case <-c.done:
		return false
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

// Disconnect sends a disconnect frame. Slack's side then ends the connection in
// order: ten seconds (Options.WarningLead) after a warning, else at once.
func (c *Connection) Disconnect(reason string) {
	if reason == "warning" {
		c.SendRaw(disconnectFrame(reason))
		c.w.after(c.w.opts.WarningLead, c.Retire)
		return
	}
	c.wind(c.sayClose)
	c.SendRaw(disconnectFrame(reason)) // which no envelope follows
}

// Unacknowledged is how many envelopes on this connection wait for their
// acknowledgement.
func (c *Connection) Unacknowledged() int { return int(c.open.Load()) }

// Pings is how many pings of the app's were read.
func (c *Connection) Pings() int { return int(c.link.pings.Load()) }
