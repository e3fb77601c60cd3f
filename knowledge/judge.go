package knowledge

import (
	"slices"
	"strings"
)

// judgement weighs what tells a question or complaint about a system from chat
// that uses its words. The weights come from a logistic regression on questions
// and noise that nothing else recognised, 290 and 780 texts, most of them in
// testdata/corpus, and are rounded; calm, same, rare and client are set by hand, the
// first stricter than fitted. Fitted on one half of the texts, at 2 % of the
// other half's noise such weights let pass 91 to 96 % of its questions.
var judgement = struct {
	bias, score, near, anchor, shared, strange, life, trouble, calm, settled, wish, program, terse, rest, same, codes, named, full, rare, client float64
}{-6.05, 0.8, 1.7, 1.05, 1.3, -0.45, -1.8, 1.1, -2, -0.7, -0.4, -1.2, 1.5, -0.5, 1, 0.25, 0.35, 0.6, -1, 0.5}

// odds says how likely a text means its best example, as a logit: above 0 more
// likely than not.
func (r *reading) odds() float64 {
	j, best := &judgement, r.best()
	z := j.bias + j.score*best.score + j.near*max(0, best.score-nearScore)/(1-nearScore) + j.anchor*float64(min(r.anchors, 3)) +
		j.shared*float64(min(best.shared, 4)) + j.strange*float64(r.strange) + j.life*float64(r.life) + j.rest*float64(min(r.rest, 4))
	for _, f := range []struct {
		is     bool
		weight float64
	}{
		{r.trouble, j.trouble}, {best.troubled && !r.complains, j.calm}, {r.settled, j.settled},
		{best.same, j.same}, {r.wish, j.wish}, {r.program, j.program}, {r.terse, j.terse},
		{r.codes, j.codes}, {best.named, j.named}, {best.rare && !best.same, j.rare}, {best.situation && r.speaksOfClient(), j.client},
		{r.rest == 0 && r.strange == 0 && r.life == 0, j.full},
	} {
		if f.is {
			z += f.weight
		}
	}
	return z
}

const (
	// sureOdds is from where a reading counts as an answer, offerOdds from where
	// it is offered as what may have been meant.
	sureOdds  = 0.3
	offerOdds = -0.5
	// sureScore is how alike a text and an example must be at least.
	sureScore = 0.6
	// alikeScore is from where a plain complaint is taken for its example.
	alikeScore = 0.8
	// nearScore is from where a text is nearly an example.
	nearScore = 0.8
	// nameScore is from where a few words name an entry.
	nameScore = 0.9
	// equalScore is how much less alike other entries may be to be told too.
	equalScore = 0.06
)

// isNews says whether a text tells that all is well, or one thing only of what
// it is like: where rather than what, no complaint where the example is one, good news, or a single
// notion among words that say nothing of systems.
func (r *reading) isNews() bool {
	best := r.best()
	switch {
	case r.someone:
		return true
	case best.same:
		return r.life > 0
	case best.situation && (r.program || best.core < 2 && best.score < alikeScore):
		return true
	case r.days && !r.codes && !r.terse && best.isSuccess():
		return true // no content for the blog this week
	case r.please && len(r.senses) == 1 && !r.codes:
		return true
	case best.isSuccess() && r.program && !r.codes:
		return true // an installer: 4 added, 0 changed
	case best.isSuccess() && !r.complains && !r.codes && !r.terse && r.strange+r.life > 0:
		return true // good news is reported by its phrase only where codes are spoken of
	case best.core == 0 && (best.named || r.rest > 0 || !r.codes):
		return true
	case r.codes:
		return false
	case r.complains:
		return len(r.senses) == 1 && r.loose > 1
	}
	return best.troubled && !(best.named && r.terse) || r.settled || r.works && !best.isSuccess()
}

// isSuccess says whether it is a status that reports no error.
func (m *meant) isSuccess() bool {
	return m.record != nil && m.record.family == "http" && m.record.code < "400"
}

// isComplaint says whether a text complains of a system in no other words than
// those of systems, and is much like its example: short ones have too few words
// for the odds to tell.
func (r *reading) isComplaint() bool {
	best := r.best()
	return r.terse && r.complains && r.anchors > 0 && r.strange == 0 && r.life == 0 && !r.program && !r.wish && !r.settled && best.core > 0 && best.score >= alikeScore
}

// mean answers with what a text is about, where it is about a system's trouble,
// and offers what it may be about.
func (c *Catalog) mean(x *Explanation, text string) {
	r, odds := c.vocabulary().meaning().readBest(text)
	if r.best().record == nil || r.isNews() {
		return
	}
	sure := odds >= sureOdds || r.isComplaint()
	for _, f := range r.found {
		switch {
		case len(x.Matches) >= maxMeanings:
			return
		case f.score < r.best().score-equalScore:
			continue
		case sure && f.score >= sureScore:
			x.take(f.record)
		case odds >= offerOdds && len(x.Nearest) < maxNearest:
			if s := suggest(f.record); !slices.Contains(x.Nearest, s) {
				x.Nearest = append(x.Nearest, s)
			}
		}
	}
}

// maxMeanings is how many entries a question is answered with.
const maxMeanings = 5

// particular puts a vendor's own entry in front where a person's words name the
// vendor and were recognised only as what anyone may report: cloudflare says ssl
// handshake failed 525.
func (c *Catalog) particular(x *Explanation, text string) {
	if x.Kind == KindText && isSpoken(text) {
		c.ahead(x, c.codesAmong(text))
		var list Explanation
		if c.statusList(&list, text) && len(list.Matches) > len(x.Matches) {
			x.prepend(list.Matches)
		}
		c.longNumber(x, text)
	}
	families := slices.DeleteFunc(c.familiesIn(strings.Fields(lowerASCII(text))), func(f string) bool { return selfEvident[f] })
	if len(families) == 0 || x.Kind != KindText || !isSpoken(text) || slices.Contains(families, x.Matches[0].Family) {
		return
	}
	var y Explanation
	if !c.statusInWords(&y, text) {
		c.mean(&y, text)
	}
	if len(y.Matches) == 0 || !slices.Contains(families, y.Matches[0].Family) {
		return
	}
	x.prepend(y.Matches[:1])
}

// longNumber puts in front the entry of a number too long for a status that
// the words speak for: 1015 rate limited.
func (c *Catalog) longNumber(x *Explanation, text string) {
	var y Explanation
	if !hasLongNumber(text) || !c.statusInWords(&y, text) {
		return
	}
	if m := y.Matches[0]; !isStatus(m.Code) && strings.Contains(text, m.Code) {
		x.prepend(y.Matches[:1])
	}
}

func hasLongNumber(text string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(w string) bool { return len(w) > 3 && len(w) < 6 && isDigits(w) })
}

// ahead puts the codes that a sentence names in front of what its words are
// like, unless all of them are known already.
func (c *Catalog) ahead(x *Explanation, found []*record) {
	if !slices.ContainsFunc(found, func(r *record) bool { return !x.has(r.id) }) {
		return
	}
	var y Explanation
	y.take(found...)
	x.prepend(y.Matches)
}

// prepend puts matches in front of those that are there.
func (x *Explanation) prepend(first []Match) {
	rest := x.Matches
	x.Matches = slices.Clone(first)
	for _, m := range rest {
		if !x.has(m.ID) {
			x.Matches = append(x.Matches, m)
		}
	}
}

const (
	// longText is how many words a text has that is read clause by clause too.
	longText = 10
	// clauseOdds is how much surer a clause must be than a whole text.
	clauseOdds = 0.7
)

// readBest reads a text, and where it is long and of systems only, the clause of
// it that says most: what stands around a complaint dilutes it.
func (m *meaning) readBest(text string) (reading, float64) {
	whole := m.read(text)
	best, odds := whole, whole.odds()
	if odds >= sureOdds || whole.life > 0 || whole.someone || strings.Count(text, " ") < longText {
		return best, odds
	}
	for clause := range strings.SplitSeq(clauses.Replace(text), "\n") {
		r := m.read(clause)
		if o := r.odds() - clauseOdds; o > odds && (r.complains || !whole.complains) && !r.isNews() {
			best, odds = r, o
		}
	}
	return best, odds
}

// clauses breaks a text at what joins its parts.
var clauses = strings.NewReplacer(". ", "\n", "? ", "\n", "! ", "\n", ", ", "\n", "; ", "\n", " - ", "\n", " but ", "\n", " and ", "\n", " because ", "\n", " however ", "\n", " since ", "\n", " that ", "\n")
