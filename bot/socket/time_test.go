package socket

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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

func TestAQuietConnectionStays(t *testing.T) {
	b := &bubble{}
	inBubble(t, b, echo, Options{}, func() {
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		b.wantOpened(1, "after a day of silence with pongs")
		if !b.pool.Ready() {
			t.Error("not ready")
		}
	})
}

// Half-open: the network took the peer away and told nobody.
func TestADeadPeerIsNoticed(t *testing.T) {
	b := &bubble{deaf: true}
	inBubble(t, b, echo, Options{}, func() {
		go func() { _, _ = io.Copy(io.Discard, b.raw[0]) }() // takes what is written, says nothing
		time.Sleep(deadAfter)
		synctest.Wait()
		b.wantOpened(1, "after 30 s")
		time.Sleep(pingEvery + firstDelay + time.Millisecond)
		synctest.Wait()
		b.wantOpened(2, "after 40 s")
	})
}

func TestAPeerThatStopsReadingIsNoticed(t *testing.T) {
	b := &bubble{deaf: true}
	inBubble(t, b, echo, Options{}, func() {
		time.Sleep(writeTimeout + firstDelay + retryBase)
		synctest.Wait()
		b.wantOpened(2, "after a ping that could not be written")
	})
}

func TestASlowHandlerIsNoDeadPeer(t *testing.T) {
	release := make(chan bool)
	b := &bubble{deaf: true}
	inBubble(t, b, func(e *Envelope) { <-release; echo(e) }, Options{}, func() {
		release = make(chan bool)
		// A pipe holds nothing: a pong would wait for the reader, which a
		// network's buffers would not.
		b.conns[0].SetPingHandler(func(string) error { return nil })
		out := b.pump(1)
		b.send(1, `{"envelope_id":"E","type":"slash_commands","payload":{}}`)
		time.Sleep(5 * time.Minute)
		close(release)
		if got := <-out; !strings.Contains(got, `"E"`) {
			t.Errorf("got %s", got)
		}
		b.wantOpened(1, "after five minutes in the handler")
	})
}

func TestNoHelloIsAFailure(t *testing.T) {
	b := &bubble{greet: func(n int) bool { return n > 1 }}
	inBubble(t, b, echo, Options{}, func() {
		if b.pool.Ready() {
			t.Error("ready before the hello")
		}
		time.Sleep(helloTimeout + retryBase + time.Millisecond)
		synctest.Wait()
		b.wantOpened(2, "after a connection without a hello")
		if !b.pool.Ready() {
			t.Error("not ready after the second connection's hello")
		}
	})
}

func TestAReplacedConnectionIsRetired(t *testing.T) {
	b := &bubble{}
	inBubble(t, b, echo, Options{}, func() {
		out := b.pump(1)
		time.Sleep(time.Hour)
		b.send(1, `{"type":"disconnect","reason":"warning"}`)
		synctest.Wait()
		b.wantOpened(2, "at once after the warning")
		time.Sleep(retireAfter - time.Second)
		b.send(1, `{"envelope_id":"late","type":"slash_commands","payload":{}}`)
		if got := <-out; !strings.Contains(got, "late") {
			t.Errorf("got %q", got)
		}
		time.Sleep(time.Second + closeTimeout)
		if _, open := <-out; open {
			t.Error("the replaced connection outlives its bound")
		}
		if n := b.pool.Connected(); n != 1 {
			t.Errorf("%d connections, want 1", n)
		}
	})
}

func TestTriesAgainAfterEveryOddAnswer(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		header http.Header
		body   string
	}{
		"500, whatever it says": {500, nil, `{"ok":false,"error":"invalid_auth"}`},
		"503":                   {503, nil, "<html>busy</html>"},
		"401 of a proxy":        {401, nil, "<html>who are you</html>"},
		"403 of a gateway":      {403, nil, "<html>not from here</html>"},
		"404":                   {404, nil, ""},
		"404 with HTML":         {404, nil, "<html>no such page</html>"},
		"407":                   {407, nil, ""},
		"302":                   {302, http.Header{"Location": {"https://login.test/"}}, ""},
		"200 with HTML":         {200, nil, "<html>captive portal</html>"},
		"200 empty":             {200, nil, ""},
		"200 {}":                {200, nil, "{}"},
		"200 null":              {200, nil, "null"},
		"not ok":                {200, nil, `{"ok":false}`},
		"no URL":                {200, nil, `{"ok":true}`},
		"a bad URL":             {200, nil, `{"ok":true,"url":"::"}`},
		"internal_error":        {200, nil, `{"ok":false,"error":"internal_error"}`},
		"fatal_error":           {200, nil, `{"ok":false,"error":"fatal_error"}`},
		"service_unavailable":   {200, nil, `{"ok":false,"error":"service_unavailable"}`},
		"ratelimited":           {200, nil, `{"ok":false,"error":"ratelimited"}`},
		"team_added_to_org":     {200, nil, `{"ok":false,"error":"team_added_to_org"}`},
		"request_timeout":       {200, nil, `{"ok":false,"error":"request_timeout"}`},
		"one of tomorrow":       {200, nil, `{"ok":false,"error":"one_of_tomorrow"}`},
		"429":                   {429, http.Header{"Retry-After": {"1"}}, ""},
		"429 without a time":    {429, nil, ""},
		"429 with a date":       {429, http.Header{"Retry-After": {"Sun, 22 Nov 2026 20:00:00 GMT"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := &bubble{answer: func(n int) (int, http.Header, string) {
				if n < 4 {
					return answer.status, answer.header, answer.body
				}
				return 200, nil, `{"ok":true,"url":"ws://slack.test/link"}`
			}}
			inBubble(t, b, echo, Options{}, func() {
				time.Sleep(20 * time.Second)
				synctest.Wait()
				if b.wantOpened(4, "after three of them"); !b.pool.Ready() {
					t.Error("not ready")
				}
			})
		})
	}
}

func TestBacksOffWhileSlackIsAway(t *testing.T) {
	b := &bubble{answer: func(int) (int, http.Header, string) { return 503, nil, "<html>" }}
	inBubble(t, b, echo, Options{Connections: 2}, func() {
		time.Sleep(time.Hour)
		synctest.Wait()
		n := b.opened()
		if least, most := 2*120, 2*260; n < least || n > most {
			t.Errorf("asked %d times in an hour, want %d to %d", n, least, most)
		}
		b.mu.Lock()
		b.answer = nil
		b.mu.Unlock()
		time.Sleep(retryLimit + time.Second)
		synctest.Wait()
		if b.pool.Connected() != 2 {
			t.Errorf("%d connections after Slack came back, want 2", b.pool.Connected())
		}
	})
}

// However a server behaves, it is asked no more than its tier allows.
func TestAStormStaysBelowTheRateLimit(t *testing.T) {
	for name, frames := range map[string][]string{
		"served, then cut":    {`{"envelope_id":"E","type":"slash_commands","payload":{}}`},
		"served, then warned": {`{"envelope_id":"E","type":"slash_commands","payload":{}}`, `{"type":"disconnect","reason":"warning"}`},
		"too many":            {`{"type":"disconnect","reason":"too_many_websockets"}`},
	} {
		t.Run(name, func(t *testing.T) {
			b := &bubble{}
			b.greet = func(n int) bool {
				go func() {
					b.send(n, `{"type":"hello","num_connections":1}`)
					for _, frame := range frames {
						b.send(n, frame)
					}
					if strings.Contains(name, "cut") {
						time.Sleep(time.Millisecond)
						b.drop(n)
					}
				}()
				return false
			}
			inBubble(t, b, echo, Options{Connections: 2}, func() {
				time.Sleep(10 * time.Minute)
				if n := b.opened(); n > openBurst+10*40+2 || n < 10 {
					t.Errorf("opened %d connections in 10 minutes", n)
				}
			})
		})
	}
}

func TestTooManyConnectionsWaitLonger(t *testing.T) {
	b := &bubble{}
	inBubble(t, b, echo, Options{}, func() {
		b.send(1, `{"type":"disconnect","reason":"too_many_websockets"}`)
		time.Sleep(crowdedBase/2 - time.Millisecond)
		synctest.Wait()
		b.wantOpened(1, "within 2.5 s")
		time.Sleep(crowdedBase)
		synctest.Wait()
		b.wantOpened(2, "within 7.5 s")
	})
}

func TestRetryAfterHoldsEveryConnection(t *testing.T) {
	var start time.Time
	b := &bubble{answer: func(n int) (int, http.Header, string) {
		if n == 1 {
			start = time.Now()
		}
		if time.Since(start) < time.Minute {
			return 429, http.Header{"Retry-After": {"60"}}, ""
		}
		return 200, nil, `{"ok":true,"url":"ws://slack.test/link"}`
	}}
	inBubble(t, b, echo, Options{Connections: 2}, func() {
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if n := b.opened(); n > 2 {
			t.Errorf("asked %d times within Retry-After", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := b.pool.Connected(); n != 2 {
			t.Errorf("%d connections after Retry-After, want 2", n)
		}
	})
}

// An answer whose connection is gone must go elsewhere, and an event comes
// again: on another connection neither is known to be taken.
func TestALateAcknowledgementIsNotSentElsewhere(t *testing.T) {
	var taken chan *Envelope
	b := &bubble{}
	inBubble(t, b, func(e *Envelope) { taken <- e }, Options{}, func() {
		taken = make(chan *Envelope, 2)
		b.send(1, `{"envelope_id":"command","type":"slash_commands","payload":{}}`)
		b.send(1, `{"envelope_id":"event","type":"events_api","payload":{}}`)
		command, event := <-taken, <-taken
		b.drop(1)
		synctest.Wait()
		if err := command.Ack(map[string]string{"text": "answer"}); !errors.Is(err, ErrLost) {
			t.Errorf("acknowledging with an answer gives %v", err)
		}
		if err := event.Ack(nil); !errors.Is(err, ErrLost) {
			t.Errorf("acknowledging gives %v", err)
		}
		time.Sleep(firstDelay)
		synctest.Wait()
		out := b.pump(2)
		time.Sleep(time.Minute)
		select {
		case frame := <-out:
			t.Errorf("the next connection got %s", frame)
		default:
		}
	})
}

func TestAnAcknowledgementThatWasNeverWrittenIsTold(t *testing.T) {
	lost := make(chan string, 3)
	b := &bubble{deaf: true}
	handler := func(e *Envelope) {
		if err := e.AckOr([]byte(`{"text":"answer"}`), func(sure bool) {
			if !sure {
				t.Errorf("%s may have been read", e.ID)
			}
			lost <- e.ID
		}); err != nil {
			t.Error(err)
		}
	}
	inBubble(t, b, handler, Options{}, func() {
		lost = make(chan string, 3)
		for i := range 3 { // the peer does not read: all three stay unwritten
			b.send(1, fmt.Sprintf(`{"envelope_id":"E%d","type":"slash_commands","payload":{}}`, i))
		}
		synctest.Wait()
		b.drop(1)
		got := map[string]bool{<-lost: true, <-lost: true, <-lost: true}
		if len(got) != 3 {
			t.Errorf("told of %v", got)
		}
	})
}

func TestStoppingDoesNotWaitForADeadPeer(t *testing.T) {
	b := &bubble{deaf: true}
	inBubble(t, b, echo, Options{}, func() {
		b.send(1, `{"envelope_id":"E","type":"slash_commands","payload":{}}`)
		start := time.Now()
		ctx, cancel := context.WithTimeout(b.t.Context(), time.Second)
		defer cancel()
		if err := b.pool.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Drain gives %v", err)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("Drain took %s", took)
		}
	})
}
