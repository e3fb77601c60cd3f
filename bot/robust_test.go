package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"httpcode/bot/workspace"
	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// prober is a function that checks.
type prober func(ctx context.Context, url string) *probe.Report

func (p prober) Check(ctx context.Context, url string, _ ...probe.Option) *probe.Report {
	return p(ctx, url)
}

// replies are what the bot said where the person sees it.
func (s *stage) replies(p *workspace.Person, channel string) []workspace.Message {
	var out []workspace.Message
	for _, m := range p.Messages(channel) {
		if m.User == workspace.BotUser {
			out = append(out, m)
		}
	}
	return out
}

func (s *stage) waitReply(p *workspace.Person, channel, containing string) {
	s.t.Helper()
	s.until("a reply with "+containing, func() bool {
		for _, m := range s.replies(p, channel) {
			if strings.Contains(m.Text, containing) {
				return true
			}
		}
		return false
	})
}

// raw sends a frame as Slack would.
func (s *stage) raw(id, frame string) {
	s.t.Helper()
	frame = strings.ReplaceAll(frame, "ENVELOPE", id)
	if strings.Contains(frame, id) {
		s.raws = append(s.raws, id)
	}
	if !s.slack.SendRaw([]byte(frame)) {
		s.t.Fatal("no connection to send on")
	}
}

// acknowledges says whether a violation is that of acknowledging an envelope
// which only the test knows.
func acknowledges(v workspace.Violation, id string) bool {
	return strings.Contains(v.String(), fmt.Sprintf("acknowledgement of %q", id))
}

// acknowledged waits until every envelope of the test's own was.
func (s *stage) acknowledged() {
	s.t.Helper()
	for _, id := range s.raws {
		s.until("the acknowledgement of "+id, func() bool {
			return slices.ContainsFunc(s.slack.Violations(), func(v workspace.Violation) bool { return acknowledges(v, id) })
		})
	}
}

func TestSameEventIsAnsweredOnce(t *testing.T) {
	s := newStage(t, workspace.Options{}, Options{})
	ada := s.slack.As(workspace.Ada)
	asked, err := ada.Post(workspace.General, "", "502")
	if err != nil {
		t.Fatal(err)
	}
	// A retry may come under another envelope and another event_id, and a
	// message may come as two kinds of event.
	for i, kind := range []string{"app_mention", "app_mention", "message", "app_mention"} {
		s.raw(fmt.Sprintf("event-%d", i), fmt.Sprintf(`{"envelope_id":"ENVELOPE","type":"events_api","payload":{"type":"event_callback","event_id":"Ev%d",
			"event":{"type":%q,"user":%q,"text":"<@%s> 502","ts":%q,"channel":%q,"channel_type":"channel"}}}`,
			i, kind, workspace.Ada, workspace.BotUser, asked.TS, workspace.General))
	}
	s.waitReply(ada, workspace.General, "502 Bad Gateway")
	time.Sleep(50 * time.Millisecond)
	if got := len(s.replies(ada, workspace.General)); got != 1 {
		t.Errorf("%d replies, want 1", got)
	}
	s.acknowledged()
}

func TestStrangeEnvelopesDoNoHarm(t *testing.T) {
	s := newStage(t, workspace.Options{}, Options{})
	for i, frame := range []string{
		`{"envelope_id":"ENVELOPE","type":"events_api","payload":{}}`,
		`{"envelope_id":"ENVELOPE","type":"events_api","payload":{"event":{"type":"app_mention","user":7}}}`,
		`{"envelope_id":"ENVELOPE","type":"events_api","payload":{"event":{"type":"brand_new","blocks":[{"type":9}]}}}`,
		`{"envelope_id":"ENVELOPE","type":"events_api","payload":{"event":null}}`,
		`{"envelope_id":"ENVELOPE","type":"slash_commands","payload":{"text":[]}}`,
		`{"envelope_id":"ENVELOPE","type":"slash_commands","payload":{}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"block_actions"}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"block_actions","actions":[{"action_id":"share","value":"nonsense"}]}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"block_actions","actions":[{"action_id":"who knows"}]}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"view_submission","view":{"callback_id":"share_to","private_metadata":"{"}}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"view_submission","view":{"callback_id":"share_to","private_metadata":"{}"}}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"message_action","callback_id":"explain","message":[1]}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"message_action","callback_id":"explain"}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"shortcut","callback_id":"other"}}`,
		`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"something_else"}}`,
		`{"envelope_id":"ENVELOPE","type":"a_new_type","payload":{}}`,
		`not JSON`,
	} {
		s.raw(fmt.Sprintf("strange-%d", i), frame)
	}
	m, err := s.slack.As(workspace.Ada).Command(workspace.General, "/httpcode", "502").Answer(t.Context())
	if err != nil || !strings.Contains(m.Text, "502 Bad Gateway") {
		t.Errorf("after all that: %q, %v", m.Text, err)
	}
	s.acknowledged()
}

func TestPanicIsContained(t *testing.T) {
	metrics := NewMetrics("test")
	s := newStage(t, workspace.Options{}, Options{Metrics: metrics, Prober: prober(func(context.Context, string) *probe.Report { panic("a fault") })})
	ada := s.slack.As(workspace.Ada)
	ada.Command(workspace.General, "/httpcode", "https://example.com/")
	s.waitReply(ada, workspace.General, "Something went wrong on my side")
	if _, err := ada.Post(workspace.Incidents, "", "@httpcode https://example.com/"); err != nil {
		t.Fatal(err)
	}
	s.waitReply(ada, workspace.Incidents, "Something went wrong on my side")
}

func TestFullQueueIsToldAtOnce(t *testing.T) {
	hold := make(chan struct{})
	slow := prober(func(ctx context.Context, url string) *probe.Report {
		<-hold
		return (&internet{}).Check(ctx, url)
	})
	metrics := NewMetrics("test")
	s := newStage(t, workspace.Options{}, Options{Workers: 1, Prober: slow, Metrics: metrics})
	ada := s.slack.As(workspace.Ada)
	var asked []*workspace.Invocation
	for i := range 1 + checksWaiting + 3 {
		asked = append(asked, ada.Command(workspace.General, "/httpcode", fmt.Sprintf("https://example.com/%d", i)))
	}
	for _, i := range asked {
		if err := i.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	}
	busy := 0
	for _, i := range asked {
		if m := i.Messages(); len(m) > 0 && strings.Contains(m[0].Text, "busy with other checks") {
			busy++
		}
	}
	if busy < 2 {
		t.Errorf("%d were told that the bot is busy, want at least 2", busy)
	}
	if n := metrics.answersOf(t, "command", outcomeRefused); n != uint64(busy) {
		t.Errorf("%d of %d refusals are counted", n, busy)
	}
	if _, err := ada.Post(workspace.Incidents, "", "@httpcode https://example.com/"); err != nil {
		t.Fatal(err)
	}
	s.waitReply(ada, workspace.Incidents, "busy with other checks")
	// Codes are still answered.
	if m, err := ada.Command(workspace.General, "/httpcode", "502").Answer(t.Context()); err != nil || !strings.Contains(m.Text, "502 Bad Gateway") {
		t.Errorf("%q, %v", m.Text, err)
	}
	close(hold)
	s.until("every answer", func() bool {
		answered := 0
		for _, m := range s.replies(ada, workspace.General) {
			if strings.Contains(m.Text, "does not exist") {
				answered++
			}
		}
		return answered == len(asked)-busy
	})
}

// An answer over Slack's 20,480 bytes for an acknowledgement comes through the
// response URL.
func TestLongAnswerComesThroughTheResponseURL(t *testing.T) {
	var links []knowledge.Link
	for range 5 {
		links = append(links, knowledge.Link{Title: strings.Repeat("long ", 20), URL: "https://wiki.example.com/" + strings.Repeat("a", 900)})
	}
	book := knowledge.Runbook{For: []string{"502"}, Title: "Long", Note: strings.Repeat("note ", 80), Links: links}
	catalog := knowledge.Builtin().With(&knowledge.Overlay{Runbooks: []knowledge.Runbook{book, book}})
	s := newStage(t, workspace.Options{}, Options{Catalog: func() *knowledge.Catalog { return catalog }})
	i := s.slack.As(workspace.Ada).Command(workspace.General, "/httpcode", "502")
	m, err := i.Answer(t.Context())
	if err != nil || !strings.Contains(m.Text, "502 Bad Gateway") {
		t.Fatalf("%q, %v", m.Text, err)
	}
	if m.Via != "response_url" {
		t.Errorf("the answer of %d bytes came by %s", len(m.Blocks), m.Via)
	}
}

// Two clicks at once share once; the second is told.
func TestSharedTwiceIsPostedOnce(t *testing.T) {
	metrics := NewMetrics("test")
	s := newStage(t, workspace.Options{}, Options{Metrics: metrics})
	ada := s.slack.As(workspace.Ada)
	m, err := ada.Command(workspace.General, "/httpcode", "502").Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := button(m.Blocks, "Share here")
	ada.Click(m, id)
	ada.Click(m, id)
	s.waitReply(ada, workspace.General, "shared already")
	posted := func() int {
		return len(slices.DeleteFunc(s.replies(ada, workspace.General), func(m workspace.Message) bool { return m.Ephemeral() }))
	}
	s.until("the shared answer", func() bool { return posted() > 0 })
	if n := posted(); n != 1 {
		t.Errorf("posted %d times", n)
	}
	s.until("both accounts", func() bool {
		return metrics.answersOf(t, "action", outcomeAnswered) == 1 && metrics.answersOf(t, "action", outcomeRefused) == 1
	})
}

// A refusal for the asker's pace is not for the channel, whoever may read the answer.
func TestLimitIsToldPrivately(t *testing.T) {
	s := newStage(t, workspace.Options{}, Options{Limit: func(string, string) time.Duration { return 3 * time.Second }})
	ada := s.slack.As(workspace.Ada)
	m, err := ada.Command(workspace.General, "/httpcode", "public https://example.com/").Answer(t.Context())
	if err != nil || !strings.Contains(m.Text, "Please ask again in") || !m.Ephemeral() {
		t.Errorf("%+v, %v, want an ephemeral refusal", m, err)
	}
}

// A reply in a thread that is also sent to the channel asks like any other.
func TestBroadcastReplyIsAnswered(t *testing.T) {
	s := newStage(t, workspace.Options{}, Options{})
	ada := s.slack.As(workspace.Ada)
	asked, err := ada.Post(workspace.General, "", "look at this")
	if err != nil {
		t.Fatal(err)
	}
	s.raw("broadcast", fmt.Sprintf(`{"envelope_id":"ENVELOPE","type":"events_api","payload":{"type":"event_callback","event_id":"EvB",
		"event":{"type":"app_mention","subtype":"thread_broadcast","user":%q,"text":"<@%s> 502","ts":%q,"thread_ts":%q,"channel":%q}}}`,
		workspace.Ada, workspace.BotUser, asked.TS, asked.TS, workspace.General))
	s.waitReply(ada, workspace.General, "502 Bad Gateway")
	s.acknowledged()
}

// hook is a response URL that keeps what the bot says there.
type hook struct {
	*httptest.Server
	said chan string
}

func newHook(t *testing.T) *hook {
	h := &hook{said: make(chan string, 10)}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.said <- string(body)
		io.WriteString(w, `{"ok":true}`)
	}))
	t.Cleanup(h.Close)
	return h
}

// waitSaid gives the next thing that was said.
func (h *hook) waitSaid(t *testing.T) string {
	t.Helper()
	select {
	case said := <-h.said:
		return said
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was said through the response URL")
		return ""
	}
}

// Slack says of each envelope whether it reads an answer on the
// acknowledgement. Where it does not, or a part of the payload is not of the
// type that it should be, the person gets an answer all the same.
func TestOddCommandsAreAnswered(t *testing.T) {
	s, h := newStage(t, workspace.Options{}, Options{}), newHook(t)
	for i, c := range []struct{ payload, outside, want string }{
		{`"text":"502","user_id":"U1","channel_id":"C1"`, `,"accepts_response_payload":false`, "502 Bad Gateway"},
		{`"text":["502"],"user_id":"U1","channel_id":"C1"`, `,"accepts_response_payload":false`, "I explain HTTP errors"},
		{`"text":"502","user_id":7,"channel_id":{}`, `,"accepts_response_payload":false`, "502 Bad Gateway"},
		{`"text":"https://nowhere.example/","user_id":7,"channel_id":"C1"`, "", "does not exist"},
	} {
		s.raw(fmt.Sprintf("odd-%d", i), fmt.Sprintf(`{"envelope_id":"ENVELOPE","type":"slash_commands"%s,"payload":{%s,"response_url":%q,"trigger_id":"%d"}}`,
			c.outside, c.payload, h.URL+"/commands/1", i))
		if said := h.waitSaid(t); !strings.Contains(said, c.want) {
			t.Errorf("%s is answered %.200s, want %q", c.payload, said, c.want)
		}
	}
	s.acknowledged()
	select {
	case more := <-h.said:
		t.Errorf("said too much: %.200s", more)
	default:
	}
}

// Whoever uses what another version of the bot has put up is told so.
func TestOutdatedInteractionsAreAnswered(t *testing.T) {
	s, h := newStage(t, workspace.Options{}, Options{}), newHook(t)
	for i, payload := range []string{
		`"type":"message_action","callback_id":"of_old","message":{"text":"502"}`,
		`"type":"shortcut","callback_id":"of_old"`,
		`"type":"shortcut","callback_id":"explain"`,
		`"type":"view_submission","view":{"callback_id":"of_old"}`,
		`"type":"block_actions","actions":[{"action_id":"of_old"}]`,
	} {
		s.raw(fmt.Sprintf("old-%d", i), fmt.Sprintf(`{"envelope_id":"ENVELOPE","type":"interactive","payload":{%s,"user":{"id":%q},"response_url":%q,"trigger_id":"%d"}}`,
			payload, workspace.Ada, h.URL, i))
		if said := h.waitSaid(t); !strings.Contains(said, "from an earlier version of me") {
			t.Errorf("%s is answered %.200s", payload, said)
		}
	}
	s.acknowledged()
}

// Slack sends no message along with a click on an ephemeral one. What only one
// person saw must not be repeated for everybody.
func TestAgainOnAMessageThatIsNotSentAlongStaysPrivate(t *testing.T) {
	s, h := newStage(t, workspace.Options{}, Options{Prober: &internet{sites: map[string]site{"example.com": {status: 502}}}}), newHook(t)
	ada := s.slack.As(workspace.Ada)
	m, err := ada.Command(workspace.General, "/httpcode", "https://example.com/").Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.raw("again", fmt.Sprintf(`{"envelope_id":"ENVELOPE","type":"interactive","payload":{"type":"block_actions","user":{"id":%q},"channel":{"id":%q},"response_url":%q,"trigger_id":"1",
		"container":{"type":"message","message_ts":"1700000000.000100","channel_id":%[2]q},"actions":[{"action_id":"check_again","value":%[4]q,"action_ts":"1"}]}}`,
		workspace.Ada, workspace.General, h.URL, buttonValue(m.Blocks, "check_again")))
	if said := h.waitSaid(t); !strings.Contains(said, `"response_type":"ephemeral"`) {
		t.Errorf("told %.200s", said)
	}
	s.acknowledged()
}

// buttonValue is the value of the button with that action_id.
func buttonValue(blocks json.RawMessage, action string) string {
	var all []struct {
		Elements []struct {
			ActionID string `json:"action_id"`
			Value    string `json:"value"`
		} `json:"elements"`
	}
	_ = json.Unmarshal(blocks, &all) // rich text has elements of another kind
	for _, b := range all {
		for _, e := range b.Elements {
			if e.ActionID == action {
				return e.Value
			}
		}
	}
	return ""
}

// What is forwarded to the bot without a word is the question.
func TestForwardedMessagesAreRead(t *testing.T) {
	for _, c := range []struct{ event, want string }{
		{`"text":"","attachments":[{"is_share":true,"text":"upstream timed out (110: Connection timed out) while reading response header from upstream"}]`, "504 Gateway Timeout"},
		{`"text":"<@UBOT>","attachments":[{"message_blocks":5,"fallback":"[today] ada: 499 in the log of nginx"}]`, "499"},
		{`"text":"404","attachments":[{"text":"502"}]`, "404 Not Found"},
		{`"text":"","attachments":"odd","files":[{"preview":"net::ERR_CERT_DATE_INVALID"}]`, "ERR_CERT_DATE_INVALID"},
		{`"text":"","attachments":[]`, "I explain HTTP errors"},
		{`"channel_type":"","text":"418"`, "418"},
	} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, workspace.Options{}, Options{})
			ada := s.slack.As(workspace.Ada)
			s.raw("forward", fmt.Sprintf(`{"envelope_id":"ENVELOPE","type":"events_api","payload":{"type":"event_callback","event_id":"EvF",
				"event":{"type":"message","channel_type":"im","user":%q,"ts":"1700000000.000100","channel":%q,%s}}}`, workspace.Ada, ada.DM(), c.event))
			s.waitReply(ada, ada.DM(), c.want)
			s.acknowledged()
		})
	}
}
