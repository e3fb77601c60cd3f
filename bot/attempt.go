package bot

import (
	"fmt"
	"strconv"
	"time"

	"httpcode/bot/blocks"
)

// attempt describes the one that is about to be made.
func (l *Letter) attempt(unsure bool) Attempt {
	a := Attempt{Unsure: unsure, Broken: l.Unsure}
	if late := time.Since(l.Since); late >= lateAfter {
		a.Late = late
	}
	return a
}

// Attempt tells a Letter's Post of the attempts before it.
type Attempt struct {
	Late   time.Duration // since the first attempt; 0 where it is not worth a word
	Unsure bool          // an earlier attempt may have arrived, and nobody can tell
	Broken bool          // it went by a connection that ended or stalled; else Slack failed
}

// Note is what the answer should say about its delay, in mrkdwn; empty for an
// answer in time.
func (a Attempt) Note() string {
	cause := "Slack failed"
	if a.Broken {
		cause = "The connection to Slack failed"
	}
	switch {
	case a.Unsure && a.Late > 0:
		return fmt.Sprintf("%s when this answer was ready %s ago, so it comes late, and perhaps for the second time.", cause, roughDelay(a.Late))
	case a.Unsure:
		return cause + " when this answer was sent, so it may come for the second time."
	case a.Late > 0:
		return fmt.Sprintf("Slack did not take this answer when it was ready, %s ago.", roughDelay(a.Late))
	}
	return ""
}

// noting is the answer under its note.
func (a Attempt) noting(m blocks.Message) blocks.Message {
	if note := a.Note(); note != "" {
		return blocks.Say(note).Then(m)
	}
	return m
}

func roughDelay(d time.Duration) string {
	if d < 90*time.Second {
		return strconv.Itoa(int(d.Round(time.Second).Seconds())) + " seconds"
	}
	return strconv.Itoa(int(d.Round(time.Minute).Minutes())) + " minutes"
}
