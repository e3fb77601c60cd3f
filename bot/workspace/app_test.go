package workspace_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"httpcode/bot/workspace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// envelope is what a bare client needs to know of one.
type envelope struct {
	Type     string          `json:"type"`
	Reason   string          `json:"reason"`
	ID       string          `json:"envelope_id"`
	Payload  json.RawMessage `json:"payload"`
	Respond  bool            `json:"accepts_response_payload"`
	Attempt  int             `json:"retry_attempt"`
	Retry    string          `json:"retry_reason"`
	NumConns int             `json:"num_connections"`
}

// app is a bare client of the workspace: a WebSocket and plain HTTP.
type app struct {
	t   testing.TB
	ctx context.Context // ends before the test's patience does
	w   *workspace.Workspace
	url string

	mu   sync.Mutex
	seen []envelope
	more chan struct{}
}

// start runs a workspace on a port of its own.
func start(t testing.TB, o workspace.Options) *app {
	t.Helper()
	w := workspace.New(o)
	server := httptest.NewServer(w)
	t.Cleanup(func() {
		w.Close()
		server.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return &app{t: t, ctx: ctx, w: w, url: server.URL, more: make(chan struct{}, 1)}
}

// link is a socket that may be written to from several goroutines.
type link struct {
	*websocket.Conn
	mu    sync.Mutex
	ended chan error // why reading ended
}

func (l *link) say(text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.WriteMessage(websocket.TextMessage, []byte(text))
}

// connect opens a socket; answer gives each envelope's acknowledgement payload,
// or false for none at all.
func (a *app) connect(answer func(envelope) (payload string, ack bool)) *link {
	a.t.Helper()
	var opened struct{ URL string }
	a.callAs(workspace.DefaultAppToken, "apps.connections.open", "", &opened)
	dialled, _, err := websocket.DefaultDialer.Dial(opened.URL, nil)
	if err != nil {
		a.t.Fatalf("connecting: %v", err)
	}
	conn := &link{Conn: dialled, ended: make(chan error, 1)}
	a.t.Cleanup(func() { conn.Close() })
	hello := make(chan struct{})
	go func() {
		for {
			_, frame, err := conn.ReadMessage()
			if err != nil {
				conn.ended <- err
				return
			}
			var e envelope
			if json.Unmarshal(frame, &e) == nil {
				a.note(e)
			}
			if e.Type == "hello" {
				close(hello)
			}
			if e.ID == "" || answer == nil {
				continue
			}
			payload, ack := answer(e)
			if !ack {
				continue
			}
			text := `{"envelope_id":"` + e.ID + `"}`
			if payload != "" {
				text = `{"envelope_id":"` + e.ID + `","payload":` + payload + `}`
			}
			if conn.say(text) != nil {
				return
			}
		}
	}()
	select {
	case <-hello:
	case <-time.After(5 * time.Second):
		a.t.Fatal("no hello")
	}
	return conn
}

func (a *app) note(e envelope) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = append(a.seen, e)
	select {
	case a.more <- struct{}{}:
	default:
	}
}

// received waits until the app has got what match accepts, and returns it.
func (a *app) received(match func(envelope) bool) envelope {
	a.t.Helper()
	deadline := time.After(5 * time.Second)
	for {
		a.mu.Lock()
		for _, e := range a.seen {
			if match(e) {
				a.mu.Unlock()
				return e
			}
		}
		a.mu.Unlock()
		select {
		case <-a.more:
		case <-deadline:
			a.t.Fatal("the app did not get what was expected")
		}
	}
}

// ofType matches envelopes, and hello and disconnect frames, by type.
func ofType(name string) func(envelope) bool {
	return func(e envelope) bool { return e.Type == name }
}

// call posts JSON to a method as the bot and decodes the answer into result.
func (a *app) call(method, body string, result any) *http.Response {
	a.t.Helper()
	return a.callAs(workspace.DefaultBotToken, method, body, result)
}

func (a *app) callAs(token, method, body string, result any) *http.Response {
	a.t.Helper()
	r, err := http.NewRequest("POST", a.url+"/api/"+method, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatalf("%s: %v", method, err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if result != nil {
		if err := json.Unmarshal(text, result); err != nil {
			a.t.Fatalf("%s: %v: %s", method, err, text)
		}
	}
	return resp
}

// result is the part of an answer that most tests look at.
type result struct {
	OK       bool   `json:"ok"`
	Error    string `json:"error"`
	TS       string `json:"ts"`
	Needed   string `json:"needed"`
	Warning  string `json:"warning"`
	Metadata struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
	View struct {
		ID   string `json:"id"`
		Hash string `json:"hash"`
	} `json:"view"`
	Channel json.RawMessage `json:"channel"`
	Message json.RawMessage `json:"message"`
}

// must calls a method that has to go well.
func (a *app) must(method, body string) result {
	a.t.Helper()
	var r result
	a.call(method, body, &r)
	if !r.OK {
		a.t.Fatalf("%s %s: %s %v", method, body, r.Error, r.Metadata.Messages)
	}
	return r
}

// refused calls a method that has to fail with this code.
func (a *app) refused(code, method, body string) result {
	a.t.Helper()
	var r result
	a.call(method, body, &r)
	if r.OK || r.Error != code {
		a.t.Errorf("%s %.200s: ok=%v %q %v, want %q", method, body, r.OK, r.Error, r.Metadata.Messages, code)
	}
	return r
}

// respond posts to a response URL and returns the status.
func (a *app) respond(url, body string) int {
	a.t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}
