package main

import (
	"fmt"
	"strings"

	"httpcode/knowledge"
)

// maxExplained is how many clues of a text are told whole; the others are
// named. More than a screenful helps nobody.
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
		s.entries(e.Matches, 1, "It can also mean")
	default:
		s.entries(e.Matches, maxExplained, "Also recognised")
	}
	s.suggestions(e)
}

// entries tells the first matches whole and names the rest.
func (s *screen) entries(matches []knowledge.Match, whole int, rest string) {
	whole = min(whole, len(matches))
	for i, match := range matches[:whole] {
		if i > 0 {
			s.line("\n%s\n", s.style(dim, strings.Repeat("─", min(s.width, 40))))
		}
		s.entry(match)
	}
	if len(matches) == whole {
		return
	}
	s.heading(rest)
	for _, match := range matches[whole:] {
		s.indented(fmt.Sprintf("%s: %s", match.ID, match.Name))
	}
}

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
			s.hang(indent+"- ", indent+"  ", fmt.Sprintf("%s or %s: %s", d.Between[0], d.Between[1], d.Text))
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
