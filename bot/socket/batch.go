package socket

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// batchConn lies under the WebSocket (and under TLS). Between batch and flush
// it gathers what is written, so that the acknowledgements of many envelopes
// leave in one system call: at thousands a second these calls would be most of
// the cost. It also notes when the peer was last heard.
type batchConn struct {
	net.Conn
	born  time.Time
	heard atomic.Int64 // nanoseconds after born: a clock that is set must not make a peer dead, nor keep a dead one alive

	mu       sync.Mutex
	batching bool
	pending  []byte
}

func (c *batchConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.hear()
	}
	return n, err
}

func (c *batchConn) hear() { c.heard.Store(int64(time.Since(c.born))) }

// silence is for how long nothing came from the peer.
func (c *batchConn) silence() time.Duration {
	return time.Since(c.born) - time.Duration(c.heard.Load())
}

func (c *batchConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.batching {
		return c.Conn.Write(b)
	}
	c.pending = append(c.pending, b...)
	return len(b), nil
}

// SetWriteDeadline leaves a batch alone: flush has a deadline of its own, which
// that of a pong, written by the reader meanwhile, must not shorten.
func (c *batchConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.batching {
		return nil
	}
	return c.Conn.SetWriteDeadline(t)
}

func (c *batchConn) batch() {
	c.mu.Lock()
	c.batching = true
	c.mu.Unlock()
}

func (c *batchConn) buffered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.pending)
}

// flush writes what was gathered, and says how many bytes of it left.
func (c *batchConn) flush(limit time.Duration) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.batching = false
	if len(c.pending) == 0 {
		return 0, nil
	}
	_ = c.Conn.SetWriteDeadline(time.Now().Add(limit)) // the write tells of a closed connection
	n, err := c.Conn.Write(c.pending)
	if c.pending = c.pending[:0]; cap(c.pending) > maxBatch*2 {
		c.pending = nil
	}
	return n, err
}
