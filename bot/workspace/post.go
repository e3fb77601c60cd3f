package workspace

// botMessage is a message by the app, not yet in its channel.
func (w *Workspace) botMessage(channel string, c *content, via string) *Message {
	return &Message{Channel: channel, TS: w.stamp(), User: BotUser, BotID: BotID, AppID: AppID,
		Text: c.Text, Blocks: c.Blocks, Attached: c.Attachments, Metadata: c.Metadata, Via: via,
		Effects: c.effects, UnfurlLinks: c.UnfurlLinks, UnfurlMedia: c.UnfurlMedia}
}

// put adds a message to its channel and tells who watches.
func (w *Workspace) put(m *Message) {
	kind := "message"
	w.mu.Lock()
	ch := w.channels[m.Channel]
	if m.Ephemeral() {
		kind = "ephemeral"
		ch.addEphemeral(m, w.opts.History)
	} else {
		ch.add(m, w.opts.History)
	}
	w.mu.Unlock()
	w.feed.publish(Update{Kind: kind, Channel: m.Channel, User: m.For, TS: m.TS, Message: m})
	if m.User == BotUser && !m.Ephemeral() {
		w.announce(ch, m, nil) // an app hears its own messages too
	}
}

// tell shows a person a notice that only they see, from Slackbot.
func (w *Workspace) tell(user, channel, text string) {
	w.put(&Message{Channel: channel, TS: w.stamp(), User: Slackbot, BotID: "B0SLACKBOT", Text: text, For: user, Via: "slack"})
}

// dm returns the direct message between a user and the app's bot, opening it
// where there is none.
func (w *Workspace) dm(user string) *channel { return w.dmBetween(user, BotUser) }

func (w *Workspace) dmBetween(user, other string) *channel {
	id := "D" + user[1:]
	if other != BotUser {
		id += other[len(other)-2:]
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if ch := w.channels[id]; ch != nil {
		return ch
	}
	return w.addChannel(Channel{ID: id, IM: true, Members: []string{user, other}})
}

// target finds the channel that the app means: an ID, a #name, or a user.
func (w *Workspace) target(name string) (*channel, *apiError) {
	if name == "" {
		return nil, &apiError{Code: "invalid_arguments", Messages: []string{"[ERROR] missing required field: channel"}}
	}
	w.mu.Lock()
	ch, user := w.channels[name], w.users[name]
	for _, id := range w.order {
		if other := w.channels[id]; ch == nil && !other.IM && ("#"+other.Name == name || other.Name == name) {
			ch = other
		}
	}
	w.mu.Unlock()
	switch {
	case ch != nil:
		return ch, nil
	case user != nil && user.ID != BotUser && user.Bot == "":
		return w.dm(user.ID), nil
	case user != nil:
		return nil, fail("cannot_dm_bot")
	}
	return nil, fail("channel_not_found")
}

// postable says whether the app may post to a channel.
func (w *Workspace) postable(ch *channel) *apiError {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !ch.has(BotUser) && (ch.Private || ch.IM):
		return fail("channel_not_found") // Slack does not tell that it exists
	case ch.Archived:
		return fail("is_archived")
	case !ch.has(BotUser) && !w.app.hasScope("chat:write.public"):
		return fail("not_in_channel")
	case ch.ReadOnly:
		return fail("restricted_action_read_only_channel")
	}
	return nil
}
