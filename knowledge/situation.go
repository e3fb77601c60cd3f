package knowledge

import (
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
	fit fits fitting for this that it i we you u they them him one ones my our your server api backend service of in here then so and please pls plz
	come comes goes go put choose pick redirect redirects expected expect idea know mean`)

var (
	// statusWords are what a status is called.
	statusWords = wordSet("status statuses code codes statuscode errorcode 4xx 5xx 2xx 3xx")
	// pastParticiples end what comes before them.
	pastParticiples = wordSet("given sent used")
	// questionWords open a question.
	questionWords = wordSet("which wich what whats wat how")
	// answerVerbs are what one does with a status.
	answerVerbs = wordSet("return returns returned reply replies answer answers answered respond responds response send sent give gives given say says use used tell tells signal put choose pick goes comes")
)

// situationOf returns a text without the words that ask for a status, and
// whether any do.
func situationOf(text string) (situation string, asks bool) {
	words := strings.Fields(normalise(text))
	var rest []string
	for len(words) > 0 {
		n := slices.IndexFunc(words, func(w string) bool { return !askingWords[w] })
		if n < 0 {
			n = len(words)
		}
		if run := words[:n]; asksStatus(run, len(rest) == 0, len(words) == n) {
			asks = true
			if slices.Contains(run, "redirect") || slices.Contains(run, "redirects") {
				rest = append(rest, "redirect") // of those that redirect
			}
		} else {
			rest = append(rest, run...)
		}
		if asks && n > 0 && pastParticiples[words[0]] {
			rest = append(rest, words[0]) // not given, which code
		}
		if n < len(words) {
			rest = append(rest, words[n])
			n++
		}
		words = words[n:]
	}
	return strings.Join(rest, " "), asks
}

// asksStatus says whether a run of words asks for a status; first and last say
// that it begins or ends the text.
func asksStatus(run []string, first, last bool) bool {
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(run, func(w string) bool { return set[w] })
	}
	question, verb := has(questionWords), has(answerVerbs)
	if question && slices.ContainsFunc(run, func(w string) bool { return w == "redirect" || w == "redirects" }) {
		return true
	}
	switch {
	case len(run) == 0:
		return false
	case has(statusWords):
		return question || verb && first || last
	}
	return question && (verb || last && slices.Contains(run, "one"))
}

const (
	// fitScore is how well a situation must fit one that a status is known for.
	fitScore = 0.5
)

// choose answers which status fits the situation that a text asks about.
func (c *Catalog) choose(x *Explanation, text string) bool {
	situation, asks := situationOf(text)
	if !asks || numberedCode.MatchString(text) || c.namesVendor(situation) {
		return false
	}
	r := c.vocabulary().meaning().readSituation(situation)
	r.found = slices.DeleteFunc(r.found, func(f meant) bool { return f.core == 0 })
	best := r.best()
	if best.record == nil || r.life > 0 || r.someone || best.score < fitScore {
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

// numberedCode is what programs write of a code: Verify return code: 10 (…).
var numberedCode = regexp.MustCompile(`(?i)code[:=] ?\d`)

// namesVendor says whether a text names a vendor with codes of its own.
func (c *Catalog) namesVendor(text string) bool {
	return slices.ContainsFunc(c.familiesIn(strings.Fields(text)), func(f string) bool { return !selfEvident[f] })
}

// otherThanStatus chooses a status where a text asks for one and its wording
// names something else: expects json, got text/plain, what do I return.
func (c *Catalog) otherThanStatus(x *Explanation, text string) bool {
	return x.Kind == KindText && (x.Matches[0].Family != "http" || isClass(x.Matches[0].ID)) && isQuestion(text) && !longNumber.MatchString(text) && c.choose(x, text)
}
