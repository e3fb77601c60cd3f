package diagnosis

import "strings"

// proxyStatus is one member of a Proxy-Status field (RFC 9209): what one
// intermediary says of its part in an answer.
type proxyStatus struct {
	name   string
	params map[string]string
}

// parseProxyStatus reads the field's list of structured items (RFC 9651),
// from the origin's side outwards. What does not parse is left out: it is
// evidence from outside, and half of it is none.
func parseProxyStatus(values []string) []proxyStatus {
	var members []proxyStatus
	for _, v := range values {
		for _, member := range splitQuoted(v, ',') {
			parts := splitQuoted(member, ';')
			m := proxyStatus{name: unquote(parts[0]), params: map[string]string{}}
			if m.name == "" {
				continue
			}
			for _, p := range parts[1:] {
				key, value, _ := strings.Cut(p, "=")
				m.params[strings.TrimSpace(key)] = unquote(value)
			}
			members = append(members, m)
		}
	}
	return members
}

// splitQuoted splits at a separator outside of quoted strings.
func splitQuoted(s string, sep byte) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// unquote is the value of a string or token.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s[1 : len(s)-1])
	}
	return clean(s)
}

// splitVia returns the entries of a Via field (RFC 9110, 7.6.3), from the
// origin's side outwards: "1.1 cache-1 (Varnish/7.1)".
func splitVia(values []string) []string {
	var entries []string
	for _, v := range values {
		start, depth := 0, 0
		for i := range len(v) {
			switch v[i] {
			case '(':
				depth++
			case ')':
				depth--
			case ',':
				if depth <= 0 {
					entries = appendSome(entries, v[start:i])
					start = i + 1
				}
			}
		}
		entries = appendSome(entries, v[start:])
	}
	return entries
}

func appendSome(list []string, s string) []string {
	if s = strings.TrimSpace(s); s != "" {
		list = append(list, s)
	}
	return list
}
