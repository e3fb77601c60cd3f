package knowledge

import (
	"regexp"
	"strings"
)

// This file tells, by the word that follows, whether a number with which a
// person's text begins is a status or counts something.

// opens says whether an error's number stands first, and what follows says when
// or where it came: 504 after 60s on report export.
func (n numberContext) opens(r *reading) bool {
	next, direct := n.after()
	often := next == "every" && !strings.HasSuffix(n.code, "00") // 500 every month is a rent
	return n.start == 0 && n.end == 3 && n.isError() && direct && r.strange < 2 && !r.please && (settings[next] || often || n.asks(next))
}

// asks says whether a short text asks about the number that it begins with:
// 425 who sends.
func (n numberContext) asks(next string) bool {
	const fewWords = 4
	return strings.Count(n.low, " ") < fewWords && (questionWords[next] || next == "who" || next == "why" || next == "when")
}

// settings join an error to when, where or why it came.
var settings = wordSet("after when while on in from since with during behind at for because by only")

// opensWith says whether an error's number stands first, and a verb says what it
// did or what was done: 451 got blocked.
func (n numberContext) opensWith(r *reading) bool {
	next, direct := n.after()
	return n.start == 0 && n.end == 3 && n.isError() && direct && r.life == 0 && happenings[next]
}

// opensPlainly says whether an error's number stands first in a text of systems,
// and what follows counts nothing: 401 my app keeps saying.
func (n numberContext) opensPlainly(r *reading) bool {
	next, direct := n.after()
	hollow := mute[next] || particles[next]
	return n.start == 0 && n.end == 3 && n.isError() && !strings.HasSuffix(n.code, "00") && direct && r.life == 0 && r.strange < 2 && r.anchors > 0 && hollow && !quantities[next]
}

// quantities before a noun tell how many of it there are.
var quantities = wordSet("more other others new different of extra less to out old big most last first next each")

// happenings are what befalls a request.
var happenings = wordSet("got gets is was keeps came comes happens appears shows started starts wont won't cant can't doesn't doesnt never still again blocks blocked goes went")

// asked is a question about a status alone: is 305 dead.
var asked = regexp.MustCompile(`^(?:is|are|was) ([1-5]\d\d)s? (?:dead|real|deprecated|obsolete|safe|ok|okay|normal|bad|good|standard|official|cacheable|cached|retryable|used|still used|valid|legal|an error|a joke|allowed|final|permanent|temporary)\b`)

// many says whether a text has a lot of an error: lots of 499.
func (n numberContext) many() bool {
	p1, p2, _ := n.before()
	return n.isError() && n.end-n.start == 3 && (p1 == "of" && lots[p2] || lots[p1])
}

// lots are large numbers of something.
var lots = wordSet("lots loads tons bunch plenty many spike flood burst wave")
