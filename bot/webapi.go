package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// attemptTimeout bounds one attempt. Slack's slow answers take a few seconds.
	attemptTimeout = 10 * time.Second
	// callBudget bounds all attempts of a call whose context has no deadline;
	// what takes longer is the outbox's.
	callBudget = 30 * time.Second
	// callAttempts bounds the attempts of a call that keeps failing; waiting
	// for a rate limit does not count.
	callAttempts = 3
	callPause    = 300 * time.Millisecond // before the second attempt, doubled before the third
	maxAnswer    = 4 << 20                // of an answer's body
	// longestHold is how long a Retry-After is believed before Slack is asked
	// again. Slack counts its limits by the minute; a wrong header, from Slack or
	// from what stands between, must not silence the bot for a day.
	longestHold = 5 * time.Minute
)

// ResponseURL stands for a method's name where a response URL is called.
const ResponseURL = "response_url"

// repeatable are the methods that have the same effect twice as once, and may
// so be called again although an attempt may have arrived. Posting is not among
// them. apps.connections.open is left to the connections' own back-off.
var repeatable = map[string]bool{
	"auth.test": true, "bots.info": true, "users.info": true, "team.info": true,
	"conversations.info": true, "conversations.list": true, "conversations.open": true,
	"conversations.history": true, "conversations.replies": true, "conversations.members": true,
	"chat.update": true, "chat.delete": true, "chat.getPermalink": true,
	"reactions.add": true, "reactions.remove": true, "reactions.get": true,
	"views.publish": true, "views.update": true,
	"views.open": true, "views.push": true, // a trigger works once
}

// NewWebClient is the http.Client for everything that goes to Slack: the Web
// API under apiURL, and response URLs. It waits where Slack says 429, for every
// caller of the method, and repeats what cannot have an effect twice. What is
// left for the caller are Slack's answers, and failures that waiting a moment
// did not mend.
func NewWebClient(apiURL string, m *Metrics) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64 // the default of 2 would dial anew for almost every reply under load
	return &http.Client{
		Transport: &webTransport{base: transport, api: strings.TrimSuffix(apiURL, "/") + "/", metrics: m},
		// A redirected POST would arrive as a GET; the token is nobody else's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type webTransport struct {
	base    http.RoundTripper
	api     string
	metrics *Metrics

	mu   sync.Mutex
	held map[string]time.Time // until when Slack wants a method left alone
}

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (t *webTransport) CloseIdleConnections() {
	if closer, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// RoundTrip makes as many attempts as help, within the context's deadline.
func (t *webTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), callBudget)
	defer cancel()
	method := t.method(req)
	pause := callPause
	for attempt := 1; ; attempt++ {
		if wait := t.wait(ctx, method); wait > 0 {
			return tooEarly(req, wait), nil // Slack would say the same
		}
		resp, err := t.attempt(ctx, req, method)
		if resp != nil && resp.StatusCode == http.StatusTooManyRequests {
			t.hold(method, retryAfter(resp.Header))
			attempt--
			if rewound(&req) {
				continue
			}
			return resp, nil
		}
		if attempt == callAttempts || !mayRepeat(method, resp, err) || pauseFor(ctx, pause) != nil || !rewound(&req) {
			return resp, err
		}
		pause *= 2
	}
}

// attempt makes one exchange and reads the answer whole, so that its time-out
// covers the body and the connection can be used again.
func (t *webTransport) attempt(ctx context.Context, req *http.Request, method string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	start := time.Now()
	resp, err := t.base.RoundTrip(req.WithContext(ctx))
	if err != nil {
		t.metrics.called(method, callFailure(err), time.Since(start))
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	_ = resp.Body.Close() // read as far as it matters
	if err != nil {
		t.metrics.called(method, callFailure(err), time.Since(start))
		return nil, fmt.Errorf("reading the answer of %s: %w", method, err)
	}
	t.metrics.called(method, callOutcome(resp.StatusCode, body), time.Since(start))
	if method != ResponseURL && resp.StatusCode == http.StatusOK && !verdict(body) {
		return nil, fmt.Errorf("the answer of %s says neither that it went well nor what went wrong", method)
	}
	if strings.HasPrefix(method, "chat.") {
		body = withoutEcho(body)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// method names what is called, from a closed set as far as Slack's names go.
func (t *webTransport) method(req *http.Request) string {
	name, ok := strings.CutPrefix(req.URL.String(), t.api)
	if !ok {
		return ResponseURL
	}
	name, _, _ = strings.Cut(name, "?")
	return name
}

// mayRepeat says whether another attempt can help and cannot do harm.
func mayRepeat(method string, resp *http.Response, err error) bool {
	if err != nil {
		return neverSent(err) || repeatable[method] && !errors.Is(err, context.Canceled)
	}
	return resp.StatusCode >= 500 && repeatable[method]
}

// rewound prepares the request for another attempt, false where its body is
// spent.
func rewound(req **http.Request) bool {
	if (*req).Body == nil || (*req).Body == http.NoBody {
		return true
	}
	if (*req).GetBody == nil {
		return false
	}
	body, err := (*req).GetBody()
	if err != nil {
		return false
	}
	next := (*req).Clone((*req).Context())
	next.Body = body
	*req = next
	return true
}

func pauseFor(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
