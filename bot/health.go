package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"strings"
	"time"
)

// Health is the listener that operators, Kubernetes and Prometheus ask.
type Health struct {
	listener net.Listener
	server   *http.Server
}

// ListenHealth opens the listener on addr, such as ":8080". ready says whether
// Slack's events arrive; m may be nil. The error says what to do about it.
func ListenHealth(addr string, ready func() bool, m *Metrics, log *slog.Logger) (*Health, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening on HTTPCODE_LISTEN=%s for health checks and metrics (choose another address, or set it empty to do without): %w", addr, err)
	}
	return &Health{listener: listener, server: &http.Server{
		Handler:           HealthHandler(ready, m),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      2 * time.Minute, // a CPU profile takes 30 s by default
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}}, nil
}

// Addr is where the listener listens.
func (h *Health) Addr() net.Addr { return h.listener.Addr() }

// Serve answers until ctx ends. It should end last: while the bot stops,
// /readyz says so.
func (h *Health) Serve(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() { _ = h.server.Close() })()
	if err := h.server.Serve(h.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving health checks and metrics: %w", err)
	}
	return nil
}

// HealthHandler serves /healthz, /readyz and /metrics, and /debug/pprof/ to the
// machine itself.
func HealthHandler(ready func() bool, m *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		sayStatus(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !ready() {
			sayStatus(w, http.StatusServiceUnavailable, "not ready: no connection to Slack, or stopping")
			return
		}
		sayStatus(w, http.StatusOK, "ready")
	})
	if m != nil {
		mux.Handle("GET /metrics", m.Handler())
	}
	mux.HandleFunc("/debug/pprof/", localOnly(pprof.Index))
	mux.HandleFunc("/debug/pprof/profile", localOnly(pprof.Profile))
	mux.HandleFunc("/debug/pprof/symbol", localOnly(pprof.Symbol))
	mux.HandleFunc("/debug/pprof/trace", localOnly(pprof.Trace))
	return mux
}

func sayStatus(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	fmt.Fprintln(w, text)
}

// localOnly hides a handler from everyone but the machine itself: a heap dump
// holds tokens. Both ends must be loopback, and the request must neither have
// passed a proxy, a sidecar for instance, nor come from a web page under a
// foreign name. `kubectl port-forward` qualifies.
func localOnly(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		if local == nil || !loopback(local.String()) || !loopback(r.RemoteAddr) || !loopback(r.Host) || forwarded(r.Header) {
			http.NotFound(w, r)
			return
		}
		next(w, r)
	}
}

func forwarded(h http.Header) bool {
	for _, name := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip"} {
		if h.Get(name) != "" {
			return true
		}
	}
	return false
}

// loopback judges a host with or without a port.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = strings.Trim(addr, "[]")
	}
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
