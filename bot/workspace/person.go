package workspace

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Person acts and sees as one user. Other apps' bots post through it too.
type Person struct {
	ID     string
	w      *Workspace
	client string // the page, "" for none
}

func (p *Person) tab() tab { return tab{p.ID, p.client} }

// As returns a user of the workspace; it panics where there is none.
func (w *Workspace) As(user string) *Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.users[user] == nil {
		panic("workspace: no user " + user)
	}
	return &Person{ID: user, w: w}
}

// DM returns the ID of the person's direct message with the app.
func (p *Person) DM() string { return p.w.dm(p.ID).ID }

// What a person cannot do.
var (
	ErrNoChannel  = errors.New("there is no such channel")
	ErrNotMember  = errors.New("not a member of the channel")
	ErrArchived   = errors.New("the channel is archived")
	ErrNoMessage  = errors.New("there is no such message")
	ErrNoElement  = errors.New("there is no such element")
	ErrNotAllowed = errors.New("not allowed here")
)

// channel finds a channel that the person may write to.
func (p *Person) channel(id string) (*channel, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	ch := p.w.channels[id]
	switch {
	case ch == nil || !ch.visible(p.w.users[p.ID]):
		return nil, fmt.Errorf("%q: %w", id, ErrNoChannel)
	case !ch.has(p.ID):
		return nil, fmt.Errorf("%s: %w", ch.called(), ErrNotMember)
	case ch.Archived:
		return nil, fmt.Errorf("%s: %w", ch.called(), ErrArchived)
	case ch.ReadOnly && !p.w.users[p.ID].Admin:
		return nil, fmt.Errorf("%s: %w", ch.called(), ErrNotAllowed)
	}
	return ch, nil
}

// Post writes a message as a person types it, such as "@httpcode 403"; threadTS
// is the thread's root, or empty. The app gets the events that it subscribes to.
func (p *Person) Post(channel, threadTS, text string) (Message, error) {
	ch, err := p.channel(channel)
	if err != nil {
		return Message{}, err
	}
	if ch.IM && ch.has(BotUser) && !p.w.app.Features.AppHome.Messages {
		return Message{}, fmt.Errorf("sending messages to this app has been turned off: %w", ErrNotAllowed)
	}
	typed := p.w.compose(text)
	m := p.message(ch, threadTS, typed)
	p.w.put(m)
	p.w.announce(ch, m, typed.mentions)
	p.w.unfurl(ch, m)
	if slices.Contains(typed.mentions, BotUser) && !ch.IM && !p.sees(ch, BotUser) {
		p.w.tell(p.ID, ch.ID, "You mentioned an app that is not in this channel. Invite it with /invite, then mention it again.")
	}
	return *m, nil
}

// PostBlocks writes a message with blocks, attachments or other fields as other
// apps' bots send them; fields are the message's own (blocks, attachments …).
func (p *Person) PostBlocks(channel, threadTS, text string, blocks, attachments []byte) (Message, error) {
	ch, err := p.channel(channel)
	if err != nil {
		return Message{}, err
	}
	m := p.message(ch, threadTS, composed{text: text})
	m.Blocks, m.Attached = blocks, attachments
	p.w.put(m)
	var mentions []string
	for _, e := range textEffects(text, "text") {
		if e.Kind == "user" {
			mentions = append(mentions, e.Target)
		}
	}
	p.w.announce(ch, m, mentions)
	return *m, nil
}

func (p *Person) sees(ch *channel, user string) bool {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return ch.has(user)
}

func (p *Person) message(ch *channel, threadTS string, typed composed) *Message {
	p.w.mu.Lock()
	bot := p.w.users[p.ID].Bot
	p.w.mu.Unlock()
	m := &Message{Channel: ch.ID, TS: p.w.stamp(), ThreadTS: threadTS, User: p.ID, BotID: bot, Text: typed.text,
		Blocks: typed.blocks, Via: "person", UnfurlLinks: true, UnfurlMedia: true}
	if bot != "" {
		m.AppID = "A0OTHERAPP"
	}
	return m
}

// Edit changes a message of the person's own.
func (p *Person) Edit(channel, ts, text string) (Message, error) {
	ch, err := p.channel(channel)
	if err != nil {
		return Message{}, err
	}
	typed := p.w.compose(text)
	p.w.mu.Lock()
	old := ch.find(ts)
	if old == nil || old.User != p.ID {
		p.w.mu.Unlock()
		return Message{}, fmt.Errorf("editing %s: %w", ts, ErrNoMessage)
	}
	m := *old
	m.Text, m.Blocks, m.Edited = typed.text, typed.blocks, p.w.stamp()
	ch.replace(&m)
	p.w.mu.Unlock()
	p.w.feed.publish(Update{Kind: "message_changed", Channel: ch.ID, TS: m.TS, Message: &m})
	p.w.announceEdit(ch, old, &m, typed.mentions)
	return m, nil
}

// Delete takes a message of the person's own away.
func (p *Person) Delete(channel, ts string) error {
	ch, err := p.channel(channel)
	if err != nil {
		return err
	}
	p.w.mu.Lock()
	m := ch.find(ts)
	ok := m != nil && m.User == p.ID && ch.remove(ts)
	p.w.mu.Unlock()
	if !ok {
		return fmt.Errorf("deleting %s: %w", ts, ErrNoMessage)
	}
	p.w.feed.publish(Update{Kind: "message_deleted", Channel: channel, TS: ts})
	p.w.announceDelete(ch, m)
	return nil
}

// Invite brings a user, such as BotUser, into a channel.
func (p *Person) Invite(user, channel string) error {
	ch, err := p.channel(channel)
	if err != nil {
		return err
	}
	p.w.mu.Lock()
	known, name := p.w.users[user] != nil, user
	if known {
		name = p.w.users[user].Name
	}
	fresh := known && !ch.IM && !ch.has(user)
	if fresh {
		ch.Members = append(slices.Clone(ch.Members), user)
	}
	shared := ch.Shared
	p.w.mu.Unlock()
	if !known || ch.IM {
		return fmt.Errorf("inviting %s to %s: %w", name, ch.called(), ErrNotAllowed)
	}
	if fresh {
		p.w.feed.publish(Update{Kind: "channel", Channel: channel})
		p.w.event("member_joined_channel", encode(map[string]any{"type": "member_joined_channel", "user": user, "channel": channel,
			"channel_type": "C", "team": TeamID, "inviter": p.ID, "event_ts": p.w.stamp()}), shared)
	}
	return nil
}

// inviteByName is what "/invite @httpcode" does.
func (p *Person) inviteByName(name, channel string) error {
	name = strings.TrimPrefix(strings.TrimSpace(name), "@")
	p.w.mu.Lock()
	id := ""
	for _, u := range p.w.users {
		if u.Name == name {
			id = u.ID
		}
	}
	p.w.mu.Unlock()
	if id == "" {
		return fmt.Errorf("there is nobody called %q: type /invite @name", name)
	}
	return p.Invite(id, channel)
}
