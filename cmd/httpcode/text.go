package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The rules of terminal text: the verdict first, then evidence, causes and
// next steps; words carry all meaning, colour only repeats it; nothing that
// comes from outside reaches the terminal with its control characters.

const indent = "  "

func (s *screen) line(format string, args ...any) {
	fmt.Fprintf(s, format+"\n", args...)
}

// title is the first line of an answer.
func (s *screen) title(text, note string) {
	text = clean(text)
	if note = clean(note); note != "" {
		note = indent + s.style(dim, note)
	}
	s.line("%s%s", s.style(bold, text), note)
}

// heading opens a section, with an empty line before it.
func (s *screen) heading(text string) {
	s.line("\n%s", s.style(bold, clean(text)))
}

func (s *screen) paragraph(text string) { s.hang("", "", text) }

func (s *screen) indented(text string) { s.hang(indent, indent, text) }

func (s *screen) numbered(items []string) {
	for i, item := range items {
		lead := fmt.Sprintf("%s%d. ", indent, i+1)
		s.hang(lead, strings.Repeat(" ", len(lead)), item)
	}
}

// section is a heading with a list below it; an empty list prints nothing.
func (s *screen) section(heading string, list func([]string), items []string) {
	if len(items) == 0 {
		return
	}
	s.heading(heading)
	list(items)
}

// hang prints text wrapped to the screen, the first line behind first, the
// others behind rest.
func (s *screen) hang(first, rest, text string) {
	lead := first
	for _, line := range wrap(clean(text), s.width-utf8.RuneCountInString(rest)) {
		s.line("%s%s", lead, line)
		lead = rest
	}
}

// wrap breaks text at spaces into lines of at most width runes. What is copied
// stays whole: a longer word (an address), and a command between back-ticks,
// which keeps a line of its own where it fits on no other.
func wrap(text string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, word := range unbreakable(text) {
		size := utf8.RuneCountInString(word)
		if used > 0 && used+1+size > width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += size
	}
	return append(lines, line.String())
}

// unbreakable splits text into its words; what stands between two back-ticks
// is one word with what touches it.
func unbreakable(text string) []string {
	var words []string
	for field := range strings.FieldsSeq(text) {
		last := len(words) - 1
		if last >= 0 && strings.Count(words[last], "`")%2 == 1 {
			words[last] += " " + field
			continue
		}
		words = append(words, field)
	}
	if last := len(words) - 1; last >= 0 && strings.Count(words[last], "`")%2 == 1 {
		// A back-tick without its pair marks nothing.
		words = append(words[:last], strings.Fields(words[last])...)
	}
	return words
}

// clean makes text from outside safe for a terminal: no escape sequences, no
// characters that reorder or hide others.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			return -1
		default:
			return r
		}
	}, text)
}
