package workspace

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Message is what a person sees in a conversation.
type Message struct {
	Channel  string          `json:"channel"`
	TS       string          `json:"ts"`
	ThreadTS string          `json:"thread_ts,omitempty"` // of the thread's root; empty outside of threads
	User     string          `json:"user"`
	BotID    string          `json:"bot_id,omitempty"`
	AppID    string          `json:"app_id,omitempty"`
	Subtype  string          `json:"subtype,omitempty"`
	Text     string          `json:"text"`
	Blocks   json.RawMessage `json:"blocks,omitempty"` // as delivered, every block with its block_id
	Attached json.RawMessage `json:"attachments,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Edited   string          `json:"edited,omitempty"` // when, as a timestamp

	// For is the only reader of an ephemeral message; empty for others.
	For string `json:"for,omitempty"`
	// Via is how it came: "person", "ack", "response_url", or the method.
	Via string `json:"via"`
	// Effects are what Slack makes of the text: who is mentioned, what is linked.
	Effects   []Effect   `json:"effects,omitempty"`
	Reactions []Reaction `json:"reactions,omitempty"`
	// UnfurlLinks and UnfurlMedia say whether Slack would fetch what it links.
	UnfurlLinks bool `json:"unfurl_links"`
	UnfurlMedia bool `json:"unfurl_media"`

	// states is what each user has chosen in the message's elements; unlike
	// the rest it changes, and the workspace's mutex guards it.
	states map[string]map[string]map[string]any
}

// Reaction is an emoji under a message.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
}

// Ephemeral says whether only one person sees the message.
func (m *Message) Ephemeral() bool { return m.For != "" }

// Mentions says whether the message would mention anybody or a whole channel.
func (m *Message) Mentions() bool {
	return slices.ContainsFunc(m.Effects, func(e Effect) bool { return e.Mentions() })
}

// appendSlack appends the message as Slack's API shows it. It is built by hand
// since it is done for every message and its blocks are already encoded.
func (m *Message) appendSlack(b []byte) []byte {
	b = append(b, `{"type":"message","ts":"`...)
	b = append(b, m.TS...)
	b = append(b, `","user":"`...)
	b = append(b, m.User...)
	b = append(b, `","team":"`+TeamID+`","text":`...)
	b = appendString(b, m.Text)
	b = appendField(b, "subtype", m.Subtype)
	b = appendField(b, "bot_id", m.BotID)
	b = appendField(b, "app_id", m.AppID)
	b = appendField(b, "thread_ts", m.ThreadTS)
	b = appendRaw(b, "blocks", m.Blocks)
	b = appendRaw(b, "attachments", m.Attached)
	b = appendRaw(b, "metadata", m.Metadata)
	if m.Edited != "" {
		b = append(b, `,"edited":{"user":"`+m.User+`","ts":"`+m.Edited+`"}`...)
	}
	if len(m.Reactions) > 0 {
		b = append(b, `,"reactions":[`...)
		for i, r := range m.Reactions {
			if i > 0 {
				b = append(b, ',')
			}
			users, _ := json.Marshal(r.Users) // strings always encode
			b = append(b, `{"name":`...)
			b = appendString(b, r.Name)
			b = append(b, `,"count":`...)
			b = strconv.AppendInt(b, int64(len(r.Users)), 10)
			b = appendRaw(b, "users", users)
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

// slackJSON is appendSlack for use in other JSON.
func (m *Message) slackJSON() json.RawMessage { return m.appendSlack(nil) }

func appendField(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":`...)
	return appendString(b, value)
}

func appendRaw(b []byte, name string, value []byte) []byte {
	if len(value) == 0 {
		return b
	}
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":`...)
	return append(b, value...)
}

// appendString appends s as a JSON string; most need no escape.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x7f {
			quoted, _ := json.Marshal(s) // strings always encode
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
