package diagnosis

import (
	"cmp"
	_ "embed"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// exposure is a kind of page that shows everybody the inside of an application.
type exposure struct {
	Body   []string `yaml:"body"`
	Status string   `yaml:"status,omitempty"`
	Match  string   `yaml:"match,omitempty"`
	Reason string   `yaml:"reason,omitempty"`
	Shows  string   `yaml:"shows"`
	Off    string   `yaml:"off"`
	Source string   `yaml:"source"`

	test   *test
	body   []int                 // indexes into the literals of the set
	reason func() *regexp.Regexp // compiled when first needed: most never are
}

//go:embed exposures.yaml
var exposuresYAML []byte

// readExposures decodes and compiles; the error names what the page shows.
func readExposures(data []byte, intern func(string) int) ([]*exposure, error) {
	var all []*exposure
	if err := yaml.Load(data, &all, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	for _, e := range all {
		for _, text := range e.Body {
			if len(text) < minLiteral {
				return nil, fmt.Errorf("%s: %q is under %d bytes", e.Shows, text, minLiteral)
			}
			e.body = append(e.body, intern(text))
		}
		t, err := condition{Status: cmp.Or(e.Status, "4xx 5xx"), Match: e.Match}.compile(intern)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Shows, err)
		}
		e.test = t
		e.reason = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(e.Reason) })
	}
	return all, nil
}

// exposed is the first exposure that the answer is, nil for none.
func (k *fingerprints) exposed(a *answer) *exposure {
	for _, e := range k.exposures {
		if slices.ContainsFunc(e.body, a.literals.has) {
			if _, ok := e.test.holds(a); ok {
				return e
			}
		}
	}
	return nil
}

// message is the error's own, from the beginning of the page; "" where it is
// not found.
func (e *exposure) message(body []byte) string {
	if e == nil || e.Reason == "" {
		return ""
	}
	m := e.reason().FindSubmatch(body[:min(len(body), matchWindow)])
	var parts []string
	for _, name := range []string{"reason", "detail"} {
		i := e.reason().SubexpIndex(name)
		if m == nil || i < 0 || len(m[i]) == 0 {
			continue
		}
		text := strings.Join(strings.Fields(html.UnescapeString(string(m[i]))), " ")
		if !strings.HasSuffix(text, ":") { // what it leads to is not part of it
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ": ")
}

// step is to read it, and to hide it from everybody else.
func (e *exposure) step(url string) string {
	return fmt.Sprintf("Read the error in the answer itself, with `curl -s %s`; then hide it, as the answer shows %s to everybody who asks: %s", url, e.Shows, small(e.Off))
}
