package bot

import (
	"context"
	"log"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"go.uber.org/goleak"

	"httpcode/bot/socket"
	"httpcode/bot/workspace"
)

// peerVariable names, in the environment of a process that a benchmark starts
// from this very binary, the peer that it is.
const peerVariable = "BOT_TEST_PEER"

func TestMain(m *testing.M) {
	if peer := os.Getenv(peerVariable); peer != "" {
		log.Fatal(runPeer(peer))
	}
	goleak.VerifyTestMain(m)
}

// stage is a workspace with the bot connected to it over a real WebSocket.
type stage struct {
	t     testing.TB
	slack *workspace.Workspace
	bot   *Bot
	url   string
	raws  []string // envelopes of a test's own
	// met is told of every envelope that reaches the bot; where it is not nil,
	// written counts the acknowledgements that have left the bot.
	met     func(*socket.Envelope)
	written atomic.Int64
	// patience is Slack's with acknowledgements; 0 means 3 s.
	patience time.Duration
	// retry is when the outbox tries again at first; 0 means as ever.
	retry time.Duration
}

// newHastyStage is newStage with an outbox that tries again soon.
func newHastyStage(t testing.TB, w workspace.Options, o Options) *stage {
	t.Helper()
	s := newWorkspace(t, w)
	s.retry = hasty
	t.Cleanup(s.start(o))
	return s
}

// hasty is when that outbox tries again.
const hasty = 100 * time.Millisecond

// newStage starts a workspace and a bot; o may leave out what it does not care about.
func newStage(t testing.TB, w workspace.Options, o Options) *stage {
	t.Helper()
	s := newWorkspace(t, w)
	t.Cleanup(s.start(o))
	return s
}

// newWorkspace starts a workspace without a bot.
func newWorkspace(t testing.TB, w workspace.Options) *stage {
	t.Helper()
	if w.Manifest == nil {
		w.Manifest = Manifest
	}
	if w.RateLimits == nil {
		w.RateLimits = workspace.Unlimited
	}
	s := &stage{t: t, slack: workspace.New(w)}
	server := httptest.NewServer(s.slack)
	s.url = server.URL
	t.Cleanup(func() {
		s.slack.Close()
		server.Close()
		for _, v := range s.slack.Violations() {
			if !slices.ContainsFunc(s.raws, func(id string) bool { return acknowledges(v, id) }) {
				t.Errorf("the bot broke a rule of Slack: %v", v)
			}
		}
	})
	return s
}

// prepare makes a bot for the workspace without running it.
func (s *stage) prepare(o Options) {
	s.t.Helper()
	if o.HTTP == nil {
		o.HTTP = NewWebClient(s.url+"/api/", o.Metrics)
	}
	s.t.Cleanup(o.HTTP.CloseIdleConnections)
	o.API = slack.New(workspace.DefaultBotToken, slack.OptionAppLevelToken(workspace.DefaultAppToken),
		slack.OptionAPIURL(s.url+"/api/"), slack.OptionHTTPClient(o.HTTP))
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
		if os.Getenv("BOT_TEST_LOG") != "" {
			o.Log = slog.New(slog.NewTextHandler(s.t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
		}
	}
	if o.Prober == nil {
		o.Prober = &internet{sites: map[string]site{}}
	}
	s.bot = New(o)
	if s.met != nil {
		observer := o.Metrics.SocketObserver()
		observer.Acked = func(string, time.Duration) { s.written.Add(1) }
		s.bot.pool = socket.New(o.API, func(e *socket.Envelope) {
			s.met(e)
			s.bot.receive(e)
		}, socket.Options{Connections: o.Connections, Log: o.Log, Observer: observer, AckWithin: s.patience})
	}
	if s.retry > 0 {
		s.bot.outbox.first = s.retry
	}
}

// start runs another bot in the workspace, as a replica or after a restart.
func (s *stage) start(o Options) (stop func()) {
	s.t.Helper()
	s.prepare(o)
	b := s.bot
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	s.until("the bot to connect", func() bool { return b.Pool().Connected() == max(o.Connections, 2) })
	return func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("Run: %v", err)
		}
	}
}

// until waits for something to become true, for at most 10 s.
func (s *stage) until(what string, true func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	for !true() {
		select {
		case <-ctx.Done():
			s.t.Fatalf("waited in vain for %s", what)
		case <-time.After(2 * time.Millisecond):
		}
	}
}
