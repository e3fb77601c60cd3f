package socket

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
)

// bubble is a Slack inside of a synctest bubble: connections are pipes, and
// hours pass in milliseconds.
type bubble struct {
	t     *testing.T
	pool  *Pool
	ended chan error

	answer func(n int) (status int, header http.Header, body string) // of apps.connections.open; nil: a URL
	greet  func(n int) bool                                          // whether connection n gets a hello; nil: yes
	deaf   bool                                                      // connections are read only by pump
	pings  func(ws *websocket.Conn, payload string) bool             // whether a ping is answered; nil: yes

	mu     sync.Mutex
	opens  []time.Time
	closed int
	conns  []*websocket.Conn
	raw    []net.Conn
	pumps  map[int]<-chan string
}

func inBubble(t *testing.T, b *bubble, handler Handler, o Options, test func()) {
	synctest.Test(t, func(t *testing.T) {
		b.t = t
		if o.Connections == 0 {
			o.Connections = 1
		}
		o.Log = slog.New(slog.DiscardHandler)
		o.Observer.Closed = func(string) { b.mu.Lock(); b.closed++; b.mu.Unlock() }
		api := slack.New("xoxb-1", slack.OptionAppLevelToken("xapp-1"), slack.OptionAPIURL("http://slack.test/api/"), slack.OptionHTTPClient(b))
		b.pool = New(api, handler, o)
		b.pool.netDial = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go b.serve(theirs)
			return ours, nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		b.ended = make(chan error, 1)
		go func() { b.ended <- b.pool.Run(ctx); close(b.ended) }()
		synctest.Wait()
		test()
		cancel()
		<-b.ended
		for n := range b.raw {
			b.drop(n + 1)
		}
		time.Sleep(time.Second) // what a test's server had begun ends
	})
}

// Do answers apps.connections.open.
func (b *bubble) Do(*http.Request) (*http.Response, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opens = append(b.opens, time.Now())
	n := len(b.opens)
	status, header, body := 200, http.Header{}, `{"ok":true,"url":"ws://slack.test/link"}`
	if b.answer != nil {
		if status, header, body = b.answer(n); header == nil {
			header = http.Header{}
		}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// hijacked lets the upgrader take a bare connection.
type hijacked struct {
	http.ResponseWriter
	conn net.Conn
	rw   *bufio.ReadWriter
}

func (h hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) { return h.conn, h.rw, nil }

func (b *bubble) serve(conn net.Conn) {
	rw := bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
	req, err := http.ReadRequest(rw.Reader)
	if err != nil {
		return
	}
	ws, err := (&websocket.Upgrader{}).Upgrade(hijacked{conn: conn, rw: rw}, req, nil)
	if errors.Is(err, io.ErrClosedPipe) { // a client that stops does not wait for the handshake
		return
	}
	if err != nil {
		b.t.Error(err)
		return
	}
	if pong := ws.PingHandler(); b.pings != nil {
		ws.SetPingHandler(func(payload string) error {
			if b.pings(ws, payload) {
				return pong(payload)
			}
			return nil
		})
	}
	b.mu.Lock()
	b.conns, b.raw = append(b.conns, ws), append(b.raw, conn)
	n := len(b.conns)
	b.mu.Unlock()
	if !b.deaf {
		b.pump(n)
	}
	if b.greet == nil || b.greet(n) {
		b.send(n, `{"type":"hello","num_connections":1}`)
	}
}

// send writes to connection n, counted from 1.
func (b *bubble) send(n int, frame string) {
	b.mu.Lock()
	ws := b.conns[n-1]
	b.mu.Unlock()
	_ = ws.WriteMessage(websocket.TextMessage, []byte(frame)) // the effect is what tests look at
}

// pump reads connection n, which answers pings, and gives its messages.
func (b *bubble) pump(n int) <-chan string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pumps[n] != nil {
		return b.pumps[n]
	}
	out := make(chan string, 100)
	ws := b.conns[n-1]
	if b.pumps == nil {
		b.pumps = map[int]<-chan string{}
	}
	b.pumps[n] = out
	go func() {
		defer close(out)
		defer ws.Close()
		for {
			_, data, err := ws.ReadMessage()
			if err != nil {
				return
			}
			out <- string(data)
		}
	}()
	return out
}

// drop ends connection n without a word.
func (b *bubble) drop(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.raw[n-1].Close()
}

func (b *bubble) opened() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.opens)
}

func (b *bubble) wantOpened(want int, when string) {
	b.t.Helper()
	if n := b.opened(); n != want {
		b.t.Errorf("%s: opened %d connections, want %d", when, n, want)
	}
}
