package probe

import (
	"net"
	"sync"
)

// frames is a connection that follows the HTTP/2 frames which are read from it
// (RFC 9113, 4.1): the library does not tell how far a header had come when
// the connection ended.
type frames struct {
	net.Conn
	mu     sync.Mutex // guards what follows
	head   [9]byte    // of the frame under way
	have   int        // how much of head is there
	left   int        // of its payload
	header bool       // it carries header fields
	open   bool       // a header block has begun and not ended
	fields int64      // bytes of all frames that carry header fields
}

func (f *frames) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.follow(p[:n])
	return n, err
}

func (f *frames) follow(p []byte) {
	const headers, continuation, endHeaders = 1, 9, 4
	for len(p) > 0 {
		if f.left > 0 {
			n := min(f.left, len(p))
			f.left -= n
			p = p[n:]
			f.count(n)
			continue
		}
		n := copy(f.head[f.have:], p)
		f.have += n
		p = p[n:]
		if f.have < len(f.head) {
			return
		}
		f.have = 0
		f.left = int(f.head[0])<<16 | int(f.head[1])<<8 | int(f.head[2])
		f.header = f.head[3] == headers || f.head[3] == continuation
		if f.header {
			f.open = f.head[4]&endHeaders == 0
		}
		f.count(len(f.head))
	}
}

func (f *frames) count(n int) {
	if f.header {
		f.fields += int64(n)
	}
}

// headers tells how many bytes of header fields have come, and whether more
// are to come.
func (f *frames) headers() (size int64, unfinished bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fields, f.open || f.header && f.left > 0
}
