package knowledge

import (
	"math/bits"
	"regexp"
	"slices"
	"strings"
)

// This file answers which status fits what a text tells of, where it asks for
// one without naming any: the mail is taken already, what do I return.

// askingWords stand between those that ask for a status, and say nothing of the
// situation.
var askingWords = wordSet(`which wich what whats wat how http https status statuses code codes statuscode error response errorcode 4xx 5xx 2xx 3xx
	return returns returned reply replies answer answers answered respond responds send sent give gives given say says use used tell tells signal
	back out do does did should shoud must shall to too can could would will may is are be s the a an right correct proper best appropriate suitable
	fit fits fitting for this that it i we you u they them he she him her one ones my our your server api backend service proxy gateway client clients caller callers of in here then so and please pls plz
	come comes goes go put choose pick redirect redirects expected expect idea know mean`)

var (
	// statusWords are what a status is called.
	statusWords   = wordSet("status statuses code codes statuscode errorcode 4xx 5xx 2xx 3xx")
	redirectWords = wordSet("redirect redirects")
	// pastParticiples end what comes before them.
	pastParticiples = wordSet("given sent used")
	// questionWords open a question.
	questionWords = wordSet("which wich what whats wat how")
	// answerVerbs are what one does with a status.
	answerVerbs = wordSet("return returns returned reply replies answer answers answered respond responds response send sent give gives given say says use used tell tells signal put choose pick goes comes")
)

// word is a word of a text, and whether a clause ends with it.
type word struct {
	text string
	ends bool
}

func wordsOf(text string) (words []word) {
	for field := range strings.FieldsSeq(text) {
		for w := range strings.FieldsSeq(normalise(field)) {
			words = append(words, word{text: w})
		}
		if n := len(words); n > 0 && strings.ContainsAny(field[len(field)-1:], ",;:.?!-") {
			words[n-1].ends = true
		}
	}
	return words
}

// situationOf returns a text without the words that ask for a status, and
// whether any do.
func situationOf(text string) (situation string, asks bool) {
	words := wordsOf(text)
	var rest []string
	for at := 0; at < len(words); {
		n := at
		for n < len(words) && askingWords[words[n].text] && (n == at || !words[n-1].ends) {
			n++
		}
		run := words[at:n]
		clause := at > 0 && words[at-1].ends
		if asksStatus(run, clause || at == 0, clause, n == len(words)) {
			asks = true
			for i, w := range run { // what ends the words before, and which redirects
				if i == 0 && at > 0 && pastParticiples[w.text] || strings.HasPrefix(w.text, "redirect") {
					rest = append(rest, w.text)
				}
			}
		} else {
			for _, w := range run {
				rest = append(rest, w.text)
			}
		}
		if len(run) == 0 {
			rest = append(rest, words[n].text)
			n++
		}
		at = n
	}
	return strings.Join(rest, " "), asks
}

// asksStatus says whether a run of words asks for a status: first, clause and
// last say that it begins a clause, one that is not the first, or ends the text.
func asksStatus(run []word, first, clause, last bool) bool {
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(run, func(w word) bool { return set[w.text] })
	}
	question, verb := has(questionWords), has(answerVerbs)
	switch {
	case len(run) == 0:
		return false
	case question && has(redirectWords):
		return true
	case has(statusWords):
		return question || verb && first || clause || last
	}
	return question && (verb || last && run[len(run)-1].text == "one")
}

const (
	// fitScore is how well a situation must fit one that a status is known for.
	fitScore = 0.4
	// aloneFits is how well where a single word speaks for it that need not be of systems.
	aloneFits = 0.6
)

// choose answers which status fits the situation that a text asks about.
func (c *Catalog) choose(x *Explanation, text string) bool {
	situation, asks := situationOf(text)
	if !asks || numberedCode.MatchString(text) || c.namesVendor(situation) {
		return false
	}
	m := c.vocabulary().meaning()
	r := m.readSituation(situation)
	r.found = m.statuses().rank(r.senses, r.found)
	best := r.best()
	if best.record == nil || r.life > 0 || r.someone || best.score < fitScore || bits.OnesCount64(best.has) == 1 && (r.anchors == 0 || r.strange > 0) && best.score < aloneFits {
		return false
	}
	var found []*record
	for _, f := range r.found {
		if f.score >= best.score-equalScore && len(found) < maxMeanings {
			found = append(found, f.record)
		}
	}
	c.ahead(x, found)
	x.Kind = KindText
	return true
}

// numberedCode is what programs write of a code: Verify return code: 10 (…),
// Error code: SEC_ERROR_UNKNOWN_ISSUER.
var numberedCode = regexp.MustCompile(`(?i)\b(?:code|status)[:=] ?\w`)

// namesVendor says whether a text names a vendor with codes of its own.
func (c *Catalog) namesVendor(text string) bool {
	return slices.ContainsFunc(c.familiesIn(strings.Fields(text)), func(f string) bool { return !selfEvident[f] })
}

// otherThanStatus chooses a status where a text asks for one and its wording
// names something else: expects json, got text/plain, what do I return.
func (c *Catalog) otherThanStatus(x *Explanation, text string) bool {
	return x.Kind == KindText && (x.Matches[0].Family != "http" || isClass(x.Matches[0].ID)) && isQuestion(text) && !longNumber.MatchString(text) && c.choose(x, text)
}
