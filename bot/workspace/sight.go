package workspace

import "slices"

// Messages returns what the person sees in a channel, threads' replies and
// ephemeral messages included, oldest first.
func (p *Person) Messages(channel string) []Message {
	return p.see(channel, func(*Message) bool { return true })
}

// Thread returns a thread, its root first.
func (p *Person) Thread(channel, ts string) []Message {
	return p.see(channel, func(m *Message) bool { return m.TS == ts || m.ThreadTS == ts })
}

// Ephemerals returns the messages in a channel that only the person sees.
func (p *Person) Ephemerals(channel string) []Message {
	return p.see(channel, func(m *Message) bool { return m.Ephemeral() })
}

func (p *Person) see(channel string, want func(*Message) bool) []Message {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	ch := p.w.channels[channel]
	if ch == nil || !ch.visible(p.w.users[p.ID]) {
		return nil
	}
	var out []Message
	for _, m := range ch.messages {
		if want(m) {
			out = append(out, *m)
		}
	}
	private := len(out)
	for _, m := range ch.ephemerals {
		if m.For == p.ID && want(m) {
			out = append(out, *m)
		}
	}
	if private < len(out) {
		slices.SortStableFunc(out, func(a, b Message) int { return cmpString(a.TS, b.TS) })
	}
	return out
}

// Reload is what leaving and coming back does: ephemeral messages are gone.
func (p *Person) Reload() {
	p.w.mu.Lock()
	for _, ch := range p.w.channels {
		ch.ephemerals = slices.DeleteFunc(ch.ephemerals, func(m *Message) bool { return m.For == p.ID })
	}
	p.w.mu.Unlock()
	p.w.feed.publish(Update{Kind: "ephemeral_deleted", User: p.ID})
}

// Channels returns the channels that the person sees.
func (p *Person) Channels() []Channel {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	var out []Channel
	for _, id := range p.w.order {
		if ch := p.w.channels[id]; ch.visible(p.w.users[p.ID]) {
			c := ch.Channel
			c.Members = slices.Clone(c.Members)
			out = append(out, c)
		}
	}
	return out
}

// View returns the modal before the person, nil where there is none.
func (p *Person) View() *View {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	stack := p.w.modals[p.tab()]
	if len(stack) == 0 {
		return nil
	}
	v := *stack[len(stack)-1]
	return &v
}

// Home returns the app's Home tab as published for the person, nil where it
// has not been.
func (p *Person) Home() *View {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if p.w.homes[p.ID] == nil {
		return nil
	}
	v := *p.w.homes[p.ID]
	return &v
}
