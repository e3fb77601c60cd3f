package workspace

import (
	"regexp"
	"slices"
)

// emojiName is what an emoji's name looks like, skin tone included. The
// workspace does not know which names exist.
var emojiName = regexp.MustCompile(`^[a-z0-9_+'-]+(::skin-tone-[2-6])?$`)

// reactTo finds the message that a reactions method is about; locked.
func (c *call) reactTo() (*channel, *Message, *apiError) {
	ch, err := c.seen()
	if err != nil {
		return nil, nil, err
	}
	m := ch.find(c.str("timestamp"))
	switch {
	case c.str("timestamp") == "":
		return nil, nil, fail("no_item_specified")
	case m == nil:
		return nil, nil, fail("message_not_found")
	case !ch.has(BotUser):
		return nil, nil, fail("not_in_channel")
	case ch.Archived:
		return nil, nil, fail("is_archived")
	}
	return ch, m, nil
}

func reactionsAdd(c *call) (any, *apiError) {
	return c.w.react(c, func(m *Message, name string) (bool, *apiError) {
		for i, r := range m.Reactions {
			if r.Name == name {
				if slices.Contains(r.Users, BotUser) {
					return false, fail("already_reacted")
				}
				m.Reactions[i].Users = append(slices.Clone(r.Users), BotUser)
				return true, nil
			}
		}
		m.Reactions = append(m.Reactions, Reaction{Name: name, Users: []string{BotUser}})
		return true, nil
	})
}

func reactionsRemove(c *call) (any, *apiError) {
	return c.w.react(c, func(m *Message, name string) (bool, *apiError) {
		for i, r := range m.Reactions {
			if at := slices.Index(r.Users, BotUser); r.Name == name && at >= 0 {
				m.Reactions[i].Users = slices.Delete(slices.Clone(r.Users), at, at+1)
				if len(m.Reactions[i].Users) == 0 {
					m.Reactions = slices.Delete(m.Reactions, i, i+1)
				}
				return true, nil
			}
		}
		return false, fail("no_reaction")
	})
}

// react changes the reactions of a copy of the message, and puts that in its place.
func (w *Workspace) react(c *call, change func(m *Message, name string) (bool, *apiError)) (any, *apiError) {
	name := c.str("name")
	if !emojiName.MatchString(name) {
		return nil, fail("invalid_name")
	}
	w.mu.Lock()
	ch, old, err := c.reactTo()
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	m := *old
	m.Reactions = slices.Clone(old.Reactions)
	changed, err := change(&m, name)
	if changed {
		ch.replace(&m)
	}
	w.mu.Unlock()
	if err != nil {
		return nil, err
	}
	w.feed.publish(Update{Kind: "reaction", Channel: ch.ID, TS: m.TS, Message: &m})
	return nil, nil
}

func reactionsGet(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, m, err := c.reactTo()
	if err != nil {
		return nil, err
	}
	return fields{"type": "message", "channel": ch.ID, "message": m.slackJSON()}, nil
}
