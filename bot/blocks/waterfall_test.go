package blocks

import (
	"strings"
	"testing"

	"httpcode/knowledge/probe"
)

func TestWaterfallShowsTheWaitThatATimeOutEnded(t *testing.T) {
	report := probe.Report{
		DurationMS: 4000,
		Failure:    &probe.Failure{Kind: probe.ResponseTimeout},
		Hops:       []probe.Hop{{Timing: probe.Timing{DNS: 1, Connect: 2}}},
	}
	rows := strings.Split(Waterfall(&report), "\n")
	if len(rows) != 3 || !strings.HasPrefix(rows[2], "Waiting      4.00 s █████") {
		t.Errorf("the last row is not the wait:\n%s", strings.Join(rows, "\n"))
	}
	report.Hops[0].Timing.DNS = 0.04
	if got := Waterfall(&report); strings.Contains(got, "DNS") {
		t.Errorf("what took no time has a row:\n%s", got)
	}
	report.Failure.Kind = probe.ConnectionReset
	if got := Waterfall(&report); strings.Contains(got, "Waiting") {
		t.Errorf("a reset is no wait:\n%s", got)
	}
}
