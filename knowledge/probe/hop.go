package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http2"
)

// visit is one request for a target at given addresses, and what came of it.
type visit struct {
	hop     Hop
	failure *Failure
	resp    *http.Response // header only; nil where none came
	secured *secured       // nil over plain http, and before the handshake is done
	// connected is called once the TCP connection stands, or cannot.
	connected func(ok bool)
}

// The protocols that are offered in the handshake (ALPN).
var (
	offerBoth  = []string{"h2", "http/1.1"}
	offerHTTP1 = []string{"http/1.1"}
)

// get asks for t at the first of addrs that can be connected to. A server that
// takes HTTP/2 and then wants HTTP/1.1 (RFC 9113, 7: HTTP_1_1_REQUIRED) is asked
// again so, as browsers and curl do.
func (c *check) get(ctx context.Context, t target, addrs []netip.Addr, cookies []*http.Cookie, v *visit) {
	c.getOver(ctx, t, addrs, cookies, offerBoth, v)
	if v.failure == nil || v.failure.Code != http2.ErrCodeHTTP11Required.String() {
		return
	}
	var again visit
	if c.getOver(ctx, t, addrs, cookies, offerHTTP1, &again); again.resp != nil {
		*v = again
	}
}

func (c *check) getOver(ctx context.Context, t target, addrs []netip.Addr, cookies []*http.Cookie, protocols []string, v *visit) {
	v.hop.URL, v.hop.Method = redactURL(t.url), http.MethodGet
	start := time.Now()
	conn, err := c.dialAny(ctx, t.host, t.port, addrs)
	if v.connected != nil {
		v.connected(err == nil)
	}
	if err != nil {
		v.failure = connectFailure(err)
		if len(addrs) == 1 && v.failure.Kind != Blocked {
			v.hop.RemoteAddr = netip.AddrPortFrom(addrs[0], t.port).String()
		}
		return
	}
	defer conn.Close()
	conn.SetDeadline(c.deadline)
	// A caller who goes away must not wait for a silent server.
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	v.hop.Timing.Connect = since(start)
	v.hop.RemoteAddr = conn.RemoteAddr().String()
	if !t.secure {
		c.ask(ctx, t, conn, false, cookies, v)
		return
	}
	start = time.Now()
	s, cert, failure := c.handshake(ctx, conn, t, protocols)
	v.hop.Timing.TLS = since(start)
	v.hop.TLS, v.secured = cert, s
	if failure != nil {
		c.explainHandshake(ctx, t, conn, failure, v)
		return
	}
	c.ask(ctx, t, s.conn, s.h2, cookies, v)
	s.conn.Close() // says close_notify, as it is polite to
}

// explainHandshake records a failed handshake, after a second look where the
// two sides may have nothing in common.
func (c *check) explainHandshake(ctx context.Context, t target, conn net.Conn, failure *Failure, v *visit) {
	v.failure = failure
	if !mayLackAgreement(failure) {
		return
	}
	ap, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return
	}
	cert, better := c.secondLook(ctx, t, ap, failure)
	v.failure = better
	if cert != nil {
		v.hop.TLS = cert
	}
}

// ask sends the request over a ready connection and reads the answer.
func (c *check) ask(ctx context.Context, t target, conn net.Conn, h2 bool, cookies []*http.Cookie, v *visit) {
	m := &meter{Conn: conn}
	start := time.Now()
	ctx, first := firstByteOf(ctx, m, h2)
	req := c.request(ctx, t, cookies)
	var a *answer
	if h2 {
		var end func()
		a, end, v.failure = roundTrip2(m, req)
		defer end()
	} else {
		a, v.failure = roundTrip1(m, req)
	}
	if at := first(); !at.IsZero() {
		v.hop.Timing.FirstByte = milliseconds(at.Sub(start))
	}
	if v.failure != nil {
		blameHandshake(v, m.state().err)
		return
	}
	v.resp = a.resp
	v.hop.Status, v.hop.Reason, v.hop.Protocol = a.resp.StatusCode, printable(a.reason), a.resp.Proto
	v.hop.Headers = headersOf(a.resp.Header)
	if !isRedirect(a.resp.StatusCode) {
		c.body(m, a.resp, v)
	}
	// The body is not closed but ends with its connection: net/http's Close
	// would read all that is left of it, which may stall or never end.
}

// blameHandshake finds the handshake's share in a request that got no answer.
// Since TLS 1.3 a server refuses a client, or its missing certificate, after
// the client's part of the handshake: by an alert, which a reset may overtake,
// or without a word.
func blameHandshake(v *visit, ended error) {
	if v.secured == nil {
		return
	}
	if v.failure.Kind == ConnectionClosed && isReset(v.secured.record.state().err) {
		v.failure = fail(ConnectionReset, "ECONNRESET", "The server reset the connection instead of answering.")
	}
	alert, alerted := remoteAlert(ended)
	gone := isReset(ended) || v.failure.Kind == ConnectionReset || v.failure.Kind == ConnectionClosed
	refused := gone && v.hop.TLS.Version == tls.VersionName(tls.VersionTLS13) && !v.secured.accepted()
	switch {
	case v.hop.TLS.ClientCertificateRequested && (alerted || refused) && refusesCertificate(ended):
		v.failure = clientCertificateFailure(ended)
	case alerted:
		v.failure = alertFailure(alert)
	default:
		if alert, ok := localAlert(ended); ok {
			v.failure = fail(TLSHandshakeFailed, alertName(alert), "What the server sent after the handshake breaks the rules of TLS ("+alertName(alert)+").")
		}
	}
}

// request builds the one GET. Its headers are what a browser would send, as
// far as servers choose their answer by them, under our own name.
func (c *check) request(ctx context.Context, t target, cookies []*http.Cookie) *http.Request {
	u := *t.url
	u.Fragment, u.RawFragment, u.User = "", "", nil
	req := (&http.Request{
		Method: http.MethodGet, URL: &u, Host: hostHeader(t), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{
			"User-Agent":      {c.prober.userAgent()},
			"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
			"Accept-Encoding": {acceptEncoding},
		},
	}).WithContext(ctx)
	if t.url.User != nil {
		password, _ := t.url.User.Password()
		req.SetBasicAuth(t.url.User.Username(), password)
	}
	for _, cookie := range cookies {
		req.AddCookie(cookie)
	}
	return req
}

// hostHeader is the authority without an IPv6 zone, which means something on
// this machine only (RFC 6874, section 4).
func hostHeader(t target) string {
	authority := t.authority()
	if before, rest, ok := strings.Cut(authority, "%"); ok {
		_, after, _ := strings.Cut(rest, "]")
		return before + "]" + after
	}
	return authority
}

// firstByteOf returns a function that tells when the response's first byte
// came. Over HTTP/2 the first bytes on the wire are settings, so the protocol
// itself is asked.
func firstByteOf(ctx context.Context, m *meter, h2 bool) (context.Context, func() time.Time) {
	if !h2 {
		return ctx, func() time.Time { return m.state().firstByte }
	}
	var at instant
	return traceFirstByte(ctx, at.set), at.get
}

// body reads and decodes the body into the hop. A status of 400 or above is
// the finding, whatever its body then does.
func (c *check) body(m *meter, resp *http.Response, v *visit) {
	start := time.Now()
	if v.hop.Status >= 400 || isEventStream(resp) {
		// A page that explains an error is short, and an event stream has no end.
		m.SetReadDeadline(earlier(c.deadline, start.Add(c.prober.timeout()/4)))
	}
	raw, complete, err := readBody(resp.Body)
	v.hop.Timing.Body = since(start)
	if err != nil {
		v.failure = c.readFailure(m, resp, err, len(raw))
	}
	body, whole, decodeErr := decodeBody(raw, strings.Join(resp.Header.Values("Content-Encoding"), ","), complete)
	if decodeErr != nil && v.failure == nil {
		v.failure = fail(BadContentEncoding, "", "The body is not what Content-Encoding: "+resp.Header.Get("Content-Encoding")+" says: "+decodeErr.Error()+".")
	}
	body = toUTF8(body, resp.Header.Get("Content-Type"))
	v.hop.Body, v.hop.BodyComplete = []byte(RedactText(string(body))), whole && decodeErr == nil
	switch {
	case refusedForCertificate(v.hop):
		v.failure = fail(TLSClientCertificateRequired, "certificate_required", "The server asked for a client certificate in the handshake, got none, and refused the request.")
	case v.hop.Status >= 400:
		v.failure = nil
	}
}

// readFailure judges a body that did not end well. One that is still flowing
// when the time is up is no failure where no end was announced: a stream.
func (c *check) readFailure(m *meter, resp *http.Response, err error, got int) *Failure {
	if errors.Is(err, errOverLimit) {
		return nil // frames without end, with little in them: an endless body
	}
	if !isTimeout(err) && !isTimeout(m.state().err) {
		return bodyFailure(err, resp.ContentLength, got)
	}
	silence := time.Since(m.state().lastByte)
	flows := silence < c.prober.timeout()/4
	if resp.ContentLength < 0 && (isEventStream(resp) || flows && got > 0) {
		return nil
	}
	if flows {
		return fail(ResponseStalled, "", fmt.Sprintf("The response began, and only %d bytes of its body had come when the time was up.", got)).in("slow")
	}
	return fail(ResponseStalled, "", "The response began, and its body did not arrive in time.")
}

func isEventStream(resp *http.Response) bool {
	return strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream")
}

// refusedForCertificate recognises how nginx tells a missing client
// certificate: the handshake goes well, and the request is answered with 400
// (its codes 495 and 496 appear in logs only; ngx_http_special_response.c).
func refusedForCertificate(hop Hop) bool {
	if hop.TLS == nil || !hop.TLS.ClientCertificateRequested || hop.Status != http.StatusBadRequest {
		return false
	}
	page := string(hop.Body)
	return strings.Contains(page, "No required SSL certificate was sent") || strings.Contains(page, "The SSL certificate error")
}

// headersOf are a response's headers as the Report shows them.
func headersOf(h http.Header) Headers {
	out := make(Headers, len(h))
	for name, values := range h {
		name = strings.ToLower(name)
		for _, value := range values {
			out[name] = append(out[name], redactHeader(name, value))
		}
	}
	return out
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// milliseconds rounds to microseconds.
func milliseconds(d time.Duration) Milliseconds {
	return Milliseconds(float64(d.Microseconds()) / 1000)
}

func since(start time.Time) Milliseconds { return milliseconds(time.Since(start)) }

// sameOrigin reports whether credentials for one URL are meant for the other.
func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }
