package probe

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestHealthyPageIsReportedWhole(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/there?token=abc#top", http.StatusFound)
			return
		}
		w.Header().Set("Set-Cookie", "sid=abc; Path=/")
		w.Write([]byte("hello"))
	}))
	defer s.Close()
	r := loopback().Check(t.Context(), s.URL)
	wantKind(t, r, "")
	if r.Status != 200 || len(r.Hops) != 2 {
		t.Fatal(show(r))
	}
	last := r.Hops[1]
	switch {
	case string(last.Body) != "hello" || !last.BodyComplete:
		t.Errorf("body %q, complete %v", last.Body, last.BodyComplete)
	case r.FinalURL != s.URL+"/there?token=REDACTED#top":
		t.Errorf("final URL %s", r.FinalURL)
	case last.Protocol != "HTTP/1.1" || last.Reason != "OK" || last.Method != "GET":
		t.Errorf("protocol %q, reason %q, method %q", last.Protocol, last.Reason, last.Method)
	case last.Headers.Get("set-cookie") != "sid=REDACTED":
		t.Errorf("cookie %q", last.Headers.Get("set-cookie"))
	case last.Timing.Connect <= 0 || last.Timing.FirstByte <= 0:
		t.Errorf("timing %+v", last.Timing)
	case len(r.Addresses) != 1 || !r.Addresses[0].OK:
		t.Errorf("addresses %+v", r.Addresses)
	}
}

// Each answer is sent, byte for byte, by a server that then closes.
func TestAnswersAreToldApart(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	zip.Write(bytes.Repeat([]byte("packed "), 5000))
	zip.Close()
	gz := func(body []byte) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
	broken := bytes.Clone(packed.Bytes())
	broken[len(broken)-6] ^= 1 // the checksum
	for name, test := range map[string]struct {
		answer string
		want   Kind
	}{
		"a whole answer":                      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", ""},
		"an answer of HTTP/1.0":               {"HTTP/1.0 200 OK\r\n\r\nuntil the end", ""},
		"an answer without a reason phrase":   {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", ""},
		"an answer with bare line feeds":      {"HTTP/1.1 200 OK\nContent-Length: 0\n\n", ""},
		"an answer after interim ones":        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""},
		"chunks to the end":                   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", ""},
		"no content":                          {"HTTP/1.1 204 No Content\r\n\r\n", ""},
		"not modified":                        {"HTTP/1.1 304 Not Modified\r\n\r\n", ""},
		"several choices":                     {"HTTP/1.1 300 Multiple Choices\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", ""},
		"a gzip body":                         {gz(packed.Bytes()), ""},
		"an empty gzip body":                  {gz(nil), ""},
		"an encoding nobody knows":            {"HTTP/1.1 200 OK\r\nContent-Encoding: utf-8\r\nContent-Length: 2\r\n\r\nok", ""},
		"404":                                 {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", HTTPStatus},
		"999":                                 {"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n", HTTPStatus},
		"500 with a body cut short":           {"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf", HTTPStatus},
		"502 with a body that is no gzip":     {"HTTP/1.1 502 Bad\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", HTTPStatus},
		"not a byte":                          {"", ConnectionClosed},
		"half a status line":                  {"HTTP/1.1 20", ConnectionClosed},
		"half a header":                       {"HTTP/1.1 200 OK\r\nContent-Le", ConnectionClosed},
		"an interim answer only":              {"HTTP/1.1 100 Continue\r\n\r\n", ConnectionClosed},
		"text that is no HTTP":                {"hello there\r\n\r\n", MalformedResponse},
		"HTTP/2 alone":                        {"\x00\x00\x00\x04\x00\x00\x00\x00\x00", MalformedResponse},
		"HTTP/0.9":                            {"<html>old</html>\n", MalformedResponse},
		"a mail server's greeting":            {"220 mail.example ESMTP\r\n", MalformedResponse},
		"a header line without a colon":       {"HTTP/1.1 200 OK\r\nbroken\r\n\r\n", MalformedResponse},
		"a status of two digits":              {"HTTP/1.1 20 OK\r\n\r\n", MalformedResponse},
		"a status below 100":                  {"HTTP/1.1 042 Eh\r\n\r\n", MalformedResponse},
		"lengths that differ":                 {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok", MalformedResponse},
		"a length that is no number":          {"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nok", MalformedResponse},
		"a transfer coding nobody knows":      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: lemon\r\n\r\nok", MalformedResponse},
		"chunks of no size":                   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n", MalformedResponse},
		"switching protocols unasked":         {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\n\r\n", MalformedResponse},
		"a TLS alert":                         {"\x15\x03\x01\x00\x02\x02\x46", MalformedResponse},
		"chunks without the last line's end":  {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n", BodyTruncated},
		"a body shorter than announced":       {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", BodyTruncated},
		"chunks without an end":               {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", BodyTruncated},
		"chunks without the last":             {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", BodyTruncated},
		"plain text called gzip":              {gz([]byte("no gzip at all")), BadContentEncoding},
		"gzip cut short by its maker":         {gz(packed.Bytes()[:packed.Len()/2]), BadContentEncoding},
		"gzip with a wrong checksum":          {gz(broken), BadContentEncoding},
		"plain text called br":                {"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 8\r\n\r\nnot br!!", BadContentEncoding},
		"plain text called zstd":              {"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 8\r\n\r\nnot zstd", BadContentEncoding},
		"plain text called deflate":           {"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 8\r\n\r\n\xff\xffdeflat", BadContentEncoding},
		"a header of more than 256 KiB":       {"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 300<<10) + "\r\n\r\n", HeadersTooLarge},
		"a header of 200 KiB":                 {"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 200<<10) + "\r\nContent-Length: 0\r\n\r\n", ""},
		"many headers":                        {"HTTP/1.1 200 OK\r\n" + strings.Repeat("X: y\r\n", 60_000) + "\r\n", HeadersTooLarge},
		"a redirect without Location":         {"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", RedirectInvalid},
		"a redirect with an empty Location":   {"HTTP/1.1 301 Moved\r\nLocation: \r\nContent-Length: 0\r\n\r\n", RedirectInvalid},
		"a redirect to mail":                  {"HTTP/1.1 302 Found\r\nLocation: mailto:a@b.example\r\n\r\n", RedirectInvalid},
		"a redirect to a script":              {"HTTP/1.1 307 Temporary\r\nLocation: javascript:alert(1)\r\n\r\n", RedirectInvalid},
		"a redirect to a port out of range":   {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:99999/\r\n\r\n", RedirectInvalid},
		"a redirect without a host":           {"HTTP/1.1 302 Found\r\nLocation: http:///x\r\n\r\n", RedirectInvalid},
		"a redirect to two places":            {"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\n\r\n", RedirectInvalid},
		"a redirect to itself":                {"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", RedirectLoop},
		"a redirect whose body is cut short":  {"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 99\r\n\r\n", RedirectLoop},
		"a redirect to a port nobody is on":   {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", ConnectRefused},
		"a redirect to a name that cannot be": {"HTTP/1.1 302 Found\r\nLocation: http://a..b/\r\n\r\n", RedirectInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := serve(t, say(test.answer))
			r := loopback().Check(t.Context(), "http://"+addr+"/")
			wantKind(t, r, test.want)
			if r.DurationMS > 2000 {
				t.Errorf("took %v ms", r.DurationMS)
			}
		})
	}
}

// Servers that do something to the connection.
func TestConnectionsAreToldApart(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handle func(net.Conn)
		want   Kind
	}{
		"silence":                       {hang, ResponseTimeout},
		"a reset":                       {func(c net.Conn) { readRequest(c); reset(c) }, ConnectionReset},
		"an interim answer and silence": {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 102 Processing\r\n\r\n"); hang(c) }, ResponseTimeout},
		"half a header and silence":     {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nX: "); hang(c) }, ResponseStalled},
		"half a body and silence":       {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"); hang(c) }, ResponseStalled},
		"half a chunk and silence": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf")
			hang(c)
		}, ResponseStalled},
		"a reset in the body": {func(c net.Conn) {
			readRequest(c)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
			time.Sleep(50 * time.Millisecond)
			reset(c)
		}, BodyTruncated},
		"a reset in the header": {func(c net.Conn) {
			readRequest(c)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nX: ")
			time.Sleep(50 * time.Millisecond)
			reset(c)
		}, ConnectionReset},
		"503 and silence": {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\nhalf"); hang(c) }, HTTPStatus},
		"an answer to no question": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
			hang(c)
		}, HTTPStatus},
		"an event stream in silence": {func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
			hang(c)
		}, ""},
		"a header that drips":        {drip("HTTP/1.1 200 OK\r\nX: ", "x"), ResponseStalled},
		"a known length that drips":  {drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "x"), ResponseStalled},
		"a stream that drips":        {drip("HTTP/1.1 200 OK\r\n\r\n", "x"), ""},
		"an endless body":            {drip("HTTP/1.1 200 OK\r\n\r\n", strings.Repeat("x", 1<<20)), ""},
		"an endless header":          {drip("HTTP/1.1 200 OK\r\n", strings.Repeat("X: y\r\n", 9999)), HeadersTooLarge},
		"a storm of interim answers": {drip("", strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 999)), MalformedResponse},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := serve(t, test.handle)
			p := loopback()
			p.Timeout = time.Second
			r := p.Check(t.Context(), "http://"+addr+"/")
			wantKind(t, r, test.want)
			if r.DurationMS > 2000 { // a budget of 1000, on a machine that may be busy
				t.Errorf("took %v ms of a budget of 1000", r.DurationMS)
			}
		})
	}
}

// drip sends begin, then part again and again, until the other side is gone.
func drip(begin, part string) func(net.Conn) {
	return func(conn net.Conn) {
		_, err := io.WriteString(conn, begin)
		for err == nil {
			time.Sleep(20 * time.Millisecond)
			_, err = io.WriteString(conn, part)
		}
	}
}

func TestUnusableURLsAreAProblemLikeAnyOther(t *testing.T) {
	t.Parallel()
	r := loopback().Check(t.Context(), "ftp://user:hunter2@example.com/")
	wantKind(t, r, InvalidURL)
	if r.Hops == nil || r.Addresses == nil || strings.Contains(show(r), "hunter2") || !strings.Contains(r.Failure.Detail, "https://") {
		t.Error(show(r))
	}
}

func TestURLWithoutSchemeIsTriedAsHTTPSThenHTTP(t *testing.T) {
	t.Parallel()
	plain := serve(t, say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
	r := loopback().Check(t.Context(), plain)
	wantKind(t, r, "")
	if !strings.HasPrefix(r.URL, "http://") || r.Guessing <= 0 || r.Guessing > r.DurationMS {
		t.Error(show(r))
	}
	ca := newAuthority(t, "Test Authority")
	secure := serveTLS(t, tlsConfig(newAuthority(t, "Strange Authority").issue(nil)))
	p := loopback()
	p.RootCAs = ca.pool()
	r = p.Check(t.Context(), secure)
	wantKind(t, r, TLSUnknownAuthority)
	if !strings.HasPrefix(r.URL, "https://") {
		t.Error(show(r))
	}
}

func TestIdenticalChecksAtOneTimeAreOneCheck(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		<-release
	}))
	defer s.Close()
	p := loopback()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { wantKind(t, p.Check(t.Context(), s.URL), "") })
	}
	for p.flights.waiting() < 20 {
		time.Sleep(time.Millisecond)
	}
	close(release)
	all.Wait()
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func (f *flights) waiting() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fl := range f.running {
		n += fl.waiting
	}
	return n
}

func TestCheckEndsWithTheLastPersonWhoWaits(t *testing.T) {
	t.Parallel()
	addr := serve(t, hang)
	p := loopback()
	p.Timeout = time.Hour // so that only who leaves ends it
	wait := func() (leave func(), left chan *Report) {
		ctx, leave := context.WithCancel(t.Context())
		left = make(chan *Report, 1)
		go func() { left <- p.Check(ctx, "http://"+addr) }()
		return leave, left
	}
	leaveFirst, first := wait()
	leaveLast, last := wait()
	for p.flights.waiting() < 2 {
		time.Sleep(time.Millisecond)
	}
	leaveFirst()
	if r := <-first; r == nil || r.Failure == nil {
		t.Errorf("who leaves gets %v", r)
	}
	if n := p.flights.waiting(); n != 1 {
		t.Errorf("%d wait on, want 1", n)
	}
	leaveLast()
	wantKind(t, <-last, ResponseTimeout)
	if n := p.flights.waiting(); n != 0 {
		t.Errorf("%d still wait", n)
	}
}
