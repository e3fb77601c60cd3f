package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"httpcode/bot/workspace"
	"httpcode/knowledge/probe"
)

// line is the log line of an answer.
type line struct {
	Msg     string  `json:"msg"`
	Surface string  `json:"surface"`
	User    string  `json:"user"`
	Channel string  `json:"channel"`
	Asked   string  `json:"asked"`
	Outcome string  `json:"outcome"`
	Told    string  `json:"told"`
	MS      float64 `json:"ms"`
}

// lines are those of the answers in a log.
func (l *locked) lines(t *testing.T) []line {
	t.Helper()
	var out []line
	for row := range strings.Lines(l.String()) {
		var one line
		if err := json.Unmarshal([]byte(row), &one); err != nil {
			t.Fatal(err)
		}
		if one.Msg == "answered" {
			out = append(out, one)
		}
	}
	return out
}

func (l *locked) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.Reset()
}

// scene is a workspace with a person in it, for the rows of a table.
type scene struct {
	*stage
	ada    *workspace.Person
	answer workspace.Message // to `/httpcode https://example.com/`, with every button
	told   func() int        // lines since that answer
}

func (s *scene) command(text string) { s.ada.Command(workspace.Incidents, "/httpcode", text) }

func (s *scene) mention(text string) { s.post(workspace.Incidents, "@httpcode "+text) }

func (s *scene) post(channel, text string) workspace.Message {
	m, err := s.ada.Post(channel, "", text)
	if err != nil {
		s.t.Error(err)
	}
	return m
}

func (s *scene) click(label string) {
	if err := s.ada.Click(s.answer, button(s.answer.Blocks, label)).Wait(s.t.Context()); err != nil {
		s.t.Errorf("%s: %v", label, err)
	}
}

func (s *scene) home(label string) {
	s.ada.OpenHome()
	s.until("the button "+label, func() bool { h := s.ada.Home(); return h != nil && button(h.Blocks, label) != "" })
	h := s.ada.Home()
	if err := s.ada.Act(h, button(h.Blocks, label)).Wait(s.t.Context()); err != nil {
		s.t.Errorf("%s: %v", label, err)
	}
}

// Every answer has one log line and is counted once, by how it ended.
func TestEveryAnswerIsToldOfOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		troubles []trouble
		do       func(*scene)
		before   int  // lines before the one that is looked at
		want     line // Asked and Told are parts
	}{
		{name: "a code", do: func(s *scene) { s.command("502") }, want: line{Surface: "command", Asked: "502", Outcome: "answered", Told: "http/502"}},
		{name: "help", do: func(s *scene) { s.command("") }, want: line{Surface: "command", Outcome: "answered", Told: "help"}},
		{name: "nothing known", do: func(s *scene) { s.command("qwertzuiop") }, want: line{Surface: "command", Asked: "qwertzuiop", Outcome: "answered", Told: "unknown"}},
		{name: "a check", do: func(s *scene) { s.command("https://example.com/") }, want: line{Surface: "command", Asked: "https://example.com/", Outcome: "answered", Told: "502"}},
		{name: "a check in public", do: func(s *scene) { s.command("public https://example.com/") }, want: line{Surface: "command", Asked: "public https", Outcome: "answered", Told: "502"}},
		{name: "a check in public, late", troubles: []trouble{once(byURL, workspace.Fault{Error: "ratelimited"})}, do: func(s *scene) { s.command("public https://example.com/") },
			want: line{Surface: "command", Asked: "public https", Outcome: "late", Told: "502"}},
		{name: "a blocked check", do: func(s *scene) { s.command("https://blocked.example.com/") }, want: line{Surface: "command", Asked: "https://blocked", Outcome: "refused"}},
		{name: "too many checks", do: func(s *scene) { s.command("https://limited.example.com/") }, want: line{Surface: "command", Asked: "https://limited", Outcome: "refused", Told: "ask again in"}},
		{name: "a panic", do: func(s *scene) { s.mention("https://panic.example.com/") }, want: line{Surface: "mention", Asked: "https://panic", Outcome: "failed", Told: "went wrong on my side"}},
		{name: "a mention", do: func(s *scene) { s.mention("503") }, want: line{Surface: "mention", Asked: "503", Outcome: "answered", Told: "http/503"}},
		{name: "a check in a channel", do: func(s *scene) { s.mention("https://example.com/") }, want: line{Surface: "mention", Asked: "https://example.com/", Outcome: "answered", Told: "502"}},
		{name: "a mention, late", troubles: []trouble{once(byBot, workspace.Fault{Error: "ratelimited"})}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "late", Told: "http/504"}},
		{name: "a mention where the bot may not post", troubles: []trouble{once(byBot, workspace.Fault{Error: "is_archived"})}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "elsewhere", Told: "http/504"}},
		{name: "a mention, kept and then refused", troubles: []trouble{once(byBot, workspace.Fault{Error: "ratelimited"}), once(byBot, workspace.Fault{Error: "is_archived"})}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "elsewhere", Told: "http/504"}},
		{name: "a mention that nobody can be told of", troubles: []trouble{always(byBot, "is_archived"), always("chat.postEphemeral", "is_archived")}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "failed", Told: "http/504"}},
		{name: "a check whose response URL stays broken", troubles: []trouble{always(byURL, "internal_error")}, do: func(s *scene) { s.command("https://example.com/") },
			want: line{Surface: "command", Asked: "https://example.com/", Outcome: "late", Told: "502"}},
		{name: "a check whose response URL is limited for an hour", troubles: []trouble{{byURL, workspace.Fault{RetryAfter: time.Hour}}}, do: func(s *scene) { s.command("https://example.com/") },
			want: line{Surface: "command", Asked: "https://example.com/", Outcome: "answered", Told: "502"}},
		{name: "a mention where Slack wants an hour's pause", troubles: []trouble{{byBot, workspace.Fault{RetryAfter: time.Hour}}}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "elsewhere", Told: "http/504"}},
		{name: "a mention where Slack wants an hour's pause later on", troubles: []trouble{once(byBot, workspace.Fault{Error: "ratelimited"}), {byBot, workspace.Fault{RetryAfter: time.Hour}}}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "elsewhere", Told: "http/504"}},
		{name: "a mention beyond a proxy that wants its password", troubles: []trouble{once(byBot, workspace.Fault{Status: 407, Body: "<html>who are you</html>"})}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "late", Told: "http/504"}},
		{name: "a mention that Slack fails to post", troubles: []trouble{always(byBot, "internal_error")}, do: func(s *scene) { s.mention("504") },
			want: line{Surface: "mention", Asked: "504", Outcome: "late", Told: "http/504"}},
		{name: "a slow check whose message stays unchangeable", troubles: []trouble{always("chat.update", "internal_error")}, do: func(s *scene) { s.mention("https://slow.example.com/") },
			want: line{Surface: "mention", Asked: "https://slow", Outcome: "late", Told: "502"}},
		{name: "a direct message", do: func(s *scene) { s.post(s.ada.DM(), "404") }, want: line{Surface: "message", Asked: "404", Outcome: "answered", Told: "http/404"}},
		{name: "the shortcut", do: func(s *scene) { s.ada.Shortcut(s.post(workspace.Incidents, "nginx says 499"), "explain") },
			want: line{Surface: "shortcut", Asked: "nginx says 499", Outcome: "answered", Told: "nginx/499"}},
		{name: "the shortcut on an address", do: func(s *scene) { s.ada.Shortcut(s.post(workspace.Incidents, "https://example.com/"), "explain") },
			want: line{Surface: "shortcut", Asked: "https://example.com/", Outcome: "answered", Told: "502"}},
		{name: "Share here", do: func(s *scene) { s.click("Share here") }, want: line{Surface: "action", Asked: "share", Outcome: "answered", Told: "502"}},
		{name: "Share here, late", troubles: []trouble{once(byURL, workspace.Fault{Error: "ratelimited"})}, do: func(s *scene) { s.click("Share here") },
			want: line{Surface: "action", Asked: "share", Outcome: "late", Told: "502"}},
		{name: "Share here, refused", troubles: []trouble{always(byURL, "used_url"), once(byBot, workspace.Fault{Error: "not_in_channel"})}, do: func(s *scene) { s.click("Share here") },
			want: line{Surface: "action", Asked: "share", Outcome: "refused", Told: "502"}},
		{name: "Share to…, submitted", do: func(s *scene) {
			s.click("Share to…")
			s.until("the modal, and its line", func() bool { return s.ada.View() != nil && s.told() == 1 })
			s.ada.SubmitView(map[string][]string{"target": {workspace.Random}})
		}, before: 1, want: line{Surface: "action", Asked: "share to " + workspace.Random, Channel: workspace.Random, Outcome: "answered", Told: "502"}},
		{name: "a button of another version", do: func(s *scene) {
			s.raw("old", fmt.Sprintf(`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"block_actions","user":{"id":%q},"channel":{"id":%q},
				"actions":[{"action_id":"share","value":"nonsense"}]}}`, workspace.Ada, workspace.Incidents))
		}, want: line{Surface: "action", Asked: "share", Outcome: "refused", Told: "earlier version"}},
		{name: "Share to…, opened", do: func(s *scene) { s.click("Share to…") }, want: line{Surface: "action", Asked: "share to", Outcome: "answered", Told: "502"}},
		{name: "Check again", do: func(s *scene) { s.click("Check again") }, want: line{Surface: "action", Asked: "check again https://example.com/", Outcome: "answered", Told: "still 502"}},
		{name: "Details", do: func(s *scene) { s.click("Details") }, want: line{Surface: "action", Asked: "details", Outcome: "answered", Told: "502"}},
		{name: "Copy as text", do: func(s *scene) { s.click("Copy as text") }, want: line{Surface: "action", Asked: "copy", Outcome: "answered", Told: "502"}},
		{name: "a modal that does not open", troubles: []trouble{always("views.open", "expired_trigger_id")}, do: func(s *scene) { s.click("Details") },
			want: line{Surface: "action", Asked: "details", Outcome: "refused", Told: "click again"}},
		{name: "the Home tab", do: func(s *scene) { s.home("401 vs 403") }, want: line{Surface: "home", Asked: "401 vs 403", Outcome: "answered", Told: "http/401"}},
		{name: "a check on the Home tab", do: func(s *scene) { s.home("Check example.com") }, want: line{Surface: "home", Asked: "example.com", Outcome: "answered", Told: "502"}},
		{name: "a Home tab whose modal does not open", troubles: []trouble{always("views.open", "expired_trigger_id")}, do: func(s *scene) { s.home("401 vs 403") },
			want: line{Surface: "home", Asked: "401 vs 403", Outcome: "elsewhere", Told: "http/401"}},
		{name: "a Home tab whose check opens no modal", troubles: []trouble{always("views.open", "expired_trigger_id")}, do: func(s *scene) { s.home("Check example.com") },
			want: line{Surface: "home", Asked: "example.com", Outcome: "elsewhere", Told: "502"}},
		{name: "a modal that does not take the answer", troubles: []trouble{always("views.update", "no_permission")}, do: func(s *scene) { s.home("Check example.com") },
			want: line{Surface: "home", Asked: "example.com", Outcome: "elsewhere", Told: "502"}},
		{name: "a modal that does not take the blocks", troubles: []trouble{once("views.update", workspace.Fault{Error: "invalid_arguments"})}, do: func(s *scene) { s.home("Check example.com") },
			want: line{Surface: "home", Asked: "example.com", Outcome: "answered", Told: "502"}},
		{name: "a modal that stays out of reach", troubles: []trouble{always("views.update", "internal_error")}, do: func(s *scene) { s.home("Check example.com") },
			want: line{Surface: "home", Asked: "example.com", Outcome: "late", Told: "502"}},
		{name: "a modal that was closed", troubles: []trouble{always("views.update", "not_found")}, do: func(s *scene) { s.home("Check example.com") },
			want: line{Surface: "home", Asked: "example.com", Outcome: "elsewhere", Told: "502"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			log, metrics := &locked{}, NewMetrics("test")
			sites := &internet{sites: map[string]site{"example.com": {status: 502}, "blocked.example.com": {private: true}, "slow.example.com": {status: 502, slow: true}}}
			limit := func(_, url string) time.Duration {
				if strings.Contains(url, "limited") {
					return time.Second
				}
				return 0
			}
			stage := newHastyStage(t, workspace.Options{}, Options{Metrics: metrics, Limit: limit, Log: slog.New(slog.NewJSONHandler(log, nil)),
				Prober: prober(func(ctx context.Context, url string) *probe.Report {
					if strings.Contains(url, "panic") {
						panic("a fault")
					}
					if strings.Contains(url, "blocked") {
						return sites.Check(ctx, url, nil)
					}
					return sites.Check(ctx, url)
				})})
			s := &scene{stage: stage, ada: stage.slack.As(workspace.Ada), told: func() int { return len(log.lines(t)) }}
			i := s.ada.Command(workspace.Incidents, "/httpcode", "https://example.com/")
			answer, err := i.Answer(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s.answer = answer
			s.until("the first line", func() bool { return len(log.lines(t)) == 1 })
			log.reset()
			for _, f := range tc.troubles {
				s.slack.Fail(f.method, f.fault)
			}
			tc.do(s)
			s.until("a line", func() bool { return len(log.lines(t)) > tc.before })
			time.Sleep(50 * time.Millisecond)
			lines := log.lines(t)
			if len(lines) != tc.before+1 {
				t.Fatalf("%d lines: %+v", len(lines), lines)
			}
			got := lines[tc.before]
			if got.Surface != tc.want.Surface || got.Outcome != tc.want.Outcome || !strings.Contains(got.Asked, tc.want.Asked) || !strings.Contains(got.Told, tc.want.Told) ||
				got.User != workspace.Ada || (got.Channel == "") != (got.Surface == "home") || got.MS <= 0 {
				t.Errorf("logged %+v, want %+v", got, tc.want)
			}
			first := line{Surface: "command", Outcome: "answered"}
			for _, l := range []line{first, got} {
				if metrics.answersOf(t, l.Surface, l.Outcome) == 0 {
					t.Errorf("%s, %s is not counted", l.Surface, l.Outcome)
				}
			}
			if n := metrics.answersOf(t, "", ""); n != uint64(2+tc.before) {
				t.Errorf("%d answers are counted, want %d", n, 2+tc.before)
			}
		})
	}
}

// answersOf is how many answers were counted, "" for any.
func (m *Metrics) answersOf(t *testing.T, surface, outcome string) uint64 {
	t.Helper()
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var n uint64
	for _, f := range families {
		if f.GetName() != "httpcode_answer_seconds" {
			continue
		}
		for _, one := range f.GetMetric() {
			labels := map[string]string{}
			for _, l := range one.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			if (surface == "" || labels["surface"] == surface) && (outcome == "" || labels["outcome"] == outcome) {
				n += one.GetHistogram().GetSampleCount()
			}
		}
	}
	return n
}
