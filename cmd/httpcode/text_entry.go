package main

import (
	"fmt"
	"regexp"
	"strings"

	"httpcode/knowledge"
)

// maxExplained is how many errors of a text or a log are told whole; the others
// are named. More than a screenful helps nobody.
const maxExplained = 3

// explanation tells what the catalogue has to say.
func (s *screen) explanation(e knowledge.Explanation) {
	if e.Note != "" {
		s.paragraph(e.Note)
		if len(e.Matches) > 0 {
			s.line("")
		}
	}
	s.runbooks(e.Runbooks)
	if len(e.Runbooks) > 0 {
		s.line("")
	}
	switch e.Kind {
	case knowledge.KindLog:
		s.counts(e)
	case knowledge.KindComparison:
		s.comparison(e)
	case knowledge.KindCode, knowledge.KindClass:
		s.entries(e.Matches, "It can also mean")
	default:
		whole, others := ownErrors(e)
		for _, match := range whole {
			s.entry(match)
			s.line("\n%s\n", s.style(dim, strings.Repeat("─", min(s.width, 40))))
		}
		s.entries(others, "Also recognised")
	}
	s.suggestions(e)
}

// entries tells the first match whole, and the rest in a line each.
func (s *screen) entries(matches []knowledge.Match, rest string) {
	if len(matches) == 0 {
		return
	}
	s.entry(matches[0])
	if len(matches) == 1 {
		return
	}
	s.heading(rest)
	for _, match := range matches[1:] {
		s.hang(indent, indent+indent, fmt.Sprintf("%s: %s", match.ID, match.Name))
	}
	s.more(matches[1])
}

// more is how to ask for an entry that was only named.
func (s *screen) more(match knowledge.Match) {
	s.line("%s", s.style(dim, clean(indent+"To have one explained: httpcode explain "+match.ID)))
}

// ownErrors parts the matches of a text into those to tell whole before the
// rest, and the rest, whose first is told whole as well: a line of a text that
// begins something of its own has an error of its own, while several matches on
// a line, or along a stack trace, are about the same one.
func ownErrors(e knowledge.Explanation) (whole, others []knowledge.Match) {
	seen := map[int]bool{}
	for i, match := range e.Matches {
		passage := passageOf(e.Query, match.Clue)
		if i == 0 || passage >= 0 && !seen[passage] && len(whole) < maxExplained {
			seen[passage] = true
			whole = append(whole, match)
			continue
		}
		others = append(others, match)
	}
	last := max(len(whole)-1, 0)
	return whole[:last], append(whole[last:], others...)
}

// passageOf is the number of the line that has the clue, or of the one that it
// goes on from, -1 where no line has it.
func passageOf(text, clue string) int {
	passage, n := -1, 0
	for line := range strings.Lines(text) {
		if n == 0 || !goesOn.MatchString(line) {
			passage = n
		}
		if clue != "" && strings.Contains(line, clue) {
			return passage
		}
		n++
	}
	return -1
}

// goesOn is a line that belongs to the one before it: indented, empty, or part
// of a stack trace.
var goesOn = regexp.MustCompile(`^(\s|at |Caused by|\.\.\. |$)`)

func (s *screen) entry(match knowledge.Match) {
	entry := match.Entry
	s.title(entry.Called(), entry.ID)
	if match.Clue != "" {
		s.paragraph("Seen: " + match.Clue)
	}
	s.line("")
	s.paragraph(entry.Summary)
	s.section("Likely causes", s.numbered, entry.Causes)
	s.section("Check next", s.numbered, entry.Checks)
	s.heading("Whose side")
	s.indented(faultText[entry.Fault])
	s.heading("Trying again")
	s.indented(entry.Retry)
	s.confusions(entry)
	s.sources(entry)
}

var faultText = map[knowledge.Fault]string{
	knowledge.FaultClient:  "The client's side.",
	knowledge.FaultServer:  "The server's side.",
	knowledge.FaultNetwork: "The network between the two.",
	knowledge.FaultEither:  "Either side: the code alone does not tell.",
	knowledge.FaultNone:    "Nobody's: it reports no error.",
}

func (s *screen) confusions(entry knowledge.Entry) {
	if len(entry.Confused) == 0 {
		return
	}
	s.heading("Often confused with")
	for _, confusion := range entry.Confused {
		s.hang(indent+"- ", indent+"  ", confusion.With+": "+confusion.Beside(confusion.With))
	}
}

func (s *screen) sources(entry knowledge.Entry) {
	if entry.Team {
		s.heading("From the team's own knowledge")
	} else if len(entry.Sources) > 0 {
		s.heading("Sources")
	}
	for _, source := range entry.Sources {
		s.indented(source.Title + ": " + source.URL)
	}
}

// comparison sets entries side by side: what tells them apart, then each in
// brief.
func (s *screen) comparison(e knowledge.Explanation) {
	for _, match := range e.Matches {
		s.title(match.Entry.Called(), match.ID)
		s.indented(match.Summary)
		s.indented(faultText[match.Fault])
		s.indented("Trying again: " + match.Retry)
		s.line("")
	}
	if len(e.Differences) > 0 {
		s.line("%s", s.style(bold, "What tells them apart"))
		for _, d := range e.Differences {
			text := d.Text
			if len(e.Matches) > 2 {
				text = fmt.Sprintf("%s or %s: %s", d.Between[0], d.Between[1], text)
			}
			s.hang(indent+"- ", indent+"  ", text)
		}
	}
	for _, match := range e.Matches {
		s.section("If it is "+match.Entry.Called(), s.numbered, match.Checks)
	}
}

// counts tells a log: which errors, how often, and the top ones explained.
func (s *screen) counts(e knowledge.Explanation) {
	s.title(fmt.Sprintf("%d lines read, %d kinds of trouble found", e.Lines, len(e.Matches)), "")
	for _, match := range e.Matches {
		s.hang(fmt.Sprintf("%s%6d  ", indent, match.Count), strings.Repeat(" ", 10), match.ID+"  "+match.Name)
	}
	for _, match := range e.Matches[:min(len(e.Matches), maxExplained)] {
		s.line("")
		s.entry(match)
	}
}

func (s *screen) suggestions(e knowledge.Explanation) {
	if len(e.Nearest) == 0 {
		return
	}
	s.heading("Did you mean")
	for _, suggestion := range e.Nearest {
		s.indented(fmt.Sprintf("httpcode explain %s   (%s)", suggestion.ID, suggestion.Name))
	}
}
