package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"httpcode/bot/blocks"
	"httpcode/bot/workspace"
)

// locked is a buffer for a log.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestOneLogLineForAnAnswerAndNoSecretInIt(t *testing.T) {
	log := &locked{}
	sites := &internet{sites: map[string]site{"example.com": {status: 502}}}
	s := newStage(t, workspace.Options{}, Options{Prober: sites, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	ada := s.slack.As(workspace.Ada)
	ada.Command(workspace.General, "/httpcode", "https://me:hunter2pass@example.com/?api_key=sk123456789&x=1")
	s.waitReply(ada, workspace.General, "502")
	ada.Command(workspace.General, "/httpcode", "GET /cb?code=verysecret99 HTTP/1.1\" 502 12 Authorization: Bearer abcdefghijkl")
	s.until("two log lines", func() bool { return strings.Count(log.String(), "msg=answered") == 2 })
	for _, secret := range []string{"hunter2pass", "sk123456789", "verysecret99", "abcdefghijkl", "xoxb-", "xapp-", "/commands/"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	for _, m := range s.replies(ada, workspace.General) {
		values := everyCard(t, m.Blocks)
		for _, secret := range []string{"hunter2pass", "sk123456789", "verysecret99", "abcdefghijkl"} {
			if strings.Contains(m.Text+string(m.Blocks)+values, secret) {
				t.Errorf("an answer holds %q: %s", secret, m.Text)
			}
		}
	}
}

// everyCard is what the buttons of a message carry.
func everyCard(t *testing.T, raw []byte) string {
	var list []struct {
		Elements []struct {
			Value string `json:"value"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	var all string
	for _, b := range list {
		for _, e := range b.Elements {
			if c, err := blocks.ParseCard(e.Value); err == nil {
				all += c.Markdown() + fmt.Sprint(c)
			}
		}
	}
	return all
}
