package diagnosis

import (
	"bytes"
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
	rest  int // where reading stopped, as there are too many words for an error
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
	switch {
	case p.words > most || !inside && p.lastBefore(first, at) != 0:
		return Unknown
	case literal[0] == '<', first.words+wordsIn(p.body[first.start:at]) <= opening: // no copied text begins with a tag
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

// readPage finds the text in a body. It knows of HTML what that takes; the
// tokenizer of x/net/html needs several times as long.
func readPage(body []byte) *page {
	p := &page{body: body}
	r := run{place: spokenText}
	cited := 0
	for p.rest < len(body) && p.words <= maxErrorWords {
		at := p.rest
		open := at + tagAt(body[at:])
		if open > at {
			r.start, r.end, r.words = at, open, p.words
			p.runs = append(p.runs, r)
			p.words += wordsIn(body[at:open])
			r.before = p.lastBefore(r, open)
		}
		at = open + tagLength(body[open:])
		if cited > 0 {
			p.runs = append(p.runs, run{start: open, end: at, place: citedText})
		}
		kind, end := kindOf(body[open:at])
		switch {
		case kind == quoting && end:
			cited = max(0, cited-1)
		case kind == quoting:
			cited++
		case kind == style && !end:
			at += endOf(body[at:], "</")
		case kind == script && !end:
			d := run{start: at, end: at + endOf(body[at:], "</"+string(body[open+1:open+len("<script")])), place: dataText}
			if bytes.Contains(body[open:at], []byte("json")) {
				d.place = citedText // a document, such as the page's text over again
			}
			p.runs = append(p.runs, d)
			at = d.end
		}
		r.place = spokenText
		if cited > 0 {
			r.place = citedText
		}
		if kind != inline {
			r.before = 0
		}
		p.rest = at
	}
	return p
}
