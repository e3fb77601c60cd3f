package knowledge

import (
	"slices"
	"strings"
)

// maxChat is the length in bytes up to which a text is judged as chat among
// people; longer ones are pasted.
const maxChat = 120

// isTalk says whether what one line names is only talked of: its words are of
// people's lives as well, and nothing else in it speaks of systems.
func (c *Catalog) isTalk(text string, found []tally) bool {
	if len(text) > maxChat || !isSpoken(text) || strings.ContainsAny(text, "0123456789:/") {
		return false
	}
	r := c.vocabulary().meaning().read(text)
	if r.life > 0 && r.anchors < 2 {
		return true
	}
	named := slices.ContainsFunc(found, func(it tally) bool { return it.clue.rank != RankStatus })
	return !named && r.strange+r.rest > 0 && r.odds() < offerOdds
}

// speaksOfPeople says whether any word is of people's lives.
func speaksOfPeople(text string) bool {
	everyday := builtinLexicon().everyday
	for w := range strings.FieldsSeq(normalise(text)) {
		if everyday[w] {
			return true
		}
	}
	return false
}
