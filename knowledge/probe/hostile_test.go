package probe

import (
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// flood sends a piece again and again until the other side is gone.
func flood(conn net.Conn, piece string) {
	for {
		if _, err := io.WriteString(conn, piece); err != nil {
			return
		}
	}
}

func dripAfter(begin, part string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		drip(begin, part)(conn)
	}
}

func floodAfter(begin, piece string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		io.WriteString(conn, begin)
		flood(conn, piece)
	}
}

// What is told of a server that keeps its client busy is what it did.
func TestTarpitsAndFloodsAreToldAsTheyAre(t *testing.T) {
	t.Parallel()
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for name, test := range map[string]struct {
		handle func(net.Conn)
		want   Kind
		within string
		detail string
	}{
		"a header byte by byte":       {dripAfter("HTTP/1.1 200 OK\r\nX: ", "0"), ResponseStalled, "slow", "small pieces"},
		"a header that breaks off":    {say("HTTP/1.1 200 OK\r\nX: "), ConnectionClosed, "header", "20 bytes"},
		"a header that stops":         {func(c net.Conn) { say("HTTP/1.1 200 OK\r\nX: ")(c); hang(c) }, ResponseStalled, "", "stopped"},
		"a body byte by byte":         {dripAfter("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", "0"), ResponseStalled, "slow", "bytes of its body"},
		"a stream byte by byte":       {dripAfter("HTTP/1.1 200 OK\r\n\r\n", "0"), "", "", ""},
		"a chunk's size byte by byte": {dripAfter(chunked, "0"), ResponseStalled, "slow", "only 0 bytes"},
		"a trailer byte by byte":      {dripAfter(chunked+"1\r\na\r\n0\r\nX: ", "0"), "", "", ""},
		"bytes without end, no HTTP":  {floodAfter("", "00000000"), MalformedResponse, "", "without end"},
		"lines without end, no HTTP":  {floodAfter("SSH-2.0-x\r\n", "x\r\n"), MalformedResponse, caseOther, "SSH"},
		"a header without end":        {floodAfter("HTTP/1.1 200 OK\r\n", "X: y\r\n"), HeadersTooLarge, "", ""},
		"a reset before the request":  {reset, ConnectionReset, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := loopback()
			addr := serve(t, test.handle)
			var r *Report
			// Whether bytes still come is judged by the last silence, which a busy
			// machine can stretch; beside a longer check it is less.
			for p.Timeout = 1500 * time.Millisecond; p.Timeout < 10*time.Second; p.Timeout *= 2 {
				if r = p.Check(t.Context(), "http://"+addr+"/"); test.want == r.Problem() && (r.Failure == nil || test.within == r.Failure.Case) {
					break
				}
			}
			wantFailure(t, r, test.want, test.within, test.detail)
		})
	}
}

func wantFailure(t *testing.T, r *Report, want Kind, within, detail string) {
	t.Helper()
	wantKind(t, r, want)
	if f := r.Failure; f != nil && (f.Case != within || !strings.Contains(f.Detail, detail)) {
		t.Errorf("case %q, detail %q; want %q and %q", f.Case, f.Detail, within, detail)
	}
}

// A reset that meets the client as it writes is told once by the kernel; what
// is read after it looks like a mere end.
func TestResetsAreNotTakenForEnds(t *testing.T) {
	t.Parallel()
	cert := newAuthority(t, "Test Root")
	config := tlsConfig(cert.issue(nil))
	for name, handle := range map[string]func(net.Conn){
		"in the handshake": reset,
		"after the handshake": func(raw net.Conn) {
			conn := tls.Server(raw, config)
			conn.Handshake()
			reset(raw)
		},
	} {
		p := loopback()
		p.RootCAs = cert.pool()
		for range 10 {
			r := p.Check(t.Context(), "https://"+serve(t, handle)+"/")
			if kind := r.Problem(); kind != ConnectionReset {
				t.Fatalf("%s: %s\n%s", name, kind, show(r))
			}
		}
	}
}

// Frames that are no response are no large header either.
func TestFramesWithoutResponse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		send   func(f *http2.Framer, conn net.Conn)
		want   Kind
		within string
		detail string
	}{
		"frames of no known kind without end": {func(f *http2.Framer, _ net.Conn) {
			for f.WriteRawFrame(0x77, 0, 0, make([]byte, 16<<10)) == nil {
			}
		}, ProtocolError, "", "before any response"},
		"a header that stops": {func(f *http2.Framer, conn net.Conn) {
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x88}})
			hang(conn)
		}, ResponseStalled, "", "stopped"},
		"a header that breaks off": {func(f *http2.Framer, _ net.Conn) {
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x88}})
		}, ConnectionClosed, "header", "middle"},
		"an answer in HTTP/1.1": {func(_ *http2.Framer, conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}, ProtocolError, "", "answered in HTTP/1.1"},
		"header fields without end": {func(f *http2.Framer, _ net.Conn) {
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x88}})
			for f.WriteContinuation(1, false, []byte(strings.Repeat("\x00\x01x\x01y", 1000))) == nil {
			}
		}, HeadersTooLarge, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := checkFrames(t, test.send, 1500*time.Millisecond)
			wantFailure(t, r, test.want, test.within, test.detail)
		})
	}
}

// checkFrames checks a server that takes one request over HTTP/2 and then
// sends what send writes.
func checkFrames(t *testing.T, send func(*http2.Framer, net.Conn), timeout time.Duration) *Report {
	root := newAuthority(t, "Test Root")
	config := tlsConfig(root.issue(nil))
	config.NextProtos = []string{"h2"}
	p := loopback()
	p.RootCAs, p.Timeout = root.pool(), timeout
	return p.Check(t.Context(), "https://"+serve(t, func(raw net.Conn) {
		conn := tls.Server(raw, config)
		defer conn.Close()
		preface := make([]byte, len(http2.ClientPreface))
		if _, err := io.ReadFull(conn, preface); err != nil {
			return
		}
		framer := http2.NewFramer(conn, conn)
		framer.WriteSettings()
		for {
			frame, err := framer.ReadFrame()
			if err != nil {
				return
			}
			if frame.Header().Type == http2.FrameHeaders {
				break
			}
		}
		drained := make(chan struct{}) // of acknowledgements, so that closing sends FIN
		go func() { hang(conn); close(drained) }()
		send(framer, conn)
		conn.CloseWrite()
		raw.(*net.TCPConn).CloseWrite()
		<-drained
	})+"/")
}

// What browsers open over HTTP/1.1 is no broken site; where that does not work
// either, it stays the server's word.
func TestServersThatWantHTTP1AreAskedOverHTTP1(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "Test Root")
	for _, speaksHTTP1 := range []bool{true, false} {
		config := tlsConfig(root.issue(nil))
		config.NextProtos = []string{"h2", "http/1.1"}
		addr := serve(t, func(raw net.Conn) {
			conn := tls.Server(raw, config)
			defer conn.Close()
			if conn.Handshake() != nil {
				return
			}
			if conn.ConnectionState().NegotiatedProtocol != "h2" {
				if speaksHTTP1 {
					say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(conn)
				}
				return
			}
			io.ReadFull(conn, make([]byte, len(http2.ClientPreface)))
			framer := http2.NewFramer(conn, conn)
			framer.WriteSettings()
			framer.WriteRSTStream(1, http2.ErrCodeHTTP11Required)
			hang(conn)
		})
		p := loopback()
		p.RootCAs = root.pool()
		r := p.Check(t.Context(), "https://"+addr+"/")
		if !speaksHTTP1 {
			wantFailure(t, r, ProtocolError, "", "HTTP_1_1_REQUIRED")
			continue
		}
		wantKind(t, r, "")
		if r.Hops[0].Protocol != "HTTP/1.1" || r.Status != 200 {
			t.Error(show(r))
		}
	}
}

// Frames of unknown types are ignored, and not a line of the log is theirs.
func TestUnknownFramesFillNoLog(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	r := checkFrames(t, func(f *http2.Framer, conn net.Conn) {
		f.WriteRawFrame(0x77, 0, 0, []byte("ignored"))
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, BlockFragment: []byte{0x88}})
		f.WriteRawFrame(0x0a, 0, 0, nil)
		f.WriteData(1, true, []byte("ok"))
		hang(conn)
	}, 3*time.Second)
	wantKind(t, r, "")
	if string(r.Hops[0].Body) != "ok" || logged.Len() > 0 {
		t.Errorf("logged %q\n%s", logged.String(), show(r))
	}
}
