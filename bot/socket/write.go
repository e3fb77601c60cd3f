package socket

import (
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// outgoing is a queued acknowledgement.
type outgoing struct {
	env  *Envelope
	data []byte
	lost func(sure bool) // nil where it carries no answer
}

// queue takes a frame for the writer, false where the connection is over.
func (c *conn) queue(f outgoing) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.pending = append(c.pending, f)
	c.nudge()
	return true
}

// nudge wakes the writer.
func (c *conn) nudge() {
	select {
	case c.wake <- struct{}{}:
	default: // it is awake already
	}
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
	c.nudge()
	return ch
}

func (c *conn) write() {
	defer close(c.flushed)
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	proof := time.NewTimer(time.Hour)
	defer proof.Stop()
	for {
		var err error
		select {
		case <-c.wake:
			err = c.flush()
		case <-tick.C:
			err = c.keepAlive()
		case <-proof.C:
		case <-c.quit:
			c.goodbye()
			return
		case <-c.done:
			c.hangUp()
			return
		}
		if err == nil {
			err = c.prove(proof)
		}
		if err != nil {
			c.end(fmt.Errorf("writing: %w", err))
			c.drop()
			return
		}
	}
}

// keepAlive looks whether the peer is there still, and gives it a ping to
// answer unless one is on its way.
func (c *conn) keepAlive() error {
	if c.wire.silence() > deadAfter && !c.handling.Load() {
		return errSilent
	}
	if c.ledger.unanswered(time.Now(), pingEvery/2) {
		return nil
	}
	return c.ping()
}

// prove asks whether what was written has been read, now or when its time comes.
func (c *conn) prove(later *time.Timer) error {
	in, wanted := c.ledger.due(time.Now())
	if wanted && in > 0 {
		later.Reset(in)
	}
	if !wanted || in > 0 {
		return nil
	}
	return c.ping()
}

func (c *conn) ping() error {
	now := time.Now()
	return c.ws.WriteControl(websocket.PingMessage, c.ledger.ping(now), now.Add(writeTimeout))
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
// many left whole. After an error the others certainly did not arrive. Where
// answers are among them, the ping that asks for the proof leaves with them.
func (c *conn) writeBatch(frames []outgoing) (whole int, err error) {
	c.wire.batch()
	var ends []int
	start := time.Now()
	for _, f := range frames {
		if err = c.ws.WriteMessage(websocket.TextMessage, f.data); err != nil {
			break
		}
		if f.lost != nil {
			c.ledger.add(debt{env: f.env, lost: f.lost, at: start})
		}
		ends = append(ends, c.wire.buffered())
		if ends[len(ends)-1] > maxBatch {
			break
		}
	}
	if in, wanted := c.ledger.due(start); err == nil && wanted && in == 0 {
		err = c.ping()
	}
	n, flushErr := c.wire.flush(writeTimeout)
	now := time.Now()
	for whole < len(ends) && ends[whole] <= n {
		c.pool.observe.acked(frames[whole].env, now)
		whole++
	}
	c.ledger.strike(answersIn(frames[whole:len(ends)]))
	return whole, errors.Join(err, flushErr)
}

func answersIn(frames []outgoing) (n int) {
	for _, f := range frames {
		if f.lost != nil {
			n++
		}
	}
	return n
}

// goodbye flushes, asks for the proof of what is not proven, says so to the
// peer, and gives it a moment to agree.
func (c *conn) goodbye() {
	c.because(errLeft)
	err := c.flush()
	if err == nil && c.ledger.unasked() {
		err = c.ping()
	}
	if err != nil {
		c.end(fmt.Errorf("writing: %w", err))
		return
	}
	c.sayClose(websocket.CloseNormalClosure)
	select {
	case <-c.done:
	case <-time.After(closeTimeout):
	}
	_ = c.ws.Close()
}

// hangUp ends the connection after its reader. Where the peer has said Close,
// what is queued goes out before the Close that answers it; whether the peer
// still reads it is its own affair.
func (c *conn) hangUp() {
	if c.closeCode != 0 {
		_ = c.flush() // what it could not write is told to be lost
		c.sayClose(c.closeCode)
	}
	c.drop()
	_ = c.ws.Close()
}

func (c *conn) sayClose(code int) {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(closeTimeout)) // the connection ends either way
}

// drop gives up what is queued still.
func (c *conn) drop() {
	c.because(errLeft)
	frames, waiting := c.take()
	c.pool.lose(frames)
	release(waiting)
}
