package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	"httpcode/knowledge"
	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

type checkCommand struct {
	URLs []string `arg:"" optional:"" name:"url" help:"URLs; one without a scheme is tried as https, then as http."`
	knowledgeSettings
	probeSettings
	JSON bool `help:"Print one JSON document; for several URLs an array, in their order."`
}

func (c *checkCommand) Run(ctx context.Context, std streams) error {
	if len(c.URLs) == 0 {
		return usagef("no URL to check: try httpcode check https://example.com")
	}
	prober, err := c.ownProber()
	if err != nil {
		return err
	}
	catalog, err := c.catalog(std.err)
	if err != nil {
		return err
	}
	progress := newProgress(std.err, len(c.URLs))
	documents := checkAll(ctx, prober, catalog, c.URLs, progress.done)
	progress.clear()
	if ctx.Err() != nil {
		return fmt.Errorf("stopped before every URL was checked")
	}
	return c.tell(std.out, documents)
}

// ownProber checks for a person at their own terminal: whatever this machine
// can reach may be asked for, but for what is denied explicitly.
func (s *probeSettings) ownProber() (*probe.Prober, error) {
	guard, err := probe.Unrestricted().Denying(list(s.Deny))
	if err != nil {
		return nil, rulesError(err)
	}
	return s.prober(guard)
}

func (s *probeSettings) prober(guard *probe.Guard) (*probe.Prober, error) {
	timeout, err := s.timeout()
	if err != nil {
		return nil, err
	}
	return &probe.Prober{Guard: guard, Timeout: timeout, Vantage: s.vantage(), UserAgent: userAgent()}, nil
}

// simultaneousChecks keeps a long list of URLs from using up the machine's
// sockets, and from hammering one host.
const simultaneousChecks = 8

// checkAll checks every URL, several at a time, and returns what was found in
// the URLs' order.
func checkAll(ctx context.Context, prober *probe.Prober, catalog *knowledge.Catalog, urls []string, done func()) []diagnosis.Document {
	documents := make([]diagnosis.Document, len(urls))
	places := make(chan struct{}, simultaneousChecks)
	var wait sync.WaitGroup
	for i, url := range urls {
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places; done() }()
			report := prober.Check(ctx, url)
			documents[i] = diagnosis.Document{Report: *report, Diagnosis: diagnosis.Diagnose(report, catalog)}
		})
	}
	wait.Wait()
	return documents
}

func (c *checkCommand) tell(out io.Writer, documents []diagnosis.Document) error {
	var err error
	switch {
	case !c.JSON:
		printDocuments(out, documents)
	case len(documents) == 1:
		err = printJSON(out, documents[0])
	default:
		err = printJSON(out, documents)
	}
	for _, d := range documents {
		if err == nil && !d.Healthy {
			return outcome(statusNo)
		}
	}
	return err
}

func printDocuments(out io.Writer, documents []diagnosis.Document) {
	s := newScreen(out)
	if len(documents) > 1 {
		s.title(tally(documents), "")
		s.line("")
	}
	for i, document := range documents {
		if i > 0 {
			s.line("")
		}
		s.document(document)
	}
}

// tally is the verdict over several addresses.
func tally(documents []diagnosis.Document) string {
	bad := 0
	for _, d := range documents {
		if !d.Healthy {
			bad++
		}
	}
	switch bad {
	case 0:
		return fmt.Sprintf("All %d addresses answer well.", len(documents))
	case 1:
		return fmt.Sprintf("1 of %d addresses has a problem.", len(documents))
	}
	return fmt.Sprintf("%d of %d addresses have a problem.", bad, len(documents))
}

// progress tells a person at a terminal that can erase a line that work goes
// on; elsewhere it is silent.
type progress struct {
	mu      sync.Mutex
	out     io.Writer // nil where nobody watches
	all     int
	checked int
}

func newProgress(out io.Writer, all int) *progress {
	p := &progress{all: all}
	if isTerminal(out) && os.Getenv("TERM") != "dumb" {
		p.out = out
	}
	p.show()
	return p
}

func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.checked++
	p.show()
}

func (p *progress) show() {
	if p.out != nil {
		fmt.Fprintf(p.out, "\r\x1b[KChecking… %d of %d done", p.checked, p.all)
	}
}

func (p *progress) clear() {
	if p.out != nil {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
