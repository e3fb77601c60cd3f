package probe

import (
	"regexp"
	"strings"
)

// namedSecrets finds user info, and the values whose names say that they are
// secrets: name=value as in URLs, forms and cookies, name%3Dvalue (%253D, …) as
// in URLs within URLs, and name: value as in headers, JSON and YAML.
func namedSecrets(text string) (spans []span) {
	var values ends
	word := 0   // where the run of characters that may be user info began
	colon := -1 // the first one in that run
	for i := 0; i < len(text); i++ {
		var found span
		switch c := text[i]; c {
		case '/', '?', '#', '"', '\'', '<', '>', ' ', '\t', '\r', '\n':
			word = i + 1
		case '@':
			found = userInfoBefore(text, word, colon, i)
		case '=':
			found = values.pairAt(text, i, i+1)
		case '%':
			if value := encodedEqualsEnd(text, i); value > i {
				found = values.pairAt(text, i, value)
			}
		case ':':
			if colon < word {
				colon = i
			}
			found = values.fieldAt(text, i)
		}
		if found.end > found.start {
			spans = append(spans, found)
		}
	}
	return spans
}

// encodedEqualsEnd is where a percent-encoded = that begins at i ends: %3D, or
// %253D and so on in a URL within a URL within a URL; i where there is none.
func encodedEqualsEnd(text string, i int) int {
	end := i + 1
	for strings.HasPrefix(text[end:], "25") {
		end += 2
	}
	if end+2 <= len(text) && text[end] == '3' && text[end+1]|0x20 == 'd' {
		return end + 2
	}
	return i
}

// userInfoBefore is what stands before an @ when it is user info: it follows
// "//", or is a name and a password, with a colon between.
func userInfoBefore(text string, start, colon, at int) span {
	if strings.HasSuffix(text[:start], "//") || colon > start {
		return span{start, at}
	}
	return span{}
}

// maxName is how long a parameter's name may be. Longer ones keep their end.
const maxName = 64

// pairAt is the value of the pair whose separator is text[sep:value].
func (e *ends) pairAt(text string, sep, value int) span {
	start := sep
	for start > 0 && sep-start < maxName && isNameByte(text[start-1]) {
		start--
	}
	if start == sep || !isSecretName(text[start:sep]) {
		return span{}
	}
	return span{value, e.pair(text, value)}
}

func isNameByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || strings.IndexByte("_.[]$%~+-", c) >= 0
}

// quotedEnd is where a string in quotes that begins at i ends, with its quotes;
// i where there is none. Backslashes escape.
func quotedEnd(text string, i int) int {
	if i >= len(text) || text[i] != '"' && text[i] != '\'' {
		return i
	}
	const maxValue = 8 << 10 // so that quotes which never close cost little
	for j := i + 1; j < min(len(text), i+maxValue); j++ {
		switch text[j] {
		case '\\':
			j++
		case text[i]:
			return j + 1
		}
	}
	return i
}

// fieldAt is the value of the field whose colon is at i.
func (e *ends) fieldAt(text string, i int) span {
	end := i
	for end > 0 && i-end < 3 && text[end-1] == ' ' {
		end--
	}
	if end > 0 && (text[end-1] == '"' || text[end-1] == '\'') {
		end--
	}
	start := end
	for start > 0 && end-start < maxName && isFieldByte(text[start-1]) {
		start--
	}
	if start == end || !isSecretField(text[start:end]) {
		return span{}
	}
	value := i + 1
	for value < len(text) && value-i < 4 && (text[value] == ' ' || text[value] == '\t') {
		value++
	}
	if strings.HasPrefix(text[value:], "//") {
		return span{} // a scheme
	}
	if quoted := quotedEnd(text, value); quoted > value {
		return span{value + 1, quoted - 1}
	}
	if header := squeeze(text[start:end]); strings.HasSuffix(header, "authorization") || strings.HasSuffix(header, "cookie") {
		return span{value, e.header.after(text, value, endsHeader)}
	}
	return span{value, e.field.after(text, value, endsField)}
}

func isFieldByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '.' || c == '-'
}

// shapes are credentials that show by their form, after the text that each
// begins with: to look for that first costs next to nothing.
var shapes = []struct {
	begin string
	form  *regexp.Regexp
	word  bool // nothing but a word's begin may stand before it
}{
	{"eyJ", regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*)*`), true}, // JSON web tokens
	{"xox", regexp.MustCompile(`^xox[a-z]-[A-Za-z0-9-]{10,}`), true},                                   // Slack
	{"xapp-", regexp.MustCompile(`^xapp-[A-Za-z0-9-]{10,}`), true},
	{"hooks.slack.com/", regexp.MustCompile(`^hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/]+`), false},
	{"gh", regexp.MustCompile(`^gh[pousr]_[A-Za-z0-9]{20,}`), true}, // GitHub
	{"github_pat_", regexp.MustCompile(`^github_pat_[A-Za-z0-9_]{20,}`), true},
	{"glpat-", regexp.MustCompile(`^glpat-[A-Za-z0-9_-]{10,}`), true},       // GitLab
	{"sk_", regexp.MustCompile(`^sk_(?:live|test)_[A-Za-z0-9]{10,}`), true}, // Stripe
	{"sk-", regexp.MustCompile(`^sk-[A-Za-z0-9_-]{20,}`), true},             // OpenAI and others
	{"AKIA", regexp.MustCompile(`^AKIA[A-Z0-9]{16}\b`), true},               // AWS
	{"ASIA", regexp.MustCompile(`^ASIA[A-Z0-9]{16}\b`), true},               // AWS, temporary
	{"AIza", regexp.MustCompile(`^AIza[A-Za-z0-9_-]{30,}`), true},           // Google
}

// authSchemes go before credentials in an Authorization header.
var authSchemes = []string{"bearer ", "basic ", "digest ", "negotiate ", "token "}

func shapedSecrets(text string) (spans []span) {
	const longest = 4 << 10
	for _, shape := range shapes {
		for i := range occurrences(text, shape.begin) {
			if shape.word && i > 0 && isFieldByte(text[i-1]) {
				continue
			}
			if loc := shape.form.FindStringIndex(text[i:min(len(text), i+longest)]); loc != nil {
				spans = append(spans, span{i, i + loc[1]})
			}
		}
	}
	lower := asciiLower(text)
	for _, scheme := range authSchemes {
		for i := range occurrences(lower, scheme) {
			start := i + len(scheme)
			end := start
			for end < len(text) && (isFieldByte(text[end]) || strings.IndexByte("+/=~", text[end]) >= 0) {
				end++
			}
			if end-start >= 8 && (i == 0 || !isFieldByte(text[i-1])) && looksRandom(text[start:end]) {
				spans = append(spans, span{start, end})
			}
		}
	}
	return spans
}

// looksRandom keeps "basic knowledge" and "digest authentication" readable: a
// credential has a digit, a capital inside, or a sign among its letters.
func looksRandom(s string) bool {
	return strings.Trim(s[1:], "abcdefghijklmnopqrstuvwxyz.,-") != "" || len(s) > 24
}

// occurrences yields where part stands in text.
func occurrences(text, part string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; ; {
			i := strings.Index(text[at:], part)
			if i < 0 || !yield(at+i) {
				return
			}
			at += i + len(part)
		}
	}
}

// asciiLower lowers ASCII letters only, so that positions stay the same.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}
