package knowledge

import "strings"

// maxSpokenWords is the length of a text that is read this freely.
const maxSpokenWords = 10

// statusInWords finds the status in a person's few words: the number must not
// count anything, and one of the words must be technical.
func (c *Catalog) statusInWords(x *Explanation, text string) bool {
	low := lowerASCII(text)
	words := strings.Fields(low)
	if len(words) > maxSpokenWords || !anyTechnical(words) {
		return false
	}
	for at := 0; at+3 <= len(low); at++ {
		if !isStatus(low[at:at+3]) || at > 0 && isWordByte(low[at-1]) {
			continue
		}
		owners := c.bareNumber(low[at : at+3])
		if len(owners) == 0 {
			continue
		}
		n := numberContext{low: low, start: at, end: at + 3, code: low[at : at+3], owner: owners[0]}
		if n.isSpoken() {
			x.take(owners[0])
			x.Matches[len(x.Matches)-1].Clue = low[at : at+3]
			x.Kind = KindText
		}
	}
	return len(x.Matches) > 0
}

func anyTechnical(words []string) bool {
	for _, w := range words {
		if technical[strings.Trim(w, ".,;:!?()'\"")] {
			return true
		}
	}
	return false
}

// isSpoken says whether the number can be a status where the words alone
// must tell.
func (n numberContext) isSpoken() bool {
	p1, p2, _ := n.before()
	next, direct := n.after()
	if !n.isError() || measures[p1] || n.plural() && n.isDuration(p1, p2) || !n.standsAlone() || n.inURL() || neverBefore[p1] || neverBefore[p2] || counted[next] {
		return false
	}
	return next == "" || !direct || afterVerb[next] || technical[next]
}
