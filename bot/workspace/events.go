package workspace

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// verificationToken is the deprecated token that Slack still sends along.
const verificationToken = "workspaceVerification000"

// event sends an event to the app, where its manifest subscribes to it.
func (w *Workspace) event(name string, event []byte, shared bool) {
	if !w.app.subscribes(name) {
		return
	}
	w.deliver(&delivery{id: newEnvelopeID(), kind: "events_api", payload: w.eventCallback(event, shared)}, nil)
}

// eventCallback is the envelope's payload around an event.
func (w *Workspace) eventCallback(event []byte, shared bool) []byte {
	b := make([]byte, 0, len(event)+600)
	b = append(b, `{"token":"`+verificationToken+`","team_id":"`+TeamID+`","context_team_id":"`+TeamID+`","context_enterprise_id":null,"api_app_id":"`+AppID+`","event":`...)
	b = append(b, event...)
	b = append(b, `,"type":"event_callback","event_id":"`...)
	b = append(b, w.newID("Ev")...)
	b = append(b, `","event_time":`...)
	b = strconv.AppendInt(b, time.Now().Unix(), 10)
	b = append(b, `,"authorizations":[{"enterprise_id":null,"team_id":"`+TeamID+`","user_id":"`+BotUser+`","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":`...)
	b = strconv.AppendBool(b, shared)
	b = append(b, `,"event_context":"4-`...)
	b = append(b, w.newID("ctx")...)
	return append(b, `"}`...)
}

// newEnvelopeID returns a UUID, which is what Slack's envelope_ids are.
func newEnvelopeID() string {
	var u [16]byte
	rand.Read(u[:]) // never fails: crypto/rand
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:], u[10:])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// messageEvent is a message as an event shows it. Name is the event's type,
// "message" or "app_mention".
func (w *Workspace) messageEvent(name string, m *Message, channelType string) []byte {
	b := make([]byte, 0, 400+len(m.Text)+len(m.Blocks))
	b = append(b, `{"type":"`+name+`","user":"`+m.User+`","ts":"`+m.TS+`"`...)
	if m.BotID == "" {
		b = append(b, `,"client_msg_id":"`...)
		b = append(b, newEnvelopeID()...)
		b = append(b, '"')
	}
	b = append(b, `,"team":"`+w.teamOf(m.User)+`","text":`...)
	b = appendString(b, m.Text)
	b = appendField(b, "bot_id", m.BotID)
	b = appendField(b, "app_id", m.AppID)
	b = appendField(b, "subtype", m.Subtype)
	b = appendField(b, "thread_ts", m.ThreadTS)
	b = appendRaw(b, "blocks", m.Blocks)
	b = appendRaw(b, "attachments", m.Attached)
	eventTS := m.TS
	if m.Edited != "" {
		eventTS = m.Edited
		b = append(b, `,"edited":{"user":"`+m.User+`","ts":"`+m.Edited+`"}`...)
	}
	b = append(b, `,"channel":"`+m.Channel+`","event_ts":"`+eventTS+`"`...)
	if name == "message" {
		b = appendField(b, "channel_type", channelType)
	}
	return append(b, '}')
}

func (w *Workspace) teamOf(user string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u := w.users[user]; u != nil {
		return u.Team
	}
	return TeamID
}

// kind returns the event that a message in the channel is, and its channel_type.
func (c *channel) kind() (event, channelType string) {
	switch {
	case c.IM:
		return "message.im", "im"
	case c.Private:
		return "message.groups", "group"
	}
	return "message.channels", "channel"
}

// hears says whether the app hears of messages in a channel, by what event.
func (w *Workspace) hears(ch *channel) (event, channelType string, shared, ok bool) {
	event, channelType = ch.kind()
	w.mu.Lock()
	defer w.mu.Unlock()
	return event, channelType, ch.Shared, ch.has(BotUser)
}

// announce sends the events that a message is to the app: the message itself
// where the app is, and the mention.
func (w *Workspace) announce(ch *channel, m *Message, mentions []string) {
	event, channelType, shared, ok := w.hears(ch)
	if !ok {
		return
	}
	if w.app.subscribes(event) {
		w.event(event, w.messageEvent("message", m, channelType), shared)
	}
	w.announceMention(ch, m, mentions, shared)
}

func (w *Workspace) announceMention(ch *channel, m *Message, mentions []string, shared bool) {
	if !ch.IM && slices.Contains(mentions, BotUser) {
		w.event("app_mention", w.messageEvent("app_mention", m, ""), shared)
	}
}

// announceEdit sends the events of an edited message: message_changed, and the
// mention once more, with "edited" (bolt-js#960).
func (w *Workspace) announceEdit(ch *channel, old, m *Message, mentions []string) {
	event, channelType, shared, ok := w.hears(ch)
	if !ok {
		return
	}
	if w.app.subscribes(event) {
		w.event(event, encode(map[string]any{"type": "message", "subtype": "message_changed", "hidden": true,
			"message": m.slackJSON(), "previous_message": old.slackJSON(),
			"channel": ch.ID, "ts": m.Edited, "event_ts": m.Edited, "channel_type": channelType}), shared)
	}
	w.announceMention(ch, m, mentions, shared)
}

// announceDelete sends the event of a message that is gone.
func (w *Workspace) announceDelete(ch *channel, old *Message) {
	event, channelType, shared, ok := w.hears(ch)
	if !ok || !w.app.subscribes(event) {
		return
	}
	now := w.stamp()
	w.event(event, encode(map[string]any{"type": "message", "subtype": "message_deleted", "hidden": true, "deleted_ts": old.TS,
		"previous_message": old.slackJSON(), "channel": ch.ID, "ts": now, "event_ts": now, "channel_type": channelType}), shared)
}

// unfurl sends the event of a direct message whose links Slack has looked at:
// message_changed, though nobody has edited anything.
func (w *Workspace) unfurl(ch *channel, m *Message) {
	event, channelType, shared, ok := w.hears(ch)
	at := slices.IndexFunc(textEffects(m.Text, "text"), func(e Effect) bool { return e.Kind == "link" && strings.HasPrefix(e.Target, "http") })
	if !ok || !ch.IM || at < 0 || !w.app.subscribes(event) {
		return
	}
	link := textEffects(m.Text, "text")[at].Target
	seen := *m
	seen.Attached = encode([]any{map[string]any{"id": 1, "from_url": link, "original_url": link, "title": "A page", "fallback": "A page"}})
	now := w.stamp()
	w.event(event, encode(map[string]any{"type": "message", "subtype": "message_changed", "hidden": true,
		"message": seen.slackJSON(), "previous_message": m.slackJSON(),
		"channel": ch.ID, "ts": now, "event_ts": now, "channel_type": channelType}), shared)
}
