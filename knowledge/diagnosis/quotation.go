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

// trust is how sure a fingerprint that holds makes one, as its mark stands in
// the body: unknown where it is a quotation.
func (a *answer) trust(f *fingerprint) Confidence {
	switch {
	case f.mark() != bodyMark || f.anchored():
		return f.Sure
	case a.isPage():
		return a.pageSays(f)
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

// pageSays is how sure the fingerprint makes one whose literals are in a page:
// as sure as the one of them that is the surest to be the page's own.
func (a *answer) pageSays(f *fingerprint) Confidence {
	if len(f.Body) == 0 {
		return f.Sure
	}
	best := Unknown
	for _, literal := range f.Body {
		if sure := a.page().says(literal, a.hop.Status); surety[sure] > surety[best] {
			best = sure
		}
	}
	if surety[best] > surety[f.Sure] {
		return f.Sure
	}
	return best
}

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
