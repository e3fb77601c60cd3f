package probe

import (
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"
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
			if r.DurationMS > 1500 || len(r.Hops) == 0 && r.Failure == nil {
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
