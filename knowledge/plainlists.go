package knowledge

import "strings"

// readPlainLists reads YAML of sections that hold lists, the shape of
// concepts.yaml and questions/: the first question waits for them too. It returns
// the lists by section and key; a list or a folded text that is a section itself
// has the key "". It reports false where the text holds anything else, which is
// left to the decoder; a test holds the two to the same result.
func readPlainLists(text string) (sections map[string]map[string][]string, ok bool) {
	sections = make(map[string]map[string][]string)
	var section map[string][]string
	folded := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \r\n")
		inner, indented := strings.CutPrefix(line, "  ")
		switch {
		case folded && indented:
			section[""][0] += inner + " "
			continue
		case strings.TrimLeft(line, " ") == "" || strings.TrimLeft(line, " ")[0] == '#':
			continue
		}
		name, value, found := strings.Cut(inner, ":")
		if !found || name == "" || strings.ContainsAny(name, " \"'[{#") || indented && section == nil {
			return nil, false
		}
		value = strings.TrimLeft(value, " ")
		if indented {
			if section[name], ok = bracketed(value); !ok {
				return nil, false
			}
			continue
		}
		section, folded = make(map[string][]string), value == ">-"
		sections[name] = section
		switch {
		case folded:
			section[""] = []string{""}
		case value != "":
			if section[""], ok = bracketed(value); !ok {
				return nil, false
			}
		}
	}
	return sections, true
}

// bracketed reads a list in brackets on one line, whose items may have several
// words.
func bracketed(s string) (list []string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return nil, false
	}
	list = make([]string, 0, strings.Count(s, ",")+1)
	for s = strings.TrimLeft(s[1:], " "); ; s = strings.TrimLeft(s[1:], " ") {
		item, rest, ok := cutPhrase(s)
		if !ok || rest == "" {
			return nil, false
		}
		list, s = append(list, item), rest
		switch s[0] {
		case ',':
		case ']':
			rest = strings.TrimLeft(s[1:], " ")
			return list, rest == "" || rest[0] == '#'
		default:
			return nil, false
		}
	}
}

// cutPhrase takes an item off the front of s: one in double quotes, or bare
// words. The rest begins with what ends it.
func cutPhrase(s string) (item, rest string, ok bool) {
	if strings.HasPrefix(s, `"`) {
		return cutQuoted(s[1:])
	}
	end := strings.IndexAny(s, ",]")
	if end < 0 {
		return "", "", false
	}
	item = strings.TrimRight(s[:end], " ")
	if item == "" || item == "null" || item[0] == '-' || item[0] == '~' || strings.ContainsAny(item, `"'[{}&*!|>%@#?:`+"`") {
		return "", "", false
	}
	return item, s[end:], true
}
