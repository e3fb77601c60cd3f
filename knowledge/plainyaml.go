package knowledge

import "strings"

// This file reads the simple part of YAML that the wordings are written in, at
// fifty times the speed of decoding YAML as a whole: the first pasted text waits
// for it. What it does not understand it leaves to the decoder; a test holds the
// two to the same result, and that none of our own files needs the decoder.

const (
	wordingMark = "  - id: "   // begins a wording
	fieldIndent = "    "       // before a wording's other keys
	textIndent  = "      - "   // before one of its texts, one to a line
	textsOpen   = "    texts:" // … which follow this line
	listOpen    = "wordings:"  // the one list of the file
	familyKey   = "family: "   // the one other key
)

// readPlainWordings reads a file of wordings; it reports false where the file
// holds anything but one key or list item to a line.
func readPlainWordings(text string) (list []Wording, ok bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \r\n")
		bare := strings.TrimLeft(line, " ")
		switch {
		case bare == "" || bare[0] == '#':
		case strings.HasPrefix(line, familyKey) || line == listOpen:
		case strings.HasPrefix(line, wordingMark):
			id, ok := plainItem(line[len(wordingMark):])
			if !ok {
				return nil, false
			}
			list = append(list, Wording{ID: id})
		case len(list) == 0:
			return nil, false
		case line == textsOpen:
		case strings.HasPrefix(line, textIndent):
			item, ok := plainItem(line[len(textIndent):])
			if !ok {
				return nil, false
			}
			last := &list[len(list)-1]
			last.Texts = append(last.Texts, item)
		case strings.HasPrefix(line, fieldIndent):
			if !list[len(list)-1].plainField(line[len(fieldIndent):]) {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return list, true
}

// plainField takes in a key and its value on one line.
func (w *Wording) plainField(line string) (ok bool) {
	key, value, _ := strings.Cut(line, ": ")
	switch key {
	case "rank":
		var rank string
		rank, ok = plainItem(value)
		w.Rank = Rank(rank)
	case "words":
		var word string
		word, ok = plainItem(value)
		yes := word == "true"
		w.Words, ok = &yes, ok && (yes || word == "false")
	case "question":
		var word string
		word, ok = plainItem(value)
		w.Question = word == "true"
		ok = ok && (w.Question || word == "false")
	case "also":
		w.Also, ok = plainItems(value)
	case "texts":
		ok = w.Texts == nil
		if ok {
			w.Texts, ok = plainItems(value)
		}
	}
	return ok
}

// plainItem reads one value that fills a line, a comment behind it allowed.
func plainItem(s string) (string, bool) {
	item, rest, ok := cutItem(s)
	return item, ok && (rest == "" || strings.HasPrefix(rest, "#"))
}

// plainItems reads a list in brackets, on one line.
func plainItems(s string) (list []string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return nil, false
	}
	for s = strings.TrimLeft(s[1:], " "); ; {
		item, rest, ok := cutItem(s)
		if !ok || rest == "" {
			return nil, false
		}
		list = append(list, item)
		switch rest[0] {
		case ',':
			s = strings.TrimLeft(rest[1:], " ")
		case ']':
			rest = strings.TrimLeft(rest[1:], " ")
			return list, rest == "" || rest[0] == '#'
		default:
			return nil, false
		}
	}
}

// cutItem takes a value off the front of s: one in double quotes, or a bare word.
// The rest begins with what ends it.
func cutItem(s string) (item, rest string, ok bool) {
	if strings.HasPrefix(s, `"`) {
		return cutQuoted(s[1:])
	}
	end := strings.IndexAny(s, ",] ")
	if end < 0 {
		end = len(s)
	}
	item = s[:end]
	// Words of letters, digits and a few signs mean themselves; numbers do not
	// occur, and would be read as such.
	if item == "" || strings.ContainsAny(item, `"'[{}&*!|>%@#?:`+"`") || item[0] == '-' {
		return "", "", false
	}
	return item, strings.TrimLeft(s[end:], " "), true
}

// cutQuoted takes off what stands before the closing quote, of which only
// quotes and backslashes may be escaped.
func cutQuoted(s string) (item, rest string, ok bool) {
	end := strings.IndexAny(s, `"\`)
	if end >= 0 && s[end] == '"' {
		return s[:end], strings.TrimLeft(s[end+1:], " "), true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), strings.TrimLeft(s[i+1:], " "), true
		case '\\':
			i++
			if i >= len(s) || s[i] != '"' && s[i] != '\\' {
				return "", "", false
			}
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
