package probe

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// headerBlock encodes name, value, name, value, …
func headerBlock(fields ...string) []byte {
	var b bytes.Buffer
	enc := hpack.NewEncoder(&b)
	for i := 0; i < len(fields); i += 2 {
		enc.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return b.Bytes()
}

// serve2 speaks HTTP/2 by hand: answer writes frames once the request came.
func serve2(t testing.TB, cert tls.Certificate, answer func(*http2.Framer, net.Conn)) string {
	return serve(t, func(raw net.Conn) {
		config := tlsConfig(cert)
		config.NextProtos = []string{"h2"}
		conn := tls.Server(raw, config)
		defer conn.Close()
		if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
			return
		}
		framer := http2.NewFramer(conn, conn)
		framer.WriteSettings()
		for {
			frame, err := framer.ReadFrame()
			if err != nil {
				return
			}
			if _, ok := frame.(*http2.HeadersFrame); ok {
				answer(framer, conn)
				return
			}
		}
	})
}

// large sends a header field of a size, in as many frames as it takes.
func large(size int) func(*http2.Framer, net.Conn) {
	return func(f *http2.Framer, c net.Conn) {
		block := headerBlock(":status", "204", "x", strings.Repeat("x", size))
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block[:16000], EndStream: true})
		for block = block[16000:]; len(block) > 0; {
			n := min(len(block), 16000)
			if f.WriteContinuation(1, n == len(block), block[:n]) != nil {
				return
			}
			block = block[n:]
		}
		io.Copy(io.Discard, c)
	}
}

func TestHTTP2IsToldApart(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "Test Root")
	cert := root.issue(nil)
	headers := func(f *http2.Framer, end bool, fields ...string) {
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: headerBlock(fields...), EndHeaders: true, EndStream: end})
	}
	linger := func(c net.Conn) { io.Copy(io.Discard, c) }
	for name, test := range map[string]struct {
		answer func(*http2.Framer, net.Conn)
		want   Kind
		code   string
	}{
		"a whole answer": {func(f *http2.Framer, c net.Conn) {
			headers(f, false, ":status", "200")
			f.WriteData(1, true, []byte("ok"))
			linger(c)
		}, "", ""},
		"interim answers": {func(f *http2.Framer, c net.Conn) {
			for range 20 {
				headers(f, false, ":status", "103")
			}
			headers(f, true, ":status", "204")
			linger(c)
		}, "", ""},
		"a storm of interim answers": {func(f *http2.Framer, c net.Conn) {
			for range 5000 {
				headers(f, false, ":status", "103")
			}
			linger(c)
		}, MalformedResponse, ""},
		"404 and a reset": {func(f *http2.Framer, c net.Conn) {
			headers(f, false, ":status", "404")
			f.WriteRSTStream(1, http2.ErrCodeInternal)
			linger(c)
		}, HTTPStatus, ""},
		"REFUSED_STREAM": {func(f *http2.Framer, c net.Conn) { f.WriteRSTStream(1, http2.ErrCodeRefusedStream); linger(c) }, ProtocolError, "REFUSED_STREAM"},
		"INTERNAL_ERROR": {func(f *http2.Framer, c net.Conn) { f.WriteRSTStream(1, http2.ErrCodeInternal); linger(c) }, ProtocolError, "INTERNAL_ERROR"},
		"a reset of the stream in the body": {func(f *http2.Framer, c net.Conn) {
			headers(f, false, ":status", "200")
			f.WriteData(1, false, []byte("half"))
			f.WriteRSTStream(1, http2.ErrCodeInternal)
			linger(c)
		}, ProtocolError, "INTERNAL_ERROR"},
		"GOAWAY with an error": {func(f *http2.Framer, c net.Conn) {
			f.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, []byte("calm"))
			linger(c)
		}, ProtocolError, "ENHANCE_YOUR_CALM"},
		"GOAWAY and a close":      {func(f *http2.Framer, c net.Conn) { f.WriteGoAway(1, http2.ErrCodeInternal, nil) }, ProtocolError, "INTERNAL_ERROR"},
		"GOAWAY without an error": {func(f *http2.Framer, c net.Conn) { f.WriteGoAway(0, http2.ErrCodeNo, nil); linger(c) }, ProtocolError, "NO_ERROR"},
		"a frame that may not be": {func(f *http2.Framer, c net.Conn) { f.WriteRawFrame(http2.FrameData, 0, 0, []byte("x")); linger(c) }, ProtocolError, "PROTOCOL_ERROR"},
		"no status":               {func(f *http2.Framer, c net.Conn) { headers(f, true, "x", "y"); linger(c) }, ProtocolError, "PROTOCOL_ERROR"},
		"a status of two digits":  {func(f *http2.Framer, c net.Conn) { headers(f, true, ":status", "99"); linger(c) }, MalformedResponse, ""},
		"a status of four digits": {func(f *http2.Framer, c net.Conn) { headers(f, true, ":status", "2000"); linger(c) }, MalformedResponse, ""},
		"a frame too large": {func(f *http2.Framer, c net.Conn) {
			f.WriteRawFrame(http2.FrameData, 0, 1, make([]byte, 1<<20))
			linger(c)
		}, ProtocolError, "FRAME_SIZE_ERROR"},
		"frames without end, and nothing in them": {func(f *http2.Framer, c net.Conn) {
			headers(f, false, ":status", "200")
			for f.WriteData(1, false, nil) == nil {
			}
		}, "", ""},
		"HTTP/1.1 all the same": {func(_ *http2.Framer, c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			linger(c)
		}, ProtocolError, "PROTOCOL_ERROR"},
		"a close": {func(*http2.Framer, net.Conn) {}, ConnectionClosed, ""},
		"silence": {func(_ *http2.Framer, c net.Conn) { linger(c) }, ResponseTimeout, ""},
		"half a body and silence": {func(f *http2.Framer, c net.Conn) {
			headers(f, false, ":status", "200", "content-length", "9")
			linger(c)
		}, ResponseStalled, ""},
		"half a body and a close": {func(f *http2.Framer, c net.Conn) {
			headers(f, false, ":status", "200")
			f.WriteData(1, false, []byte("half"))
		}, BodyTruncated, ""},
		"a body shorter than announced": {func(f *http2.Framer, c net.Conn) {
			headers(f, false, ":status", "200", "content-length", "9")
			f.WriteData(1, true, []byte("half"))
			linger(c)
		}, BodyTruncated, ""},
		"a header of 400 KiB": {large(400 << 10), HeadersTooLarge, ""},
		"a header of 1.5 MiB": {large(3 << 19), HeadersTooLarge, ""},
		"a header of 200 KiB": {large(200 << 10), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := loopback()
			p.RootCAs, p.Timeout = root.pool(), budgetFor(test.want)
			r := p.Check(t.Context(), "https://"+serve2(t, cert, test.answer))
			wantKind(t, r, test.want)
			if r.Failure != nil && r.Failure.Code != test.code {
				t.Errorf("code %q, want %q: %s", r.Failure.Code, test.code, r.Failure.Detail)
			}
		})
	}
}

func TestHTTP2PageIsReportedWhole(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "Test Root")
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Alt-Svc", `h3=":443"`)
		w.Write([]byte("hello over " + r.Proto))
	}))
	s.EnableHTTP2 = true
	s.TLS = tlsConfig(root.issue(nil))
	s.StartTLS()
	defer s.Close()
	p := loopback()
	p.RootCAs = root.pool()
	r := p.Check(t.Context(), s.URL)
	wantKind(t, r, "")
	hop := r.Hops[0]
	if hop.Protocol != "HTTP/2.0" || string(hop.Body) != "hello over HTTP/2.0" || !hop.BodyComplete || hop.Timing.FirstByte <= 0 || hop.Headers.Get("alt-svc") == "" {
		t.Errorf("%s %s", show(r), hop.Body)
	}
}

// A client certificate that is missed after the handshake, over HTTP/2.
func TestClientCertificateIsMissedOverHTTP2(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "Test Root")
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.EnableHTTP2 = true
	s.TLS = tlsConfig(root.issue(nil))
	s.TLS.ClientAuth = tls.RequireAndVerifyClientCert
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	defer s.Close()
	p := loopback()
	p.RootCAs = root.pool()
	for range 20 { // the alert races with the request
		wantKind(t, p.Check(t.Context(), s.URL), TLSClientCertificateRequired)
	}
}
