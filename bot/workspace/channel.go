package workspace

import (
	"slices"
	"sort"
)

// channel is a conversation with what was said in it. The workspace's mutex
// guards it; the messages themselves never change once they are in.
type channel struct {
	Channel
	messages   []*Message // in the order of their timestamps
	ephemerals []*Message
}

func newChannel(c Channel) *channel {
	c.Members = slices.Clone(c.Members)
	return &channel{Channel: c}
}

func (c *channel) has(user string) bool { return slices.Contains(c.Members, user) }

// called is the channel's name for people who may know of it.
func (c *channel) called() string {
	if c.IM {
		return "the direct message"
	}
	return "#" + c.Name
}

// payloadName is the channel's name in payloads: Slack tells only that of public ones.
func (c *channel) payloadName() string {
	switch {
	case c.IM:
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

// visible says whether a user may know of the channel at all.
func (c *channel) visible(u *User) bool {
	if c.has(u.ID) {
		return true
	}
	return !c.Private && !c.IM && !u.Guest && u.Team == TeamID
}

// partner returns the other side of a direct message.
func (c *channel) partner(user string) string {
	for _, m := range c.Members {
		if m != user {
			return m
		}
	}
	return user
}

// index returns where the message with this timestamp is, or would be.
func (c *channel) index(ts string) (int, bool) {
	return sort.Find(len(c.messages), func(i int) int { return cmpString(ts, c.messages[i].TS) })
}

func cmpString(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (c *channel) find(ts string) *Message {
	if i, ok := c.index(ts); ok {
		return c.messages[i]
	}
	return nil
}

// add puts a message in and forgets the oldest where there are over keep.
func (c *channel) add(m *Message, keep int) {
	i, _ := c.index(m.TS)
	c.messages = insertTrimmed(c.messages, i, m, keep)
}

func (c *channel) addEphemeral(m *Message, keep int) {
	c.ephemerals = insertTrimmed(c.ephemerals, len(c.ephemerals), m, keep)
}

// insertTrimmed inserts at i. The oldest quarter goes at once when the list is
// full, so that a long run does not copy the list for every message.
func insertTrimmed(list []*Message, i int, m *Message, keep int) []*Message {
	list = slices.Insert(list, i, m)
	if len(list) > keep {
		list = slices.Delete(list, 0, max(1, keep/4))
	}
	return list
}

func (c *channel) replace(m *Message) bool {
	i, ok := c.index(m.TS)
	if ok {
		c.messages[i] = m
	}
	return ok
}

func (c *channel) remove(ts string) bool {
	i, ok := c.index(ts)
	if ok {
		c.messages = slices.Delete(c.messages, i, i+1)
	}
	return ok
}

// findEphemeral returns a person's private message with this timestamp.
func (c *channel) findEphemeral(user, ts string) (int, *Message) {
	for i, m := range slices.Backward(c.ephemerals) {
		if m.TS == ts && m.For == user {
			return i, m
		}
	}
	return -1, nil
}
