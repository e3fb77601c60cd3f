package socket

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeSlack is a small Socket Mode server whose every step a test directs.
type fakeSlack struct {
	t      testing.TB
	server *httptest.Server
	// answer replaces the answer of apps.connections.open; n counts from 1.
	answer func(w http.ResponseWriter, n int) bool
	// silent connections get no hello.
	silent bool

	mu    sync.Mutex
	opens int
	conns chan *peer // every connection, in order
}

// peer is Slack's end of a connection.
type peer struct {
	ws     *websocket.Conn
	acks   chan ack
	pings  chan string
	closed chan error // why the reader ended
	mu     sync.Mutex
}

type ack struct {
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
}

func newFakeSlack(t testing.TB) *fakeSlack {
	s := &fakeSlack{t: t, conns: make(chan *peer, 100)}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	return s
}

// newTLSFakeSlack speaks wss, as Slack does.
func newTLSFakeSlack(t testing.TB) *fakeSlack {
	s := &fakeSlack{t: t, conns: make(chan *peer, 100)}
	s.server = httptest.NewTLSServer(s)
	t.Cleanup(s.server.Close)
	return s
}

// trust is the configuration of a client that knows the server's certificate.
func (s *fakeSlack) trust() *tls.Config {
	if s.server.TLS == nil {
		return nil
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.server.Certificate())
	return &tls.Config{RootCAs: roots}
}

func (s *fakeSlack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/api/apps.connections.open" {
		s.upgrade(w, r)
		return
	}
	s.mu.Lock()
	s.opens++
	n := s.opens
	s.mu.Unlock()
	if s.answer != nil && s.answer(w, n) {
		return
	}
	fmt.Fprintf(w, `{"ok":true,"url":"ws%s/link?ticket=%d"}`, strings.TrimPrefix(s.server.URL, "http"), n)
}

func (s *fakeSlack) upgrade(w http.ResponseWriter, r *http.Request) {
	ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	p := &peer{ws: ws, acks: make(chan ack, 1000), pings: make(chan string, 10), closed: make(chan error, 1)}
	ws.SetPingHandler(func(data string) error {
		select {
		case p.pings <- data:
		default:
		}
		_ = ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second)) // none after a Close
		return nil
	})
	if !s.silent {
		p.send(`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}}`)
	}
	s.conns <- p
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			p.closed <- err
			ws.Close()
			return
		}
		var a ack
		if err := json.Unmarshal(data, &a); err != nil {
			s.t.Errorf("the acknowledgement %q does not decode: %v", data, err)
		}
		p.acks <- a
	}
}

func (s *fakeSlack) opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opens
}

// next is the next connection that the pool makes.
func (s *fakeSlack) next() *peer {
	s.t.Helper()
	return receive(s.t, s.conns, "a connection")
}

func (p *peer) send(frame string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.ws.WriteMessage(websocket.TextMessage, []byte(frame)) // a test that cares sees no acknowledgement
}

func (p *peer) slash(id, text string) {
	p.send(fmt.Sprintf(`{"envelope_id":%q,"type":"slash_commands","payload":{"text":%q},"accepts_response_payload":true}`, id, text))
}

func (p *peer) disconnect(reason string) {
	p.send(fmt.Sprintf(`{"type":"disconnect","reason":%q,"debug_info":{"host":"x"}}`, reason))
}

// close begins the closing handshake.
func (p *peer) close(code int) {
	_ = p.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) // the answer is looked at
}

// cut ends the connection without a word.
func (p *peer) cut() { _ = p.ws.NetConn().Close() }

// receive waits for a value; the limit only ends a hopeless test.
func receive[T any](t testing.TB, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("waiting for %s in vain", what)
		panic("unreachable")
	}
}

// running is a pool at work.
type running struct {
	*Pool
	stop context.CancelFunc
	err  chan error
}

func (s *fakeSlack) run(handler Handler, o Options) *running {
	s.t.Helper()
	if o.Connections == 0 {
		o.Connections = 1
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: s.trust()}}
	api := slack.New("xoxb-test", slack.OptionAppLevelToken("xapp-test"),
		slack.OptionAPIURL(s.server.URL+"/api/"), slack.OptionHTTPClient(client))
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{Pool: New(api, handler, o), stop: cancel, err: make(chan error, 1)}
	r.tls = s.trust()
	go func() { r.err <- r.Run(ctx); close(r.err) }()
	s.t.Cleanup(func() {
		cancel()
		<-r.err
	})
	return r
}

// echo acknowledges with the payload that it got.
func echo(e *Envelope) { _ = e.Ack(e.Payload) }
