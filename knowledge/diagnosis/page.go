package diagnosis

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// The most words that a page may have with an error's text in it. The wordiest
// error pages of the samples have about 150; the shorter limit is for answers
// that say they are no errors, which are nearly always right.
const (
	maxErrorWords   = 300
	maxHealthyWords = 120
)

// The most words that stand before an error's text where it opens the page. In
// the samples those are up to 18, the title and a heading; those who talk about
// an error first say so.
const (
	maxErrorOpening   = 25
	maxHealthyOpening = 12
)

// page is the text of a body, read as HTML.
type page struct {
	body  []byte
	runs  []run
	words int
	rest  int // where reading stopped
	next  run // what begins there
	cited int // how many elements for quotations are open there
}

// run is a piece of text between two tags.
type run struct {
	start, end int
	place      place
	words      int  // before it in the page
	before     byte // the last letter before it in its paragraph, 0 at the beginning
}

// place says what a piece of text is there for.
type place int

const (
	markup place = iota // not text: tags, comments
	spokenText
	citedText // in an element for quotations or program code
	dataText  // in a script
)

// says tells how surely a literal is the page's own, somewhere in it: likely
// where it stands far down, unknown where it is a quotation.
func (p *page) says(literal string, status int) Confidence {
	if literal[0] == '<' {
		p.read(math.MaxInt) // where it stands counts in long pages too
	}
	best := Unknown
	for from := 0; best != Certain; {
		i := bytes.Index(p.body[from:], []byte(literal))
		if i < 0 {
			break
		}
		at := from + i
		if sure := p.saysAt(literal, at, status); surety[sure] > surety[best] {
			best = sure
		}
		from = at + len(literal)
	}
	return best
}

func (p *page) saysAt(literal string, at, status int) Confidence {
	last := p.runAt(at + len(literal) - 1)
	switch {
	case last.place == markup:
		return Certain
	case last.place == citedText, last.place == dataText && (status < 400 || strings.Contains(literal, " ")):
		return Unknown
	case last.place == dataText:
		return Certain
	}
	most, opening := maxErrorWords, maxErrorOpening
	if status < 400 {
		most, opening = maxHealthyWords, maxHealthyOpening
	}
	first := p.runAt(at)
	if first.place == markup { // the literal begins with a tag, or its end
		first, at = last, last.start
	}
	// Words with a small first letter are known from the middle of a sentence.
	inside := status >= 400 && literal[0] >= 'a' && literal[0] <= 'z' && strings.Contains(literal, " ")
	tagged := literal[0] == '<' // no copied text begins with a tag
	long := p.words > most
	switch {
	case !inside && p.lastBefore(first, at) != 0, long && (!tagged || status < 400):
		return Unknown // stack traces make pages long, but no text of theirs a tag
	case tagged && !long, first.words+wordsIn(p.body[first.start:at]) <= opening:
		return Certain
	case status < 400:
		return Unknown
	}
	return Likely
}

// runAt is the run that holds the byte at the given place.
func (p *page) runAt(at int) run {
	if at >= p.rest {
		if bytes.LastIndexByte(p.body[:at], '<') > bytes.LastIndexByte(p.body[:at], '>') {
			return run{}
		}
		return run{start: at, end: len(p.body), place: spokenText, words: p.words}
	}
	i, found := slices.BinarySearchFunc(p.runs, at, func(r run, at int) int {
		switch {
		case r.end <= at:
			return -1
		case r.start > at:
			return 1
		}
		return 0
	})
	if !found {
		return run{}
	}
	return p.runs[i]
}

// lastBefore is the last byte of text before the given place in its
// paragraph, 0 where the paragraph begins there.
func (p *page) lastBefore(r run, at int) byte {
	before := bytes.TrimSuffix(bytes.TrimRight(p.body[r.start:at], whiteSpace), []byte("&nbsp;"))
	if before = bytes.TrimRight(before, whiteSpace); len(before) > 0 {
		return before[len(before)-1]
	}
	return r.before
}

// readPage finds the text in a body, as far as it has the words of an error. It
// knows of HTML what that takes; the tokenizer of x/net/html needs several times
// as long.
func readPage(body []byte) *page {
	const usualRuns = 128 // of a page up to maxErrorWords, so that the slice rarely grows
	p := &page{body: body, next: run{place: spokenText}, runs: make([]run, 0, usualRuns)}
	p.read(maxErrorWords)
	return p
}

// read goes on until the page has more words than most.
func (p *page) read(most int) {
	for p.rest < len(p.body) && p.words <= most {
		open := p.rest + tagAt(p.body[p.rest:])
		if open > p.rest {
			p.next.start, p.next.end, p.next.words = p.rest, open, p.words
			p.runs = append(p.runs, p.next)
			p.words += wordsIn(p.body[p.rest:open])
			p.next.before = p.lastBefore(p.next, open)
		}
		p.rest = open + tagLength(p.body[open:])
		if p.cited > 0 {
			p.runs = append(p.runs, run{start: open, end: p.rest, place: citedText})
		}
		p.follow(p.body[open:p.rest])
	}
}

// follow reads on to where text begins after a tag.
func (p *page) follow(tag []byte) {
	kind, end := kindOf(tag)
	switch {
	case kind == quoting && end:
		p.cited = max(0, p.cited-1)
	case kind == quoting:
		p.cited++
	case kind == style && !end:
		p.rest += endOf(p.body[p.rest:], "</")
	case kind == script && !end:
		d := run{start: p.rest, end: p.rest + endOf(p.body[p.rest:], "</"+string(tag[1:len("<script")])), place: dataText}
		if bytes.Contains(tag, []byte("json")) {
			d.place = citedText // a document, such as the page's text over again
		}
		p.runs = append(p.runs, d)
		p.rest = d.end
	}
	p.next.place = spokenText
	if p.cited > 0 {
		p.next.place = citedText
	}
	if kind != inline {
		p.next.before = 0
	}
}
