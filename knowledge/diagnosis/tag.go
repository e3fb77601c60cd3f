package diagnosis

import (
	"bytes"
	"strings"
)

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
