package probe

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// Redacted stands where a secret was.
const Redacted = "REDACTED"

// Redact replaces the secrets of a URL: user info, and the values of query and
// fragment parameters (and of ;parameters of the path) whose names say so. It
// takes anything, also what is no URL.
func Redact(rawURL string) string {
	if strings.ContainsAny(rawURL, " \t\r\n") {
		return RedactText(rawURL)
	}
	head, fragment, hasFragment := strings.Cut(rawURL, "#")
	head, query, hasQuery := strings.Cut(head, "?")
	out := RedactText(head)
	if hasQuery {
		out += "?" + redactQuery(query)
	}
	if hasFragment {
		path, query, ok := strings.Cut(fragment, "?") // a single-page application's route
		if out += "#" + redactQuery(path); ok {
			out += "?" + redactQuery(query)
		}
	}
	return out
}

// redactQuery replaces the values of secret parameters, whatever they hold.
func redactQuery(query string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if ok && value != "" && isSecretName(name) {
			pairs[i] = name + "=" + Redacted
			continue
		}
		pairs[i] = RedactText(pair)
	}
	return strings.Join(pairs, "&")
}

// HasSecret reports whether a URL carries something that Redact would hide.
func HasSecret(rawURL string) bool { return Redact(rawURL) != rawURL }

// redactURL is a parsed URL as text, without its secrets.
func redactURL(u *url.URL) string {
	clone := *u
	if clone.User != nil {
		clone.User = url.User(Redacted)
	}
	return Redact(clone.String())
}

// RedactText replaces the secrets in any text: those of the URLs in it, pairs
// and fields whose names say so, and credentials that show by their form. It
// takes time in proportion to the text, whatever that holds.
func RedactText(text string) string {
	spans := append(namedSecrets(text), shapedSecrets(text)...)
	spans = append(spans, flaggedSecrets(text)...)
	if len(spans) == 0 {
		return text
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var b strings.Builder
	end := 0
	for _, s := range spans {
		if s.start >= end {
			b.WriteString(text[end:s.start])
			b.WriteString(Redacted)
		}
		end = max(end, s.end)
	}
	b.WriteString(text[end:])
	return b.String()
}

// span is a part of a text that is a secret.
type span struct{ start, end int }
