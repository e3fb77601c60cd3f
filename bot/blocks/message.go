package blocks

import (
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"

	"httpcode/knowledge"
)

// Message is what Slack is given to show.
type Message struct {
	// Text is the whole answer in brief, escaped: what a screen reader reads
	// and a notification shows.
	Text   string
	Blocks []slack.Block
}

// frozen is a block that was encoded already.
type frozen struct {
	json.RawMessage
	kind slack.MessageBlockType
}

func (f frozen) BlockType() slack.MessageBlockType { return f.kind }
func (frozen) ID() string                          { return "" }

// Freeze returns the message with its blocks encoded, for what is sent often.
func (m Message) Freeze() Message {
	out := Message{Text: m.Text}
	for _, b := range m.Blocks {
		raw, err := json.Marshal(b)
		if err != nil {
			panic(err) // our own plain data
		}
		out.Blocks = append(out.Blocks, frozen{raw, b.BlockType()})
	}
	return out
}

// Audience is who sees a message, which decides its buttons.
type Audience int

// The audiences.
const (
	Private Audience = iota // only the person who asked, in a channel
	Direct                  // a direct message with the bot
	Posted                  // everybody in a channel
	Viewed                  // a modal
)

// Showing is how a card is shown.
type Showing struct {
	Audience Audience
	// SharedBy is the user who shared it ("" when nobody did), SharedName
	// what the fallback text calls them.
	SharedBy, SharedName string
	Note                 string // the sharer's own words
}

// Message shows the card. Call [Card.Fit] before.
func (c *Card) Message(s Showing) Message {
	m := Message{Text: c.Text(s)}
	m.Blocks = append(m.Blocks, rich(section(c.headline()...)))
	if note := strings.TrimSpace(Clean(s.Note)); note != "" {
		m.Blocks = append(m.Blocks, rich(quote(clip(note, maxNote))))
	}
	m.Blocks = append(m.Blocks, partBlocks(c.Parts)...)
	if foot := c.foot(s); len(foot) > 0 {
		m.Blocks = append(m.Blocks, rich(section(foot...)))
	}
	if buttons := c.buttons(s.Audience); len(buttons) > 0 {
		m.Blocks = append(m.Blocks, slack.NewActionBlock("", buttons...))
	}
	return m
}

// signs are the emoji of the tones. The words beside them say the same.
var signs = map[Tone]string{Good: "white_check_mark", Warned: "warning", Bad: "x"}

func (c *Card) headline() []any {
	spans := prose(c.Lead, true)
	if sign := signs[c.Tone]; sign != "" {
		spans = append([]any{emoji(sign), text(" ")}, spans...)
	}
	return spans
}

// foot says when and where it was measured, and who shared it.
func (c *Card) foot(s Showing) []any {
	var spans []any
	if c.Foot != "" {
		spans = append(spans, italic(plain(c.Foot)))
	}
	if userID.MatchString(s.SharedBy) {
		if spans != nil {
			spans = append(spans, italic(" "))
		}
		spans = append(spans, italic("Shared by "), span{Type: "user", UserID: s.SharedBy}, italic("."))
	}
	return spans
}

func partBlocks(parts []Part) []slack.Block {
	var out []slack.Block
	for _, p := range parts {
		out = append(out, p.block())
	}
	return out
}

func (p Part) block() slack.Block {
	var elements []richElement
	if p.Title != "" && (p.Form != Prose || len(p.Lines) != 1) {
		elements = append(elements, section(bold(p.Title)))
	}
	switch p.Form {
	case Bullets, Steps:
		if len(p.Lines) > 0 {
			elements = append(elements, list(map[Form]string{Bullets: "bullet", Steps: "ordered"}[p.Form], p.Lines))
		}
	case Figure:
		for _, line := range p.Lines {
			elements = append(elements, preformatted(line))
		}
	default:
		elements = append(elements, p.prose()...)
	}
	if spans := p.references(); len(spans) > 0 {
		elements = append(elements, section(spans...))
	}
	return rich(elements...)
}

// prose sets one line beside its title, several below it.
func (p Part) prose() []richElement {
	var out []richElement
	for i, line := range p.Lines {
		spans := prose(line, false)
		if len(p.Lines) == 1 && p.Title != "" {
			spans = append([]any{bold(p.Title + ": ")}, spans...)
		}
		if i < len(p.Lines)-1 {
			spans = append(spans, text("\n"))
		}
		out = append(out, section(spans...))
	}
	return out
}

// references are the owner and the links of a part, on one line.
func (p Part) references() []any {
	var spans []any
	if p.Owner != "" {
		spans = append(spans, text("Owner: "), owner(p.Owner))
	}
	for _, l := range p.Links {
		if spans != nil {
			spans = append(spans, text(" · "))
		}
		spans = append(spans, link(l.Title, l.URL))
	}
	return spans
}

// owner is a mention where the team gave a Slack ID, so that the name is
// current and one click reaches the person; else the name.
func owner(id string) span {
	if !slackID.MatchString(id) {
		return text(id)
	}
	switch id[0] {
	case 'C', 'G':
		return span{Type: "channel", ChannelID: id}
	case 'S':
		return span{Type: "usergroup", UsergroupID: id}
	}
	return span{Type: "user", UserID: id}
}

// Text tells the card in plain words: the verdict, then what matters, in at
// most maxText characters, escaped.
func (c *Card) Text(s Showing) string {
	lines := []string{plain(c.Lead)}
	if s.Note != "" {
		lines = append(lines, "“"+clip(oneLine(s.Note), 300)+"”")
	}
	for _, p := range c.Parts {
		if told := p.text(); told != "" {
			lines = append(lines, told)
		}
	}
	foot := plain(c.Foot)
	if name := clip(oneLine(s.SharedName), 80); s.SharedBy != "" && name != "" {
		foot = strings.TrimSpace(foot + " Shared by " + name + ".")
	}
	if foot != "" {
		lines = append(lines, foot)
	}
	return escape(strings.Join(lines, "\n"), maxText)
}

func (p Part) text() string {
	if p.Form == Figure {
		return ""
	}
	told := spoken(strings.Join(p.Lines, " "))
	if p.Form == Steps || p.Form == Bullets {
		told = sentences(p.Lines)
	}
	if told == "" {
		told = linkTitles(p.Links)
	}
	if p.Title == "" || told == "" {
		return told
	}
	return strings.TrimSuffix(p.Title, ".") + ": " + told
}

// sentences joins lines so that each ends as a sentence or a clause.
func sentences(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		b.WriteString(spoken(line))
		switch {
		case i == len(lines)-1:
		case strings.HasSuffix(line, "."):
			b.WriteString(" ")
		default:
			b.WriteString("; ")
		}
	}
	return b.String()
}

func linkTitles(links []knowledge.Link) string {
	var titles []string
	for _, l := range links {
		titles = append(titles, l.Title)
	}
	return strings.Join(titles, ", ")
}
