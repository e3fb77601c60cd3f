package knowledge

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// meaning finds entries by what a text is about. It compares the text's
// concepts with those of every name, alias and question: what both share
// against what either lacks, each by how telling it is.
type meaning struct {
	lexicon  *lexicon
	examples []example
	uses     map[string][]int32 // feature → examples
	weights  map[string]float64 // feature → how telling it is
	prose    map[string]bitset  // stem → the entries whose prose has it
	place    map[*record]int    // in those bitsets
	asked    map[*record]int    // how many questions people are known to ask about an entry
	known    map[string]bool    // words that are spelt right
	spelling []spelling         // words that a misspelt one may be, in order
}

// example is one phrasing of an entry, read as senses.
type example struct {
	record *record
	text   string // normalised
	senses []sense
	family string // the feature that must be in the text: "@envoy"; empty where none must
	vendor string // the feature of the record's family

	letters letters // of the text
}

// selfEvident are the families whose entries are asked for without naming the
// family.
var selfEvident = wordSet("http errno dns tls informal browser")

const (
	// maxMeant is how many words of a text are compared: people ask in fewer.
	maxMeant = 40
	// minEntries is in how many entries a word must occur to be the domain's.
	minEntries = 2
	// contextWorth is what a word that only says where counts, against one that
	// says what.
	contextWorth = 0.5
	// minTypo is the length of the shortest word that is corrected.
	minTypo = 5
)

func newMeaning(c *Catalog) *meaning {
	m := &meaning{
		lexicon: builtinLexicon(), uses: make(map[string][]int32), weights: make(map[string]float64),
		known: make(map[string]bool), asked: make(map[*record]int),
	}
	for w := range m.lexicon.words {
		m.known[w] = true
	}
	m.addNames(c)
	m.addQuestions(c)
	m.weigh()
	m.readProse(c)
	for w := range m.known {
		if len(w) >= minTypo {
			m.spelling = append(m.spelling, spelling{w, lettersOf(w), m.lexicon.words[w]})
		}
	}
	slices.SortFunc(m.spelling, func(a, b spelling) int { return strings.Compare(a.word, b.word) })
	return m
}

func (m *meaning) addNames(c *Catalog) {
	for _, r := range c.records {
		h := r.head()
		m.add(r, h.Name, false)
		for _, a := range h.Aliases {
			m.add(r, a, false)
		}
		if words := codeWords(h.Code); words != h.Code {
			m.add(r, words, false)
		}
	}
}

func (m *meaning) addQuestions(c *Catalog) {
	questions, err := readQuestions(questionFiles)
	if err != nil {
		panic("knowledge: " + err.Error()) // embedded, and proved whole by the tests
	}
	for _, q := range c.wordings().questions {
		questions.Questions[q.id] = append(questions.Questions[q.id], q.text)
	}
	for _, r := range c.records { // in the catalogue's order: ties must not depend on a map's
		for _, q := range questions.Questions[r.id] {
			m.add(r, q, false)
			m.asked[r]++
		}
		for _, q := range questions.Plain[r.id] {
			m.add(r, q, true)
			m.asked[r]++
		}
	}
}

// codeWords writes a code as words: ERR_TIMED_OUT, RequestTimeTooSkewed.
func codeWords(code string) string {
	var b strings.Builder
	last := ' '
	for _, r := range strings.TrimPrefix(strings.ReplaceAll(code, "_", " "), "CURLE ") {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// add files a phrasing of an entry; plain says that it needs no vendor's name.
func (m *meaning) add(r *record, text string, plain bool) {
	words := plainWords(text)
	if len(words) == 0 || len(words) > maxMeant {
		return
	}
	e := example{record: r, text: normalise(text), senses: m.lexicon.senses(words), vendor: "@" + r.family}
	e.letters = lettersOf(e.text)
	if !slices.ContainsFunc(e.senses, func(s sense) bool { return !slices.Contains(s.features, e.vendor) }) {
		return // nothing but the vendor's name
	}
	for _, w := range words {
		m.known[w] = true
	}
	if !plain && !selfEvident[r.family] || slices.ContainsFunc(e.senses, func(s sense) bool { return slices.Contains(s.features, e.vendor) }) {
		e.family = e.vendor
	}
	i := int32(len(m.examples))
	m.examples = append(m.examples, e)
	for _, s := range e.senses {
		for _, f := range s.features {
			if l := m.uses[f]; len(l) == 0 || l[len(l)-1] != i {
				m.uses[f] = append(l, i)
			}
		}
	}
}

// weigh sets how telling each feature is: the fewer entries, the more.
func (m *meaning) weigh() {
	total := 0
	var last *record
	for _, e := range m.examples {
		if e.record != last {
			total, last = total+1, e.record
		}
	}
	for f, list := range m.uses {
		entries := make(map[*record]bool)
		for _, i := range list {
			entries[m.examples[i].record] = true
		}
		m.weights[f] = math.Log(1 + float64(total)/float64(len(entries)))
		if m.lexicon.context[f] {
			m.weights[f] *= contextWorth
		}
	}
	for i := range m.examples {
		for k := range m.examples[i].senses {
			s := &m.examples[i].senses[k]
			s.weight = m.weigh1(s.features)
		}
	}
}

func (m *meaning) weigh1(features []string) float64 {
	w := 0.0
	for _, f := range features {
		w = max(w, m.weights[f])
	}
	return w
}

// readProse notes the words of the catalogue: the language of the domain.
func (m *meaning) readProse(c *Catalog) {
	m.prose, m.place = make(map[string]bitset), make(map[*record]int, len(c.records))
	sets := make(map[string]bitset) // of words as they are written
	for i, r := range c.records {
		m.place[r] = i
		text, _, _ := strings.Cut(r.text, "\n    sources:")
		for w := range strings.FieldsFuncSeq(text, isNoLetter) {
			set, ok := sets[w]
			if !ok {
				stem := stemWord(strings.ToLower(w))
				set = m.prose[stem]
				if set == nil {
					set = newBitset(len(c.records))
					m.prose[stem] = set
				}
				sets[w] = set
			}
			set.add(i)
		}
	}
	for _, e := range m.examples {
		for _, s := range e.senses {
			m.prose[s.surface] = m.prose[s.surface].with(m.place[e.record], len(c.records))
		}
	}
	for w, set := range sets {
		if set.atLeast(minEntries) {
			m.known[strings.ToLower(w)] = true
		}
	}
}

func isNoLetter(r rune) bool { return (r|0x20 < 'a' || r|0x20 > 'z') && r < 0x80 }

// isDomain says whether a stem is of the catalogue's language.
func (m *meaning) isDomain(stem string) bool { return m.prose[stem].atLeast(minEntries) }
