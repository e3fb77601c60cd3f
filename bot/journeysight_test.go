package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"httpcode/bot/blocks/outline"
	"httpcode/bot/workspace"
)

// news are the bot's messages that the person sees now and saw not, or
// otherwise, before.
func (j *journey) news(progress bool) []workspace.Message {
	var out []workspace.Message
	for _, c := range append(j.person.Channels(), workspace.Channel{ID: j.person.DM()}) {
		for _, m := range j.person.Messages(c.ID) {
			if strings.HasPrefix(m.Text, "Checking ") != progress {
				continue
			}
			key := j.person.ID + m.Channel + m.TS + m.For
			content := m.Text + string(m.Blocks)
			if m.User == workspace.BotUser && j.shown[key] != content && !slices.ContainsFunc(out, func(o workspace.Message) bool { return o.TS == m.TS && o.Channel == m.Channel }) {
				out = append(out, m)
			}
		}
	}
	return out
}

// look takes note of what there is.
func (j *journey) look() {
	j.note(j.news(false))
}

func (j *journey) note(news []workspace.Message) {
	for _, m := range news {
		j.shown[j.person.ID+m.Channel+m.TS+m.For] = m.Text + string(m.Blocks)
	}
}

func (j *journey) see(ts *testscript.TestScript, args []string) error {
	n := 1
	if len(args) > 0 {
		n, _ = strconv.Atoi(args[0])
	}
	return j.show(ts, n, false)
}

func (j *journey) progress(ts *testscript.TestScript, args []string) error {
	return j.show(ts, 1, true)
}

func (j *journey) show(ts *testscript.TestScript, n int, progress bool) error {
	var news []workspace.Message
	j.until(fmt.Sprintf("%d messages", n), func() bool {
		news = j.news(progress)
		return len(news) >= n
	})
	for _, m := range news {
		fmt.Fprintf(ts.Stdout(), "--- %s ---\n%s", j.heading(m), outline.Blocks(m.Blocks))
		fmt.Fprintf(ts.Stderr(), "%s\n", m.Text)
		j.last = append(j.last, m)
		if m.UnfurlLinks || m.UnfurlMedia {
			return fmt.Errorf("Slack would fetch what the message links")
		}
	}
	j.note(news)
	return nil
}

func (j *journey) heading(m workspace.Message) string {
	where := "#" + m.Channel
	for name, id := range channelsByName {
		if id == m.Channel {
			where = "#" + name
		}
	}
	if m.Channel == j.person.DM() {
		where = "direct message"
	}
	if m.ThreadTS != "" {
		where = "thread in " + where
	}
	if m.Ephemeral() {
		where += ", only you"
	}
	return where
}

func (j *journey) nothing(ts *testscript.TestScript, args []string) error {
	time.Sleep(80 * time.Millisecond)
	if news := j.news(false); len(news) > 0 {
		return fmt.Errorf("shown: %s", news[0].Text)
	}
	return nil
}
