package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

// clue is one thing in a text that names an entry.
type clue struct {
	record *record
	rank   Rank
	line   int
	start  int // in the line, for the order within a rank
	end    int
	text   string
	also   []string
	// implied says that another clue's wording stands for it: the text does not
	// name it itself.
	implied bool
}

// textReader reads a pasted text line by line and collects its clues.
type textReader struct {
	catalog  *Catalog
	wordings *wordings
	low      string          // the whole text, lower case
	mention  map[string]bool // answers of mentions
	columns  *w3cColumns     // of the #Fields line read last

	at    int // number of the current line
	clues []clue
}

// maxClues bounds what one line may hold; real ones hold a handful.
const maxClues = 64

func (c *Catalog) newReader(text string) *textReader {
	return &textReader{catalog: c, wordings: c.wordings(), low: lowerASCII(text), mention: make(map[string]bool)}
}

// mentions says whether the word, lower case, occurs anywhere in the text.
func (t *textReader) mentions(word string) bool {
	yes, known := t.mention[word]
	if !known {
		yes = strings.Contains(t.low, word)
		t.mention[word] = yes
	}
	return yes
}

// add notes a clue of the current line.
func (t *textReader) add(c clue) {
	if len(t.clues) >= maxClues {
		return
	}
	for i := range t.clues {
		if t.clues[i].record == c.record {
			old := t.clues[i]
			if cmp.Or(cmp.Compare(c.rank.order(), old.rank.order()), cmp.Compare(c.start, old.start)) < 0 {
				// What raises the rank also says where in the line it stands.
				t.clues[i].rank, t.clues[i].start = c.rank, c.start
			}
			if old.also == nil {
				t.clues[i].also = c.also
			}
			return
		}
	}
	c.line = t.at
	t.clues = append(t.clues, c)
}

// named notes a clue by its entry's ID, where there is such an entry. An ID of
// the family "alias" is looked up among the other names.
func (t *textReader) named(id string, rank Rank, start int, text string) {
	if alias, ok := strings.CutPrefix(id, "alias/"); ok {
		for _, r := range t.catalog.vocabulary().exact[alias] {
			t.add(clue{record: r, rank: rank, start: start, text: text})
		}
		return
	}
	if r := t.catalog.byID[id]; r != nil {
		t.add(clue{record: r, rank: rank, start: start, text: text})
	}
}

// read returns the clues of one line, best first. The slice is valid until the
// next call.
func (t *textReader) read(line, low string) []clue {
	t.clues = t.clues[:0]
	if columns := newW3CColumns(line); columns != nil {
		t.columns = columns
		return nil
	}
	if a := t.access(line); a != nil {
		t.readAccess(a)
	} else {
		t.prose(line, low)
	}
	t.addImplied()
	slices.SortStableFunc(t.clues, func(a, b clue) int {
		return cmp.Or(cmp.Compare(a.rank.order(), b.rank.order()), cmp.Compare(a.start, b.start))
	})
	return t.clues
}

func (t *textReader) access(line string) *access {
	if t.columns != nil {
		if a := t.columns.parse(line); a != nil {
			return a
		}
	}
	if a := parseAccess(line); a != nil {
		return a
	}
	return t.parseJSON(line)
}

// readAccess takes the clues from a parsed line: the details, then the status,
// and what its prose says.
func (t *textReader) readAccess(a *access) {
	for _, d := range a.details {
		if code, ok := strings.CutPrefix(d.text, "status/"); ok {
			t.status(code, "", d)
			continue
		}
		t.named(d.text, RankDetail, d.start, strings.TrimPrefix(d.text, a.family+"/"))
	}
	if a.status.text != "" {
		t.status(a.status.text, a.family, a.status)
	}
	for _, p := range a.prose {
		t.prose(p, lowerASCII(p))
	}
	for _, r := range a.reasons {
		t.reason(r)
	}
	if a.object != "" {
		t.quoted(a.object)
	}
}

// quoted takes from a whole JSON object what is worded with its keys:
// {"message":"Limit Exceeded"}.
func (t *textReader) quoted(object string) {
	object = strings.ReplaceAll(object, `": "`, `":"`)
	for _, h := range t.wordings.scanner.scan(lowerASCII(object)) {
		if slices.ContainsFunc(h.pattern.segments, func(s string) bool { return strings.Contains(s, `":"`) }) {
			t.wordedAs(object, h)
		}
	}
}

// reason notes an error's name that is a text of its own: "Forbidden".
func (t *textReader) reason(text string) {
	named := t.catalog.vocabulary().exact[normalise(text)]
	if len(named) > 0 && named[0].family == "http" && isStatus(named[0].code) && named[0].code >= "400" {
		t.add(clue{record: named[0], rank: RankStatus, text: text})
	}
}

// likelier puts first, of several vendors that use a number, the one whose name
// for it is in the text.
func (t *textReader) likelier(owners []*record) []*record {
	if len(owners) < 2 || owners[0].family == "http" {
		return owners
	}
	for i, r := range owners {
		if name := lowerASCII(r.head().Name); name != "" && t.mentions(name) {
			return append([]*record{r}, slices.Delete(slices.Clone(owners), i, i+1)...)
		}
	}
	return owners
}

// status notes what a status field says; family is whose own codes come into
// question first.
func (t *textReader) status(code, family string, f field) {
	own := t.catalog.byID[family+"/"+code]
	if code == "000" && own == nil {
		return // no status was sent: each product says so, few have an entry for it
	}
	owners := t.likelier(t.catalog.bareNumber(code))
	switch {
	case len(owners) > 0 && owners[0].family == "http":
		t.add(clue{record: owners[0], rank: RankStatus, start: f.start, text: code})
		if own != nil {
			t.add(clue{record: own, rank: RankStatus, start: f.start + 1, text: code})
		}
	case own != nil:
		t.add(clue{record: own, rank: RankDetail, start: f.start, text: code})
	case len(owners) > 0:
		for _, r := range owners {
			t.add(clue{record: r, rank: RankDetail, start: f.start, text: code})
		}
	case assignable(code):
		t.named("http/"+code[:1]+"xx", RankStatus, f.start, code)
	}
}

// prose takes the clues from running text.
func (t *textReader) prose(line, low string) {
	t.vendors(line, low)
	t.symbols(line, low)
	t.numbers(line, low)
	t.worded(line, low)
}

// worded takes the clues from error texts. A text within a longer one of the
// same family says nothing of its own.
func (t *textReader) worded(line, low string) {
	hits := t.wordings.scanner.scan(low)
	for i, h := range hits {
		if covered(hits, i) {
			continue
		}
		t.wordedAs(line, h)
	}
}

func (t *textReader) wordedAs(line string, h hit) {
	w := h.pattern.wording
	t.add(clue{
		record: t.catalog.byID[w.ID], rank: cmp.Or(w.Rank, RankSymptom), start: h.start, end: h.end,
		text: line[h.start:h.end], also: w.Also,
	})
}

func covered(hits []hit, i int) bool {
	h := hits[i]
	family, _, _ := strings.Cut(h.pattern.wording.ID, "/")
	return slices.ContainsFunc(hits, func(o hit) bool {
		longer := o.start <= h.start && h.end <= o.end && o.end-o.start > h.end-h.start
		return longer && strings.HasPrefix(o.pattern.wording.ID, family+"/")
	})
}

func (t *textReader) has(r *record) bool {
	return slices.ContainsFunc(t.clues, func(c clue) bool { return c.record == r })
}

// addImplied puts behind each clue what its wording names besides.
func (t *textReader) addImplied() {
	for i := 0; i < len(t.clues); i++ {
		c := t.clues[i]
		for _, id := range c.also {
			r := t.catalog.byID[id]
			if r == nil || t.has(r) {
				continue // named by the text itself, in its own place
			}
			t.add(clue{record: r, rank: c.rank, start: c.start + 1, text: c.text, implied: true})
		}
	}
}
