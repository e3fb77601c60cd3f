package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// maxText is how much of a text is read: more than any paste, and what
	// `explain` takes from a pipe. The rest is not looked at.
	maxText = 4 << 20
	// logLines is from how many lines with clues on a text is told as a log,
	// in counts; below it is one error with its surroundings.
	logLines = 6
	// maxMatches is how many entries an answer to a text names.
	maxMatches = 8
	// maxLogMatches is how many entries of a log are counted out.
	maxLogMatches = 20
)

// tally is what a text's lines say of one entry.
type tally struct {
	clue    clue
	count   int // lines that name it
	implied int // lines that only imply it
	first   int // order of its first appearance
}

// note takes in one more clue of the same entry. What a text names itself
// ranks where it names it, whatever else implies it.
func (it *tally) note(c clue) {
	if c.implied {
		it.implied++
		return
	}
	if it.count == 0 || c.rank.order() < it.clue.rank.order() {
		it.clue = c
	}
	it.count++
}

// lines is in how many lines the entry occurs.
func (it *tally) lines() int { return cmp.Or(it.count, it.implied) }

// readText fills in the explanation of a pasted text.
func (c *Catalog) readText(x *Explanation, text string) {
	t := c.newReader(text)
	tallies, lines, clued := t.tally(text)
	if len(tallies) == 0 {
		return
	}
	if lines == 1 && c.isTalk(text, tallies) {
		return
	}
	limit := maxMatches
	if x.Kind == KindNone {
		x.Kind = KindText
	}
	if clued >= logLines {
		x.Kind, x.Lines, limit = KindLog, lines, maxLogMatches
	}
	tallies = withoutSuccess(tallies)
	if x.Kind != KindLog {
		c.ownStatus(tallies)
		tallies = settle(tallies)
	}
	sortTallies(tallies, x.Kind == KindLog)
	for _, it := range tallies[:min(limit, len(tallies))] {
		e, ok := it.clue.record.entry()
		if !ok || x.has(e.ID) {
			continue
		}
		m := Match{Entry: e, Clue: clip(it.clue.text)}
		if x.Kind == KindLog {
			m.Count = it.lines()
		}
		x.Matches = append(x.Matches, m)
	}
}

// tally reads all the lines. It returns what was found, how many lines there
// are, and how many of them hold a clue.
func (t *textReader) tally(text string) (list []tally, lines, clued int) {
	index := make(map[*record]int)
	for from := 0; from < len(text); t.at++ {
		end := len(text)
		if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
			end = from + i
		}
		line, low := text[from:end], t.low[from:end]
		from = end + 1
		if strings.TrimSpace(line) == "" {
			continue
		}
		lines++
		clues := t.read(line, low)
		if len(clues) > 0 {
			clued++
		}
		for _, c := range clues {
			i, ok := index[c.record]
			if !ok {
				i = len(list)
				index[c.record] = i
				list = append(list, tally{clue: c, first: i})
			}
			list[i].note(c)
		}
	}
	return list, lines, clued
}

// withoutSuccess drops the statuses below 400 where something else was found:
// among errors, what went well is no news.
func withoutSuccess(list []tally) []tally {
	errors := slices.DeleteFunc(slices.Clone(list), func(it tally) bool {
		r := it.clue.record
		return r.family == "http" && r.code < "400"
	})
	if len(errors) == 0 {
		return list
	}
	return errors
}

// sortTallies puts the best first: by rank, then in a log by how often, then
// by place.
func sortTallies(list []tally, log bool) {
	slices.SortStableFunc(list, func(a, b tally) int {
		byCount := 0
		if log {
			byCount = cmp.Compare(b.lines(), a.lines())
		}
		return cmp.Or(cmp.Compare(a.clue.rank.order(), b.clue.rank.order()), byCount, cmp.Compare(a.first, b.first))
	})
}

// maxClue is how many bytes of a text an answer quotes.
const maxClue = 120

func clip(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxClue {
		s = s[:maxClue]
	}
	return strings.ToValidUTF8(s, "")
}
