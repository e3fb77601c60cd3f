package bot

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestHealthListener(t *testing.T) {
	t.Parallel()
	var ready atomic.Bool
	m := NewMetrics("v1.2.3")
	h, err := ListenHealth("127.0.0.1:0", ready.Load, m, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- h.Serve(ctx) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	get := func(path string) (int, string) {
		t.Helper()
		resp, err := client.Get("http://" + h.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	if code, _ := get("/healthz"); code != 200 {
		t.Errorf("/healthz is %d", code)
	}
	if code, body := get("/readyz"); code != 503 || !strings.Contains(body, "no connection to Slack") {
		t.Errorf("/readyz is %d %q before the connection", code, body)
	}
	ready.Store(true)
	if code, _ := get("/readyz"); code != 200 {
		t.Errorf("/readyz is %d when ready", code)
	}
	if code, _ := get("/debug/pprof/"); code != 200 {
		t.Errorf("/debug/pprof/ is %d on loopback", code)
	}
	if code, _ := get("/"); code != 404 {
		t.Errorf("/ is %d", code)
	}

	m.Answered("command", "answered", 20*time.Millisecond)
	m.Checked("")
	m.Refused("busy")
	m.WatchQueue(func() int { return 3 }, 100)
	observer := m.SocketObserver()
	observer.Received("slash_commands")
	observer.Acked("slash_commands", time.Millisecond)
	observer.Connections(2, 3)
	_, body := get("/metrics")
	for _, line := range []string{
		`httpcode_answer_seconds_count{outcome="answered",surface="command"} 1`,
		`httpcode_checks_total{kind="healthy"} 1`,
		`httpcode_refusals_total{reason="busy"} 1`,
		`httpcode_queue_depth 3`, `httpcode_queue_capacity 100`,
		`httpcode_events_total{type="slash_commands"} 1`,
		`httpcode_ack_seconds_bucket{type="slash_commands",le="0.001"} 1`,
		`httpcode_slack_connections 2`, `httpcode_slack_connections_reported 3`,
		`httpcode_build_info{version="v1.2.3"} 1`,
		`go_goroutines`, `process_resident_memory_bytes`,
	} {
		if !strings.Contains(body, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestProfilesStayOnTheMachine(t *testing.T) {
	t.Parallel()
	outside, inside := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 8080}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	for _, tc := range []struct {
		name, remote, host, header string
		local                      net.Addr
	}{
		{"from elsewhere", "192.0.2.9:5", "192.0.2.1:8080", "", outside},
		{"to the outer address", "127.0.0.1:5", "127.0.0.1:8080", "", outside},
		{"through a sidecar", "127.0.0.1:5", "127.0.0.1:8080", "X-Forwarded-For", inside},
		{"from a web page, by a name that resolves here", "127.0.0.1:5", "evil.example:8080", "", inside},
		{"without a local address", "127.0.0.1:5", "127.0.0.1:8080", "", nil},
	} {
		for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/profile", "/debug/pprof/cmdline", "/debug/pprof/trace"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.RemoteAddr, r.Host = tc.remote, tc.host
			if tc.header != "" {
				r.Header.Set(tc.header, "192.0.2.9")
			}
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, tc.local))
			w := httptest.NewRecorder()
			HealthHandler(func() bool { return true }, nil).ServeHTTP(w, r)
			if w.Code != http.StatusNotFound {
				t.Errorf("%s: %s is %d", tc.name, path, w.Code)
			}
		}
	}
}

func TestATakenAddressIsExplained(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = ListenHealth(taken.Addr().String(), nil, nil, slog.Default())
	if err == nil || !strings.Contains(err.Error(), "HTTPCODE_LISTEN="+taken.Addr().String()) {
		t.Errorf("got %v", err)
	}
}

// Whoever runs the bot without metrics passes nil.
func TestNilMetricsCountNothing(t *testing.T) {
	t.Parallel()
	var m *Metrics
	m.Answered("", "", 0)
	m.Checked("")
	m.Refused("")
	m.Duplicate()
	m.Panicked()
	m.WatchQueue(nil, 0)
	m.SocketObserver()
	m.called("", "", 0)
	m.lateAnswer("")
}
