package diagnosis

import (
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// A runbook may be for an entry, a bare code, a class or a kind of problem,
// and for some hosts only.
func TestRunbooksOfTheTeam(t *testing.T) {
	c := knowledge.Builtin().With(&knowledge.Overlay{Runbooks: []knowledge.Runbook{
		{For: []string{"http/502"}, Note: "entry"},
		{For: []string{"5xx"}, Note: "class"},
		{For: []string{"connect_refused"}, Note: "kind"},
		{For: []string{"502"}, Hosts: []string{"*.test"}, Note: "host"},
		{For: []string{"502"}, Hosts: []string{"other.example"}, Note: "another host"},
	}})
	notes := func(edit func(*probe.Report)) string {
		var all string
		for _, r := range Diagnose(report(edit), c).Runbooks {
			all += r.Note + ";"
		}
		return all
	}
	got := notes(func(r *probe.Report) { r.Status, r.Hops = 502, []probe.Hop{{URL: r.URL, Status: 502}} })
	for _, want := range []string{"entry;", "class;", "host;"} {
		if !strings.Contains(got, want) {
			t.Errorf("502: got %q, want %q in it", got, want)
		}
	}
	if strings.Contains(got, "another host") || strings.Contains(got, "kind;") {
		t.Errorf("502: got %q", got)
	}
	if got := notes(func(r *probe.Report) { r.Failure = &probe.Failure{Kind: probe.ConnectRefused, Hop: -1} }); got != "kind;" {
		t.Errorf("refused: got %q", got)
	}
	if got := notes(func(r *probe.Report) { r.Status, r.Hops = 200, []probe.Hop{{URL: r.URL, Status: 200}} }); got != "" {
		t.Errorf("healthy: got %q", got)
	}
}
