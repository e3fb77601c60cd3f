package main

import (
	"fmt"
	"strings"

	"httpcode/knowledge/probe"
)

// phase is one bar of the waterfall.
type phase struct {
	name string
	ms   probe.Milliseconds
}

// shownPhase is the shortest phase that is worth a line: a shorter one would be
// told as 0.0 ms.
const shownPhase = 0.05

func phases(t probe.Timing) []phase {
	all := []phase{
		{"DNS", t.DNS}, {"connect", t.Connect}, {"TLS", t.TLS},
		{"first byte", t.FirstByte}, {"body", t.Body},
	}
	var happened []phase
	for _, p := range all {
		if p.ms >= shownPhase {
			happened = append(happened, p)
		}
	}
	return happened
}

// maxBar is the length of the whole check in characters where there is room;
// before it stand indent, label and figure.
const (
	maxBar    = 30
	beforeBar = 26
)

// barWidth is maxBar, or what a narrow screen leaves of it.
func (s *screen) barWidth() int { return max(4, min(maxBar, s.width-beforeBar)) }

// waterfall shows where the time went, hop by hop, every bar on the same
// scale; last the wait that a time-out ended, which is no finished phase.
func (s *screen) waterfall(hops []probe.Hop, waited probe.Milliseconds) {
	if len(hops) == 0 {
		return
	}
	s.heading("Where the time went")
	total := waited
	for _, hop := range hops {
		total += hop.Timing.Total()
	}
	var elapsed probe.Milliseconds
	for _, hop := range hops {
		s.hang(indent, indent+indent, hopTitle(hop))
		for _, p := range phases(hop.Timing) {
			s.phase(p, elapsed, total)
			elapsed += p.ms
		}
	}
	if waited > 0 {
		s.phase(phase{"waiting", waited}, elapsed, total)
	}
}

func (s *screen) phase(p phase, elapsed, total probe.Milliseconds) {
	s.line("%s%-10s %9s  %s", indent+indent, p.name, milliseconds(p.ms), bar(elapsed, p.ms, total, s.barWidth()))
}

// maxHopURL is how many characters of a URL its hop shows: a redirect may lead
// to one of 250 KiB. JSON has it whole.
const maxHopURL = 300

func hopTitle(hop probe.Hop) string {
	status := "no answer"
	if hop.Status != 0 {
		status = fmt.Sprintf("%d", hop.Status)
	}
	title := fmt.Sprintf("%s %s: %s", hop.Method, shortened(hop.URL), status)
	if hop.Protocol != "" {
		title += " over " + hop.Protocol
	}
	if hop.RemoteAddr != "" {
		title += " from " + hop.RemoteAddr
	}
	return title
}

func shortened(url string) string {
	if runes := []rune(url); len(runes) > maxHopURL {
		return string(runes[:maxHopURL]) + "…"
	}
	return url
}

// bar draws a phase that begins after elapsed of total on a scale of width
// characters; however short, it shows.
func bar(elapsed, ms, total probe.Milliseconds, width int) string {
	scale := func(v probe.Milliseconds) int { return int(float64(v) / float64(total) * float64(width)) }
	start := min(scale(elapsed), width-1)
	return strings.Repeat(" ", start) + strings.Repeat("█", max(1, min(scale(ms), width-start)))
}
