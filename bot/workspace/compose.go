package workspace

import (
	"regexp"
	"strings"
)

// composed is a text as Slack passes on what a person typed.
type composed struct {
	text     string // mrkdwn: escaped, with <@U…>, <https://…>, <#C…|name>
	blocks   []byte // the same as a rich_text block
	mentions []string
}

// typed finds what the composer turns into more than letters: addresses,
// mail addresses, bare host names, @names, #channels.
var typed = regexp.MustCompile(`(?i)https?://[^\s<>"` + "`" + `]+|[a-z0-9._+-]+@[a-z0-9-]+\.[a-z0-9.-]*[a-z]|\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|io|dev|app|example|test|invalid)\b(?:[:/][^\s<>"` + "`" + `]*)?|[@#][\w.-]*\w`)

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// compose turns what a person types into what Slack sends.
func (w *Workspace) compose(text string) composed {
	var c composed
	var out strings.Builder
	elements := []byte(`[`)
	element := func(e map[string]any) {
		if len(elements) > 1 {
			elements = append(elements, ',')
		}
		elements = append(elements, encode(e)...)
	}
	plain := func(s string) {
		if s != "" {
			out.WriteString(escaper.Replace(s))
			element(map[string]any{"type": "text", "text": s})
		}
	}
	at := 0
	for _, span := range typed.FindAllStringIndex(text, -1) {
		piece := strings.TrimRight(text[span[0]:span[1]], ".,;:!?)'")
		markup, e := w.markup(piece, &c)
		if e == nil {
			continue
		}
		plain(text[at:span[0]])
		out.WriteString(markup)
		element(e)
		at = span[0] + len(piece)
	}
	plain(text[at:])
	elements = append(elements, ']')
	c.text = out.String()
	c.blocks = append(append([]byte(`[{"type":"rich_text","block_id":"typed","elements":[{"type":"rich_text_section","elements":`), elements...), `}]}]`...)
	return c
}

// markup is one piece in mrkdwn and as an element of rich text; nil where the
// piece is but letters.
func (w *Workspace) markup(piece string, c *composed) (string, map[string]any) {
	lower := strings.ToLower(piece)
	switch {
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"):
		return "<" + escaper.Replace(piece) + ">", map[string]any{"type": "link", "url": piece}
	case piece[0] == '@':
		return w.mention(piece[1:], c)
	case piece[0] == '#':
		if id := w.channelNamed(piece[1:]); id != "" {
			return "<#" + id + "|" + piece[1:] + ">", map[string]any{"type": "channel", "channel_id": id}
		}
		return "", nil
	case strings.Contains(piece, "@"):
		return "<mailto:" + piece + "|" + piece + ">", map[string]any{"type": "link", "url": "mailto:" + piece, "text": piece}
	}
	return "<http://" + escaper.Replace(piece) + "|" + escaper.Replace(piece) + ">", map[string]any{"type": "link", "url": "http://" + piece, "text": piece}
}

func (w *Workspace) mention(name string, c *composed) (string, map[string]any) {
	switch name {
	case "here", "channel", "everyone":
		return "<!" + name + ">", map[string]any{"type": "broadcast", "range": name}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.people {
		if w.users[id].Name == name {
			c.mentions = append(c.mentions, id)
			return "<@" + id + ">", map[string]any{"type": "user", "user_id": id}
		}
	}
	return "", nil
}

func (w *Workspace) channelNamed(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.order {
		if ch := w.channels[id]; ch.Name == name && name != "" && !ch.Private {
			return id
		}
	}
	return ""
}
