package blocks

import (
	"fmt"
	"strings"
)

// Markdown tells the whole card, details included, for a ticket or a
// post-mortem.
func (c *Card) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**\n", mdText(c.Lead))
	for _, p := range append(append([]Part{}, c.Parts...), c.More...) {
		b.WriteString("\n" + p.markdown())
	}
	if c.Foot != "" {
		fmt.Fprintf(&b, "\n_%s_\n", mdText(c.Foot))
	}
	return b.String()
}

func (p Part) markdown() string {
	var b strings.Builder
	switch {
	case p.Title == "":
	case p.Form == Prose && len(p.Lines) == 1:
		fmt.Fprintf(&b, "**%s:** ", mdText(p.Title))
	default:
		fmt.Fprintf(&b, "**%s**\n\n", mdText(p.Title))
	}
	for i, line := range p.Lines {
		switch p.Form {
		case Bullets:
			b.WriteString("- " + mdText(line) + "\n")
		case Steps:
			fmt.Fprintf(&b, "%d. %s\n", i+1, mdText(line))
		case Figure:
			b.WriteString("```text\n" + plain(line) + "\n```\n")
		default:
			b.WriteString(mdText(line) + "\n")
		}
	}
	if p.Owner != "" {
		b.WriteString("- Owner: " + mdText(p.Owner) + "\n")
	}
	for _, l := range p.Links {
		fmt.Fprintf(&b, "- [%s](<%s>)\n", mdText(l.Title), l.URL)
	}
	return b.String()
}

var mdEscapes = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "@", "&#64;", "#", `\#`, "|", `\|`)

// mdText escapes what Markdown would read as markup, outside of code: a
// header's value must not become a link or a mention in somebody's ticket.
func mdText(line string) string {
	parts := strings.Split(line, "`")
	if len(parts)%2 == 0 { // a back-tick without its partner
		return mdEscapes.Replace(plain(line))
	}
	for i := 0; i < len(parts); i += 2 {
		parts[i] = mdEscapes.Replace(parts[i])
	}
	return strings.Join(parts, "`")
}
