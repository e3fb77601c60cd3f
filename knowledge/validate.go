package knowledge

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The limits on texts, in bytes. They keep an answer, with what is set around
// each text, inside Slack's 3,000 characters for a section and 150 for a header.
const (
	MaxName    = 120
	MaxSummary = 600
	MaxLine    = 300 // a cause, a check, a sentence
	MaxLines   = 8   // causes, checks
	MaxNote    = 1200
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func isSlug(s string) bool { return slug.MatchString(s) }

// faults collects what is wrong with something.
type faults []string

func (f *faults) unless(ok bool, format string, args ...any) {
	if !ok {
		*f = append(*f, fmt.Sprintf(format, args...))
	}
}

// entryFaults says what keeps an entry from being told.
func entryFaults(e Entry) []string {
	var f faults
	f.unless(e.Code != "" && !strings.ContainsAny(e.Code, " \t\n/"), "wants a code without spaces and slashes")
	f.unless(e.Name != "" && len(e.Name) <= MaxName, "wants a name of 1 to %d bytes", MaxName)
	f.unless(e.Summary != "" && len(e.Summary) <= MaxSummary, "wants a summary of 1 to %d bytes", MaxSummary)
	f.unless(len(e.Retry) <= MaxLine, "retry is over %d bytes", MaxLine)
	f.unless(slices.Contains([]Fault{FaultClient, FaultServer, FaultNetwork, FaultEither, FaultNone}, e.Fault),
		"fault %q: want client, server, network, either or none", e.Fault)
	f.unless(len(e.Causes) <= MaxLines && len(e.Checks) <= MaxLines, "wants at most %d causes and %d checks", MaxLines, MaxLines)
	for _, line := range slices.Concat(e.Causes, e.Checks) {
		f.unless(line != "" && len(line) <= MaxLine, "a cause or check is empty or over %d bytes: %q", MaxLine, clip(line))
	}
	for _, s := range e.Sources {
		f.unless(isWebAddress(s.URL), "source %q: want an address that begins with https:// or http://", s.URL)
	}
	return f
}

// runbookFaults says what keeps a runbook from being told.
func runbookFaults(r Runbook) []string {
	var f faults
	f.unless(len(r.For) > 0, "runbook wants for: the codes, ids or kinds of problem that it is about")
	f.unless(r.Note != "" || len(r.Links) > 0, "runbook wants a note, or links")
	f.unless(len(r.Note) <= MaxNote, "note is over %d bytes", MaxNote)
	f.unless(len(r.Title) <= MaxName && len(r.Owner) <= MaxName, "title and owner may have at most %d bytes", MaxName)
	f.unless(len(r.Links) <= MaxLines, "wants at most %d links", MaxLines)
	for _, h := range r.Hosts {
		f.unless(isHostPattern(h), "host %q: want a name such as shop.example.com, or *.example.com", h)
	}
	for _, link := range r.Links {
		f.unless(isWebAddress(link.URL), "link %q: want an address that begins with https:// or http://", link.URL)
		f.unless(len(link.Title) <= MaxName, "a link's title is over %d bytes", MaxName)
	}
	return f
}

var hostPattern = regexp.MustCompile(`^(\*|(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.:-]*[A-Za-z0-9_])?)$`)

func isHostPattern(h string) bool { return hostPattern.MatchString(h) && len(h) <= 253 }

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
