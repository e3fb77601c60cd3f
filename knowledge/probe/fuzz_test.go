package probe

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// Whatever bytes a server answers with: a Report, in time, that can be shown.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 302 Found\r\nLocation: //[::1\r\n\r\n", "HTTP/1.1 100 \r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, br, zstd\r\n\r\n\x1f\x8b\x08",
		"\x15\x03\x01\x00\x02\x02\x28", "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n\x28\xb5\x2f\xfd\x04\x00", "HTTP/9.9 999\n\n", "ICY 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Domain=.\r\nLocation: \x00\r\n\r\n", "\x00\x00\x12\x04\x00\x00\x00\x00\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		addr := serve(t, func(conn net.Conn) {
			buf := make([]byte, 4096)
			conn.Read(buf)
			conn.Write(answer)
		})
		p := loopback()
		p.Timeout = time.Second
		p.Guard = mustGuard(t, addr, "") // a redirect must not lead out into the network
		p.Nameservers = []string{"127.0.0.1:1"}
		for _, scheme := range []string{"http://", "https://"} {
			r := p.Check(t.Context(), scheme+addr+"/?token=hunter2")
			if r.DurationMS > 3000 || len(r.Hops) == 0 && r.Failure == nil {
				t.Errorf("%s", show(r))
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
			if strings.Contains(show(r), "hunter2") && !strings.Contains(string(answer), "hunter2") {
				t.Errorf("shows a secret: %s", show(r))
			}
		}
	})
}

// The same of HTTP/2, where bytes are frames.
func FuzzAnswer2(f *testing.F) {
	settings := "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	for _, seed := range []string{
		settings, settings + "\x00\x00\x01\x01\x05\x00\x00\x00\x01\x88", "HTTP/1.1 200 OK\r\n\r\n",
		settings + "\x00\x00\x04\x03\x00\x00\x00\x00\x01\x00\x00\x00\x07", settings + "\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0b",
		settings + "\x00\x00\x01\x01\x04\x00\x00\x00\x01\x88\x00\x00\x02\x00\x01\x00\x00\x00\x01ok",
	} {
		f.Add([]byte(seed))
	}
	root := newAuthority(f, "Test Root")
	config := tlsConfig(root.issue(nil))
	config.NextProtos = []string{"h2"}
	f.Fuzz(func(t *testing.T, answer []byte) {
		addr := serve(t, func(raw net.Conn) {
			conn := tls.Server(raw, config)
			defer conn.Close()
			if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err == nil {
				readSome(conn)
				conn.Write(answer)
			}
		})
		p := loopback()
		p.Timeout, p.RootCAs = 2*time.Second, root.pool()
		p.Guard = mustGuard(t, addr, "")
		r := p.Check(t.Context(), "https://"+addr)
		if _, err := json.Marshal(r); err != nil || r.DurationMS > 4000 || len(r.Hops) == 0 {
			t.Errorf("%v: %s", err, show(r))
		}
	})
}
