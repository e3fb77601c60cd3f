package diagnosis

import (
	"slices"
	"strings"
)

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

// fromProxyStatus reads who wrote the answer from the standard's own field:
// of the intermediaries that report an error, the one nearest to the origin.
func (k *fingerprints) fromProxyStatus(reports []proxyStatus) (attribution, bool) {
	for _, m := range reports {
		kind := m.params["error"]
		if kind == "" {
			continue
		}
		t := attribution{proxy: kind, author: Author{
			Layer: LayerReverseProxy, Product: string(Unknown), Confidence: Likely, Called: m.name,
			Evidence: []string{"proxy-status: " + m.name + "; error=" + kind},
		}}
		if d := m.params["details"]; d != "" {
			t.author.Evidence = append(t.author.Evidence, "proxy-status details: "+d)
		}
		if p := k.namedBy(m); p != nil {
			// A name in Proxy-Status is one that somebody chose.
			t.author.Layer, t.author.Product = p.Layer, p.Slug
		}
		return t, true
	}
	return attribution{}, false
}

// strangers are the intermediaries that only Proxy-Status tells of, outermost
// first, without the author.
func (k *fingerprints) strangers(reports []proxyStatus, author string) []Intermediary {
	var found []Intermediary
	for _, m := range slices.Backward(reports) {
		if m.name != author && k.namedBy(m) == nil {
			found = append(found, Intermediary{Layer: LayerReverseProxy, Product: string(Unknown), Called: m.name,
				Evidence: []string{headerEvidence("proxy-status", m.name)}})
		}
	}
	return found
}

// namedBy is the product that goes by the member's name, nil where none does.
func (k *fingerprints) namedBy(m proxyStatus) *product {
	i := slices.IndexFunc(k.products, func(p *product) bool { return p.named(m.name) })
	if i < 0 {
		return nil
	}
	return k.products[i]
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
