package blocks

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"httpcode/knowledge"
	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

// How much of a check the message itself shows; the rest is in Details.
const (
	shownCauses    = 3
	shownSteps     = 4
	shownAddresses = diagnosis.MaxFailing
	shownEvidence  = 2
)

// Checked is a check to tell.
type Checked struct {
	Report    *probe.Report
	Diagnosis diagnosis.Diagnosis
	// Asked is the address as asked where a button may carry it: "" where it
	// holds a secret, which then can be repeated only by asking again.
	Asked string
	// Internal says that the target is private and was allowed by the operator.
	Internal bool
	// Outside says that people of another organisation will read the answer:
	// no runbooks, no name of the place that the check ran from.
	Outside bool
}

// FromCheck tells one check.
func FromCheck(ck Checked) *Card {
	r, d := ck.Report, ck.Diagnosis
	c := &Card{Kind: KindCheck, Tone: tone(d, r), Lead: cmpOr(d.Verdict, "The check came to no result."), Internal: ck.Internal}
	c.blocked = r.Failure != nil && r.Failure.Kind == probe.Blocked
	if d.AsksForAuthor() {
		c.add(Prose, "Answered by", author(&d))
	}
	if !untried(r) {
		c.add(Prose, "Path", d.Chain)
	}
	c.add(Figure, "", Waterfall(r))
	if !told(d, r.Addresses) {
		c.add(Bullets, "Addresses", failing(r.Addresses)...)
	}
	c.add(Bullets, "Also note", warned(d.Warnings)...)
	if !expiryTold(d) {
		c.add(Prose, "Certificate", expiry(r))
	}
	c.add(Bullets, "Likely causes", d.Causes[:min(len(d.Causes), shownCauses)]...)
	c.add(Steps, "What to do next", d.NextSteps[:min(len(d.NextSteps), shownSteps)]...)
	if !ck.Outside {
		c.addRunbooks(d.Runbooks)
	}
	c.More = details(r, d)
	if !ck.Outside {
		c.From = clip(plain(oneLine(r.Vantage)), 80)
	}
	c.Foot = measured(r, c.From)
	c.Checks = []Check{{URL: cmpOr(ck.Asked, r.URL), Again: ck.Asked != "", Point: point(r, d)}}
	if ck.Asked == "" {
		c.Foot += " The address carries a secret, so no button repeats this check: to repeat it, ask again with the whole address."
	} else if len(ck.Asked) > maxRepeat {
		c.Foot += " The address is too long for a button: to repeat this check, ask again with the whole address."
	}
	if len(d.Entries) > 0 {
		c.Offers = []Offer{{Label: "Explain " + shortID(d.Entries[0]), Ask: askFor(d.Entries[0])}}
	}
	c.Fit()
	return c
}

// add appends a part unless it has nothing to say.
func (c *Card) add(form Form, title string, lines ...string) {
	var kept []string
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	if len(kept) > 0 {
		c.Parts = append(c.Parts, Part{Title: title, Form: form, Lines: kept})
	}
}

// addRunbooks appends the team's own advice, two at most: more is a search.
func (c *Card) addRunbooks(books []knowledge.Runbook) {
	for _, b := range books[:min(len(books), 2)] {
		title := "Your team's runbook"
		if b.Title != "" {
			title += ": " + b.Title
		}
		if len(b.Hosts) > 0 {
			title += " (" + strings.Join(b.Hosts, ", ") + ")"
		}
		c.Parts = append(c.Parts, Part{Title: title, Form: Bullets, Lines: []string{b.Note}, Links: b.Links, Owner: b.Owner, Team: true})
	}
}

// untried says that nothing was asked of the address: it is none, or policy
// forbids it. Then there is no path and no measurement.
func untried(r *probe.Report) bool {
	return r.Failure != nil && len(r.Hops) == 0 && (r.Failure.Kind == probe.Blocked || r.Failure.Kind == probe.InvalidURL)
}

func tone(d diagnosis.Diagnosis, r *probe.Report) Tone {
	switch {
	case untried(r) && r.Failure.Kind == probe.Blocked:
		return Warned
	case !d.Healthy:
		return Bad
	case len(d.Warnings) > 0:
		return Warned
	}
	return Good
}

// failing lists the addresses that do not answer well, or all of them where
// they disagree.
func failing(all []probe.Address) []string {
	good, bad := 0, 0
	for _, a := range all {
		switch {
		case a.Skipped:
		case a.OK:
			good++
		default:
			bad++
		}
	}
	if bad == 0 || good+bad == 1 {
		return nil
	}
	var out []string
	for _, a := range all {
		if !a.OK && !a.Skipped {
			out = append(out, address(a))
		}
	}
	if extra := len(out) - shownAddresses; extra > 0 {
		out = append(out[:shownAddresses], fmt.Sprintf("and %d more", extra))
	}
	if good > 0 {
		out = append(out, fmt.Sprintf("%d %s well", good, plural(good, "other answers", "others answer")))
	}
	return out
}

// expiryTold says that the verdict or a warning tells until or from when the
// certificate is valid.
func expiryTold(d diagnosis.Diagnosis) bool {
	return d.Problem != nil && (d.Problem.Kind == probe.TLSExpired || d.Problem.Kind == probe.TLSNotYetValid) ||
		slices.ContainsFunc(d.Warnings, func(w diagnosis.Warning) bool { return w.Kind == probe.CertificateExpiresSoon })
}

// told says that the verdict names every failing address, and how it fails.
func told(d diagnosis.Diagnosis, all []probe.Address) bool {
	bad := 0
	for _, a := range all {
		if !a.OK && !a.Skipped {
			bad++
		}
	}
	return d.Problem != nil && d.Problem.Kind == probe.PartialOutage && bad <= shownAddresses
}

func address(a probe.Address) string {
	var how string
	switch {
	case a.Skipped:
		how = "not tried: no route from here"
	case a.Status != 0 && (a.Kind == "" || a.Kind == probe.HTTPStatus):
		how = statusLine(a.Status)
	case a.OK:
		how = "answers"
	default:
		how = diagnosis.Brief(a.Kind)
	}
	if a.DurationMS > 0 {
		how += ", " + Duration(a.DurationMS)
	}
	return fmt.Sprintf("`%s`: %s", a.Addr, how)
}

func warned(list []diagnosis.Warning) []string {
	var out []string
	for _, w := range list {
		out = append(out, w.Summary)
	}
	return out
}

// expiry tells until when the last certificate is valid, as of the check.
func expiry(r *probe.Report) string {
	for i := len(r.Hops) - 1; i >= 0; i-- {
		t := r.Hops[i].TLS
		if t == nil || t.NotAfter.IsZero() {
			continue
		}
		left := t.NotAfter.Sub(r.StartedAt)
		date := t.NotAfter.UTC().Format("2 January 2006")
		if left < 0 {
			return fmt.Sprintf("expired on %s, %s ago.", date, Span(-left))
		}
		return fmt.Sprintf("valid until %s, another %s.", date, Span(left))
	}
	return ""
}

func measured(r *probe.Report, from string) string {
	if untried(r) {
		return fmt.Sprintf("Asked %s; nothing was sent.", stamp(r.StartedAt))
	}
	if from != "" {
		from = " from " + from
	}
	return fmt.Sprintf("Measured %s%s in %s.", stamp(r.StartedAt), from, Duration(r.DurationMS))
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// point is the check's outcome for comparing with a later one.
func point(r *probe.Report, d diagnosis.Diagnosis) Point {
	p := Point{At: r.StartedAt.UnixMilli(), Healthy: d.Healthy}
	switch {
	case d.Problem != nil && d.Problem.Kind != probe.HTTPStatus:
		p.Outcome = diagnosis.Brief(d.Problem.Kind)
	default:
		p.Outcome = statusLine(r.Status)
	}
	return p
}

func statusLine(status int) string {
	if name := http.StatusText(status); name != "" {
		return fmt.Sprintf("%d %s", status, name)
	}
	return fmt.Sprint(status)
}
