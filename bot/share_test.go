package bot

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

// open are the bot's messages that everybody in a channel sees.
func (s *stage) open(p *workspace.Person, channel string) []workspace.Message {
	return slices.DeleteFunc(s.replies(p, channel), func(m workspace.Message) bool { return m.Ephemeral() })
}

// trouble is a call of Slack's that goes wrong.
type trouble struct {
	method string
	fault  workspace.Fault
}

func once(method string, f workspace.Fault) trouble {
	f.Times = 1
	return trouble{method, f}
}

func always(method, code string) trouble { return trouble{method, workspace.Fault{Error: code}} }

var (
	byURL = workspace.ResponseURLs
	byBot = "chat.postMessage"
)

// Whatever Slack makes of a share, the answer is posted once where that can
// be known, and the person is told what became of it.
func TestShareWhereSlackFails(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		troubles []trouble
		reads    bool   // the app may read channels
		posts    int    // of the answer
		note     string // in the last of them
		textOnly bool
		told     []string      // in order, besides the answer itself
		heal     time.Duration // when Slack works again
	}{
		{name: "nothing wrong", posts: 1, told: []string{"Shared in this channel"}},
		{name: "429", troubles: []trouble{once(byURL, workspace.Fault{RetryAfter: time.Second})}, posts: 1, told: []string{"Shared in this channel"}},
		{name: "rate limited, without a time", troubles: []trouble{once(byURL, workspace.Fault{Error: "ratelimited"})}, posts: 1,
			told: []string{"it is posted as soon as Slack does", "Shared in this channel"}},
		{name: "500, nothing posted", troubles: []trouble{once(byURL, workspace.Fault{Status: 500})}, reads: true, posts: 1,
			told: []string{"it is posted as soon as Slack does", "Shared in this channel"}},
		{name: "500, posted all the same", troubles: []trouble{once(byURL, workspace.Fault{Status: 500, After: true})}, reads: true, posts: 1,
			told: []string{"it is posted as soon as Slack does", "Shared in this channel"}},
		{name: "cut off, posted all the same", troubles: []trouble{once(byURL, workspace.Fault{Reset: true, After: true})}, reads: true, posts: 1,
			told: []string{"it is posted as soon as Slack does", "Shared in this channel"}},
		{name: "500 where the app may not read", troubles: []trouble{once(byURL, workspace.Fault{Status: 500})}, posts: 1, note: "second time",
			told: []string{"it is posted as soon as Slack does", "Shared in this channel"}},
		{name: "the URL is used up", troubles: []trouble{always(byURL, "used_url")}, posts: 1, told: []string{"Shared in this channel"}},
		{name: "the URL posts in no thread", troubles: []trouble{once(byURL, workspace.Fault{Status: 400, Body: "invalid_thread_ts"})}, posts: 1, told: []string{"Shared in this channel"}},
		{name: "used up, then 500 of the bot's own post", troubles: []trouble{always(byURL, "used_url"), once(byBot, workspace.Fault{Status: 500, After: true})}, reads: true,
			posts: 1, told: []string{"it is posted as soon as Slack does", "Shared in this channel"}},
		{name: "blocks that Slack does not take", troubles: []trouble{once(byURL, workspace.Fault{Error: "invalid_blocks"})}, posts: 1, textOnly: true, told: []string{"Shared in this channel"}},
		{name: "blocks that Slack does not take from the bot either", troubles: []trouble{always(byURL, "expired_url"), once(byBot, workspace.Fault{Error: "msg_blocks_too_long"})}, posts: 1,
			textOnly: true, told: []string{"Shared in this channel"}},
		{name: "not a member, and the URL used up", troubles: []trouble{once(byURL, workspace.Fault{Error: "used_url"}), once(byBot, workspace.Fault{Error: "not_in_channel"})},
			told: []string{"/invite @httpcode"}},
		{name: "everything fails for a moment", troubles: []trouble{{"", workspace.Fault{Status: 503}}}, heal: 400 * time.Millisecond, reads: true, posts: 1,
			told: []string{"Shared in this channel"}},
		{name: "everything is limited for a moment", troubles: []trouble{{"", workspace.Fault{Error: "ratelimited"}}}, heal: 400 * time.Millisecond, posts: 1,
			told: []string{"Shared in this channel"}},
		{name: "kept, then refused", troubles: []trouble{once(byURL, workspace.Fault{Status: 500}), once(byURL, workspace.Fault{Error: "used_url"}),
			once(byURL, workspace.Fault{Error: "used_url"}), once(byBot, workspace.Fault{Error: "is_archived"})}, reads: true,
			told: []string{"it is posted as soon as Slack does", "the channel is archived"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := workspace.Options{}
			if tc.reads {
				o.Manifest = readingManifest
			}
			s := newHastyStage(t, o, Options{})
			ada := s.slack.As(workspace.Ada)
			answer, err := ada.Command(workspace.Incidents, "/httpcode", "502").Answer(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range tc.troubles {
				s.slack.Fail(f.method, f.fault)
			}
			share := button(answer.Blocks, "Share here")
			ada.Click(answer, share)
			if tc.heal > 0 {
				time.AfterFunc(tc.heal, s.slack.Heal)
			}
			for _, told := range tc.told {
				s.until("the word "+told, func() bool {
					return slices.ContainsFunc(ada.Messages(workspace.Incidents), func(m workspace.Message) bool { return m.Ephemeral() && strings.Contains(m.Text, told) })
				})
			}
			time.Sleep(3 * hasty) // the outbox has tried again by then
			posts := s.open(ada, workspace.Incidents)
			if len(posts) != tc.posts {
				t.Fatalf("posted %d times, want %d", len(posts), tc.posts)
			}
			if tc.posts == 0 {
				s.slack.Heal()
				ada.Click(answer, share)
				s.until("the answer after another click", func() bool { return len(s.open(ada, workspace.Incidents)) == 1 })
				return
			}
			m := posts[0]
			if !strings.Contains(m.Text, "502 Bad Gateway") || (len(m.Blocks) <= len("[]")) != tc.textOnly {
				t.Errorf("posted %q with blocks %.40s", m.Text, m.Blocks)
			}
			if noted := strings.Contains(m.Text, "Slack "); noted != (tc.note != "") || !strings.Contains(m.Text, tc.note) {
				t.Errorf("posted %q, want the note %q", m.Text, tc.note)
			}
			ada.Click(answer, share) // the button is gone where the confirmation took its place
			time.Sleep(50 * time.Millisecond)
			if n := len(s.open(ada, workspace.Incidents)); n != 1 {
				t.Errorf("another click posted the answer again: %d times", n)
			}
		})
	}
}

// While an answer is kept, another click neither posts it twice nor goes unanswered.
func TestClickWhileTheShareIsKept(t *testing.T) {
	t.Parallel()
	s := newStage(t, workspace.Options{}, Options{})
	ada := s.slack.As(workspace.Ada)
	answer, err := ada.Command(workspace.Incidents, "/httpcode", "502").Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.slack.Fail(byURL, workspace.Fault{Error: "ratelimited", Times: 1})
	share := button(answer.Blocks, "Share here")
	ada.Click(answer, share)
	s.waitReply(ada, workspace.Incidents, "it is posted as soon as Slack does")
	ada.Click(answer, share)
	s.waitReply(ada, workspace.Incidents, "it is posted as soon as Slack takes it")
	s.waitReply(ada, workspace.Incidents, "Shared in this channel")
	if n := len(s.open(ada, workspace.Incidents)); n != 1 {
		t.Errorf("posted %d times", n)
	}
}

// Share to… takes the same road.
func TestShareToWhereSlackFails(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		target   string
		troubles []trouble
		posts    int
		note     string
		told     []string
	}{
		{"429", workspace.Random, []trouble{once(byURL, workspace.Fault{Error: "ratelimited"})}, 1, "", []string{"it is posted as soon as Slack does", "Shared to"}},
		{"500, nobody can tell", workspace.Random, []trouble{once(byURL, workspace.Fault{Status: 500})}, 1, "second time", []string{"it is posted as soon as Slack does", "Shared to"}},
		{"500, posted all the same", workspace.General, []trouble{once(byURL, workspace.Fault{Status: 500, After: true})}, 1, "", []string{"it is posted as soon as Slack does", "Shared to"}},
		{"not a member, and the URL used up", workspace.Random, []trouble{once(byURL, workspace.Fault{Error: "used_url"})}, 0, "", []string{"/invite @httpcode"}},
		{"blocks that Slack does not take", workspace.Random, []trouble{once(byURL, workspace.Fault{Error: "invalid_blocks"})}, 1, "", []string{"Shared to"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newHastyStage(t, workspace.Options{Manifest: readingManifest}, Options{})
			ada := s.slack.As(workspace.Ada)
			answer, err := ada.Command(workspace.Incidents, "/httpcode", "502").Answer(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ada.Click(answer, button(answer.Blocks, "Share to…"))
			s.until("the modal", func() bool { return ada.View() != nil })
			for _, f := range tc.troubles {
				s.slack.Fail(f.method, f.fault)
			}
			if err := ada.SubmitView(map[string][]string{"target": {tc.target}}).Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, told := range tc.told {
				s.waitReply(ada, workspace.Incidents, told)
			}
			time.Sleep(3 * hasty) // the outbox has tried again by then
			posts := s.open(ada, tc.target)
			if len(posts) != tc.posts || tc.posts > 0 && (strings.Contains(posts[0].Text, "Slack ") != (tc.note != "") || !strings.Contains(posts[0].Text, tc.note)) {
				t.Errorf("posted %+v, want %d with the note %q", posts, tc.posts, tc.note)
			}
		})
	}
}

// An address that is checked again in a channel, and `public`, take it too.
func TestPublicAnswersWhereSlackFails(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		trouble trouble
		posts   int
		told    string
	}{
		{"500, posted all the same", once(byURL, workspace.Fault{Status: 500, After: true}), 1, ""},
		{"rate limited", once(byURL, workspace.Fault{Error: "ratelimited"}), 1, ""},
		{"the URL is used up", once(byURL, workspace.Fault{Error: "used_url"}), 1, ""},
		{"blocks that Slack does not take", once(byURL, workspace.Fault{Error: "invalid_blocks"}), 1, ""},
	} {
		sites := &internet{sites: map[string]site{"example.com": {status: 502}}}
		t.Run("check again/"+tc.name, func(t *testing.T) {
			t.Parallel()
			s := newHastyStage(t, workspace.Options{Manifest: readingManifest}, Options{Prober: sites})
			ada := s.slack.As(workspace.Ada)
			if _, err := ada.Post(workspace.Incidents, "", "@httpcode https://example.com/"); err != nil {
				t.Fatal(err)
			}
			s.waitReply(ada, workspace.Incidents, "502")
			answer := s.replies(ada, workspace.Incidents)[0]
			s.slack.Fail(tc.trouble.method, tc.trouble.fault)
			ada.Click(answer, button(answer.Blocks, "Check again"))
			s.waitReply(ada, workspace.Incidents, "still 502")
			time.Sleep(3 * hasty) // the outbox has tried again by then
			if n := len(s.open(ada, workspace.Incidents)); n != 1+tc.posts {
				t.Errorf("%d answers, want the first one and %d", n, tc.posts)
			}
		})
		t.Run("public/"+tc.name, func(t *testing.T) {
			t.Parallel()
			s := newHastyStage(t, workspace.Options{Manifest: readingManifest}, Options{Prober: sites})
			ada := s.slack.As(workspace.Ada)
			s.slack.Fail(tc.trouble.method, tc.trouble.fault)
			ada.Command(workspace.Incidents, "/httpcode", "public https://example.com/")
			s.until("the answer", func() bool { return len(s.open(ada, workspace.Incidents)) > 0 })
			time.Sleep(3 * hasty) // the outbox has tried again by then
			n := len(s.open(ada, workspace.Incidents))
			if ambiguous := tc.trouble.fault.After; n != tc.posts && !(ambiguous && n == 2) {
				t.Errorf("%d answers, want %d", n, tc.posts)
			}
		})
	}
}

// What Slack delivers again under another envelope_id is the same act.
func TestRedeliveredActsAreOne(t *testing.T) {
	t.Parallel()
	sites := &internet{sites: map[string]site{"example.com": {status: 502}}}
	s := newHastyStage(t, workspace.Options{Redeliver: func(kind string) bool { return true }}, Options{Prober: sites})
	ada := s.slack.As(workspace.Ada)
	quiet := func(what string, channel string, want int) {
		t.Helper()
		time.Sleep(100 * time.Millisecond)
		if n := len(s.replies(ada, channel)); n != want {
			t.Errorf("%s: %d messages of the bot, want %d", what, n, want)
		}
	}
	ada.Command(workspace.Random, "/httpcode", "https://example.com/")
	s.waitReply(ada, workspace.Random, "502 Bad Gateway")
	quiet("a command that checks", workspace.Random, 1)

	answer := s.replies(ada, workspace.Random)[0]
	ada.Click(answer, button(answer.Blocks, "Check again"))
	s.waitReply(ada, workspace.Random, "still 502")
	quiet("Check again", workspace.Random, 2)

	ada.Click(answer, button(answer.Blocks, "Share to…"))
	s.until("the modal", func() bool { return ada.View() != nil })
	ada.SubmitView(map[string][]string{"target": {workspace.General}})
	s.waitReply(ada, workspace.Random, "Shared to")
	quiet("a modal", workspace.General, 1)
	quiet("its confirmation", workspace.Random, 3)

	ada.Click(answer, button(answer.Blocks, "Share here"))
	s.waitReply(ada, workspace.Random, "Shared in this channel")
	if n := len(s.open(ada, workspace.Random)); n != 1 {
		t.Errorf("a click shared %d times", n)
	}

	asked, err := ada.Post(workspace.Incidents, "", "nginx says 499")
	if err != nil {
		t.Fatal(err)
	}
	ada.Shortcut(asked, "explain")
	s.waitReply(ada, workspace.Incidents, "499")
	quiet("a shortcut", workspace.Incidents, 1)
	if _, err := ada.Post(workspace.Incidents, "", "@httpcode 410"); err != nil {
		t.Fatal(err)
	}
	s.waitReply(ada, workspace.Incidents, "410 Gone")
	quiet("a mention", workspace.Incidents, 2)
}

// Replicas share no memory: what tells the next one that an answer has been
// shared is that its button is gone.
func TestShareTakesTheButtonAway(t *testing.T) {
	t.Parallel()
	s := newStage(t, workspace.Options{}, Options{})
	t.Cleanup(s.start(Options{})) // another replica
	ada := s.slack.As(workspace.Ada)
	for range 6 { // whichever replica gets it
		answer, err := ada.Command(workspace.Incidents, "/httpcode", "502").Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		before := len(s.open(ada, workspace.Incidents))
		share := button(answer.Blocks, "Share here")
		ada.Click(answer, share)
		s.until("the confirmation in the answer's place", func() bool {
			return slices.ContainsFunc(s.replies(ada, workspace.Incidents), func(m workspace.Message) bool {
				return m.TS == answer.TS && strings.Contains(m.Text, "Shared in this channel") && button(m.Blocks, "Share here") == ""
			})
		})
		if err := ada.Click(answer, share).Wait(t.Context()); !errors.Is(err, workspace.ErrNoElement) {
			t.Errorf("the button is still there: %v", err)
		}
		if n := len(s.open(ada, workspace.Incidents)); n != before+1 {
			t.Errorf("posted %d times", n-before)
		}
	}
}
