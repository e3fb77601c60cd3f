package knowledge

import "strings"

// maxChat is the length in bytes up to which a text is judged as chat among
// people; longer ones are pasted.
const maxChat = 120

// isChat says whether the only thing found in a person's sentence, a status's
// name at start to end, is part of something else: "bad gateway drug jokes".
// What stands right behind the name tells, unless the rest speaks of technical
// things.
func (c *Catalog) isChat(text string, name string) bool {
	low := lowerASCII(text)
	if len(text) > maxChat || !isSpoken(text) || strings.ContainsAny(text, "0123456789:/") {
		return false
	}
	if isPersonal(low) {
		return true
	}
	start := strings.Index(low, lowerASCII(name))
	if start < 0 {
		return false
	}
	end := start + len(name)
	rest := strings.Fields(low[:start] + " " + low[end:])
	for _, w := range rest {
		w = strings.Trim(w, ".,;!?()'")
		if technical[w] || c.familiesOf(w) != nil || troubleWords[w] {
			return false
		}
	}
	next := strings.Fields(strings.TrimPrefix(low[end:], "s "))
	if len(next) == 0 || !strings.HasPrefix(low[end:], " ") {
		return false // the name ends the clause
	}
	// Of what else? Anything technical was ruled out above.
	return ofWhat[next[0]] && len(next) > 1 || !afterVerb[next[0]] && !stopWords[next[0]] && !fillers[next[0]]
}

// isTalk says whether what one line names is only talked of: its words are of
// people's lives as well, and nothing else in it speaks of systems.
func (c *Catalog) isTalk(text string, found []tally) bool {
	if len(text) > maxChat || !isSpoken(text) || strings.ContainsAny(text, "0123456789:/") {
		return false
	}
	if len(found) == 1 && found[0].clue.rank == RankStatus && c.isChat(text, found[0].clue.text) {
		return true
	}
	r := c.vocabulary().meaning().read(text)
	return r.life > 0 && r.anchors < 2
}

// isPersonal says whether a short text, lower case, is about people and nothing
// technical.
func isPersonal(low string) bool {
	about := false
	for w := range strings.FieldsSeq(low) {
		w = strings.Trim(w, ".,;!?()'")
		if technical[w] && !everyday[w] {
			return false
		}
		about = about || personal[w]
	}
	return about
}

// speaksOfPeople says whether any word is of people's lives.
func speaksOfPeople(text string) bool {
	for w := range strings.FieldsSeq(normalise(text)) {
		if personal[w] {
			return true
		}
	}
	return false
}
