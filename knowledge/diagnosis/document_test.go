package diagnosis

import (
	"encoding/json"
	"strings"
	"testing"

	"httpcode/knowledge/probe"
)

func TestDocumentKeepsTheContract(t *testing.T) {
	r := report(func(r *probe.Report) {
		r.Status = 200
		r.Hops = []probe.Hop{{URL: r.URL, Method: "GET", Status: 200, TLS: &probe.Certificate{}, Timing: probe.Timing{DNS: 1.23456}}}
	})
	raw, err := json.Marshal(Document{*r, Diagnose(r, nil)})
	if err != nil {
		t.Fatal(err)
	}
	got := string(raw)
	if strings.Contains(got, "null") || strings.Contains(got, `"problem"`) || !strings.Contains(got, `"dns_ms":1.235`) {
		t.Errorf("got %s", got)
	}
	at := -1
	for _, field := range []string{"url", "final_url", "vantage", "started_at", "duration_ms", "healthy", "status", "warnings",
		"answered_by", "via", "causes", "next_steps", "entries", "hops", "addresses"} {
		next := strings.Index(got, `"`+field+`":`)
		if next <= at {
			t.Errorf("field %s is missing or out of order in %s", field, got)
		}
		at = max(at, next)
	}
}

func TestDocumentWithoutAnAnswer(t *testing.T) {
	r := report(func(r *probe.Report) { r.Failure = &probe.Failure{Kind: probe.DNSNotFound, Hop: -1} })
	raw, err := json.Marshal(Document{*r, Diagnose(r, nil)})
	if err != nil {
		t.Fatal(err)
	}
	got := string(raw)
	if strings.Contains(got, "answered_by") || strings.Contains(got, "null") || !strings.Contains(got, `"problem":{"kind":"dns_not_found"`) {
		t.Errorf("got %s", got)
	}
}
