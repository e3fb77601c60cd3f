package blocks

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one another: written
// languages need up to three, stacks of them break the lines above.
const maxMarks = 3

// Clean removes what could change how the rest of a message is laid out or
// read: controls, bidirectional overrides, zero-width characters, tags, stacks
// of combining marks. Invalid UTF-8 becomes U+FFFD.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	marks := 0
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks == maxMarks {
				return -1
			}
			marks++
			return r
		case r == '\t' || r == '\u2028' || r == '\u2029':
			r = ' '
		case r == '\n':
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), invisible(r):
			return -1 // and the marks after it join those before it
		}
		marks = 0
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// isPlain spares printable ASCII, the common case, a second look.
func isPlain(s string) bool {
	for i := range len(s) {
		if (s[i] < ' ' && s[i] != '\n') || s[i] > '~' {
			return false
		}
	}
	return true
}

// invisible are characters that show as nothing, or as a blank that is no
// space, without Unicode calling them format characters (Cf).
func invisible(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800':
		return true
	}
	return r >= 0xe0000 && r <= 0xe0fff
}

// oneLine is Clean for a field of one line.
func oneLine(s string) string {
	s = Clean(s)
	if strings.ContainsAny(s, "\n") || strings.Contains(s, "  ") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return strings.TrimSpace(s)
}

// clip shortens s to at most n runes, the last of them an ellipsis where
// something was cut.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := 0
	for i := range s {
		if runes == n-1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		runes++
	}
	return s
}

// clipBytes is clip for a limit in bytes.
func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := max(n-len("…"), 0)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimRight(s[:cut], " ") + "…"
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// scheme is what makes Slack turn an address in a text into a link.
var scheme = regexp.MustCompile(`(?i)\b(https|http|ftp)://|\b(mailto|tel):`)

// unlink takes an address apart as far as it takes for Slack not to make a
// link of it: "https://" goes, another scheme is set apart.
func unlink(s string) string {
	for mayLink(s) { // once more where taking one away made another
		next := scheme.ReplaceAllStringFunc(s, func(found string) string {
			if strings.EqualFold(found, "https://") {
				return ""
			}
			return found[:strings.IndexByte(found, ':')] + " "
		})
		if next == s {
			break
		}
		s = next
	}
	return s
}

// mayLink spares most texts the slower look.
func mayLink(s string) bool {
	if !strings.Contains(s, ":") {
		return false
	}
	lower := strings.ToLower(s)
	return strings.Contains(lower, "://") || strings.Contains(lower, "mailto:") || strings.Contains(lower, "tel:")
}

// escape makes text safe where Slack parses mrkdwn: nothing in it can become
// a mention, a link or a date. The result has at most n characters, and no
// escape is cut in two.
func escape(s string, n int) string {
	s = unlink(Clean(s))
	out := escapes.Replace(s)
	for len(out) > n && utf8.RuneCountInString(out) > n {
		over := utf8.RuneCountInString(out) - n
		keep := utf8.RuneCountInString(s) - max(over/5, 1) // an escape is at most five characters
		s = clip(s, max(keep, 1))
		out = escapes.Replace(s)
	}
	return out
}

// plain removes the back-ticks that mark code in a line.
func plain(line string) string { return strings.ReplaceAll(line, "`", "") }
