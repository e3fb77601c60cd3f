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
	next := low[end:]
	if !strings.HasPrefix(next, " ") {
		return false // the name ends the clause
	}
	word, _, _ := strings.Cut(next[1:], " ")
	return word == "for" || !afterVerb[word] && !stopWords[word] && !fillers[word]
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
