package bot

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
)

// roundTrips answers a client's attempts one after the other, the last answer
// again and again.
type roundTrips struct {
	mu      sync.Mutex
	answers []func(*http.Request) (*http.Response, error)
	bodies  []string
}

func (r *roundTrips) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.bodies = append(r.bodies, string(body))
	answer := r.answers[min(len(r.bodies), len(r.answers))-1]
	r.mu.Unlock()
	return answer(req)
}

func says(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {"application/json"}}
		for i := 0; i < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{Status: http.StatusText(status), StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
	}
}

func fails(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func hangs(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

var (
	posted      = says(200, `{"ok":true,"channel":"C1","ts":"1.2"}`)
	unreachable = fails(&net.OpError{Op: "dial", Err: errors.New("connection refused")})
	cutOff      = fails(&net.OpError{Op: "read", Err: errors.New("connection reset by peer")})
)

type answers = []func(*http.Request) (*http.Response, error)

func client(trips *roundTrips) *slack.Client {
	web := NewWebClient("https://slack.test/api", nil)
	web.Transport.(*webTransport).base = trips
	return slack.New("xoxb-1", slack.OptionAPIURL("https://slack.test/api/"), slack.OptionHTTPClient(web))
}

// What may have arrived is posted once; what has the same effect twice, or
// certainly did not arrive, is tried again.
func TestRepeatsOnlyWhatCannotHappenTwice(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name         string
		answers      answers
		post, update int // attempts at chat.postMessage and chat.update
		fine         bool
	}{
		{"200", answers{posted}, 1, 1, true},
		{"500, then 200", answers{says(500, ""), posted}, 1, 2, true},
		{"HTML 503, then 200", answers{says(503, "<html>"), posted}, 1, 2, true},
		{"500 for ever", answers{says(500, "")}, 1, callAttempts, false},
		{"cut off, then 200", answers{cutOff, posted}, 1, 2, true},
		{"a time-out, then 200", answers{hangs, posted}, 1, 2, true},
		{"unreachable, then 200", answers{unreachable, posted}, 2, 2, true},
		{"unreachable for ever", answers{unreachable}, callAttempts, callAttempts, false},
		{"429, then 200", answers{says(429, "", "Retry-After", "2"), posted}, 2, 2, true},
		{"429 of a proxy, then 200", answers{says(429, "<html>"), posted}, 2, 2, true},
		{"Slack refuses", answers{says(200, `{"ok":false,"error":"not_in_channel"}`)}, 1, 1, false},
		{"404", answers{says(404, "")}, 1, 1, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trips := &roundTrips{answers: tc.answers}
				_, _, err := client(trips).PostMessageContext(t.Context(), "C1", slack.MsgOptionText("hi", false))
				if len(trips.bodies) != tc.post {
					t.Errorf("posted %d times, want %d", len(trips.bodies), tc.post)
				}
				if tc.fine && tc.post == len(tc.answers) && err != nil {
					t.Errorf("posting gives %v", err)
				}
				trips = &roundTrips{answers: tc.answers}
				_, _, _, err = client(trips).UpdateMessageContext(t.Context(), "C1", "1.2", slack.MsgOptionText("hi", false))
				if len(trips.bodies) != tc.update || (err == nil) != tc.fine {
					t.Errorf("updated %d times with %v, want %d", len(trips.bodies), err, tc.update)
				}
				for _, body := range trips.bodies {
					if body != trips.bodies[0] || body == "" {
						t.Errorf("an attempt sent %q after %q", body, trips.bodies[0])
					}
				}
			})
		})
	}
}

func TestRetryAfterHoldsTheMethodForEveryone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		trips := &roundTrips{answers: answers{says(429, "", "Retry-After", "7"), posted}}
		api := client(trips)
		start := time.Now()
		done := make(chan error)
		post := func(ctx context.Context) {
			_, _, err := api.PostMessageContext(ctx, "C1", slack.MsgOptionText("hi", false))
			done <- err
		}
		go post(t.Context())
		synctest.Wait()
		go post(t.Context())
		// Another method goes on.
		if _, err := api.AuthTestContext(t.Context()); err != nil || time.Since(start) > 0 {
			t.Errorf("auth.test gives %v after %s", err, time.Since(start))
		}
		// Who cannot wait that long is told so at once, without another call.
		hurried, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		go post(hurried)
		limited, ok := errors.AsType[*slack.RateLimitedError](<-done)
		if !ok || limited.RetryAfter != 7*time.Second || time.Since(start) > 0 {
			t.Errorf("got %v after %s", limited, time.Since(start))
		}
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if waited := time.Since(start); waited != 7*time.Second || len(trips.bodies) != 4 {
			t.Errorf("done after %s and %d calls, want 7 s and 4", waited, len(trips.bodies))
		}
	})
}

func TestCallsEndWithinTheirBudget(t *testing.T) {
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"silence": hangs, "429 for ever": says(429, "", "Retry-After", "5"), "429 for an hour": says(429, "", "Retry-After", "3600"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := client(&roundTrips{answers: answers{answer}}).AuthTestContext(context.Background())
				if err == nil || time.Since(start) > callBudget+time.Second {
					t.Errorf("gives %v after %s", err, time.Since(start))
				}
			})
		})
	}
}

func TestCallsAreLabelledFromAClosedSet(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"ok":true}`: "ok", `{"ts":"1","ok":true}`: "ok", "ok": "ok",
		`{"ok":false,"error":"not_in_channel"}`:            "not_in_channel",
		`{"ok":false,"error":"cannot reach https://x/?t"}`: "not_ok",
		`{"ok":false}`: "not_ok",
		"<html>":       "unreadable",
	} {
		if got := callOutcome(200, []byte(body)); got != want {
			t.Errorf("%s is %q, want %q", body, got, want)
		}
	}
	web := &webTransport{api: "https://slack.test/api/"}
	for url, want := range map[string]string{
		"https://slack.test/api/chat.postMessage":     "chat.postMessage",
		"https://slack.test/api/users.info?user=U":    "users.info",
		"https://hooks.slack.com/commands/T/1/secret": ResponseURL,
	} {
		req, err := http.NewRequest(http.MethodPost, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := web.method(req); got != want {
			t.Errorf("%s is %q, want %q", url, got, want)
		}
	}
}

func TestAnEchoedMessageIsLeftOut(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"ok":true,"channel":"C1","ts":"1.2","message":{"blocks":[{"type":"of_tomorrow"}]}}`:                        `{"ok":true,"channel":"C1","ts":"1.2"}`,
		`{"ok":false,"error":"invalid_blocks","errors":["x"],"response_metadata":{"messages":["[ERROR] too long"]}}`: `{"ok":false,"error":"invalid_blocks","errors":["x"],"response_metadata":{"messages":["[ERROR] too long"]}}`,
		`{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}`:                           `{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}`,
		`<html>`: `<html>`,
	} {
		if got := string(withoutEcho([]byte(body))); got != want {
			t.Errorf("%s becomes %s, want %s", body, got, want)
		}
	}
	trips := &roundTrips{answers: answers{says(200, `{"ok":true,"channel":"C1","ts":"1.2","message":{"blocks":"nonsense"}}`)}}
	channel, ts, err := client(trips).PostMessageContext(t.Context(), "C1", slack.MsgOptionText("hi", false))
	if err != nil || channel != "C1" || ts != "1.2" {
		t.Errorf("got %q, %q, %v", channel, ts, err)
	}
}
