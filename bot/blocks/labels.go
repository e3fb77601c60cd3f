package blocks

import (
	"strings"

	"httpcode/knowledge"
)

// Label names an entry in a line: "502 Bad Gateway", "nginx 499 Client closed
// request".
func Label(e knowledge.Entry) string {
	family, _, _ := strings.Cut(e.ID, "/")
	owner := familyName(family)
	called := strings.TrimSuffix(e.Called(), " ("+owner+")") // the owner stands in front
	return strings.TrimSpace(owner + " " + called)
}

func (e Explained) name(id string) string {
	if e.Entry != nil {
		if entry, ok := e.Entry(id); ok {
			return Label(entry)
		}
	}
	return shortID(id)
}

func (e Explained) marked(id string) string {
	if e.Entry != nil {
		if entry, ok := e.Entry(id); ok {
			return marked(entry)
		}
	}
	return "`" + plain(shortID(id)) + "`"
}

// marked is a label in a list: what one asks for as code, then the name.
func marked(e knowledge.Entry) string {
	short, label := plain(shortID(e.ID)), plain(Label(e))
	name, found := strings.CutPrefix(label, short)
	if !found {
		return "`" + label + "`"
	}
	return "`" + short + "`" + strings.TrimPrefix(name, ":")
}

func links(sources []knowledge.Source) []knowledge.Link {
	var out []knowledge.Link
	for _, s := range sources[:min(len(sources), shownSources)] {
		out = append(out, knowledge.Link(s))
	}
	return out
}

// firstSentence ends at the first full stop that ends a sentence: not within
// quotation marks, back-ticks or brackets, nor after an abbreviation at the start.
func firstSentence(s string) string {
	open := 0 // brackets
	quoted := map[byte]bool{}
	for i := range len(s) {
		switch s[i] {
		case '(':
			open++
		case ')':
			open--
		case '"', '`':
			quoted[s[i]] = !quoted[s[i]]
		case '.':
			if i > 20 && open <= 0 && !quoted['"'] && !quoted['`'] && strings.HasPrefix(s[i+1:], " ") {
				return s[:i+1]
			}
		}
	}
	return s
}

// hostOf names a URL's host on a button.
func hostOf(u string) string {
	if _, after, ok := strings.Cut(u, "://"); ok {
		u = after
	}
	if i := strings.IndexAny(u, "/?#"); i >= 0 {
		u = u[:i]
	}
	return clip(u[strings.LastIndexByte(u, '@')+1:], maxButton-8)
}
