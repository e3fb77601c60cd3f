package probe

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"golang.org/x/net/http2"
)

// roundTrip2 sends a request over HTTP/2 and reads the response's header. The
// returned stop ends the connection's goroutines once the body was read.
func roundTrip2(conn net.Conn, req *http.Request) (a *answer, stop func(), failure *Failure) {
	transport := &http2.Transport{DisableCompression: true, MaxHeaderListSize: MaxHeader}
	client, err := transport.NewClientConn(conn)
	if err != nil {
		return nil, func() {}, failure2(err)
	}
	stop = func() { client.Close() }
	resp, err := client.RoundTrip(req)
	if err != nil {
		return nil, stop, failure2(err).because(err)
	}
	return &answer{resp: resp}, stop, nil
}

// failure2 tells apart why HTTP/2 brought no response. The names are those of
// RFC 9113, section 7.
func failure2(err error) *Failure {
	if code, what, ok := errorCode2(err); ok {
		return fail(ProtocolError, code, fmt.Sprintf("The server ended the HTTP/2 %s with %s.", what, code))
	}
	switch {
	case isTimeout(err):
		return fail(ResponseTimeout, "", "The server took the request and did not answer in time.")
	case errors.Is(err, errInterim):
		return fail(MalformedResponse, "", "The server sent "+errInterim.Error()+".")
	case strings.Contains(err.Error(), "header list larger"):
		return fail(HeadersTooLarge, "", fmt.Sprintf("The response's header is larger than %d KiB.", MaxHeader>>10))
	case isReset(err):
		return fail(ConnectionReset, "ECONNRESET", "The server reset the connection instead of answering.")
	case isClosed(err), strings.Contains(err.Error(), "client connection lost"), strings.Contains(err.Error(), "client connection force closed"):
		return fail(ConnectionClosed, "", "The server closed the connection without answering.")
	}
	return fail(ProtocolError, "PROTOCOL_ERROR", "The server broke the rules of HTTP/2: "+strings.TrimPrefix(err.Error(), "http2: ")+".")
}

// errorCode2 is the HTTP/2 error code that an error carries.
func errorCode2(err error) (code, what string, ok bool) {
	var away http2.GoAwayError
	var stream http2.StreamError
	var conn http2.ConnectionError
	switch {
	case errors.As(err, &away):
		return away.ErrCode.String(), "connection", true
	case errors.As(err, &stream):
		return stream.Code.String(), "stream", true
	case errors.As(err, &conn):
		return http2.ErrCode(conn).String(), "connection", true
	}
	return "", "", false
}

// bodyFailure tells apart how a body did not come whole, over any version.
func bodyFailure(err error, length int64, got int) *Failure {
	if code, what, ok := errorCode2(err); ok {
		return fail(ProtocolError, code, fmt.Sprintf("The server ended the HTTP/2 %s with %s in the middle of the body.", what, code))
	}
	switch {
	case isReset(err):
		return fail(BodyTruncated, "ECONNRESET", fmt.Sprintf("The connection was reset after %d bytes of the body.", got))
	case isClosed(err) && length > 0:
		return fail(BodyTruncated, "", fmt.Sprintf("The body ended after %d of the %d bytes that Content-Length announces.", got, length))
	case isClosed(err), errors.Is(err, io.ErrNoProgress):
		return fail(BodyTruncated, "", fmt.Sprintf("The body broke off after %d bytes, before its end was marked.", got))
	}
	return fail(MalformedResponse, "", "The body's framing cannot be read: "+strings.TrimPrefix(err.Error(), "http2: ")+".")
}
