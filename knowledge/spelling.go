package knowledge

import (
	"math/bits"
	"slices"
	"strings"
)

// spelling is a word that is spelt right.
type spelling struct {
	word    string
	letters letters
	concept bool // it is of a concept, and so the likelier to be meant
}

// letters is the set of the letters of a text, to tell quickly that two texts
// differ by more than a slip.
type letters uint32

func lettersOf(text string) letters {
	var set letters
	for i := range len(text) {
		if c := text[i]; 'a' <= c && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	return set
}

// near says whether so few letters are in one set only that n slips can have
// put them there: one slip changes two letters at most.
func (l letters) near(o letters, n int) bool { return bits.OnesCount32(uint32(l^o)) <= 2*n }

// spell replaces what is no known word by the word that it was meant for.
func (m *meaning) spell(words []string) []string {
	out := slices.Clone(words)
	for i, w := range out {
		if denied := i > 0 && out[i-1] == "not"; (len(w) >= minTypo || denied && len(w) == minTypo-1) && !m.isWord(w) { // not fond
			out[i] = m.nearest(w)
		}
	}
	return out
}

func (m *meaning) isWord(w string) bool {
	i := m.from(w)
	return i < len(m.spelling) && m.spelling[i].word == w || mute[w] || particles[w] || m.lexicon.everyday[w] || familyWords[w] != nil || isDigits(w) || m.isDomain(m.number(stemWord(w)))
}

// nearest returns the known word that a misspelt one was meant for, or the word
// itself.
func (m *meaning) nearest(w string) string {
	const (
		midWord  = 6 // letters, from where two of a concept's word may be wrong
		longWord = 9 // from where two of any may be
	)
	have, best, least := lettersOf(w), w, 4                                             // in half slips: a concept's word is half a slip nearer
	for i := m.from(w[:1]); i < len(m.spelling) && m.spelling[i].word[0] == w[0]; i++ { // people get the first letter right
		known := &m.spelling[i]
		limit := 1
		if len(w) >= longWord || len(w) >= midWord && known.concept && w[len(w)-1] == known.word[len(known.word)-1] {
			limit = 2
		}
		if !known.letters.near(have, limit) || abs(len(known.word)-len(w)) > limit {
			continue
		}
		d := distance(w, known.word, limit)
		if d > limit {
			continue
		}
		far := 2 * d
		if known.concept {
			far--
		}
		if far < least || far == least && best == w {
			best, least = known.word, far
		}
	}
	return best
}

// from returns where the words that begin with a text start.
func (m *meaning) from(begin string) int {
	i, _ := slices.BinarySearchFunc(m.spelling, begin, func(s spelling, begin string) int { return strings.Compare(s.word, begin) })
	return i
}
