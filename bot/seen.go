package bot

import (
	"encoding/json"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// seenFor is how long a delivery is remembered at least: Slack repeats an
	// event up to 5 minutes later, and was seen to do so under another event_id.
	seenFor = 10 * time.Minute
	// seenMost bounds the memory, two generations of it, to 2 MB: 60,000 keys in
	// ten minutes, three to a delivery, are four times what Slack sends to one
	// app of one workspace (30,000 an hour). Beyond it the oldest are forgotten
	// first.
	seenMost = 60_000
)

// seen remembers deliveries by hash. It keeps two generations: the older one
// goes when the younger is ten minutes old or full.
type seen struct {
	now  func() time.Time
	most int // seenMost, but in tests
	seed maphash.Seed

	mu       sync.Mutex
	young    map[uint64]struct{}
	old      map[uint64]struct{}
	youngest time.Time // when young was begun
}

func newSeen(now func() time.Time) *seen {
	return &seen{now: now, most: seenMost, seed: maphash.MakeSeed(), young: map[uint64]struct{}{}, youngest: now()}
}

// first says whether none of the keys was given before, and remembers them
// all. Empty keys count for nothing.
func (s *seen) first(keys ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	first := true
	for _, key := range keys {
		if key == "" {
			continue
		}
		h := maphash.String(s.seed, key)
		_, young := s.young[h]
		_, old := s.old[h]
		first = first && !young && !old
		s.young[h] = struct{}{}
	}
	return first
}

// forget takes keys back: what they stand for was not handled after all.
func (s *seen) forget(keys ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		if key == "" {
			continue
		}
		h := maphash.String(s.seed, key)
		delete(s.young, h)
		delete(s.old, h)
	}
}

// has says whether the key was given before, and not taken back.
func (s *seen) has(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	h := maphash.String(s.seed, key)
	_, young := s.young[h]
	_, old := s.old[h]
	return young || old
}

func (s *seen) turn() {
	if now := s.now(); now.Sub(s.youngest) >= seenFor || len(s.young) >= s.most {
		s.old, s.young, s.youngest = s.young, map[uint64]struct{}{}, now
	}
}

// What a delivery is remembered by: its envelope, and what stays the same when
// Slack delivers it again in another envelope. Parts that a payload lacks give
// no key.

// eventKeys are those of a question: a retried event may come under another
// event_id (node-slack-sdk#2141), and a message may come as two events.
func eventKeys(ev *event) []string {
	return []string{keyOf("v:", ev.EventID), keyOf("m:", ev.Event.Channel, ev.Event.TS)}
}

// act identifies one typing of a command, whichever envelopes bring it: its
// trigger_id is of this act only. What is beside it keeps apart what something
// that stands in for Slack, with one trigger for all, would mix up.
func (c command) act() string {
	if c.TriggerID == "" {
		return ""
	}
	return strings.Join([]string{c.TriggerID, c.UserID, c.ChannelID, c.ResponseURL, c.Text}, " ")
}

// keys are those of a click, a shortcut or a modal; see act.
func (i *interaction) keys(envelope string) []string {
	keys := []string{keyOf("e:", envelope)}
	act := []string{"t:" + i.Type, i.TriggerID, i.User.ID, i.ResponseURL, i.ActionTS, i.MessageTS, i.View.ID}
	for _, c := range i.Actions {
		act = append(act, c.ActionID, c.ActionTS)
		keys = append(keys, keyOf("a:", i.User.ID, cmpOr(i.Container.MessageTS, i.Container.ViewID), c.ActionID, c.ActionTS))
	}
	if i.TriggerID != "" {
		keys = append(keys, strings.Join(act, " "))
	}
	switch i.Type {
	case "message_action":
		keys = append(keys, keyOf("s:", i.User.ID, i.MessageTS, i.ActionTS))
	case "view_submission":
		// Where Slack did not see the acknowledgement the modal stays open, and
		// the person submits it again: the same form is the same wish.
		keys = append(keys, keyOf("w:", i.View.ID, i.View.Hash, i.View.form()))
	}
	return keys
}

// keyOf joins the parts of a key; it is empty where one of them is.
func keyOf(kind string, parts ...string) string {
	if slices.Contains(parts, "") {
		return ""
	}
	return kind + strings.Join(parts, " ")
}

// form is what was filled in, in an order of its own.
func (v *view) form() string {
	filled, err := json.Marshal(v.State.Values) // sorts the keys
	if err != nil {
		panic(err) // strings in maps
	}
	return string(filled)
}
