package probe

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/net/http2"
)

// Few bytes that unfold to 100 MiB, once and twice over.
func TestCompressionBombsCostNothing(t *testing.T) {
	t.Parallel()
	zeros := make([]byte, 1<<20)
	pack := func(w io.WriteCloser, times int) {
		for range times {
			w.Write(zeros)
		}
		w.Close()
	}
	bombs := map[string][]byte{}
	var b bytes.Buffer
	pack(gzip.NewWriter(&b), 100)
	bombs["gzip"] = bytes.Clone(b.Bytes())
	var twice bytes.Buffer
	w := gzip.NewWriter(&twice)
	w.Write(b.Bytes())
	w.Close()
	bombs["gzip, gzip"] = twice.Bytes()
	var br bytes.Buffer
	pack(brotli.NewWriter(&br), 100)
	bombs["br"] = br.Bytes()
	var zs bytes.Buffer
	zw, _ := zstd.NewWriter(&zs)
	pack(zw, 100)
	bombs["zstd"] = zs.Bytes()
	for coding, bomb := range bombs {
		addr := serve(t, say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", coding, len(bomb), bomb)))
		r := loopback().Check(t.Context(), "http://"+addr)
		wantKind(t, r, "")
		if n := len(r.Hops[0].Body); n != MaxBody || r.Hops[0].BodyComplete || r.DurationMS > 1000 {
			t.Errorf("%s: %d bytes in %v ms, complete %v", coding, n, r.DurationMS, r.Hops[0].BodyComplete)
		}
	}
}

// 500 checks that hang at once hold less than 100 MiB, and end together with
// whoever asked for them. Half of them hang after a TLS handshake.
func TestFiveHundredHangingChecksStaySmall(t *testing.T) {
	root := newAuthority(t, "Test Root")
	var open atomic.Int32
	count := func(conn net.Conn) { open.Add(1); hang(conn) }
	plain := serve(t, count)
	secure := serve2(t, root.issue(nil), func(_ *http2.Framer, conn net.Conn) { count(conn) })
	p := loopback()
	p.RootCAs, p.Timeout = root.pool(), time.Hour
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	before := memory()
	var all sync.WaitGroup
	end := time.Now().Add(time.Minute)
	for i := range 500 {
		url := fmt.Sprintf("http://%s/%d", plain, i)
		if i%2 == 1 {
			url = fmt.Sprintf("https://%s/%d", secure, i)
		}
		all.Go(func() { wantKind(t, p.Check(ctx, url), ResponseTimeout) })
		// A busy machine does not make 500 connections within their time limit, so
		// only some are made at once.
		for int(open.Load()) < i-20 && time.Now().Before(end) {
			time.Sleep(time.Millisecond)
		}
	}
	for open.Load() < 500 && time.Now().Before(end) {
		time.Sleep(10 * time.Millisecond)
	}
	held := memory() - before
	t.Logf("%d hanging checks and their servers hold %.1f MiB", open.Load(), float64(held)/(1<<20))
	if open.Load() < 500 || held > 100<<20 {
		t.Errorf("%d hang, and hold %d bytes", open.Load(), held)
	}
	leave()
	all.Wait() // for an hour, if they did not end with who asked
}

// memory is what the heap and the stacks take now.
func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

func TestUserAgentAndHeadersAreHonest(t *testing.T) {
	t.Parallel()
	var got http.Header
	url := redirectServer(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
	wantKind(t, loopback().Check(t.Context(), url), "")
	if got.Get("User-Agent") == "" || got.Get("User-Agent") != UserAgent() || got.Get("Accept") == "" {
		t.Error(got)
	}
}
