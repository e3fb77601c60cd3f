package diagnosis

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// How many causes and steps one answer lists: what a person reads in an
// incident. The likeliest come first, so that what is cut matters least.
const (
	maxCauses  = 5
	maxSteps   = 6
	maxEntries = 5
)

// Diagnose says what the Report means. The catalogue gives the meaning of
// codes and the team's runbooks; nil is an empty one. The same Report and
// catalogue always give the same Diagnosis.
func Diagnose(r *probe.Report, c *knowledge.Catalog) Diagnosis {
	if c == nil {
		c = emptyCatalog()
	}
	d := Diagnosis{Warnings: warnings(r), Via: []Intermediary{}, Causes: []string{}, NextSteps: []string{}, Entries: []string{}}
	var seen attribution
	if h := lastAnswer(r); h != nil {
		seen = attribute(h)
		d.AnsweredBy, d.Via = &seen.author, seen.via
	}
	switch kind := r.Problem(); kind {
	case "":
		d.Healthy = true
		d.Verdict = healthyVerdict(r, seen)
		d.Chain = chain(r, &d, false)
		return d
	case probe.HTTPStatus:
		d.explainStatus(r, c, seen)
	case probe.PartialOutage:
		d.explainPartialOutage(r, c)
	default:
		d.explainFailure(r, c, kind)
	}
	if d.Chain == "" {
		d.Chain = chain(r, &d, false)
	}
	d.Verdict = d.Problem.Summary
	d.Runbooks = c.Runbooks(hostOf(cmp.Or(r.FinalURL, r.URL)), subjects(r, &d)...)
	return d
}

// emptyCatalog stands in for a missing one.
func emptyCatalog() *knowledge.Catalog { return &knowledge.Catalog{} }

// failedHop is the index of the request that the problem is about.
func failedHop(r *probe.Report) int {
	if r.Failure != nil && r.Failure.Hop >= 0 && r.Failure.Hop < len(r.Hops) {
		return r.Failure.Hop
	}
	return len(r.Hops) - 1
}

// explainFailure tells a check that did not come to a whole answer.
func (d *Diagnosis) explainFailure(r *probe.Report, c *knowledge.Catalog, kind probe.Kind) {
	f := newFacts(r, failedHop(r))
	a := adviceFor(kind, r)
	summary := f.first(a.Summary)
	if summary == "" { // a kind that the YAML does not know yet
		summary = fmt.Sprintf("The check of %s failed: %s.", f["host"], Brief(kind))
	}
	if failedHop(r) > 0 && f["hop_url"] != f["url"] && kind != probe.RedirectLoop && kind != probe.TooManyRedirects {
		summary = fmt.Sprintf("%s redirects to %s, and there: %s", f["url"], f["hop_url"], lowerFirst(summary, f["host"]))
	}
	if more := f["cert_faults"]; more != "" && r.Hops[failedHop(r)].TLS.Faults[0] == kind {
		summary += " And that is not all: " + more + "."
	}
	d.Problem = &Problem{Kind: kind, Summary: summary, Fault: faultOr(a.Fault, knowledge.FaultEither)}
	d.advise(c, f, a)
}

// explainPartialOutage tells which of a name's addresses fail, with the
// advice that belongs to the first one's failure.
func (d *Diagnosis) explainPartialOutage(r *probe.Report, c *knowledge.Catalog) {
	o := compare(r.Addresses)
	f := newFacts(r, 0)
	f.setAddr(o.bad[0].Addr)
	d.Problem = &Problem{
		Kind:    probe.PartialOutage,
		Fault:   knowledge.FaultServer,
		Summary: o.summary(f["host"]),
	}
	d.Causes = append(d.Causes, f.fillAll([]string{
		"The server behind {addr} is down or misconfigured, while the others work.",
		"DNS still names an address that is no longer used.",
		"Health checks do not take a failing server out of DNS or of the load balancer.",
	})...)
	d.NextSteps = append(d.NextSteps, f.fillAll([]string{
		"Repeat it against that address alone with `curl -sv --connect-to ::{addr_arg}: {url_arg}`.",
		"Take the failing address out of DNS until its server works again.",
	})...)
	a := problems()[o.bad[0].Kind]
	if bad := o.bad[0]; bad.Kind == probe.HTTPStatus || bad.Kind == "" && bad.Status != 0 {
		a = advice{Entries: []string{entryOfStatus(bad.Status)}}
	}
	d.advise(c, f, a)
}

// advise fills in causes, steps and entries: first what the advice says, then
// what the catalogue says of its first entry, as far as there is room.
func (d *Diagnosis) advise(c *knowledge.Catalog, f facts, a advice) {
	d.Causes = append(d.Causes, f.fillAll(a.Causes)...)
	d.NextSteps = append(d.NextSteps, f.fillAll(a.Steps)...)
	for _, id := range f.fillAll(a.Entries) {
		if _, known := c.Entry(id); known && !slices.Contains(d.Entries, id) && len(d.Entries) < maxEntries {
			d.Entries = append(d.Entries, id)
		}
	}
	if len(d.Entries) > 0 {
		e, _ := c.Entry(d.Entries[0])
		if len(d.Causes) == 0 {
			d.Causes = append(d.Causes, e.Causes...)
		}
		if len(d.NextSteps) == 0 {
			d.NextSteps = append(d.NextSteps, f.addressed(e.Checks)...)
		}
	}
	d.Causes = atMost(d.Causes, maxCauses)
	d.NextSteps = atMost(d.NextSteps, maxSteps)
}

func atMost[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// faultOfEntry is the fault that the catalogue gives to the first entry.
func (d *Diagnosis) faultOfEntry(c *knowledge.Catalog) knowledge.Fault {
	if len(d.Entries) > 0 {
		if e, ok := c.Entry(d.Entries[0]); ok && e.Fault != knowledge.FaultNone {
			return e.Fault
		}
	}
	return knowledge.FaultEither
}

func faultOr(a, b knowledge.Fault) knowledge.Fault {
	if a != "" {
		return a
	}
	return b
}

// entryOfStatus is the ID of a status's own entry.
func entryOfStatus(status int) string { return "http/" + strconv.Itoa(status) }

// subjects are what a runbook may be for: the entries, the bare status, its
// class, the kind of the problem.
func subjects(r *probe.Report, d *Diagnosis) []string {
	s := slices.Clone(d.Entries)
	s = append(s, string(d.Problem.Kind))
	if r.Status >= 400 {
		s = append(s, strconv.Itoa(r.Status), fmt.Sprintf("%dxx", r.Status/100))
	}
	return s
}

// lowerFirst makes a sentence fit after a colon: its first letter becomes
// small unless it opens with a name.
func lowerFirst(s, name string) string {
	if name != "" && strings.HasPrefix(s, name) {
		return s
	}
	return small(s)
}

// healthyVerdict tells a good answer in one sentence.
func healthyVerdict(r *probe.Report, seen attribution) string {
	f := facts{}
	f.set("url", r.URL)
	text := fmt.Sprintf("%s answers %s in %s", reached(f, r), statusText(r.Status), elapsed(r.DurationMS-r.Guessing))
	if a, why := seen.author, standIn(r, seen); why != "" {
		text += fmt.Sprintf(", but %swith a page of %s, which %s", perhaps(a.Confidence), a.Name(), why)
	} else if a.Product != string(Unknown) {
		text += fmt.Sprintf(", %s %s", fromWhom(a.Confidence), a.Name())
	}
	return text + "."
}
