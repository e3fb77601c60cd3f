package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"httpcode/knowledge"
	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

// document tells one check: verdict, evidence, causes, next steps, then the
// measurements.
func (s *screen) document(d diagnosis.Document) {
	s.verdict(d)
	s.attribution(d.Diagnosis)
	for _, warning := range d.Diagnosis.Warnings {
		s.hang(s.style(amber, "Warning: "), indent, warning.Summary)
	}
	s.section("Likely causes", s.numbered, d.Causes)
	s.section("Check next", s.numbered, d.NextSteps)
	s.runbooks(d.Runbooks)
	s.waterfall(d.Hops, d.Waited())
	s.addresses(d.Addresses)
	s.certificate(d.Hops)
	s.footer(d)
}

func (s *screen) verdict(d diagnosis.Document) {
	word, colour := "PROBLEM", red
	if d.Healthy {
		word, colour = "HEALTHY", green
	}
	word = s.style(colour, word) + indent
	if strings.HasPrefix(d.Verdict, d.URL) {
		// The address is not said twice; the verdict's lines stand below each other.
		s.hang(word, strings.Repeat(" ", len("PROBLEM")+len(indent)), d.Verdict)
		return
	}
	s.line("%s%s", word, s.style(bold, clean(d.URL)))
	s.paragraph(d.Verdict)
}

func (s *screen) attribution(d diagnosis.Diagnosis) {
	if !d.AsksForAuthor() {
		return
	}
	author := d.AnsweredBy
	who := d.Untold()
	if author.Confidence != diagnosis.Unknown {
		who = author.Name()
		if author.Product != string(diagnosis.Unknown) {
			who += fmt.Sprintf(" (%s)", layerText(author.Layer))
		}
		who += fmt.Sprintf(", %s", author.Confidence)
	}
	s.line("")
	s.hang("Answered by  ", strings.Repeat(" ", 13), who)
	evidence := author.Evidence
	if author.Confidence == diagnosis.Unknown {
		evidence = nil // told already
	}
	for _, evidence := range evidence {
		s.hang(strings.Repeat(" ", 13)+"- ", strings.Repeat(" ", 15), evidence)
	}
	if d.Chain != "" {
		s.hang("Path         ", strings.Repeat(" ", 13), d.Chain)
	}
}

func layerText(layer diagnosis.Layer) string {
	switch layer {
	case diagnosis.LayerCDN, diagnosis.LayerWAF:
		return strings.ToUpper(string(layer))
	default:
		return strings.ReplaceAll(string(layer), "_", " ")
	}
}

// runbooks are the team's own advice, marked as such.
func (s *screen) runbooks(runbooks []knowledge.Runbook) {
	for _, runbook := range runbooks {
		s.heading("Your team's runbook: " + cmp.Or(runbook.Title, "what to do"))
		s.indented(runbook.Note)
		if runbook.Owner != "" {
			s.indented("Owner: " + runbook.Owner)
		}
		for _, link := range runbook.Links {
			s.indented(link.Title + ": " + link.URL)
		}
	}
}

// footer says when and where the measurement was made: it is read again six
// hours later.
func (s *screen) footer(d diagnosis.Document) {
	if d.Failure != nil && len(d.Hops) == 0 && (d.Failure.Kind == probe.Blocked || d.Failure.Kind == probe.InvalidURL) {
		return // nothing was sent
	}
	s.line("")
	note := fmt.Sprintf("Checked %s from %s in %s.", d.StartedAt.UTC().Format("2006-01-02 15:04:05 UTC"), d.Vantage, milliseconds(d.DurationMS))
	s.line("%s", s.style(dim, clean(note)))
	if len(d.Entries) > 0 {
		s.line("%s", s.style(dim, clean("More: httpcode explain "+d.Entries[0])))
	}
}

func (s *screen) addresses(addresses []probe.Address) {
	if len(addresses) < 2 {
		return
	}
	s.heading(fmt.Sprintf("Addresses (%d)", len(addresses)))
	wide := 0
	for _, address := range addresses {
		wide = max(wide, len(address.Addr))
	}
	for _, address := range addresses {
		s.line("%s%-*s  %-8s %s", indent, wide, clean(address.Addr), milliseconds(address.DurationMS), addressOutcome(address))
	}
}

func addressOutcome(address probe.Address) string {
	switch {
	case address.Skipped:
		return "not tried: this machine has no route for it"
	case address.Status != 0 && address.OK:
		return fmt.Sprintf("answers %d", address.Status)
	case address.Status != 0 && (address.Kind == "" || address.Kind == probe.HTTPStatus):
		return fmt.Sprintf("FAILS: %d", address.Status)
	default:
		return "FAILS: " + strings.ReplaceAll(string(address.Kind), "_", " ")
	}
}

// certificate tells the last certificate that was presented.
func (s *screen) certificate(hops []probe.Hop) {
	var shown *probe.Certificate
	for _, hop := range hops {
		if hop.TLS != nil {
			shown = hop.TLS
		}
	}
	if shown == nil || shown.Subject == "" && len(shown.Names) == 0 {
		return
	}
	s.heading("Certificate")
	s.hang(indent+"for     ", indent+"        ", cmp.Or(someNames(shown.Names, shown.MoreNames), shown.Subject))
	s.hang(indent+"issuer  ", indent+"        ", shown.Issuer)
	s.hang(indent+"valid   ", indent+"        ", day(shown.NotBefore)+" to "+day(shown.NotAfter)+verified(shown))
	s.hang(indent+"over    ", indent+"        ", strings.TrimSpace(shown.Version+" "+shown.Cipher))
}

// maxNames is how many of a certificate's names are listed: some have
// thousands.
const maxNames = 6

func someNames(names []string, more int) string {
	if len(names) <= maxNames {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNames], ", "), len(names)-maxNames+more)
}

func verified(c *probe.Certificate) string {
	if c.Verified {
		return ", trusted"
	}
	return ", NOT TRUSTED"
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func milliseconds(ms probe.Milliseconds) string {
	if ms >= 1000 {
		return fmt.Sprintf("%.1f s", float64(ms)/1000)
	}
	if ms < 10 {
		return fmt.Sprintf("%.1f ms", float64(ms))
	}
	return fmt.Sprintf("%.0f ms", float64(ms))
}
