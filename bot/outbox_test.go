package bot

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
)

// script posts with one result after the other; the last one repeats.
type script struct {
	results  []error
	attempts []Attempt
	arrived  func() (bool, error)
}

func (s *script) letter() Letter {
	l := Letter{What: "test", Post: func(_ context.Context, a Attempt) error {
		s.attempts = append(s.attempts, a)
		return s.results[min(len(s.attempts), len(s.results))-1]
	}}
	if s.arrived != nil {
		l.Arrived = func(context.Context) (bool, error) { return s.arrived() }
	}
	return l
}

var (
	badServer = slack.StatusCodeError{Code: 500, Status: "500"}
	tooMany   = &slack.RateLimitedError{RetryAfter: 40 * time.Second}
	refusedIt = slack.SlackErrorResponse{Err: "channel_not_found"}
	noDial    = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
)

func TestOutbox(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		script   script
		kept     bool
		attempts int
		note     string // of the last attempt
	}{
		{"at once", script{results: []error{nil}}, false, 1, ""},
		{"refused", script{results: []error{refusedIt}}, false, 1, ""},
		{"a closed door, soon open", script{results: []error{noDial, nil}}, true, 2, ""},
		{"429", script{results: []error{tooMany, nil}}, true, 2, "Slack did not take this answer when it was ready, 40 seconds ago."},
		{"500", script{results: []error{badServer, nil}}, true, 2, "Slack failed when this answer was sent, so it may come for the second time."},
		{"500, not arrived", script{results: []error{badServer, nil}, arrived: func() (bool, error) { return false, nil }}, true, 2, ""},
		{"500, arrived", script{results: []error{badServer, nil}, arrived: func() (bool, error) { return true, nil }}, true, 1, ""},
		{"500, and no way to know", script{results: []error{badServer, nil}, arrived: func() (bool, error) { return false, refusedIt }}, true, 2,
			"Slack failed when this answer was sent, so it may come for the second time."},
		{"refused later", script{results: []error{noDial, refusedIt}}, true, 2, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := NewOutbox(slog.New(slog.DiscardHandler), nil)
				err := o.Send(t.Context(), tc.script.letter())
				if errors.Is(err, ErrKept) != tc.kept {
					t.Errorf("Send gives %v", err)
				}
				o.running.Wait()
				if len(tc.script.attempts) != tc.attempts {
					t.Fatalf("made %d attempts, want %d", len(tc.script.attempts), tc.attempts)
				}
				if note := tc.script.attempts[tc.attempts-1].Note(); note != tc.note {
					t.Errorf("the note is %q, want %q", note, tc.note)
				}
				o.Close(t.Context())
			})
		})
	}
}

func TestOutboxGivesUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := NewOutbox(slog.New(slog.DiscardHandler), nil)
		s := script{results: []error{noDial}}
		start := time.Now()
		if err := o.Send(t.Context(), s.letter()); !errors.Is(err, ErrKept) {
			t.Errorf("Send gives %v", err)
		}
		o.running.Wait()
		if took := time.Since(start); took < keepFor || took > keepFor+2*retryLatest {
			t.Errorf("gave up after %s", took)
		}
		o.Close(t.Context())
	})
}

// An operator is alarmed by what was dropped, not by what took another way.
func TestOutboxTellsRefusedFromDropped(t *testing.T) {
	hour := &slack.RateLimitedError{RetryAfter: time.Hour}
	for name, tc := range map[string]struct {
		result error
		last   bool
		want   string
	}{
		"Slack's refusal":              {refusedIt, false, "refused"},
		"a long pause":                 {hour, false, "refused"},
		"a long pause, no way is left": {hour, true, "dropped"},
		"nothing but failures":         {noDial, false, "dropped"},
		"delivered":                    {nil, false, "delivered"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := NewOutbox(slog.New(slog.DiscardHandler), nil)
				s := script{results: []error{tc.result}}
				l := s.letter()
				l.Since, l.Last = time.Now(), tc.last
				if outcome, err := o.insist(l, fate{}); outcome != tc.want || (err == nil) != (tc.result == nil) {
					t.Errorf("%s, %v; want %s", outcome, err, tc.want)
				}
				o.Close(t.Context())
			})
		})
	}
}

func TestOutboxClosesWithOneLastAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := NewOutbox(slog.New(slog.DiscardHandler), nil)
		s := script{results: []error{tooMany, nil}}
		_ = o.Send(t.Context(), s.letter()) // kept, as above
		start := time.Now()
		o.Close(t.Context())
		if len(s.attempts) != 2 || time.Since(start) > 0 {
			t.Errorf("closed after %s and %d attempts", time.Since(start), len(s.attempts))
		}
		if err := o.Send(t.Context(), (&script{results: []error{noDial}}).letter()); errors.Is(err, ErrKept) {
			t.Error("a closed outbox keeps a letter")
		}
	})
}

func TestOutboxIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := NewOutbox(slog.New(slog.DiscardHandler), nil)
		kept := 0
		for range keepAtMost + 10 {
			if errors.Is(o.Send(t.Context(), (&script{results: []error{noDial, nil}}).letter()), ErrKept) {
				kept++
			}
		}
		if kept != keepAtMost {
			t.Errorf("kept %d letters, want %d", kept, keepAtMost)
		}
		o.Close(t.Context())
	})
}
