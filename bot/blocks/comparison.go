package blocks

import (
	"strings"

	"httpcode/knowledge"
)

// compare sets several codes side by side: what each means, what tells them
// apart, whose side each is on.
func (c *Card) compare(e Explained) {
	matches := e.Matches[:min(len(e.Matches), shownCompared)]
	var names []string
	for _, m := range matches {
		names = append(names, shortID(m.ID))
	}
	c.Lead = strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " compared"
	c.add(Prose, "", e.Note)
	for _, m := range matches {
		c.Parts = append(c.Parts, Part{Title: Label(m.Entry), Lines: []string{firstSentence(m.Summary)}})
	}
	c.add(Bullets, "What tells them apart", differences(e)...)
	c.add(Bullets, "Likeliest cause of each", having(matches)...)
	c.add(Bullets, "Whose side", sides(matches)...)
	for _, m := range matches {
		c.more(Part{Title: shortID(m.ID) + ": check next", Form: Bullets, Lines: m.Checks})
	}
	for _, m := range matches[:min(len(matches), 3)] {
		c.Offers = append(c.Offers, Offer{Label: "Explain " + shortID(m.ID), Ask: askFor(m.ID)})
	}
}

func differences(e Explained) []string {
	var out []string
	for _, d := range e.Differences {
		out = append(out, d.Text)
	}
	return out
}

// having gives each code's likeliest cause: what is seen on one's own system
// tells which of the codes to look at.
func having(matches []knowledge.Match) []string {
	var out []string
	for _, m := range matches {
		if len(m.Causes) > 0 {
			out = append(out, "`"+shortID(m.ID)+"`: "+m.Causes[0])
		}
	}
	return out
}

func sides(matches []knowledge.Match) []string {
	var out []string
	for _, m := range matches {
		out = append(out, "`"+shortID(m.ID)+"`: "+side(m.Fault))
	}
	return out
}
