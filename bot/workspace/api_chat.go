package workspace

import (
	"regexp"
	"strings"
)

// content is what a chat method is asked to say.
func (c *call) content() *content {
	return &content{Text: c.str("text"), Blocks: c.raw("blocks"), Attachments: c.raw("attachments"), Metadata: c.raw("metadata"),
		plain:       !c.flag("mrkdwn", true),
		UnfurlLinks: c.flag("unfurl_links", false), // off for apps' links unless asked for: see unfurls
		UnfurlMedia: c.flag("unfurl_media", true)}
}

// unfurls sets what Slack would fetch: with unfurl_links left out it still
// unfurls links to media, and text links of a message without blocks.
func (c *call) unfurls(to *content) {
	if !c.has("unfurl_links") {
		to.UnfurlLinks = true
	}
}

func chatPostMessage(c *call) (any, *apiError) {
	ch, err := c.w.target(c.str("channel"))
	if err != nil {
		return nil, err
	}
	if err := c.w.postable(ch); err != nil {
		return nil, err
	}
	what := c.content()
	if md := c.str("markdown_text"); md != "" {
		if what.Text != "" || !emptyList(what.Blocks) {
			return nil, fail("markdown_text_conflict")
		}
		what.Blocks = encode([]any{map[string]any{"type": "markdown", "text": md}})
		what.Text = md
	}
	c.unfurls(what)
	missing := strings.TrimSpace(what.Text) == "" && !emptyList(what.Blocks)
	if err := c.w.check(c.method, what, surfaceMessage); err != nil {
		return nil, err
	}
	if c.flag("link_names", false) || c.str("parse") == "full" {
		c.w.violate(c.method, "link_names or parse=full: names in the text become mentions")
	}
	m := c.w.botMessage(ch.ID, what, c.method)
	if m.ThreadTS, err = c.w.threadRoot(ch, c.str("thread_ts"), c.method); err != nil {
		return nil, err
	}
	c.w.put(m)
	return postedBody(m, missing), nil
}

// timestamp is what a message's timestamp looks like.
var timestamp = regexp.MustCompile(`^\d{10}\.\d{6}$`)

// threadRoot finds the root of the thread that a reply names. Slack takes the
// timestamp of a reply, or of no message at all (python-slack-sdk#840), without
// an error.
func (w *Workspace) threadRoot(ch *channel, ts, where string) (string, *apiError) {
	if ts == "" {
		return "", nil
	}
	if !timestamp.MatchString(ts) {
		return "", &apiError{Code: "invalid_thread_ts", Messages: []string{"[ERROR] " + ts + " is not a valid thread_ts"}}
	}
	w.mu.Lock()
	m := ch.find(ts)
	w.mu.Unlock()
	switch {
	case m == nil:
		w.violate(where, "thread_ts %s is no message of %s", ts, ch.ID)
	case m.ThreadTS != "" && m.ThreadTS != ts:
		w.violate(where, "thread_ts %s is a reply; its thread is %s", ts, m.ThreadTS)
		return m.ThreadTS, nil
	}
	return ts, nil
}

func postedBody(m *Message, missingText bool) []byte {
	b := make([]byte, 0, 256+len(m.Text)+len(m.Blocks))
	b = append(b, `{"ok":true,"channel":"`+m.Channel+`","ts":"`+m.TS+`","message":`...)
	b = m.appendSlack(b)
	if missingText {
		b = append(b, `,"warning":"missing_text_in_message","response_metadata":{"warnings":["missing_text_in_message"]}`...)
	}
	return append(b, '}')
}

func chatPostEphemeral(c *call) (any, *apiError) {
	ch, err := c.w.target(c.str("channel"))
	if err != nil {
		return nil, err
	}
	if err := c.w.postable(ch); err != nil {
		return nil, err
	}
	user := c.str("user")
	c.w.mu.Lock()
	known, member := c.w.users[user] != nil, ch.has(user)
	c.w.mu.Unlock()
	switch {
	case user == "":
		return nil, &apiError{Code: "invalid_arguments", Messages: []string{"[ERROR] missing required field: user"}}
	case !known:
		return nil, fail("user_not_found")
	case !member:
		return nil, fail("user_not_in_channel")
	}
	what := c.content()
	if err := c.w.check(c.method, what, surfaceMessage); err != nil {
		return nil, err
	}
	m := c.w.botMessage(ch.ID, what, c.method)
	if m.ThreadTS, err = c.w.threadRoot(ch, c.str("thread_ts"), c.method); err != nil {
		return nil, err
	}
	m.For = user
	c.w.put(m)
	return fields{"message_ts": m.TS}, nil
}

// own finds a message of the app for chat.update and chat.delete.
func (c *call) own(denied string) (*channel, *Message, *apiError) {
	ch, err := c.w.target(c.str("channel"))
	if err != nil {
		return nil, nil, err
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	m := ch.find(c.str("ts"))
	switch {
	case !ch.has(BotUser) && ch.Private:
		return nil, nil, fail("channel_not_found")
	case m == nil:
		return nil, nil, fail("message_not_found") // also what an ephemeral message is to it
	case m.User != BotUser:
		return nil, nil, fail(denied)
	case ch.Archived:
		return nil, nil, fail("is_archived")
	}
	return ch, m, nil
}

func chatUpdate(c *call) (any, *apiError) {
	ch, old, err := c.own("cant_update_message")
	if err != nil {
		return nil, err
	}
	what := c.content()
	if len(what.Text) > updateTextMax {
		return nil, fail("msg_too_long")
	}
	if !c.has("blocks") && what.Text == "" {
		what.Blocks = old.Blocks // attachments or metadata alone leave the blocks
	}
	if err := c.w.check(c.method, what, surfaceMessage); err != nil {
		return nil, err
	}
	m := *old
	m.Text, m.Blocks, m.Attached, m.Effects, m.Edited = what.Text, what.Blocks, what.Attachments, what.effects, c.w.stamp()
	c.w.mu.Lock()
	ok := ch.replace(&m)
	c.w.mu.Unlock()
	if !ok {
		return nil, fail("message_not_found")
	}
	c.w.feed.publish(Update{Kind: "message_changed", Channel: ch.ID, TS: m.TS, Message: &m})
	c.w.announceEdit(ch, old, &m, nil)
	return fields{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": m.slackJSON()}, nil
}

func chatDelete(c *call) (any, *apiError) {
	ch, m, err := c.own("cant_delete_message")
	if err != nil {
		return nil, err
	}
	c.w.mu.Lock()
	ch.remove(m.TS)
	c.w.mu.Unlock()
	c.w.feed.publish(Update{Kind: "message_deleted", Channel: ch.ID, TS: m.TS})
	c.w.announceDelete(ch, m)
	return fields{"channel": ch.ID, "ts": m.TS}, nil
}

func chatGetPermalink(c *call) (any, *apiError) {
	ch, err := c.w.target(c.str("channel"))
	if err != nil {
		return nil, err
	}
	c.w.mu.Lock()
	m := ch.find(c.str("message_ts"))
	hidden := !ch.has(BotUser) && (ch.Private || ch.IM)
	c.w.mu.Unlock()
	if hidden {
		return nil, fail("channel_not_found")
	}
	if m == nil {
		return nil, fail("message_not_found")
	}
	link := c.w.baseURL(c.r) + "/archives/" + ch.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.ThreadTS != "" {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return fields{"channel": ch.ID, "permalink": link}, nil
}
