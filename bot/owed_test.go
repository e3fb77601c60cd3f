package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"httpcode/bot/socket"
	"httpcode/bot/workspace"
)

// owing is a stage whose commands and answers a test follows one by one.
type owing struct {
	*stage
	ada *workspace.Person
}

func newOwing(t *testing.T, o workspace.Options) *owing {
	w, stop := startOwing(t, o)
	t.Cleanup(stop)
	return w
}

// startOwing waits until the bot has asked, on every connection, whether Slack
// answers pings: the answer reaches it before anything else.
func startOwing(t *testing.T, o workspace.Options) (w *owing, stop func()) {
	w = &owing{stage: newWorkspace(t, o)}
	w.retry, w.met, w.ada = hasty, func(*socket.Envelope) {}, w.slack.As(workspace.Ada)
	stop = w.start(Options{})
	w.until("pings", func() bool {
		return !slices.ContainsFunc(w.slack.Connections(), func(c *workspace.Connection) bool { return c.Pings() == 0 })
	})
	return w, stop
}

// ask types a command and waits for its acknowledgement.
func (w *owing) ask(text string) *workspace.Invocation {
	w.t.Helper()
	i := w.ada.Command(workspace.General, "/httpcode", text)
	if err := i.Wait(w.t.Context()); err != nil {
		w.t.Fatalf("/httpcode %s: %v", text, err)
	}
	return i
}

// wantAnswers waits for so many answers, and a moment for more; the word that
// an answer may come twice is in the last one, or in none.
func (w *owing) wantAnswers(i *workspace.Invocation, n int, noted bool) []workspace.Message {
	w.t.Helper()
	w.until("the answers", func() bool { return len(i.Messages()) >= n })
	time.Sleep(100 * time.Millisecond)
	got := i.Messages()
	if len(got) != n {
		w.t.Fatalf("%d answers, want %d: %v", len(got), n, got)
	}
	if saysSo(got[n-1].Text) != noted {
		w.t.Errorf("the last answer says %q", got[n-1].Text)
	}
	if !strings.Contains(got[n-1].Text, "Forbidden") || len(got[n-1].Blocks) == 0 {
		w.t.Errorf("the last answer is not whole: %q", got[n-1].Text)
	}
	return got
}

func (w *owing) each(do func(*workspace.Connection)) {
	for _, c := range w.slack.Connections() {
		do(c)
	}
}

// loseAck lets a command's acknowledgement be written and never be read.
func (w *owing) loseAck(text string) *workspace.Invocation {
	w.t.Helper()
	w.each((*workspace.Connection).Deafen)
	before := w.written.Load()
	i := w.ada.Command(workspace.General, "/httpcode", text)
	w.until("the acknowledgement to be written", func() bool { return w.written.Load() > before })
	w.each((*workspace.Connection).Cut)
	return i
}

func TestAnswerOfALostAcknowledgementComesByTheResponseURL(t *testing.T) {
	t.Parallel()
	w := newOwing(t, workspace.Options{})
	got := w.wantAnswers(w.loseAck("403"), 1, true)
	if got[0].Via != "response_url" || !got[0].Ephemeral() {
		t.Errorf("it came by %s", got[0].Via)
	}
}

func TestPublicAnswerOfALostAcknowledgementIsPublic(t *testing.T) {
	t.Parallel()
	w := newOwing(t, workspace.Options{})
	if got := w.wantAnswers(w.loseAck("public 403"), 1, true); got[0].Ephemeral() {
		t.Error("it is for the asker only")
	}
}

func TestReadAcknowledgementWithoutProofIsAnsweredAgainWithANote(t *testing.T) {
	t.Parallel()
	w := newOwing(t, workspace.Options{})
	w.each((*workspace.Connection).Mute)
	i := w.ask("403")
	w.each((*workspace.Connection).Cut)
	if got := w.wantAnswers(i, 2, true); saysSo(got[0].Text) {
		t.Errorf("the first answer says %q", got[0].Text)
	}
}

func TestProvenAnswerIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := newOwing(t, workspace.Options{})
	i := w.ask("403")
	if err := w.bot.pool.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.each((*workspace.Connection).Cut)
	w.wantAnswers(i, 1, false)
}

// A Slack that answers no ping at all would make every answer seem unread.
func TestWithoutPongsNothingIsSentAgain(t *testing.T) {
	t.Parallel()
	w := newOwing(t, workspace.Options{NoPongs: true})
	i := w.ask("403")
	w.each((*workspace.Connection).Cut)
	w.wantAnswers(i, 1, false)
}

func TestRepeatedCommandIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	for name, anew := range map[string]bool{"the same envelope": false, "another envelope": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newOwing(t, workspace.Options{})
			i := w.ask("403")
			for range 3 {
				if err := i.Repeat(anew); err != nil {
					t.Fatal(err)
				}
				w.until("the acknowledgement", func() bool { return w.slack.Undelivered() == 0 })
			}
			w.wantAnswers(i, 1, false)
		})
	}
}

// While nothing else works, a repeat's acknowledgement carries what is owed, and
// the outbox gives it up.
func TestRepeatCarriesWhatIsOwed(t *testing.T) {
	t.Parallel()
	for name, anew := range map[string]bool{"the same envelope": false, "another envelope": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newOwing(t, workspace.Options{})
			for _, way := range []string{workspace.ResponseURLs, "chat.postEphemeral", "chat.postMessage"} {
				w.slack.Fail(way, workspace.Fault{Status: 503})
			}
			i := w.loseAck("403")
			w.until("the outbox to keep it", func() bool {
				w.bot.outbox.mu.Lock()
				defer w.bot.outbox.mu.Unlock()
				return w.bot.outbox.kept == 1
			})
			w.until("another connection", func() bool { return len(w.slack.Connections()) > 0 })
			w.until("the repeat to carry it", func() bool { // an attempt may be under way just now
				if err := i.Repeat(anew); err != nil {
					t.Fatal(err)
				}
				w.until("the acknowledgement", func() bool { return w.slack.Undelivered() == 0 })
				return len(i.Messages()) > 0
			})
			w.slack.Heal()
			w.until("the outbox to let go of it", func() bool {
				w.bot.debts.mu.Lock()
				defer w.bot.debts.mu.Unlock()
				return len(w.bot.debts.by) == 0
			})
			if got := w.wantAnswers(i, 1, true); got[0].Via != "ack" {
				t.Errorf("it came by %s", got[0].Via)
			}
		})
	}
}

// Where Slack refuses the response URL, the person is told another way.
func TestOwedAnswerFindsAnotherWay(t *testing.T) {
	t.Parallel()
	w := newOwing(t, workspace.Options{})
	w.slack.Fail(workspace.ResponseURLs, workspace.Fault{Error: "used_url"})
	w.loseAck("403")
	w.waitReply(w.ada, workspace.General, "for the second time")
}

// What is unproven at a stop goes out before the bot has ended.
func TestStopSettlesWhatIsOwed(t *testing.T) {
	t.Parallel()
	w, stop := startOwing(t, workspace.Options{})
	w.each((*workspace.Connection).Mute)
	i := w.ask("403")
	stop()
	w.wantAnswers(i, 2, true)
}
