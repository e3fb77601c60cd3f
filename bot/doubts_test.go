package bot

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"httpcode/bot/workspace"
	"httpcode/knowledge/probe"
)

// failing lets the calls of a method fail by its faults, in order; what comes
// after them goes through.
func (s *stage) failing(by map[string][]workspace.Fault) {
	var mu sync.Mutex
	s.slack.FailWhen(func(c workspace.Call) *workspace.Fault {
		mu.Lock()
		defer mu.Unlock()
		left := by[c.Method]
		if len(left) == 0 {
			return nil
		}
		by[c.Method] = left[1:]
		return &left[0]
	})
}

// Where an attempt may have arrived and the answer then comes another way, it
// says that it may be the second one.
func TestAnotherWaySaysThatItMayBeTheSecond(t *testing.T) {
	t.Parallel()
	arrives := workspace.Fault{Error: "internal_error", After: true}
	busy := workspace.Fault{Error: "service_unavailable"}
	for _, tc := range []struct {
		name   string
		faults map[string][]workspace.Fault
		do     func(*scene)
		in     string // where the second one comes
	}{
		{"a modal", map[string][]workspace.Fault{"views.update": {arrives, arrives, arrives}}, func(s *scene) { s.home("Check example.com") }, "dm"},
		{"a modal, whose last attempt certainly failed", map[string][]workspace.Fault{"views.update": {arrives, busy, busy}}, func(s *scene) { s.home("Check example.com") }, "dm"},
		{"a response URL", map[string][]workspace.Fault{byURL: {busy, busy, arrives}}, func(s *scene) { s.command("https://example.com/") }, workspace.Incidents},
		{"a response URL, then a limit", map[string][]workspace.Fault{byURL: {arrives, {RetryAfter: time.Hour}}}, func(s *scene) { s.command("https://example.com/") }, workspace.Incidents},
		{"a public answer", map[string][]workspace.Fault{byURL: {busy, busy, arrives}}, func(s *scene) { s.command("public https://example.com/") }, workspace.Incidents},
		{"a post, then a refusal", map[string][]workspace.Fault{byBot: {arrives, {Error: "is_archived"}}}, func(s *scene) { s.mention("504") }, workspace.Incidents},
		{"a post, three limits before it", map[string][]workspace.Fault{byBot: {busy, busy, busy, arrives}}, func(s *scene) { s.mention("504") }, workspace.Incidents},
		{"a whisper", map[string][]workspace.Fault{byBot: {{Error: "is_archived"}}, "chat.postEphemeral": {arrives, arrives, arrives}}, func(s *scene) { s.mention("504") }, "dm"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sites := &internet{sites: map[string]site{"example.com": {status: 502}}}
			stage := newHastyStage(t, workspace.Options{}, Options{Prober: prober(func(ctx context.Context, url string) *probe.Report { return sites.Check(ctx, url) })})
			s := &scene{stage: stage, ada: stage.slack.As(workspace.Ada)}
			if tc.in == "dm" {
				tc.in = s.ada.DM()
				s.command("https://example.com/") // the Home tab then offers it
				s.waitReply(s.ada, workspace.Incidents, "502")
			}
			s.failing(tc.faults)
			tc.do(s)
			s.until("an answer with a word about it", func() bool {
				for _, m := range s.replies(s.ada, tc.in) {
					if saysSo(m.Text) && strings.Contains(m.Text, "50") {
						return true
					}
				}
				return false
			})
		})
	}
}
