package knowledge

import (
	"cmp"
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
	// situation says that the example is what a status is chosen for.
	situation bool
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
	days    bool // it tells when, as plans do
	loose   int  // words without meaning of their own
	wish    bool // it asks for something else than a reason
	please  bool // it ends in the word, as what is said to people does
	program bool // a program wrote it
	terse   bool // no word only joins others
	// complains says that a word is of a complaint, whatever the best example is.
	complains bool
	rest      int  // senses that the best example lacks, and that say what rather than where
	codes     bool // it speaks of codes, statuses or errors
	// choosing says that a status is asked for: only statuses come into question,
	// and what else the text tells matters little.
	choosing bool
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
	// situationWorth is what a situation counts in a text that asks for no status.
	situationWorth = 0.9
	// wholeScore is what a text scores that is an example, but for a typo.
	wholeScore = 0.97
	// leastScore is below what nothing is read from a likeness.
	leastScore = 0.25
	// otherWorth is what another word for the same thing counts.
	otherWorth = 0.93
)

// read compares a text with all the examples.
func (m *meaning) read(text string) reading { return m.readInto(reading{}, text) }

// readSituation compares what a text that asks for a status tells of with the
// examples of statuses.
func (m *meaning) readSituation(text string) reading {
	return m.readInto(reading{choosing: true}, text)
}

func (m *meaning) readInto(r reading, text string) reading {
	words := m.spell(plainWords(text))
	if len(words) == 0 || len(words) > maxMeant {
		return r
	}
	r.senses = m.readSenses(words)
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
			known = known || f[0] != '=' || m.isDomain(s.stem) || s.weight > 0
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
	if verbs.MatchString(text) && strings.ToUpper(text) != text {
		r.anchors++
		r.codes = true
	}
	of := r.ofClient()
	last := ""
	for i, w := range strings.Fields(normalise(text)) {
		if of && pronouns[w] {
			continue // the client
		}
		if numbered[last] && isDigits(w) || isDigits(last) && w == "people" {
			r.life++ // extension 503, 2 people
		}
		if m.lexicon.everyday[w] && !shared[w] {
			r.life++
		}
		r.settled = r.settled || m.lexicon.settled[w] && !denials[last] && !shared[w]
		r.wish = r.wish || i == 0 && wishes[w]
		r.codes = r.codes || codeNouns[w]
		r.days = r.days || days[w]
		r.someone = r.someone || pronouns[w]
		last = w
	}
	r.please = last == "please"
	r.program = isProgram(text)
	words := strings.Fields(normalise(text))
	r.terse = !slices.ContainsFunc(words, func(w string) bool { return mute[w] })
}

// ofClient says whether a text of systems speaks of a client or a bot, for whom he, she
// and his then stand.
func (r *reading) ofClient() bool {
	return (r.choosing || r.anchors > 1) && (r.speaksOfClient() || slices.ContainsFunc(r.senses, func(s sense) bool { return slices.Contains(s.features, "#app") }))
}

// speaksOfClient says whether a text speaks of clients or users.
func (r *reading) speaksOfClient() bool {
	return slices.ContainsFunc(r.senses, func(s sense) bool { return slices.Contains(s.features, "#client") })
}

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
	a := m.newComparison(r.senses, loose)
	if r.choosing {
		a.forgive()
	}
	at := make(map[int32]int) // record → its best in list
	var list []meant
	whole := normalise(text)
	have := lettersOf(whole)
	for i := range m.examples {
		e := &m.examples[i]
		if r.choosing && !m.isStatus[e.record] {
			continue
		}
		slips := max(1, len(e.text)/8)
		same := abs(len(whole)-len(e.text)) <= slips && e.letters.near(have, slips) && nearlySame(whole, e.text)
		if !same && !a.touches(m.senses[e.from:e.to]) {
			continue
		}
		found := m.score(e, a, same)
		if e.situation && !r.choosing && !same {
			found.score *= situationWorth
		}
		if found.score < leastScore {
			continue
		}
		if best, ok := at[e.record]; !ok {
			at[e.record] = len(list)
			list = append(list, found)
		} else if found.score > list[best].score {
			list[best] = found
		}
	}
	slices.SortFunc(list, func(a, b meant) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(ownerRank(a.record.family), ownerRank(b.record.family)), strings.Compare(a.record.id, b.record.id))
	})
	return list
}
