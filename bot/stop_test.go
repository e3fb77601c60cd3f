package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"httpcode/bot/socket"
	"httpcode/bot/workspace"
	"httpcode/knowledge/probe"
)

func TestStopFinishesWhatWasBegun(t *testing.T) {
	begun, hold := make(chan struct{}), make(chan struct{})
	s := newWorkspace(t, workspace.Options{})
	stop := s.start(Options{Prober: prober(func(ctx context.Context, url string) *probe.Report {
		close(begun)
		<-hold
		return (&internet{}).Check(ctx, url)
	})})
	ada := s.slack.As(workspace.Ada)
	if _, err := ada.Post(workspace.Incidents, "", "@httpcode https://example.com/"); err != nil {
		t.Fatal(err)
	}
	<-begun
	time.AfterFunc(50*time.Millisecond, func() { close(hold) })
	stop()
	s.waitReply(ada, workspace.Incidents, "example.com does not exist")
}

// What takes longer than a stop may take is cut, and the person told.
func TestStopTellsThoseWhoseWorkIsCut(t *testing.T) {
	s := newWorkspace(t, workspace.Options{})
	begun, metrics := make(chan struct{}, 2), NewMetrics("test")
	stop := s.start(Options{Metrics: metrics, Prober: prober(func(ctx context.Context, url string) *probe.Report {
		begun <- struct{}{}
		<-ctx.Done()
		return (&internet{}).Check(ctx, url)
	})})
	s.bot.drainFor = 50 * time.Millisecond
	ada := s.slack.As(workspace.Ada)
	if _, err := ada.Post(workspace.Incidents, "", "@httpcode https://example.com/"); err != nil {
		t.Fatal(err)
	}
	ada.Command(workspace.General, "/httpcode", "https://example.com/")
	<-begun
	<-begun
	stop()
	s.waitReply(ada, workspace.Incidents, "I am being restarted")
	s.waitReply(ada, workspace.General, "I am being restarted")
	for _, surface := range []string{"mention", "command"} {
		if n := metrics.answersOf(t, surface, outcomeRefused); n != 1 {
			t.Errorf("%d refusals of a %s are counted, want 1", n, surface)
		}
	}
}

// Where a channel cannot be answered up to the end, the person is told apart.
func TestStopTriesAnotherWay(t *testing.T) {
	s := newWorkspace(t, workspace.Options{})
	stop := s.start(Options{})
	s.slack.Fail("chat.postMessage", workspace.Fault{Status: 503})
	ada := s.slack.As(workspace.Ada)
	if _, err := ada.Post(workspace.General, "", "@httpcode 502"); err != nil {
		t.Fatal(err)
	}
	s.until("the outbox to keep it", func() bool {
		s.bot.outbox.mu.Lock()
		defer s.bot.outbox.mu.Unlock()
		return s.bot.outbox.kept == 1
	})
	stop()
	if told := s.replies(ada, workspace.General); len(told) != 1 || !told[0].Ephemeral() || !saysSo(told[0].Text) || !strings.Contains(told[0].Text, "502 Bad Gateway") {
		t.Errorf("told %+v", told)
	}
}

func TestRefusedTokenEndsRun(t *testing.T) {
	s := newWorkspace(t, workspace.Options{})
	s.slack.RevokeTokens("invalid_auth")
	s.prepare(Options{})
	err := s.bot.Run(t.Context())
	if refused, ok := errors.AsType[*socket.RefusedError](err); !ok || refused.Code != "invalid_auth" {
		t.Errorf("Run = %v, want a RefusedError", err)
	}
}

func TestRevokedTokenEndsRun(t *testing.T) {
	s := newWorkspace(t, workspace.Options{})
	s.prepare(Options{})
	ended := make(chan error, 1)
	go func() { ended <- s.bot.Run(t.Context()) }()
	s.until("the bot to connect", func() bool { return s.bot.Pool().Connected() == 2 })
	s.slack.RevokeTokens("token_revoked")
	s.slack.Disconnect("refresh_requested")
	select {
	case err := <-ended:
		if refused, ok := errors.AsType[*socket.RefusedError](err); !ok || refused.Code != "token_revoked" {
			t.Errorf("Run = %v, want a RefusedError", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the bot goes on with a revoked token")
	}
}

// The connections live on by the app's token while the bot's is refused: no
// channel would get an answer any more, and nobody would notice.
func TestRevokedBotTokenEndsRun(t *testing.T) {
	s := newWorkspace(t, workspace.Options{})
	s.prepare(Options{})
	ended := make(chan error, 1)
	go func() { ended <- s.bot.Run(t.Context()) }()
	s.until("the bot to connect", func() bool { return s.bot.Pool().Connected() == 2 })
	for _, method := range []string{"auth.test", "chat.postMessage", "chat.postEphemeral"} {
		s.slack.Fail(method, workspace.Fault{Error: "token_revoked"})
	}
	if _, err := s.slack.As(workspace.Ada).Post(workspace.General, "", "@httpcode 502"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if refused, ok := errors.AsType[*socket.RefusedError](err); !ok || refused.Code != "token_revoked" {
			t.Errorf("Run = %v, want a RefusedError", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the bot goes on with a revoked token")
	}
}

// The outbox makes its last attempts when all else has ended.
func TestTokenIsNotLookedAtAfterTheEnd(t *testing.T) {
	s := newWorkspace(t, workspace.Options{})
	s.start(Options{})()
	var calls atomic.Int64
	s.slack.FailWhen(func(workspace.Call) *workspace.Fault { calls.Add(1); return nil })
	s.bot.recheck(slack.SlackErrorResponse{Err: "token_revoked"})
	s.bot.beside.Wait()
	if n := calls.Load(); n != 0 || s.bot.rechecked.Load() {
		t.Errorf("%d calls; still looking: %v", n, s.bot.rechecked.Load())
	}
}

// What Slack refuses for one channel's sake, in the words of a bad token, says
// nothing of the token.
func TestOneChannelsRefusalDoesNotEndRun(t *testing.T) {
	metrics := NewMetrics("test")
	s := newStage(t, workspace.Options{}, Options{Metrics: metrics})
	s.slack.FailWhen(func(c workspace.Call) *workspace.Fault {
		if c.Channel == workspace.General || c.Channel == workspace.Ada {
			return &workspace.Fault{Error: "access_denied"}
		}
		return nil
	})
	ada := s.slack.As(workspace.Ada)
	if _, err := ada.Post(workspace.General, "", "@httpcode 502"); err != nil {
		t.Fatal(err)
	}
	s.until("the look at the token", func() bool {
		return metrics.answersOf(t, "mention", outcomeFailed) == 1 && !s.bot.rechecked.Load()
	})
	if _, err := ada.Post(workspace.Incidents, "", "@httpcode 504"); err != nil {
		t.Fatal(err)
	}
	s.waitReply(ada, workspace.Incidents, "504 Gateway Timeout")
}

// What is no answer of Slack's says nothing of the token, whatever its status:
// the bot waits until Slack itself answers, and its log says what it met.
func TestSlackNotYetThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault workspace.Fault
		log   string
	}{
		"503":               {workspace.Fault{Status: 503, Times: 4}, "503"}, // the client itself tries three times
		"401 with HTML":     {workspace.Fault{Status: 401, Body: "<html>who are you</html>", Times: 1}, "is SLACK_API_URL right"},
		"404 with HTML":     {workspace.Fault{Status: 404, Body: "<html>no such page</html>", Times: 1}, "is SLACK_API_URL right"},
		"200 with HTML":     {workspace.Fault{Status: 200, Body: "<html>log in</html>", Times: 4}, "says neither"},
		"a code of its own": {workspace.Fault{Error: "internal_error", Times: 1}, "internal_error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &locked{}
			s := newWorkspace(t, workspace.Options{})
			s.slack.Fail("auth.test", c.fault)
			defer s.start(Options{Log: slog.New(slog.NewTextHandler(log, nil))})()
			if !strings.Contains(log.String(), c.log) {
				t.Errorf("the log says nothing of it: %s", log)
			}
		})
	}
}
