// Package outline shows Block Kit as plain text, for tests and for reading:
// what a person would see, line by line. It reads raw JSON, as Slack gets it.
//
// Bold is *…*, italic _…_, code `…`, a link [title](url), a mention @ID or #ID,
// an emoji :name:; a button is [Label] or, where it is primary, [Label]!.
package outline

import (
	"encoding/json"
	"fmt"
	"strings"
)

type node struct {
	Type        string          `json:"type"`
	Text        json.RawMessage `json:"text"`
	Elements    []node          `json:"elements"`
	Element     *node           `json:"element"`
	Label       json.RawMessage `json:"label"`
	Style       json.RawMessage `json:"style"`
	URL         string          `json:"url"`
	Name        string          `json:"name"`
	UserID      string          `json:"user_id"`
	ChannelID   string          `json:"channel_id"`
	UsergroupID string          `json:"usergroup_id"`
	Range       string          `json:"range"`
}

// Blocks shows a list of blocks.
func Blocks(raw []byte) string {
	var list []node
	if err := json.Unmarshal(raw, &list); err != nil {
		return "(not blocks: " + err.Error() + ")\n"
	}
	var b strings.Builder
	for _, n := range list {
		b.WriteString(n.block() + "\n")
	}
	return b.String()
}

func (n node) block() string {
	switch n.Type {
	case "rich_text":
		var parts []string
		for _, e := range n.Elements {
			parts = append(parts, e.rich())
		}
		return strings.Join(parts, "\n")
	case "actions":
		var buttons []string
		for _, e := range n.Elements {
			buttons = append(buttons, e.button())
		}
		return strings.Join(buttons, " ")
	case "header":
		return "# " + plain(n.Text)
	case "input":
		return plain(n.Label) + ": <" + n.Element.Type + ">"
	case "divider":
		return "---"
	}
	return n.Type + " " + plain(n.Text)
}

func (n node) button() string {
	s := "[" + plain(n.Text) + "]"
	if string(n.Style) == `"primary"` {
		s += "!"
	}
	return s
}

func (n node) rich() string {
	var b strings.Builder
	for i, e := range n.Elements {
		if n.Type == "rich_text_list" {
			mark := "• "
			if string(n.Style) == `"ordered"` {
				mark = fmt.Sprintf("%d. ", i+1)
			}
			if i > 0 {
				b.WriteString("\n")
			}
			b.WriteString("  " + mark + strings.ReplaceAll(e.rich(), "\n", "\n    "))
			continue
		}
		b.WriteString(e.span())
	}
	switch n.Type {
	case "rich_text_preformatted":
		return "  | " + strings.ReplaceAll(b.String(), "\n", "\n  | ")
	case "rich_text_quote":
		return "> " + strings.ReplaceAll(b.String(), "\n", "\n> ")
	}
	return b.String()
}

func (n node) span() string {
	switch n.Type {
	case "link":
		return "[" + plain(n.Text) + "](" + n.URL + ")"
	case "emoji":
		return ":" + n.Name + ":"
	case "user", "usergroup", "broadcast":
		return "@" + n.UserID + n.UsergroupID + n.Range
	case "channel":
		return "#" + n.ChannelID
	}
	text := plain(n.Text)
	var style struct{ Bold, Italic, Code bool }
	if len(n.Style) > 0 && json.Unmarshal(n.Style, &style) == nil {
		text = wrap(text, "`", style.Code)
		text = wrap(text, "_", style.Italic)
		text = wrap(text, "*", style.Bold)
	}
	return text
}

func wrap(s, mark string, on bool) string {
	if !on {
		return s
	}
	return mark + s + mark
}

// plain is a string, or a text object's.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var o struct{ Text string }
	if json.Unmarshal(raw, &o) == nil {
		return o.Text
	}
	return string(raw)
}
