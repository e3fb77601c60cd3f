package blocks

import (
	"strings"

	"github.com/slack-go/slack"
)

// richText is a rich_text block. slack-go's own type writes zero-valued fields
// that Slack's published types do not know, and is several times as long on
// the wire.
type richText struct {
	Type     slack.MessageBlockType `json:"type"`
	Elements []richElement          `json:"elements"`
}

func (richText) BlockType() slack.MessageBlockType { return slack.MBTRichText }
func (richText) ID() string                        { return "" }

// richElement is a section, a preformatted text, a quote, or a list of sections.
type richElement struct {
	Type     string `json:"type"`
	Style    string `json:"style,omitempty"` // lists: bullet or ordered
	Elements []any  `json:"elements"`        // spans, or sections for a list
}

// span is a run of text, a link, an emoji, or a mention.
type span struct {
	Type        string     `json:"type"`
	Text        string     `json:"text,omitempty"`
	URL         string     `json:"url,omitempty"`
	Name        string     `json:"name,omitempty"`
	UserID      string     `json:"user_id,omitempty"`
	ChannelID   string     `json:"channel_id,omitempty"`
	UsergroupID string     `json:"usergroup_id,omitempty"`
	Style       *spanStyle `json:"style,omitempty"`
}

type spanStyle struct {
	Bold   bool `json:"bold,omitempty"`
	Italic bool `json:"italic,omitempty"`
	Code   bool `json:"code,omitempty"`
}

func rich(elements ...richElement) richText {
	return richText{Type: slack.MBTRichText, Elements: elements}
}

func section(spans ...any) richElement {
	return richElement{Type: "rich_text_section", Elements: spans}
}

func emoji(name string) span { return span{Type: "emoji", Name: name} }

func link(title, url string) span { return span{Type: "link", Text: title, URL: url} }

func text(s string) span { return span{Type: "text", Text: s} }

func bold(s string) span { return span{Type: "text", Text: s, Style: &spanStyle{Bold: true}} }

func italic(s string) span { return span{Type: "text", Text: s, Style: &spanStyle{Italic: true}} }

// prose reads a line of the catalogue or a diagnosis, in which back-ticks mark
// code, into spans. It never returns none: Slack refuses an empty section.
func prose(line string, strong bool) []any {
	var spans []any
	parts := strings.Split(line, "`")
	for i, part := range parts {
		if part == "" {
			continue
		}
		var style *spanStyle
		// A back-tick without its partner marks nothing.
		if code := i%2 == 1 && i < len(parts)-1; code || strong {
			style = &spanStyle{Bold: strong, Code: code}
		}
		spans = append(spans, span{Type: "text", Text: part, Style: style})
	}
	if spans == nil {
		spans = append(spans, text("–"))
	}
	return spans
}

// list is a bulleted or numbered list of lines.
func list(style string, lines []string) richElement {
	items := make([]any, 0, len(lines))
	for _, line := range lines {
		items = append(items, section(prose(line, false)...))
	}
	return richElement{Type: "rich_text_list", Style: style, Elements: items}
}

func preformatted(s string) richElement {
	return richElement{Type: "rich_text_preformatted", Elements: []any{text(s)}}
}

func quote(s string) richElement {
	return richElement{Type: "rich_text_quote", Elements: []any{text(s)}}
}
