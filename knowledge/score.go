package knowledge

import (
	"slices"
	"strings"
)

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
