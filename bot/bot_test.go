package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"go.uber.org/goleak"

	"httpcode/bot/workspace"
	"httpcode/knowledge/probe"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stage is a workspace with the bot connected to it over a real WebSocket.
type stage struct {
	t     testing.TB
	slack *workspace.Workspace
	bot   *Bot
	url   string
}

// newStage starts a workspace and a bot; o may leave out what it does not care about.
func newStage(t testing.TB, w workspace.Options, o Options) *stage {
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
	stop := s.start(o)
	t.Cleanup(func() {
		stop()
		s.slack.Close()
		server.Close()
		for _, v := range s.slack.Violations() {
			t.Errorf("the bot broke a rule of Slack: %v", v)
		}
	})
	return s
}

// start runs another bot in the workspace, as a replica or after a restart.
func (s *stage) start(o Options) (stop func()) {
	s.t.Helper()
	if o.HTTP == nil {
		o.HTTP = NewWebClient(s.url+"/api/", o.Metrics)
	}
	o.API = slack.New(workspace.DefaultBotToken, slack.OptionAppLevelToken(workspace.DefaultAppToken),
		slack.OptionAPIURL(s.url+"/api/"), slack.OptionHTTPClient(o.HTTP))
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
		if os.Getenv("BOT_TEST_LOG") != "" {
			o.Log = slog.New(slog.NewTextHandler(s.t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
		}
	}
	if o.Prober == nil {
		o.Prober = &internet{}
	}
	s.bot = New(o)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.bot.Run(ctx) }()
	s.until("the bot to connect", func() bool { return s.bot.Pool().Connected() == max(o.Connections, 2) })
	return func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("Run: %v", err)
		}
		o.HTTP.CloseIdleConnections()
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

// internet answers checks without a network: by host name.
type internet struct{}

func (n *internet) Check(ctx context.Context, url string, opts ...probe.Option) *probe.Report {
	return &probe.Report{URL: probe.Redact(url), FinalURL: probe.Redact(url), Vantage: "test-vantage", StartedAt: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), DurationMS: 42, Status: 502,
		Hops: []probe.Hop{{URL: probe.Redact(url), Method: "GET", Status: 502, Protocol: "HTTP/1.1", Headers: probe.Headers{"server": {"nginx"}}}}}
}

func TestSmoke(t *testing.T) {
	s := newStage(t, workspace.Options{}, Options{})
	ada := s.slack.As(workspace.Ada)
	m, err := ada.Command(workspace.General, "/httpcode", "403").Answer(t.Context())
	fmt.Println(err, m.Text, string(m.Blocks))
	if !strings.Contains(m.Text, "403 Forbidden") {
		t.Errorf("no 403 in %q", m.Text)
	}
	p, err := ada.Post(workspace.Incidents, "", "@httpcode https://example.com/?a=1&b=2")
	fmt.Println(p, err)
	s.until("a reply", func() bool { return len(ada.Thread(workspace.Incidents, p.TS)) > 1 })
	th := ada.Thread(workspace.Incidents, p.TS)
	fmt.Println(th[1].Text, string(th[1].Blocks), th[1].Effects)
}
