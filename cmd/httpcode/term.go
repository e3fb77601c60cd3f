package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// plainWidth is the line length where no terminal tells its own: what every
// terminal and ticket system can show.
const plainWidth = 80

// maxWidth keeps lines readable on a wide screen.
const maxWidth = 100

func termIsTerminal(fd int) bool { return term.IsTerminal(fd) }

// screen is where text for people goes: its width, and whether it has colour.
type screen struct {
	io.Writer
	width  int
	colour bool
}

func newScreen(out io.Writer) *screen {
	s := &screen{Writer: out, width: plainWidth}
	if !isTerminal(out) {
		return s
	}
	if width, _, err := term.GetSize(int(out.(*os.File).Fd())); err == nil && width > 0 {
		s.width = min(width, maxWidth)
	}
	// https://no-color.org: any non-empty value turns colour off.
	s.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return s
}

// The few styles in use, as SGR parameters. Meaning is always in the words
// too.
const (
	bold  = "1"
	dim   = "2"
	red   = "31;1"
	green = "32;1"
	amber = "33;1"
)

func (s *screen) style(sgr, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}
