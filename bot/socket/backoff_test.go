package socket

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

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
