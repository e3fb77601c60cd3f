package diagnosis

import (
	"bytes"
	"slices"
	"strings"
)

// Pages that talk about an error hold its text as well as the error itself.
// What tells them apart is how the text stands in them: products write little
// beside it, begin a paragraph with it, and do not put it into an element for
// quotations, program code or data.

// The most words that a page may have with an error's text in it. The wordiest
// error pages of the samples have about 150; the shorter limit is for answers
// that say they are no errors, which are nearly always right.
const (
	maxErrorWords   = 300
	maxHealthyWords = 120
)

// trust is how sure a fingerprint that holds makes one, as its mark stands in
// the body: unknown where it is a quotation.
func (a *answer) trust(f *fingerprint) Confidence {
	switch {
	case f.mark() != bodyMark || f.anchored():
		return f.Sure
	case a.isPage():
		if len(f.Body) > 0 && !slices.ContainsFunc(f.Body, a.pageSays) {
			return Unknown
		}
		return f.Sure
	case f.Plain:
		if len(f.Body) > 0 && !slices.ContainsFunc(f.Body, a.plainlySays) {
			return Unknown
		}
		return f.Sure
	case a.isDocument() || len(f.Body) > 0 && !slices.ContainsFunc(f.Body, a.begins):
		// Applications put the answer of what they called into their own message.
		return Unknown
	}
	return Likely
}

func (a *answer) pageSays(literal string) bool { return a.page().says(literal, a.hop.Status) }

func (a *answer) begins(literal string) bool { return hasPrefix(a.trimmedLeft, literal) }

// plainlySays says that a text or JSON document says a literal of its own: at
// the beginning of a line or of a string, unless it is part of a name.
func (a *answer) plainlySays(literal string) bool {
	switch {
	case !strings.Contains(literal, " ") || literal[0] == '"':
		return true
	case !a.isDocument():
		return a.begins(literal) || bytes.Contains(a.hop.Body, []byte("\n"+literal))
	}
	i := bytes.Index(a.hop.Body, []byte(`"`+literal))
	return i > 0 && a.hop.Body[i-1] != '\\'
}

// isDocument says that the body is JSON, whatever its type says.
func (a *answer) isDocument() bool {
	return hasPrefix(a.trimmedLeft, "{") || hasPrefix(a.trimmedLeft, "[")
}

// isPage says that the body is HTML or XML.
func (a *answer) isPage() bool {
	return hasPrefix(bytes.TrimPrefix(a.trimmedLeft, []byte("\ufeff")), "<") || strings.Contains(strings.ToLower(a.hop.Headers.Get("content-type")), "html")
}

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

// says that a literal is the page's own, somewhere in it.
func (p *page) says(literal string, status int) bool {
	for from := 0; ; {
		i := bytes.Index(p.body[from:], []byte(literal))
		if i < 0 {
			return false
		}
		at := from + i
		if p.saysAt(literal, at, status) {
			return true
		}
		from = at + len(literal)
	}
}

func (p *page) saysAt(literal string, at, status int) bool {
	last := p.runAt(at + len(literal) - 1)
	switch last.place {
	case markup:
		return true
	case citedText:
		return false
	case dataText:
		return status >= 400 && !strings.Contains(literal, " ")
	}
	most := maxErrorWords
	if status < 400 {
		most = maxHealthyWords
	}
	first := p.runAt(at)
	if first.place == markup { // the literal begins with a tag
		first, at = last, last.start
	}
	// Words with a small first letter are known from the middle of a sentence.
	inside := status >= 400 && literal[0] >= 'a' && literal[0] <= 'z' && strings.Contains(literal, " ")
	return p.words <= most && (inside || p.lastBefore(first, at) == 0)
}

// runAt is the run that holds the byte at the given place.
func (p *page) runAt(at int) run {
	if at >= p.rest {
		if bytes.LastIndexByte(p.body[:at], '<') > bytes.LastIndexByte(p.body[:at], '>') {
			return run{}
		}
		return run{start: at, end: len(p.body), place: spokenText}
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
			r.start, r.end = at, open
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

// tagAt is where the next tag or comment begins, or the end.
func tagAt(b []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], '<')
		if i < 0 || from+i+1 >= len(b) {
			return len(b)
		}
		from += i + 1
		if c := b[from]; c == '/' || c == '!' || c == '?' || 'a' <= c|0x20 && c|0x20 <= 'z' {
			return from - 1
		}
	}
}

// tagLength is how long the tag or comment is that b begins with.
func tagLength(b []byte) int {
	if bytes.HasPrefix(b, []byte("<!--")) {
		return min(len(b), endOf(b, "-->")+len("-->"))
	}
	return min(len(b), endOf(b, ">")+1)
}

// endOf is where the text is in b, or the end of b.
func endOf(b []byte, text string) int {
	if i := bytes.Index(b, []byte(text)); i >= 0 {
		return i
	}
	return len(b)
}

// kindOf tells the kind of a tag's element, and whether it is an end tag.
func kindOf(tag []byte) (kind element, end bool) {
	tag = bytes.TrimPrefix(tag, []byte("<"))
	tag, end = bytes.CutPrefix(tag, []byte("/"))
	var name [len("blockquote")]byte
	n := 0
	for n < len(tag) && tag[n] > ' ' && tag[n] != '>' && tag[n] != '/' {
		if n == len(name) {
			return other, end
		}
		name[n] = tag[n] | 0x20 // lower case, of a letter
		n++
	}
	return elements[string(name[:n])], end
}

// element is a kind of HTML's elements.
type element int

const (
	other   element = iota
	quoting         // for what others said, and program code
	script          // holds program code that runs, or data
	style           // holds no text
	inline          // does not end a paragraph
)

var elements = func() map[string]element {
	m := map[string]element{}
	for kind, names := range map[element]string{
		quoting: "pre code blockquote samp kbd q textarea xmp listing",
		script:  "script",
		style:   "style",
		inline:  "a abbr b cite em font i img label mark s small span strong sub sup time tt u var wbr",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = kind
		}
	}
	return m
}()

// wordsIn counts words. Of scripts that put no spaces between words, two
// characters count as one.
func wordsIn(text []byte) int {
	n, inWord, wide := 0, false, 0
	for _, b := range text {
		switch {
		case b <= ' ':
			inWord = false
		case b >= 0xE3 && b <= 0xED: // the first byte of kana, hanzi and hangul in UTF-8
			wide++
		case !inWord && b < 0x80:
			n, inWord = n+1, true
		}
	}
	return n + wide/2
}
