package blocks

import (
	"fmt"
	"strings"

	"httpcode/knowledge/probe"
)

// barWidth keeps a row of the waterfall within 34 characters, which a phone
// shows without wrapping.
const barWidth = 14

// shownPhase is the shortest phase that is worth a row: a shorter one would be
// told as 0.0 ms.
const shownPhase = 0.05

// phase is one row of the waterfall.
type phase struct {
	name string
	ms   probe.Milliseconds
}

// Waterfall draws where the time of a check went, one row for each phase of
// the last request, each bar beginning where the one before it ended. What
// came before (redirects) is one row, and so is the wait that a time-out ended.
// It is "" where nothing was timed.
func Waterfall(r *probe.Report) string {
	rows := phases(r)
	total := probe.Milliseconds(0)
	for _, p := range rows {
		total += p.ms
	}
	if total <= 0 || len(rows) < 2 {
		return ""
	}
	var b strings.Builder
	start := probe.Milliseconds(0)
	for _, p := range rows {
		fmt.Fprintf(&b, "%-10s %8s %s\n", p.name, Duration(p.ms), bar(start, p.ms, total))
		start += p.ms
	}
	return strings.TrimRight(b.String(), "\n")
}

func phases(r *probe.Report) []phase {
	if len(r.Hops) == 0 {
		return nil
	}
	var rows []phase
	add := func(name string, ms probe.Milliseconds) {
		if ms >= shownPhase {
			rows = append(rows, phase{name, ms})
		}
	}
	var before probe.Milliseconds
	last := len(r.Hops) - 1
	for _, h := range r.Hops[:last] {
		before += h.Timing.Total()
	}
	add("Redirects", before)
	t := r.Hops[last].Timing
	add("DNS", t.DNS)
	add("Connect", t.Connect)
	add("TLS", t.TLS)
	add("First byte", t.FirstByte)
	add("Body", t.Body)
	add("Waiting", r.Waited())
	return rows
}

// bar is a stretch of the whole: at least one eighth of a cell, so that no
// phase vanishes.
func bar(start, length, total probe.Milliseconds) string {
	eighths := func(ms probe.Milliseconds) int { return int(float64(ms) / float64(total) * barWidth * 8) }
	from, to := eighths(start), eighths(start+length)
	cells := from / 8
	to = max(to, from+1)
	full := (to - cells*8) / 8
	rest := (to - cells*8) % 8
	s := strings.Repeat(" ", min(cells, barWidth-1)) + strings.Repeat("█", full)
	if rest > 0 && cells+full < barWidth {
		s += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return s
}
