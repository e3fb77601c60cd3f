package diagnosis

import (
	"encoding/json"
	"math"
	"time"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// Document is a Report and its Diagnosis as one JSON document: what
// `httpcode check --json` prints. The two structs' fields are merged, in the
// order in which a person would ask for them.
type Document struct {
	probe.Report
	Diagnosis
}

// MarshalJSON writes the document: no list is null, and times are rounded to
// a microsecond.
func (d Document) MarshalJSON() ([]byte, error) {
	r, g := &d.Report, &d.Diagnosis
	return json.Marshal(struct {
		URL        string              `json:"url"`
		FinalURL   string              `json:"final_url"`
		Vantage    string              `json:"vantage"`
		StartedAt  time.Time           `json:"started_at"`
		DurationMS probe.Milliseconds  `json:"duration_ms"`
		Healthy    bool                `json:"healthy"`
		Status     int                 `json:"status"`
		Verdict    string              `json:"verdict"`
		Problem    *Problem            `json:"problem,omitempty"`
		Warnings   []Warning           `json:"warnings"`
		AnsweredBy *Author             `json:"answered_by,omitempty"`
		Via        []Intermediary      `json:"via"`
		Chain      string              `json:"chain,omitempty"`
		Causes     []string            `json:"causes"`
		NextSteps  []string            `json:"next_steps"`
		Entries    []string            `json:"entries"`
		Runbooks   []knowledge.Runbook `json:"runbooks,omitempty"`
		Hops       []probe.Hop         `json:"hops"`
		Addresses  []probe.Address     `json:"addresses"`
	}{
		r.URL, r.FinalURL, r.Vantage, r.StartedAt, rounded(r.DurationMS),
		g.Healthy, r.Status, g.Verdict, g.Problem, some(g.Warnings), g.AnsweredBy, some(g.Via), g.Chain,
		some(g.Causes), some(g.NextSteps), some(g.Entries), g.Runbooks,
		documentHops(r.Hops), documentAddresses(r.Addresses),
	})
}

// some is s, or an empty list where there is none: JSON's [] rather than null.
func some[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func rounded(ms probe.Milliseconds) probe.Milliseconds {
	return probe.Milliseconds(math.Round(float64(ms)*1000) / 1000)
}

func documentHops(hops []probe.Hop) []probe.Hop {
	out := make([]probe.Hop, len(hops))
	for i, h := range hops {
		t := &h.Timing
		for _, phase := range []*probe.Milliseconds{&t.DNS, &t.Connect, &t.TLS, &t.FirstByte, &t.Body} {
			*phase = rounded(*phase)
		}
		if h.TLS != nil {
			c := *h.TLS
			c.Names = some(c.Names)
			h.TLS = &c
		}
		out[i] = h
	}
	return out
}

func documentAddresses(addresses []probe.Address) []probe.Address {
	out := make([]probe.Address, len(addresses))
	for i, a := range addresses {
		a.DurationMS = rounded(a.DurationMS)
		out[i] = a
	}
	return out
}
