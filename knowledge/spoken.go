package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// maxSpokenWords is the length of a text that is read this freely.
const maxSpokenWords = 10

// statusInWords finds the codes in a person's few words. A number must not
// count anything, and the rest must speak for it: by the name of who defines it
// ("cf 521 since this morning"), by what the code means ("accepted but not done,
// 202"), or by a technical word.
func (c *Catalog) statusInWords(x *Explanation, text string) bool {
	low := lowerASCII(text)
	words := strings.Fields(low)
	switch {
	case c.statusList(x, text):
		return true
	case len(words) > maxSpokenWords || !isSpoken(text):
		return false
	}
	if m := asked.FindStringSubmatch(low); m != nil && c.byID["http/"+m[1]] != nil {
		x.take(c.byID["http/"+m[1]])
		return true
	}
	families := c.familiesIn(words)
	var r *reading
	for at := 0; at+3 <= len(low); at++ {
		end := numberAt(low, at)
		if end == 0 {
			continue
		}
		owners := c.ownersIn(families, low[at:end])
		if len(owners) == 0 {
			continue
		}
		n := numberContext{low: low, start: at, end: end, code: low[at:end], owner: owners[0]}
		if r == nil {
			reading := c.vocabulary().meaning().read(text)
			r = &reading
		}
		named := slices.Contains(families, owners[0].family)
		means := named || c.speaksFor(r, owners)
		p1, _, _ := n.before()
		means = means || n.calledError(p1) || r.strange == 0 && r.ofProduct(n)
		if !n.isError() && end-at == 3 && r.works && !r.complains && !r.asks(words) {
			continue
		}
		means = means || n.many() || n.opensPlainly(r) || n.opensWith(r) && c.nearlySpeaksFor(r, owners)
		where := r.life == 1 && r.anchors > 1 && n.opens(r) // 410 from a calendar's api
		switch {
		case !n.isSpoken(means || n.opens(r)):
			continue
		case r.life > 0 && !where && (!named || r.anchors < 2 && !numberWords[p1]):
			continue
		case !n.opens(r) && !means && (end-at != 3 || !anyTechnical(words) && !verbs.MatchString(text) && !r.asks(words) && !r.ofProduct(n)):
			continue
		}
		x.take(owners...)
		x.Kind = KindText
	}
	return len(x.Matches) > 0
}

// listed are statuses that a text sets side by side: 404 or 410, 502 503 504,
// 401 y 403.
var listed = regexp.MustCompile(`\b[2-5]\d\ds?(?:` + statusJoint + `[2-5]\d\ds?\b)+`)

// statusJoint is what people put between two statuses that they compare.
const statusJoint = `(?:\s*[,/&]\s*(?:and |or )?|\s+(?:(?:and|or|vs?\.?|versus|instead of|rather than|not|but not|n|y|e|et|und|ou|oder|o|against|compared (?:to|with)|(?:the )?same (?:as|like)|(?:any )?diff?e?r[a-z]* (?:from|than|to)|better than|worse than)\s+(?:an? )?)?)`

// alternative words set one status against another.
var alternative = regexp.MustCompile(`\b(?:or|vs?|versus|instead|rather|not|same|better|worse|which|wich|diff?e?r[a-z]*|unterschied|diferencia|differenza|diff|against)\b`)

// statusList finds statuses that a person names one beside the other. That each
// is one that HTTP defines speaks for them; what is counted in hundreds does not.
func (c *Catalog) statusList(x *Explanation, text string) bool {
	low := lowerASCII(text)
	at := listed.FindStringIndex(low)
	if at == nil || !isQuestion(text) || speaksOfPeople(text) {
		return false
	}
	errors := !slices.ContainsFunc(strings.Fields(low[at[0]:at[1]]), func(w string) bool { return w[0] == '2' || w[0] == '3' })
	contrasts := alternative.MatchString(low)
	if !errors && !contrasts {
		return false
	}
	var found []*record
	families := c.familiesIn(strings.Fields(low))
	for code := range strings.FieldsFuncSeq(low[at[0]:at[1]], func(r rune) bool { return !isASCIIDigit(r) }) {
		owners := c.ownersIn(families, code)
		if len(owners) == 0 || isClass(owners[0].id) {
			return false
		}
		found = appendNew(found, owners[0])
	}
	if len(found) < 2 || len(found) > maxCompared {
		return false
	}
	n := numberContext{low: low, start: at[0], end: at[1], code: low[at[0] : at[0]+3], owner: found[0]}
	if p1, _, _ := n.before(); p1 == "between" && !contrasts || phone.MatchString(text) || strings.ContainsAny(text, "()") || !n.isSpoken(errors || contrasts) {
		return false
	}
	x.take(c.likeliest(found, low[:at[0]]+low[at[1]:])...)
	x.Kind = KindComparison
	x.Differences = differences(x.Matches)
	return true
}

// likeliest puts first, of statuses that a text sets side by side, the one that
// the rest of it clearly speaks for: after post created a row return 200 or 201.
func (c *Catalog) likeliest(found []*record, rest string) []*record {
	const clearly = 0.15
	situation, _ := situationOf(rest)
	m := c.vocabulary().meaning()
	r := m.readSituation(situation)
	best, score, other := 0, 0.0, 0.0
	for _, f := range m.statuses().rank(r.senses, r.found) {
		at := slices.Index(found, f.record)
		switch {
		case at < 0:
		case score == 0:
			best, score = at, f.score
		case other == 0:
			other = f.score
		}
	}
	if best > 0 && score >= fitScore && score-other >= clearly {
		return append([]*record{found[best]}, slices.Delete(slices.Clone(found), best, best+1)...)
	}
	return found
}

// numberAt returns where the number of three to five digits ends that starts
// here, 0 where none does.
func numberAt(low string, at int) int {
	if at > 0 && isWordByte(low[at-1]) {
		return 0
	}
	end := at
	for end < len(low) && isASCIIDigit(rune(low[end])) {
		end++
	}
	if end-at < 2 || end-at > 5 {
		return 0
	}
	return end
}

func (c *Catalog) familiesIn(words []string) []string {
	var out []string
	for _, w := range words {
		out = append(out, c.familiesOf(strings.Trim(w, ".,;:!?()'\""))...)
	}
	return out
}

// ownersIn returns who defines a number: of the families named, and the
// standard behind them; without one, whoever uses it.
func (c *Catalog) ownersIn(families []string, number string) []*record {
	var owners []*record
	for _, f := range families {
		owners = appendNew(owners, c.find(f+"/"+number)...)
	}
	bare := c.bareNumber(number)
	if len(owners) == 0 {
		return bare[:min(1, len(bare))]
	}
	if len(bare) > 0 && bare[0].family == "http" {
		owners = appendNew(owners, bare[0])
	}
	return owners
}

// asks says whether the words are nothing but a complaint or a question about
// an error: prod down 502 help.
func (r *reading) asks(words []string) bool {
	return r.strange == 0 && len(words) > 1 && (r.complains && r.anchors > 0 || slices.ContainsFunc(words, func(w string) bool { return askWords[w] }))
}

// ofProduct says whether an error's number and a known product are nearly all
// that is said: stripe 402.
func (r *reading) ofProduct(n numberContext) bool {
	const fewWords = 4
	return n.isError() && r.life == 0 && strings.Count(n.low, " ") < fewWords &&
		slices.ContainsFunc(r.senses, func(s sense) bool { return slices.Contains(s.features, "#product") })
}

// askWords ask what a code is about.
var askWords = wordSet("explain help why meaning mean means what whats fix error errors getting")

// speaksFor says whether what the words say is what one of the entries is asked
// about with.
func (c *Catalog) speaksFor(r *reading, records []*record) bool {
	return r.strange == 0 && c.likenessOf(r, records, func(f meant) bool { return !f.situation || f.core > 1 })
}

// nearlySpeaksFor says so whatever else the words say.
func (c *Catalog) nearlySpeaksFor(r *reading, records []*record) bool {
	return c.likenessOf(r, records, func(meant) bool { return true })
}

func (c *Catalog) likenessOf(r *reading, records []*record, counts func(meant) bool) bool {
	const leastLike = 0.3
	context := c.vocabulary().meaning().lexicon.context
	for _, f := range r.found {
		if f.score < leastLike || !slices.Contains(records, f.record) || !counts(f) {
			continue
		}
		for i, s := range r.senses {
			if f.has&(1<<i) != 0 && !context[s.features[0]] {
				return true
			}
		}
	}
	return false
}

func anyTechnical(words []string) bool {
	for _, w := range words {
		if technical[strings.Trim(w, ".,;:!?()'\"")] {
			return true
		}
	}
	return false
}

// calledError says whether a number too long for a status is called an error's:
// error 1015 discord.
func (n numberContext) calledError(p1 string) bool {
	return n.end-n.start > 3 && (p1 == "error" || p1 == "err" || p1 == "errors" || p1 == "code")
}

// isSpoken says whether the number can be a status where the words alone
// must tell; sure says that they speak for it already.
func (n numberContext) isSpoken(sure bool) bool {
	p1, p2, _ := n.before()
	next, direct := n.after()
	if measures[p1] || n.plural() && n.isDuration(p1, p2) || !n.standsAlone() || n.inURL() || neverBefore[p1] || neverBefore[p2] && !answerVerbs[p1] || neverBefore[strings.TrimSuffix(p1, "s")] || counted[next] {
		return false
	}
	return next == "" || !direct || afterVerb[next] || settings[next] || happenings[next] || technical[next] || askWords[next] || n.calledError(p1) || sure && !strings.HasSuffix(next, "s")
}
