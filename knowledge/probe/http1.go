package probe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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

// roundTrip1 sends a request over HTTP/1.1 and reads the response's header.
// net/http's Transport is not used: it takes an answer that comes before the
// request for a fault of its own, and hides how many bytes had come when a
// connection broke.
func roundTrip1(m *meter, req *http.Request) (*answer, *Failure) {
	if err := req.Write(m); err != nil {
		return nil, fail(MalformedResponse, "", "The request cannot be written: "+err.Error()+".")
	}
	const buffer = 4 << 10
	m.setLimit(MaxHeader + buffer)
	br := bufio.NewReaderSize(m, buffer)
	interimEnd := int64(0) // how many bytes of 1xx responses there were
	for range maxInterim {
		resp, err := http.ReadResponse(br, req)
		got := m.state()
		headerBytes := got.read - int64(br.Buffered())
		switch {
		case err == nil && headerBytes > MaxHeader:
			return nil, tooLarge()
		case err != nil:
			return nil, headerFailure(got, err, interimEnd)
		case resp.StatusCode == http.StatusSwitchingProtocols:
			return nil, fail(MalformedResponse, "", "The server switched protocols (101) without being asked to.")
		case resp.StatusCode < 100:
			return nil, noStatus(resp)
		case resp.StatusCode >= 200:
			m.setLimit(0)
			return &answer{resp: resp, reason: strings.TrimSpace(strings.TrimPrefix(resp.Status, fmt.Sprintf("%03d", resp.StatusCode)))}, nil
		}
		interimEnd = headerBytes
	}
	return nil, fail(MalformedResponse, "", fmt.Sprintf("The server sent %d interim (1xx) responses and no final one.", maxInterim))
}

func noStatus(resp *http.Response) *Failure {
	return fail(MalformedResponse, "", fmt.Sprintf("The status code %q is no HTTP status.", resp.Status))
}

// headerFailure tells apart how a response's header did not come about.
func headerFailure(got reading, err error, interimEnd int64) *Failure {
	began := got.read > interimEnd
	if got.err != nil && got.looksHTTP() {
		err = got.err // the parser says "malformed" of a line that broke off
	}
	switch {
	case got.read > 0 && !got.looksHTTP():
	case isTimeout(err) && began && got.drips():
		return fail(ResponseStalled, "", "The response began, and its header still came in small pieces when the time was up.").in("slow")
	case isTimeout(err) && began:
		return fail(ResponseStalled, "", "The response began, and stopped before its header was complete.")
	case isTimeout(err):
		return fail(ResponseTimeout, "", "The server took the request and did not answer in time.")
	case isReset(err):
		return fail(ConnectionReset, "ECONNRESET", "The server reset the connection instead of answering.")
	case isClosed(err) && got.read == 0:
		return fail(ConnectionClosed, "", "The server closed the connection without sending a byte.")
	case isClosed(err) && began:
		return fail(ConnectionClosed, "", fmt.Sprintf("The server closed the connection %d bytes into the response's header.", got.read)).in("header")
	case isClosed(err):
		return fail(ConnectionClosed, "", "The server closed the connection after an interim (1xx) response.").in("header")
	case got.overflow:
		return tooLarge()
	}
	if !got.looksHTTP() {
		if told, within := otherProtocol(got); told != "" {
			return fail(MalformedResponse, "", told).in(within)
		}
		if got.head[0] == '\r' || got.head[0] == '\n' {
			return fail(MalformedResponse, "", "The response begins with an empty line instead of a status.")
		}
		if errors.Is(err, errOverLimit) {
			return fail(MalformedResponse, "", "It sends data without end, and no line of HTTP.")
		}
	}
	return fail(MalformedResponse, "", sentence(parserWords.Replace(err.Error())))
}

// parserWords takes out of a parser's error what only Go programmers know.
var parserWords = strings.NewReplacer("net/http: ", "", "http2: ", "", "http: ", "", "MIME header", "header", "; truncated", "")

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
