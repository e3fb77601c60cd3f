package bot

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// wait sleeps until Slack wants the method called again. Where that is after
// ctx's end it returns at once with the time that is left.
func (t *webTransport) wait(ctx context.Context, method string) time.Duration {
	for {
		t.mu.Lock()
		left := time.Until(t.held[method])
		t.mu.Unlock()
		if left <= 0 {
			return 0
		}
		if end, ok := ctx.Deadline(); ok && time.Until(end) < left {
			return left
		}
		if pauseFor(ctx, left) != nil {
			return 0 // the attempt tells of the cancelled context
		}
	}
}

// hold keeps a method from being called for as long as Slack asks.
func (t *webTransport) hold(method string, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held == nil {
		t.held = map[string]time.Time{}
	}
	if until := time.Now().Add(wait); until.After(t.held[method]) {
		t.held[method] = until
	}
}

// retryAfter is how long a 429 asks to wait, from 1 s to longestHold. Slack always
// says so in whole seconds; a proxy might not.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if errors.Is(err, strconv.ErrRange) && seconds > 0 {
		return longestHold
	}
	return time.Duration(min(max(seconds, 1), int(longestHold/time.Second))) * time.Second
}

// tooEarly is the answer that Slack would give again.
func tooEarly(req *http.Request, wait time.Duration) *http.Response {
	if req.Body != nil {
		_ = req.Body.Close() // as a RoundTripper must
	}
	seconds := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
	return &http.Response{
		Status: "429 Too Many Requests", StatusCode: http.StatusTooManyRequests,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Retry-After": {seconds}}, Body: http.NoBody, Request: req,
	}
}
