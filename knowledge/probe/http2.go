package probe

//lint:file-ignore SA1019 x/net's client names what ended a stream or a connection
// (StreamError, GoAwayError, ConnectionError); net/http's own, which it is
// deprecated for, keeps those types to itself.

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/net/http2"
)

// maxConnection2 is how much is read from an HTTP/2 connection: room for the
// largest header and body, and for the frames around them.
const maxConnection2 = 2 * (MaxHeader + MaxBody)

// roundTrip2 sends a request over HTTP/2 and reads the response's header. The
// returned stop ends the connection's goroutines once the body was read.
func roundTrip2(m *meter, req *http.Request) (a *answer, stop func(), failure *Failure) {
	// The library's own limit ends the connection with an error that does not
	// tell what was wrong, so the meter's comes first.
	transport := &http2.Transport{DisableCompression: true, MaxHeaderListSize: 2 * maxConnection2}
	m.setLimit(maxConnection2)
	wire := &frames{Conn: m}
	client, err := transport.NewClientConn(wire)
	if err != nil {
		return nil, func() {}, failure2(err, m.state(), wire)
	}
	stop = func() { client.Close() }
	resp, err := client.RoundTrip(req)
	if err != nil {
		return nil, stop, failure2(err, m.state(), wire)
	}
	switch {
	case headerSize(resp.Header) > MaxHeader:
		return nil, stop, tooLarge()
	case resp.StatusCode < 100 || resp.StatusCode > 999:
		return nil, stop, noStatus(resp)
	}
	return &answer{resp: resp}, stop, nil
}

// headerSize is the size of a header as HTTP/1 would send it.
func headerSize(h http.Header) (n int) {
	for name, values := range h {
		for _, value := range values {
			n += len(name) + len(": ") + len(value) + len("\r\n")
		}
	}
	return n
}

func tooLarge() *Failure {
	return fail(HeadersTooLarge, "", fmt.Sprintf("The response's header is larger than %d KiB.", MaxHeader>>10))
}

// failure2 tells apart why HTTP/2 brought no response. The names are those of
// RFC 9113, section 7.
func failure2(err error, got reading, wire *frames) *Failure {
	text := err.Error()
	size, unfinished := wire.headers()
	switch {
	case strings.Contains(text, errInterim.Error()):
		return fail(MalformedResponse, "", "The server sent "+errInterim.Error()+".")
	case strings.Contains(text, "header list larger"), size > MaxHeader:
		return tooLarge() // the library says PROTOCOL_ERROR of many small fields
	case got.overflow:
		return fail(ProtocolError, "ENHANCE_YOUR_CALM", fmt.Sprintf("The server sent %d KiB of HTTP/2 frames before any response; the connection was given up.", maxConnection2>>10))
	}
	if f := ended2(err, ""); f != nil {
		return f
	}
	if code, ok := strings.CutPrefix(text, "http2: Transport received GOAWAY from server ErrCode:"); ok {
		return fail(ProtocolError, code, fmt.Sprintf("The server ended the HTTP/2 connection with %s.", code))
	}
	switch {
	case strings.Contains(text, "graceful shutdown GOAWAY"):
		return fail(ProtocolError, "NO_ERROR", "The server closed the HTTP/2 connection (GOAWAY, NO_ERROR) before it took the request.")
	case isTimeout(err) && unfinished && got.drips():
		return fail(ResponseStalled, "", "The response began, and its header still came in small pieces when the time was up.").in("slow")
	case isTimeout(err) && unfinished:
		return fail(ResponseStalled, "", "The response began, and stopped before its header was complete.")
	case isTimeout(err):
		return fail(ResponseTimeout, "", "The server took the request and did not answer in time.")
	case isReset(err), isReset(got.err):
		return fail(ConnectionReset, "ECONNRESET", "The server reset the connection instead of answering.")
	case (isClosed(err) || isClosed(got.err)) && unfinished:
		return fail(ConnectionClosed, "", "The server closed the connection in the middle of the response's header.").in("header")
	case isClosed(err), isClosed(got.err):
		return fail(ConnectionClosed, "", "The server closed the connection without answering.")
	}
	if strings.Contains(text, "looked like an HTTP/1.1 header") {
		return fail(ProtocolError, "PROTOCOL_ERROR", "The server agreed on HTTP/2 in the handshake, and then answered in HTTP/1.1.")
	}
	code := "PROTOCOL_ERROR"
	if errors.Is(err, http2.ErrFrameTooLarge) {
		code = "FRAME_SIZE_ERROR"
	}
	return fail(ProtocolError, code, "What the server sent breaks the rules of HTTP/2: "+strings.TrimPrefix(text, "http2: ")+".")
}

// ended2 is the failure of an HTTP/2 connection or stream that was ended by an
// error code: by the server, or by us for what the server sent. where says
// when, as a clause. nil where err carries no code.
func ended2(err error, where string) *Failure {
	var away http2.GoAwayError
	var stream http2.StreamError
	var conn http2.ConnectionError
	switch {
	case errors.As(err, &away):
		code := away.ErrCode.String()
		return fail(ProtocolError, code, fmt.Sprintf("The server ended the HTTP/2 connection with %s%s.", code, where))
	case errors.As(err, &stream) && (stream.Cause == nil || strings.Contains(stream.Cause.Error(), "received from peer")):
		code := stream.Code.String()
		return fail(ProtocolError, code, fmt.Sprintf("The server ended the HTTP/2 stream with %s%s.", code, where))
	case errors.As(err, &stream):
		return fail(ProtocolError, stream.Code.String(), fmt.Sprintf("The response breaks the rules of HTTP/2%s: %v.", where, stream.Cause))
	case errors.As(err, &conn):
		code := http2.ErrCode(conn).String()
		return fail(ProtocolError, code, fmt.Sprintf("What the server sent breaks the rules of HTTP/2%s (%s).", where, code))
	}
	return nil
}

// bodyFailure tells apart how a body did not come whole, over any version.
func bodyFailure(err error, length int64, got int) *Failure {
	if f := ended2(err, " in the middle of the body"); f != nil {
		return f
	}
	switch {
	case isReset(err):
		return fail(BodyTruncated, "ECONNRESET", fmt.Sprintf("The connection was reset after %d bytes of the body.", got))
	case isClosed(err) && length > 0:
		return fail(BodyTruncated, "", fmt.Sprintf("The body ended after %d of the %d bytes that Content-Length announces.", got, length))
	case isClosed(err), errors.Is(err, io.ErrNoProgress), strings.HasSuffix(err.Error(), "unexpected EOF reading trailer"):
		return fail(BodyTruncated, "", fmt.Sprintf("The body broke off after %d bytes, before its end was marked.", got))
	}
	return fail(MalformedResponse, "", sentence(parserWords.Replace(err.Error()))).in("body")
}
