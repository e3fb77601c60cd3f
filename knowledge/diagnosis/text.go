package diagnosis

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"httpcode/knowledge/probe"
)

// maxOutside is how many characters of a text from outside (a header, a
// title, an error) one sentence quotes: enough to recognise it, too little to
// fill a message with.
const maxOutside = 160

// clean makes a text from outside fit for a sentence: one line, no control or
// formatting characters (which could reverse or hide what follows), no
// backticks (which would end a code span), clipped.
func clean(s string) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			continue
		case r == '`':
			r = '\''
		}
		if n >= maxOutside {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// shortened is the beginning of a cleaned text, at most so many characters long.
func shortened(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimRight(string(r[:most-1]), " ") + "…"
	}
	return s
}

// clause is a sentence without its full stop, fit to follow a colon.
func clause(s string) string { return small(strings.TrimRight(s, ". \n")) }

// small gives a sentence a small first letter, unless its first word is a
// name in capitals such as HTTP/2.
func small(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(second) || unicode.IsDigit(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

// shellSafe are the characters that need no quoting in a POSIX shell.
const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/@%+,="

// shellQuote makes s one argument of a shell command: what a person copies
// from an answer must never run something that a stranger put into a URL.
func shellQuote(s string) string {
	if s != "" && strings.Trim(s, shellSafe) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// list joins words as in a sentence, and counts what goes beyond most.
func list(words []string, most int) string {
	if len(words) > most {
		words = append(words[:most:most], fmt.Sprintf("%d more", len(words)-most))
	}
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// Span tells a length of time as people do: in the largest unit of which there
// are two, so that 90 seconds do not become "1 minute".
func Span(d time.Duration) string {
	unit := func(n int, name string) string {
		if n == 1 {
			return "1 " + name
		}
		return fmt.Sprintf("%d %ss", n, name)
	}
	switch {
	case d >= 2*365*24*time.Hour:
		return unit(int(d/(365*24*time.Hour)), "year")
	case d >= 2*24*time.Hour:
		return unit(int(d/(24*time.Hour)), "day")
	case d >= 2*time.Hour:
		return unit(int(d/time.Hour), "hour")
	case d >= 2*time.Minute:
		return unit(int(d/time.Minute), "minute")
	}
	return unit(int(d/time.Second), "second")
}

// elapsed tells a measured time: "183 ms", "2.4 s".
func elapsed(ms probe.Milliseconds) string {
	switch {
	case ms >= 9950:
		return fmt.Sprintf("%.0f s", ms/1000)
	case ms >= 1000:
		return fmt.Sprintf("%.1f s", ms/1000)
	case ms >= 1:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return "under 1 ms"
}

// day tells a date without the time of day, in UTC.
func day(t time.Time) string { return t.UTC().Format("2 January 2006") }
