package knowledge

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// meant is an entry and how well a text fits one of its examples, 0 to 1.
type meant struct {
	record  *record
	score   float64
	example string
	shared  int    // words in common
	has     uint64 // which of the text's senses
	core    int    // senses in common that say what rather than where
	same    bool   // the text is the example, but for a slip
	named   bool   // the text names the entry's vendor
	rare    bool   // nobody is known to ask about the entry
	// troubled says that the example tells of trouble.
	troubled bool
}

// reading is what a text may be about, and what tells whether it is about a
// system's trouble at all.
type reading struct {
	found   []meant // best first
	senses  []sense
	anchors int // senses that speak of systems
	strange int // words that nobody uses of systems
	life    int // words of people's lives
	trouble bool
	settled bool
	works   bool // something does
	someone bool // it is about him or her
	loose   int  // words without meaning of their own
	wish    bool // it asks for something else than a reason
	program bool // a program wrote it
	terse   bool // no word only joins others
	// complains says that a word is of a complaint, whatever the best example is.
	complains bool
	rest      int  // senses that the best example lacks, and that say what rather than where
	codes     bool // it speaks of codes, statuses or errors
}

// best is what a text fits best; its record is nil where that is nothing.
func (r *reading) best() meant {
	if len(r.found) == 0 {
		return meant{}
	}
	return r.found[0]
}

// The costs of a word of the text that an example lacks, and of one of the
// example's that the text lacks, relative to its weight or in weights.
var costs = struct{ concept, context, prose, domain, stranger, particle, missing, vendor float64 }{0.45, 0.24, 0.24, 0.4, 1.2, 0.1, 0.7, 0.5}

const (
	// familyWorth is what an example counts whose family the text does not name.
	familyWorth = 0.6
	// namedWorth raises those whose family it names.
	namedWorth = 0.05
	// rareWorth is what the names of entries count that nobody is known to ask
	// about, against those that people do.
	rareWorth = 0.8
	// wholeScore is what a text scores that is an example, but for a typo.
	wholeScore = 0.97
	// leastScore is below what nothing is read from a likeness.
	leastScore = 0.25
	// otherWorth is what another word for the same thing counts.
	otherWorth = 0.93
)

// read compares a text with all the examples.
func (m *meaning) read(text string) reading {
	var r reading
	words := m.spell(plainWords(text))
	if len(words) == 0 || len(words) > maxMeant {
		return r
	}
	r.senses = m.lexicon.senses(words)
	for i := range r.senses {
		r.senses[i].weight = m.weigh1(r.senses[i].features)
	}
	if len(r.senses) > 63 {
		r.senses = r.senses[:63]
	}
	r.loose = max(0, len(words)-wordsIn(r.senses))
	r.found = m.compare(text, &r, float64(r.loose)*costs.particle)
	r.preferVendor()
	m.tell(&r, text)
	return r
}

// preferVendor puts first the best entry of a vendor that the text names, where
// it is nearly as like as what anyone may report.
func (r *reading) preferVendor() {
	const nearly = 0.15
	for i, f := range r.found {
		if f.score < r.found[0].score-nearly {
			return
		}
		if f.named && f.core > 0 {
			copy(r.found[1:i+1], r.found[:i])
			r.found[0] = f
			return
		}
	}
}

// tell takes in what the words say about the kind of text.
func (m *meaning) tell(r *reading, text string) {
	shared := make(map[string]bool) // words that the best example has too
	for i, s := range r.senses {
		has := r.best().has&(1<<i) != 0
		anchored, known := false, has
		for _, f := range s.features {
			anchored = anchored || m.lexicon.anchors[f] || f[0] == '@'
			known = known || f[0] != '=' || m.isDomain(f[1:]) || m.weights[f] > 0
		}
		r.trouble = r.trouble || has && s.trouble
		r.complains = r.complains || s.trouble
		r.works = r.works || slices.Contains(s.features, "#works")
		r.settled = r.settled || slices.Contains(s.features, "#configure")
		if !has && !m.lexicon.context[s.features[0]] && !s.vendor {
			r.rest++
		}
		if anchored {
			r.anchors++
		}
		if has {
			for _, w := range s.words {
				shared[w] = !r.best().same || strings.Contains(r.best().example, w)
			}
		}
		if !known && !m.lexicon.everyday[s.words[0]] {
			r.strange++
		}
	}
	last := ""
	for i, w := range strings.Fields(normalise(text)) {
		if m.lexicon.everyday[w] && !shared[w] {
			r.life++
		}
		r.settled = r.settled || m.lexicon.settled[w] && !denials[last] && !shared[w]
		r.wish = r.wish || i == 0 && wishes[w]
		r.codes = r.codes || codeNouns[w]
		r.someone = r.someone || pronouns[w]
		last = w
	}
	r.program = isProgram(text)
	words := strings.Fields(normalise(text))
	r.terse = !slices.ContainsFunc(words, func(w string) bool { return mute[w] })
}

// wishes begin questions and requests that ask for no reason.
var wishes = wordSet("can could should shall do does did who where when please lets is are would will may")

// pronouns stand for people, who report no errors of themselves.
var pronouns = wordSet("he she him her his hers")

// codeNouns are what codes are called.
var codeNouns = wordSet("return returns code codes status error errors err http response exception explain")

// isProgram says whether a text is shaped like a program's output.
func isProgram(text string) bool {
	if strings.Contains(text, ": ") || strings.ContainsAny(text, "();/\\\"_") {
		return true
	}
	for i := 1; i+1 < len(text); i++ {
		if 'a' <= text[i-1] && text[i-1] <= 'z' && 'A' <= text[i] && text[i] <= 'Z' {
			return true
		}
	}
	return false
}

// compare scores every example that shares anything with the text; loose is
// what the text's words without meaning cost.
func (m *meaning) compare(text string, r *reading, loose float64) []meant {
	at := make(map[string]uint64) // feature → senses
	for i, s := range r.senses {
		for _, f := range s.features {
			at[f] |= 1 << i
		}
	}
	touched := newBitset(len(m.examples))
	for f := range at {
		for _, i := range m.uses[f] {
			touched.add(int(i))
		}
	}
	best := make(map[*record]meant)
	whole := normalise(text)
	have := lettersOf(whole)
	for i := range m.examples {
		e := &m.examples[i]
		slips := max(1, len(e.text)/8)
		same := abs(len(whole)-len(e.text)) <= slips && e.letters.near(have, slips) && nearlySame(whole, e.text)
		if !touched.has(i) && !same {
			continue
		}
		found := m.score(e, r.senses, at, loose, same)
		if found.score >= leastScore && found.score > best[found.record].score {
			best[found.record] = found
		}
	}
	list := slices.Collect(maps.Values(best))
	slices.SortFunc(list, func(a, b meant) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(ownerRank(a.record.family), ownerRank(b.record.family)), strings.Compare(a.record.id, b.record.id))
	})
	return list
}

// score compares a text's senses with an example.
func (m *meaning) score(e *example, senses []sense, at map[string]uint64, loose float64, same bool) meant {
	found := meant{record: e.record, example: e.text}
	shared, missing, strange := 0.0, 0.0, loose
	for i := range e.senses {
		want := &e.senses[i]
		worth := 0.0
		for _, f := range want.features {
			for k := range senses {
				if at[f]&(1<<k) == 0 {
					continue
				}
				found.has |= 1 << k
				worth = max(worth, senses[k].like(want))
			}
		}
		if want.trouble {
			found.troubled = true
		}
		shared += worth * want.weight
		missing += (1 - worth) * want.weight
	}
	named := false
	place := m.place[e.record]
	for k := range senses {
		switch {
		case found.has&(1<<k) != 0:
			found.shared += len(senses[k].words)
			if !senses[k].vendor && !m.lexicon.context[senses[k].features[0]] {
				found.core++
			}
		case slices.Contains(senses[k].features, e.vendor):
			named = true
		default:
			strange += m.cost(&senses[k], place)
		}
	}
	found.score = shared / (shared + costs.missing*missing + strange)
	named = named || at[e.vendor] != 0
	same = same && (e.family == "" || named || strings.Count(e.text, " ") > 1)
	if e.family != "" && !named {
		found.score *= familyWorth
	}
	found.rare = m.asked[e.record] == 0
	if found.rare {
		found.score *= rareWorth
	}
	found.same, found.named = same, named && !selfEvident[e.record.family] && e.record.family != "h2"
	if same {
		found.has, found.shared = 1<<len(senses)-1, wordsIn(senses)
		found.score = max(found.score, wholeScore)
	}
	if named && !selfEvident[e.record.family] {
		found.score = min(1, found.score+namedWorth)
	}
	return found
}

// wordsIn counts the words of all the senses.
func wordsIn(senses []sense) int {
	n := 0
	for _, s := range senses {
		n += len(s.words)
	}
	return n
}

// like says how much a sense is the one that an example wants, which has a
// feature of it: the same word, or another for the same thing.
func (s *sense) like(want *sense) float64 {
	if s.surface == want.surface {
		return 1
	}
	return otherWorth
}

// cost is what a word of the text that an example lacks takes away: less where
// the entry's own prose has it.
func (m *meaning) cost(s *sense, place int) float64 {
	f := s.features[0]
	switch {
	case m.prose[strings.TrimPrefix(f, "=")].has(place), m.prose[s.surface].has(place):
		return costs.prose
	case s.vendor:
		return costs.vendor
	case m.lexicon.context[f]:
		return costs.context
	case f[0] == '=' && m.weights[f] == 0 && !m.isDomain(f[1:]):
		return costs.stranger
	case f[0] == '=':
		return costs.domain
	}
	return costs.concept * max(1, s.weight)
}

// spell replaces what is no known word by the word that it was meant for.
func (m *meaning) spell(words []string) []string {
	out := slices.Clone(words)
	for i, w := range out {
		if len(w) >= minTypo && !m.isWord(w) {
			out[i] = m.nearest(w)
		}
	}
	return out
}

func (m *meaning) isWord(w string) bool {
	return m.known[w] || mute[w] || particles[w] || m.lexicon.everyday[w] || familyWords[w] != nil || isDigits(w) || m.isDomain(stemWord(w))
}

// nearest returns the known word that a misspelt one was meant for, or the word
// itself.
func (m *meaning) nearest(w string) string {
	const (
		midWord  = 6 // letters, from where two of a concept's word may be wrong
		longWord = 9 // from where two of any may be
	)
	have, best, least := lettersOf(w), w, 4 // in half slips: a concept's word is half a slip nearer
	for i := range m.spelling {
		known := &m.spelling[i]
		limit := 1
		if len(w) >= longWord || len(w) >= midWord && known.concept && w[len(w)-1] == known.word[len(known.word)-1] {
			limit = 2
		}
		if !known.letters.near(have, limit) || abs(len(known.word)-len(w)) > limit || known.word[0] != w[0] {
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
