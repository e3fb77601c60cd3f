package knowledge

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// head is the part of an entry by which people look it up.
type head struct {
	Code    string   `yaml:"code"`
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
}

// decodeHead reads an entry's names. Nearly all stand in one line each, plain or
// quoted, and are read as they stand: fifty times as fast as decoding YAML,
// which the rest falls back on. A test compares the two.
func decodeHead(text string) head {
	if h, ok := readHead(text); ok {
		return h
	}
	return decodeHeadYAML(text)
}

// readHead reads the names where they are written plainly.
func readHead(text string) (h head, ok bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, entryMark[1:]):
			h.Code, ok = plainScalar(strings.TrimPrefix(line, entryMark[1:]))
		case strings.HasPrefix(line, "    name: "):
			h.Name, ok = plainScalar(strings.TrimPrefix(line, "    name: "))
		case strings.HasPrefix(line, "    aliases:"):
			h.Aliases, ok = plainList(strings.TrimPrefix(line, "    aliases:"))
		default:
			continue
		}
		if !ok {
			return head{}, false
		}
	}
	return h, h.Code != "" && h.Name != ""
}

// plainScalar reads a value without escapes, comments and other subtleties.
func plainScalar(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", false
	}
	switch quote := s[0]; quote {
	case '"', '\'':
		inner := s[1:]
		end := strings.IndexByte(inner, quote)
		return inner[:max(0, end)], end == len(inner)-1 && !strings.Contains(inner, `\`)
	case '[', '{', '&', '*', '!', '|', '>', '%', '@', '`', '#', '-', '?', ',', ']', '}':
		return "", false
	}
	return s, !strings.Contains(s, " #") && !strings.Contains(s, ": ") && !strings.HasSuffix(s, ":")
}

// plainList reads a list in brackets, on one line.
func plainList(s string) (list []string, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return nil, false
	}
	for rest := strings.TrimSpace(s[1 : len(s)-1]); rest != ""; {
		end := strings.IndexByte(rest, ',')
		if quote := rest[0]; quote == '"' || quote == '\'' {
			closing := strings.IndexByte(rest[1:], quote)
			if closing < 0 {
				return nil, false
			}
			if end = strings.IndexByte(rest[closing+2:], ','); end >= 0 {
				end += closing + 2
			}
		}
		item := rest
		if end >= 0 {
			item, rest = rest[:end], strings.TrimSpace(rest[end+1:])
		} else {
			rest = ""
		}
		word, ok := plainScalar(item)
		if !ok || strings.ContainsAny(word, "[]{}") {
			return nil, false
		}
		list = append(list, word)
	}
	return list, true
}

// decodeHeadYAML decodes only the lines of an entry that name it.
func decodeHeadYAML(text string) head {
	var lines strings.Builder
	keep := false
	for line := range strings.Lines(text) {
		if isKey := !strings.HasPrefix(line, "     ") && !strings.HasPrefix(line, "    -"); isKey {
			key := strings.TrimLeft(line, " -")
			keep = strings.HasPrefix(key, "code:") || strings.HasPrefix(key, "name:") || strings.HasPrefix(key, "aliases:")
		}
		if keep {
			lines.WriteString(line)
		}
	}
	var list []head
	if err := yaml.Load([]byte(lines.String()), &list); err != nil || len(list) != 1 {
		return head{}
	}
	return list[0]
}
