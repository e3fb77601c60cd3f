package probe

import (
	"errors"
	"net"
	"sync"
	"time"
)

// reading is how far the reading from a connection has come.
type reading struct {
	read      int64
	firstByte time.Time
	lastByte  time.Time
	head      [8]byte // the first bytes
	err       error   // how the reading ended
	overflow  bool    // the limit was hit
}

// meter is a connection that counts what is read from it, and remembers how
// that went. HTTP/2 reads in a goroutine of its own.
type meter struct {
	net.Conn
	mu    sync.Mutex // guards what follows
	now   reading
	limit int64 // of bytes to read, 0 for none
}

var errOverLimit = errors.New("more than the limit was sent")

func (m *meter) Read(p []byte) (int, error) {
	p, err := m.room(p)
	if err != nil {
		return 0, err
	}
	n, err := m.Conn.Read(p)
	m.note(p[:n], err)
	return n, err
}

// Write never fails: where the other side has ended the connection, why it did
// so (an alert, an early answer, a reset) is for Read to find.
func (m *meter) Write(p []byte) (int, error) {
	if _, err := m.Conn.Write(p); isReset(err) {
		m.note(nil, err) // the kernel tells it once, and says EOF to the next Read
	}
	return len(p), nil
}

// room shortens p to what the limit leaves.
func (m *meter) room(p []byte) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limit == 0 {
		return p, nil
	}
	if m.now.read >= m.limit {
		m.now.overflow = true
		return nil, errOverLimit
	}
	return p[:min(int64(len(p)), m.limit-m.now.read)], nil
}

func (m *meter) note(p []byte, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.now.err == nil {
		m.now.err = err // a read after a reset says EOF
	}
	if len(p) == 0 {
		return
	}
	m.now.lastByte = time.Now()
	if m.now.read == 0 {
		m.now.firstByte = m.now.lastByte
	}
	if m.now.read < int64(len(m.now.head)) {
		copy(m.now.head[m.now.read:], p)
	}
	m.now.read += int64(len(p))
}

func (m *meter) setLimit(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit = n
}

func (m *meter) state() reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// drips reports whether bytes still came, however slowly, when the reading
// ended: the last silence was short beside the time since the first byte.
func (r reading) drips() bool {
	return r.read > 0 && 4*time.Since(r.lastByte) < time.Since(r.firstByte)
}

// looksHTTP reports whether what was read begins as an HTTP/1 response does.
func (r reading) looksHTTP() bool {
	const begin = "HTTP/"
	n := min(r.read, int64(len(begin)))
	return string(r.head[:n]) == begin[:n]
}

// looksHTTP2 reports whether what was read begins as an HTTP/2 server does that
// speaks first: with a SETTINGS frame of stream 0 (RFC 9113, 3.4 and 4.1).
func (r reading) looksHTTP2() bool {
	const settings = 4
	return r.read >= int64(len(r.head)) && r.head[0] == 0 && r.head[1] == 0 && r.head[3] == settings && r.head[4] == 0 &&
		r.head[5] == 0 && r.head[6] == 0 && r.head[7] == 0
}

// looksTLS reports whether what was read begins as a TLS record does.
func (r reading) looksTLS() bool {
	first := r.head[0]
	return first >= 0x14 && first <= 0x18 && (r.read < 2 || r.head[1] == 3)
}
