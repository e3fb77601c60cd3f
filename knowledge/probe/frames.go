package probe

import (
	"bytes"
	"net"
	"sync"
)

// frames is a connection that follows the HTTP/2 frames which are read from it
// (RFC 9113, 4.1): the library does not tell how far a header had come when
// the connection ended. Frames of unknown types, which are to be ignored (5.5),
// go no further: the library writes a line to the log for each, so that a
// server could fill it.
type frames struct {
	net.Conn
	raw    [4 << 10]byte
	ready  bytes.Buffer // what the library is to read
	err    error        // how the reading ended
	mu     sync.Mutex   // guards what follows
	head   [9]byte      // of the frame under way
	have   int          // how much of head is there
	left   int          // of its payload
	header bool         // it carries header fields
	open   bool         // a header block has begun and not ended
	drop   bool         // the frame goes no further
	fields int64        // bytes of all frames that carry header fields
}

func (f *frames) Read(p []byte) (int, error) {
	for f.ready.Len() == 0 && f.err == nil {
		var n int
		n, f.err = f.Conn.Read(f.raw[:])
		f.follow(f.raw[:n])
	}
	if f.ready.Len() > 0 {
		return f.ready.Read(p)
	}
	return 0, f.err
}

func (f *frames) follow(p []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(p) > 0 {
		if f.left > 0 {
			n := min(f.left, len(p))
			f.pass(p[:n])
			f.left -= n
			p = p[n:]
			continue
		}
		n := copy(f.head[f.have:], p)
		f.have += n
		p = p[n:]
		if f.have < len(f.head) {
			return
		}
		f.have = 0
		f.begin()
		f.pass(f.head[:])
	}
}

// begin reads the header of a frame.
func (f *frames) begin() {
	const headers, continuation, lastKnown, endHeaders, largest = 1, 9, 9, 4, 16 << 10
	kind := f.head[3]
	f.left = int(f.head[0])<<16 | int(f.head[1])<<8 | int(f.head[2])
	// What is larger than a frame may be is no HTTP/2, and for the library to refuse.
	f.drop = kind > lastKnown && f.left <= largest && !f.open
	f.header = kind == headers || kind == continuation
	if f.header {
		f.open = f.head[4]&endHeaders == 0
	}
}

func (f *frames) pass(p []byte) {
	if f.header {
		f.fields += int64(len(p))
	}
	if !f.drop {
		f.ready.Write(p)
	}
}

// headers tells how many bytes of header fields have come, and whether more
// are to come.
func (f *frames) headers() (size int64, unfinished bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fields, f.open || f.header && f.left > 0
}
