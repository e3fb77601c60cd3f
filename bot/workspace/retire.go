package workspace

import (
	"time"

	"github.com/gorilla/websocket"
)

const (
	// quietFor is how long nothing must have come from the app, and no envelope
	// have waited for its acknowledgement, before a retired connection is closed.
	quietFor = time.Second
	// retireWithin ends the patience with an app that never is quiet.
	retireWithin = 5 * time.Second
	// closeWithin is for the app's half of the closing handshake.
	closeWithin = time.Second
)

// Retire ends the connection in order: it is given no more envelopes, what is
// on its way arrives, and then it is closed with a closing handshake. How Slack
// ends a connection that it has announced to end is not documented; this is
// the orderly way, and Cut the other one.
func (c *Connection) Retire() { c.wind(c.sayClose) }

// CutIdle drops the connection without a word once nothing is on its way. All
// that the network took with it is the connection.
func (c *Connection) CutIdle() { c.wind(c.Cut) }

// wind takes the connection out of turn, and ends it once it is quiet.
func (c *Connection) wind(end func()) {
	c.w.hub.rest(c, func() {
		c.awaitQuiet()
		end()
	})
	c.route.Lock()
	c.resting = true
	c.route.Unlock()
}

func (c *Connection) awaitQuiet() {
	look := time.NewTicker(quietFor / 20)
	defer look.Stop()
	began := time.Now()
	since, heard := began, c.heard.Load()
	for {
		select {
		case <-c.done:
			return
		case now := <-look.C:
			if n := c.heard.Load(); n != heard || c.open.Load() > 0 {
				since, heard = now, n
			}
			if now.Sub(since) >= quietFor || now.Sub(began) >= retireWithin {
				return
			}
		}
	}
}

// sayClose begins the closing handshake; the reader ends with the app's half.
func (c *Connection) sayClose() {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(closeWithin)) // it ends either way
	select {
	case <-c.done:
	case <-time.After(closeWithin):
	}
	c.end()
}
