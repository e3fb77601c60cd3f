package blocks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Compare tells a repeated check against the earlier ones of the same
// address: "502 for 4 minutes, now 200". now is the new check's card, past are
// the earlier outcomes in any order; they become a timeline.
func Compare(now *Card, past []Point) *Card {
	if len(now.Checks) != 1 || len(past) == 0 {
		return now
	}
	out := *now
	check := out.Checks[0]
	check.Past = timeline(past, check.At)
	out.Checks = []Check{check}
	if len(check.Past) == 0 {
		return now
	}
	out.Parts = slices.Insert(slices.Clone(now.Parts), 0, Part{Title: "Checks so far", Form: Figure, Lines: []string{chart(check)}})
	out.Parts = slices.Insert(out.Parts, 0, Part{Lines: []string{now.Lead}})
	out.Lead = change(check)
	out.Fit()
	return &out
}

// timeline sorts points and drops those that are repeated or later than now.
func timeline(past []Point, now int64) []Point {
	kept := slices.Clone(past)
	slices.SortFunc(kept, func(a, b Point) int { return cmp.Compare(a.At, b.At) })
	kept = slices.CompactFunc(kept, func(a, b Point) bool { return a.At == b.At })
	kept = slices.DeleteFunc(kept, func(p Point) bool { return p.At >= now || p.Outcome == "" })
	return kept[max(0, len(kept)-maxPast):]
}

// change says what became of the address since.
func change(c Check) string {
	last := c.Past[len(c.Past)-1]
	since := last
	for _, p := range slices.Backward(c.Past) {
		if p.Outcome != last.Outcome {
			break
		}
		since = p
	}
	took := Span(c.Time().Sub(since.Time()))
	host := hostOf(c.URL)
	if last.Outcome == c.Outcome {
		return fmt.Sprintf("%s: still %s, for %s now.", host, c.Outcome, took)
	}
	return fmt.Sprintf("%s: %s for %s, now %s.", host, last.Outcome, took, c.Outcome)
}

// chart is one line for each check, oldest first.
func chart(c Check) string {
	points := append(slices.Clone(c.Past), c.Point)
	layout := "15:04:05"
	if points[0].Time().Format(time.DateOnly) != c.Time().Format(time.DateOnly) {
		layout = "01-02 15:04"
	}
	var rows []string
	for i, p := range points {
		mark := mark(Bad)
		if p.Healthy {
			mark = "✓"
		}
		row := p.Time().Format(layout) + " " + mark + " " + clip(oneLine(p.Outcome), 24)
		if i == len(points)-1 {
			row += " (now)"
		}
		rows = append(rows, row)
	}
	return strings.Join(append(rows, "times in UTC"), "\n")
}
