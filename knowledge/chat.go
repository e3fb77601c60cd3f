package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// maxChat is the length in bytes up to which a text is judged as chat among
// people; longer ones are pasted.
const maxChat = 120

// longNumber is one that may be a code.
var longNumber = regexp.MustCompile(`\d{3}`)

// isTalk says whether what one line names is only talked of: its words are of
// people's lives as well, and nothing else in it speaks of systems.
func (c *Catalog) isTalk(text string, found []tally) bool {
	if len(text) <= maxChat && fromPeople(text, found) {
		return true
	}
	if len(text) > maxChat || !isSpoken(text) || strings.ContainsAny(text, ":/") {
		return false
	}
	success := !slices.ContainsFunc(found, func(it tally) bool { return it.clue.record.family != "http" || it.clue.record.code >= "400" })
	numbered := longNumber.MatchString(text)
	if numbered && !success {
		return false
	}
	r := c.vocabulary().meaning().read(text)
	if numbered {
		return r.works && !r.complains && !r.asks(strings.Fields(lowerASCII(text)))
	}
	if r.life > 0 && r.anchors < 2 {
		return true
	}
	if success && r.isNews() {
		return true
	}
	named := slices.ContainsFunc(found, func(it tally) bool { return it.clue.rank != RankStatus })
	vendor := slices.ContainsFunc(r.senses, func(s sense) bool { return s.vendor })
	return !named && !vendor && r.strange+r.rest > 0 && r.odds() < offerOdds
}

// fromPeople says whether a text tells of what people ask of one another, by the
// words of a status: bad request from marketing: make the logo bigger.
func fromPeople(text string, found []tally) bool {
	if slices.ContainsFunc(found, func(it tally) bool { return it.clue.record.family != "http" }) || strings.ContainsAny(text, "0123456789/\"'_=[]{}()") {
		return false
	}
	_, whose, _ := strings.Cut(normalise(text), " from ")
	for range 2 {
		word, rest, _ := strings.Cut(whose, " ")
		if people[word] || builtinLexicon().everyday[word] {
			return true
		}
		whose = rest
	}
	return false
}

// people are those whom colleagues speak of.
var people = wordSet("manager managers ceo cto cfo management director finance legal design designers designer recruiting purchasing accounting procurement stakeholders stakeholder colleague leadership facilities reception")

// speaksOfPeople says whether any word is of people's lives.
func speaksOfPeople(text string) bool {
	everyday := builtinLexicon().everyday
	for w := range strings.FieldsSeq(normalise(text)) {
		if everyday[w] {
			return true
		}
	}
	return false
}
