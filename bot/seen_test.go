package bot

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

// Each delivery is known again by whatever of it stayed the same.
func TestDeliveriesAreKnownAgain(t *testing.T) {
	t.Parallel()
	const click = `{"type":"block_actions","trigger_id":"1.2.a","user":{"id":"U1"},"container":{"message_ts":"9.1"},"actions":[{"action_id":"share","action_ts":"10.1"}]}`
	const submitted = `{"type":"view_submission","trigger_id":"1.2.b","user":{"id":"U1"},"view":{"id":"V1","hash":"1.h","state":{"values":{"target":{"target":{"selected_conversation":"C1"}}}}}}`
	for _, tc := range []struct {
		name          string
		first, second string // payloads, in different envelopes
		same          bool
	}{
		{"a click", click, click, true},
		{"a click under another trigger", click, `{"type":"block_actions","trigger_id":"9.9.z","user":{"id":"U1"},"container":{"message_ts":"9.1"},"actions":[{"action_id":"share","action_ts":"10.1"}]}`, true},
		{"a second click", click, `{"type":"block_actions","trigger_id":"1.3.b","user":{"id":"U1"},"container":{"message_ts":"9.1"},"actions":[{"action_id":"share","action_ts":"10.2"}]}`, false},
		{"another person's click", click, `{"type":"block_actions","trigger_id":"1.3.b","user":{"id":"U2"},"container":{"message_ts":"9.1"},"actions":[{"action_id":"share","action_ts":"10.1"}]}`, false},
		{"a form submitted again", submitted, `{"type":"view_submission","trigger_id":"7.7.c","user":{"id":"U1"},"view":{"id":"V1","hash":"1.h","state":{"values":{"target":{"target":{"selected_conversation":"C1"}}}}}}`, true},
		{"a form for another channel", submitted, `{"type":"view_submission","trigger_id":"7.7.c","user":{"id":"U1"},"view":{"id":"V1","hash":"1.h","state":{"values":{"target":{"target":{"selected_conversation":"C2"}}}}}}`, false},
		{"a shortcut", `{"type":"message_action","user":{"id":"U1"},"action_ts":"3.1","message_ts":"2.1"}`, `{"type":"message_action","user":{"id":"U1"},"action_ts":"3.1","message_ts":"2.1"}`, true},
		{"a shortcut on another message", `{"type":"message_action","user":{"id":"U1"},"action_ts":"3.1","message_ts":"2.1"}`, `{"type":"message_action","user":{"id":"U1"},"action_ts":"3.1","message_ts":"2.2"}`, false},
		{"the same trigger for another button", click, strings.Replace(click, `"share","action_ts":"10.1"`, `"details","action_ts":"10.2"`, 1), false},
		{"nothing to know it by", `{"type":"block_actions"}`, `{"type":"block_actions"}`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSeen(time.Now)
			var first, second interaction
			if err := errors.Join(json.Unmarshal([]byte(tc.first), &first), json.Unmarshal([]byte(tc.second), &second)); err != nil {
				t.Fatal(err)
			}
			if !s.first(first.keys("e1")...) {
				t.Error("the first delivery is taken for a repeat")
			}
			if got := !s.first(second.keys("e2")...); got != tc.same {
				t.Errorf("the second one is a repeat: %v, want %v", got, tc.same)
			}
			if s.first("e:e2") {
				t.Error("the second envelope is not remembered")
			}
		})
	}
}

// A command is known again by its trigger, and commands that share one are not
// mixed up.
func TestCommandsAreKnownAgain(t *testing.T) {
	t.Parallel()
	one := command{TriggerID: "1.2.a", UserID: "U1", ChannelID: "C1", ResponseURL: "https://hooks/1", Text: "502"}
	other := one
	other.Text = "503"
	if again := one; again.act() != one.act() || other.act() == one.act() {
		t.Errorf("acts are %q and %q", one.act(), other.act())
	}
	if one.TriggerID = ""; one.act() != "" {
		t.Errorf("without a trigger a command is %q", one.act())
	}
}

func TestForgottenIsNotKnown(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := newSeen(func() time.Time { return now })
	s.first("a", "b")
	if !s.has("a") || s.has("c") {
		t.Error("has does not say what was given")
	}
	s.forget("a", "")
	if s.has("a") || !s.has("b") {
		t.Error("forget does not take back what it was given")
	}
	now = now.Add(seenFor)
	if !s.has("b") {
		t.Error("forgotten too early")
	}
	now = now.Add(seenFor)
	if s.has("b") {
		t.Error("remembered for ever")
	}
}
