package workspace

import (
	"time"
)

// Cut drops the connection without a word, as a failing network does.
func (c *Connection) Cut() {
	c.link.cut.Store(true)
	c.end()
}

// Freeze makes the connection half-open: it stays up, and nothing gets
// through, pings neither, until Thaw.
func (c *Connection) Freeze() {
	gate := make(chan struct{})
	if c.gate.CompareAndSwap(nil, &gate) {
		c.link.freezes.Add(1)
	}
}

// Thaw undoes Freeze.
func (c *Connection) Thaw() {
	if gate := c.gate.Swap(nil); gate != nil {
		close(*gate)
	}
}

// Deafen reads nothing from the app any more, until the connection ends; what
// goes to the app still arrives.
func (c *Connection) Deafen() {
	if c.deaf.CompareAndSwap(false, true) {
		c.link.freezes.Add(1)
	}
}

// Mute leaves the app's pings unanswered from now on; what it sends is read all
// the same.
func (c *Connection) Mute() { c.mute.Store(true) }

// Delay holds up every frame to the app from now on, as a long way does: more
// of them may be on it at once.
func (c *Connection) Delay(d time.Duration) { c.delay.Store(int64(d)) }
