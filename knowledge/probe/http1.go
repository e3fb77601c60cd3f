package probe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"sync/atomic"
	"time"
)

// answer is a response whose header has been read, and whose body has not.
type answer struct {
	resp   *http.Response
	reason string
}

// maxInterim is how many 1xx responses may come before the final one. Real
// servers send a handful; the header limit holds for all of them together.
const maxInterim = 1000

// meter counts what is read from a connection, and remembers how it went.
type meter struct {
	net.Conn
	read      int64
	firstByte time.Time
	lastByte  time.Time
	limit     int64   // of bytes to read, 0 for none
	overflow  bool    // the limit was hit
	err       error   // how the last read ended
	head      [8]byte // the first bytes
}

var errOverLimit = errors.New("more than the limit was sent")

func (m *meter) Read(p []byte) (int, error) {
	if m.limit > 0 {
		if m.read >= m.limit {
			m.overflow = true
			return 0, errOverLimit
		}
		p = p[:min(int64(len(p)), m.limit-m.read)]
	}
	n, err := m.Conn.Read(p)
	m.err = err
	if n > 0 {
		now := time.Now()
		if m.read == 0 {
			m.firstByte = now
		}
		m.lastByte = now
		if m.read < int64(len(m.head)) {
			copy(m.head[m.read:], p[:n])
		}
		m.read += int64(n)
	}
	return n, err
}

// looksHTTP reports whether what was read begins as an HTTP/1 response does.
func (m *meter) looksHTTP() bool {
	const begin = "HTTP/"
	n := min(m.read, int64(len(begin)))
	return string(m.head[:n]) == begin[:n]
}

// roundTrip1 sends a request over HTTP/1.1 and reads the response's header.
// net/http's Transport is not used: it takes an answer that comes before the
// request for a fault of its own, and hides how many bytes had come when a
// connection broke.
func roundTrip1(m *meter, req *http.Request) (*answer, *Failure) {
	writeErr := req.Write(m.Conn)
	// Even where the request could not be sent whole, the answer may be there.
	const buffer = 4 << 10
	m.limit = MaxHeader + buffer
	br := bufio.NewReaderSize(m, buffer)
	interimEnd := int64(0) // how many bytes of 1xx responses there were
	for range maxInterim {
		resp, err := http.ReadResponse(br, req)
		headerBytes := m.read - int64(br.Buffered())
		switch {
		case m.overflow || err == nil && headerBytes > MaxHeader:
			return nil, fail(HeadersTooLarge, "", fmt.Sprintf("The response's header is larger than %d KiB.", MaxHeader>>10))
		case err != nil:
			return nil, headerFailure(m, err, writeErr, interimEnd).because(err)
		case resp.StatusCode == http.StatusSwitchingProtocols:
			return nil, fail(MalformedResponse, "", "The server switched protocols (101) without being asked to.")
		case resp.StatusCode < 100:
			return nil, fail(MalformedResponse, "", fmt.Sprintf("The status code %q is no HTTP status.", resp.Status))
		case resp.StatusCode >= 200:
			m.limit = 0
			return &answer{resp: resp, reason: strings.TrimSpace(strings.TrimPrefix(resp.Status, fmt.Sprintf("%03d", resp.StatusCode)))}, nil
		}
		interimEnd = headerBytes
	}
	return nil, fail(MalformedResponse, "", fmt.Sprintf("The server sent %d interim (1xx) responses and no final one.", maxInterim))
}

// headerFailure tells apart how a response's header did not come about.
func headerFailure(m *meter, err, writeErr error, interimEnd int64) *Failure {
	began := m.read > interimEnd
	if m.err != nil && m.looksHTTP() {
		err = m.err // the parser says "malformed" of a line that broke off
	}
	switch {
	case m.read > 0 && !m.looksHTTP():
	case isTimeout(err) && began:
		return fail(ResponseStalled, "", "The response began, and stopped before its header was complete.")
	case isTimeout(err):
		return fail(ResponseTimeout, "", "The server took the request and did not answer in time.")
	case isReset(err), m.read == 0 && isReset(writeErr):
		return fail(ConnectionReset, "ECONNRESET", "The server reset the connection instead of answering.")
	case isClosed(err) && m.read == 0:
		return fail(ConnectionClosed, "", "The server closed the connection without sending a byte.")
	case isClosed(err) && began:
		return fail(ConnectionClosed, "", fmt.Sprintf("The server closed the connection %d bytes into the response's header.", m.read))
	case isClosed(err):
		return fail(ConnectionClosed, "", "The server closed the connection after an interim (1xx) response.")
	}
	if m.head[0] == recordAlert && m.head[1] == 3 {
		return fail(MalformedResponse, "", "The server answered with a TLS alert: this port speaks https, not http.")
	}
	return fail(MalformedResponse, "", "What the server sent is no HTTP response: "+strings.TrimPrefix(err.Error(), "net/http: ")+".")
}

// traceFirstByte calls seen when a response's first byte arrives, and bounds
// the interim responses of HTTP/2.
func traceFirstByte(ctx context.Context, seen func()) context.Context {
	interim := 0
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotFirstResponseByte: seen,
		Got1xxResponse: func(int, textproto.MIMEHeader) error {
			interim++
			if interim > maxInterim {
				return errInterim
			}
			return nil
		},
	})
}

// instant is a time that one goroutine notes and another one reads.
type instant struct{ nanos atomic.Int64 }

func (i *instant) set() { i.nanos.CompareAndSwap(0, time.Now().UnixNano()) }

func (i *instant) get() time.Time {
	if n := i.nanos.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}

var errInterim = errors.New("too many interim (1xx) responses and no final one")
