package knowledge

import "slices"

// gram is the length in bytes of the anchors that the scanner looks for.
const gram = 4

// scanner finds thousands of literal texts in one pass. Every pattern is filed
// under one of its 4-byte sequences, chosen so that few patterns share one; a
// bit set tells for nearly every position of a text that nothing starts there.
// This is smaller and quicker to build than an automaton (whose states for the
// same texts would take tens of megabytes), and as linear.
type scanner struct {
	patterns []pattern
	filter   [hashes / 64]uint64
	buckets  map[uint32][]int32 // 4 bytes → indices of patterns
}

// hit is a pattern found in a line.
type hit struct {
	pattern    *pattern
	start, end int
}

func newScanner(patterns []pattern) *scanner {
	s := &scanner{patterns: patterns, buckets: make(map[uint32][]int32, len(patterns))}
	// Per hash: how many positions of all the patterns fall on it, and how many
	// patterns are filed under it. Sequences that share a hash only weigh more.
	common, filed := make([]uint16, hashes), make([]uint16, hashes)
	for i := range patterns {
		segment := patterns[i].segments[patterns[i].anchor]
		for at := range len(segment) - gram + 1 {
			common[hash(key(segment, at))]++
		}
	}
	for i := range patterns {
		p := &patterns[i]
		segment := p.segments[p.anchor]
		best := -1
		for at := range len(segment) - gram + 1 {
			h := hash(key(segment, at))
			if cost := 8*int(filed[h]) + int(common[h]); best < 0 || cost < best {
				best, p.offset = cost, at
			}
		}
		k := key(segment, p.offset)
		s.buckets[k] = append(s.buckets[k], int32(i))
		h := hash(k)
		filed[h]++
		s.filter[h>>6] |= 1 << (h & 63)
	}
	return s
}

func key(s string, at int) uint32 {
	return uint32(s[at]) | uint32(s[at+1])<<8 | uint32(s[at+2])<<16 | uint32(s[at+3])<<24
}

// hashes is how many values hash has: one bit of the filter for each.
const hashes = 1 << 18

// hash folds a key to 18 bits, the size of the filter.
func hash(k uint32) uint32 { return (k * 2654435761) >> 14 }

// scan returns the patterns found in a lower-case line, each once, in the order
// of their place.
func (s *scanner) scan(line string) []hit {
	var hits []hit
	for at := 0; at+gram <= len(line); at++ {
		k := key(line, at)
		h := hash(k)
		if s.filter[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, i := range s.buckets[k] {
			p := &s.patterns[i]
			if found(hits, p) {
				continue
			}
			if start, end, ok := p.match(line, at); ok {
				hits = append(hits, hit{p, start, end})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.start - b.start })
	return hits
}

func found(hits []hit, p *pattern) bool {
	return slices.ContainsFunc(hits, func(h hit) bool { return h.pattern == p })
}

// wordings are all the texts by which entries are recognised.
type wordings struct {
	scanner   *scanner
	questions []question // texts that people ask, for forgiving look-ups
}

// question is a text in people's own words and the entry that answers it.
type question struct{ id, text string }

func newWordings(c *Catalog) *wordings {
	list, err := readWordings(wordingFiles)
	if err != nil {
		panic("knowledge: " + err.Error()) // embedded, and proved whole by the tests
	}
	if c.overlay != nil {
		list = append(slices.Clone(c.overlay.Wordings), list...)
	}
	w := &wordings{}
	var patterns []pattern
	for i := range list {
		if c.byID[list[i].ID] == nil {
			continue // proved absent by the tests
		}
		for _, text := range list[i].Texts {
			if p, ok := newPattern(&list[i], text); ok {
				patterns = append(patterns, p)
			}
			if list[i].Question {
				w.questions = append(w.questions, question{list[i].ID, text})
			}
		}
	}
	w.scanner = newScanner(patterns)
	return w
}
