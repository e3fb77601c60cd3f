package knowledge

import "slices"

// comparison is a text that is compared with examples: what does not depend on them.
type comparison struct {
	senses []sense
	words  []wordCost
	loose  float64  // what the words without meaning cost
	hits   []hitBy  // what the text's senses have in common with notions; the first is nothing
	hit    []uint16 // notion → in hits
}

// hitBy says which senses of a text stand for a notion, and how much they are it.
type hitBy struct {
	senses uint64
	worth  float64
}

// wordCost is what a sense costs that an example lacks.
type wordCost struct {
	prose  bitset  // the records whose prose has it: there it costs little
	other  float64 // elsewhere
	core   bool    // it says what rather than where
	vendor bool
}

func (m *meaning) newComparison(senses []sense, loose float64) *comparison {
	a := &comparison{senses: senses, words: make([]wordCost, len(senses)), loose: loose, hits: make([]hitBy, 1, 64), hit: make([]uint16, len(m.notions))}
	for k := range senses {
		s := &senses[k]
		w := wordCost{prose: newBitset(len(m.records)), other: m.cost(s), vendor: s.vendor, core: !s.vendor && !m.lexicon.context[s.features[0]]}
		for _, r := range m.prose.of(s.stem) {
			w.prose.add(int(r))
		}
		a.words[k] = w
		for _, f := range s.ids {
			for _, n := range m.uses.of(int32(f)) {
				a.share(k, n, s.like(&m.notions[n]))
			}
		}
	}
	return a
}

// forgive lowers what the text's other words cost, for one that asks for a
// status: the situation around it may be told at any length.
func (a *comparison) forgive() {
	const strange = 0.3 // at most, for a word of no concept
	for k := range a.words {
		a.words[k].other /= 2
		if a.senses[k].features[0][0] == '=' {
			a.words[k].other = min(strange, a.words[k].other)
		}
	}
}

// share notes that sense k stands for a notion.
func (a *comparison) share(k int, notion int32, worth float64) {
	if a.hit[notion] == 0 {
		if len(a.hits) > maxHits {
			return
		}
		a.hits = append(a.hits, hitBy{})
		a.hit[notion] = uint16(len(a.hits) - 1)
	}
	h := &a.hits[a.hit[notion]]
	h.senses |= 1 << k
	h.worth = max(h.worth, worth)
}

// maxHits is what the numbers of hits can hold. All the notions of the built-in
// catalogue are a tenth of it.
const maxHits = 1<<16 - 1

// touches says whether the text shares anything with an example.
func (a *comparison) touches(notions []int32) bool {
	for _, n := range notions {
		if a.hit[n] != 0 {
			return true
		}
	}
	return false
}

// names says whether a text names a vendor.
func (a *comparison) names(vendor feature) bool {
	if vendor == noFeature {
		return false
	}
	for k := range a.words {
		if a.words[k].vendor && slices.Contains(a.senses[k].ids, vendor) {
			return true
		}
	}
	return false
}

// score compares a text with an example; same says that the text is the example,
// but for a slip.
func (m *meaning) score(e *example, a *comparison, same bool) meant {
	found := meant{record: m.records[e.record], example: e.text, situation: e.situation, troubled: e.troubled, rare: m.asked[e.record] == 0}
	shared, missing, strange := 0.0, 0.0, a.loose
	for _, n := range m.senses[e.from:e.to] {
		h, weight := &a.hits[a.hit[n]], m.notions[n].weight
		found.has |= h.senses
		shared += h.worth * weight
		missing += (1 - h.worth) * weight
	}
	named := a.names(e.vendor)
	for k := range a.words {
		w := &a.words[k]
		switch {
		case found.has&(1<<k) != 0:
			found.shared += len(a.senses[k].words)
			if w.core {
				found.core++
			}
		case w.vendor && named && slices.Contains(a.senses[k].ids, e.vendor):
		case w.prose.has(int(e.record)):
			strange += costs.prose
		default:
			strange += w.other
		}
	}
	found.score = shared / (shared + costs.missing*missing + strange)
	same = same && (!e.mustName || named || e.manyWorded)
	if e.mustName && !named {
		found.score *= familyWorth
	}
	if found.rare {
		found.score *= rareWorth
	}
	found.same, found.named = same, named && !e.selfMeant && found.record.family != "h2"
	if same {
		found.has, found.shared = 1<<len(a.senses)-1, wordsIn(a.senses)
		found.score = max(found.score, wholeScore)
	}
	if named && !e.selfMeant {
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

// like says how much a sense is the notion that an example wants, which has a
// feature of it: the same word, or another for the same thing.
func (s *sense) like(want *notion) float64 {
	if s.stem == want.stem {
		return 1
	}
	return otherWorth
}

// cost is what a word of the text that an example lacks takes away where the
// entry's own prose lacks it too.
func (m *meaning) cost(s *sense) float64 {
	f := s.features[0]
	switch {
	case s.vendor:
		return costs.vendor
	case m.lexicon.context[f]:
		return costs.context
	case f[0] == '=' && s.weight == 0 && !m.isDomain(s.stem):
		return costs.stranger
	case f[0] == '=':
		return costs.domain
	}
	return costs.concept * max(1, s.weight)
}
