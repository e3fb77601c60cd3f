package bot

import (
	"strings"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

// Whatever became of the call, a person sees one answer, and a word about it
// only where nobody can tell.
func TestAnAmbiguousFailureIsLookedInto(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		fault workspace.Fault
		where string // a channel where empty
		note  bool
	}{
		{name: "500, nothing posted", fault: workspace.Fault{Status: 500}},
		{name: "500, posted all the same", fault: workspace.Fault{Status: 500, After: true}},
		{name: "cut off, posted all the same", fault: workspace.Fault{Reset: true, After: true}},
		{name: "500 in a direct message, nothing posted", fault: workspace.Fault{Status: 500}, where: "direct"},
		{name: "500 in a direct message, posted all the same", fault: workspace.Fault{Status: 500, After: true}, where: "direct"},
		{name: "500 where the app may not read", fault: workspace.Fault{Status: 500}, where: "unread", note: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := workspace.Options{Manifest: readingManifest}
			if tc.where == "unread" {
				o.Manifest = Manifest
			}
			s := newStage(t, o, Options{})
			ada := s.slack.As(workspace.Ada)
			channel := workspace.Incidents
			if tc.where == "direct" {
				channel = ada.DM()
			}
			ours := make(chan workspace.Message, 10)
			defer s.slack.Watch(func(u workspace.Update) {
				if u.Kind == "message" && u.Message.User == workspace.BotUser {
					ours <- *u.Message
				}
			})()
			fault := tc.fault
			fault.Times = 1
			s.slack.Fail("chat.postMessage", fault)
			if _, err := ada.Post(channel, "", "@httpcode 403"); err != nil {
				t.Fatal(err)
			}
			m := <-ours
			if noted := strings.Contains(m.Text, "second time"); noted != tc.note {
				t.Errorf("the answer says %q", m.Text)
			}
			time.Sleep(2500 * time.Millisecond) // the outbox has tried again by then
			if n := len(ours); n > 0 {
				t.Errorf("%d answers too many", n)
			}
		})
	}
}
