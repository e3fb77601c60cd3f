package probe

import "strings"

// ends finds where values end, one after the other in a text.
type ends struct{ bare, header, field reach }

// pair is where the value of a pair ends that begins at i: at its closing
// quote, or where a URL, a header or a quoted string would go on.
func (e *ends) pair(text string, i int) int {
	if end := quotedEnd(text, i); end > i {
		return end
	}
	return e.bare.after(text, i, endsBare)
}

// reach is a piece of text in which all values that begin in it end where it
// does. It is kept, as secrets may be named within others by the thousand:
// token=token=token=…
type reach struct{ start, end int }

// after is where the first byte at or after i is that ends a value. It is asked
// for ascending places, and so takes time in proportion to the text.
func (r *reach) after(text string, i int, stops func(text string, i int) bool) int {
	if i < r.start || i > r.end || r.end == 0 {
		r.start, r.end = i, i
		for r.end < len(text) && !stops(text, r.end) {
			r.end++
		}
	}
	return r.end
}

func endsBare(text string, i int) bool {
	switch c := text[i]; c {
	case '&', '#', '"', '\'', '<', '>':
		return true
	case ';':
		return i+1 == len(text) || text[i+1] <= ' '
	default:
		return c <= ' '
	}
}

// endsHeader keeps a header's whole value together.
func endsHeader(text string, i int) bool { return strings.IndexByte("\r\n\"<", text[i]) >= 0 }

func endsField(text string, i int) bool {
	return text[i] <= ' ' || strings.IndexByte(`,;"'<>{}[]`, text[i]) >= 0
}
