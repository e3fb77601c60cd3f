package diagnosis

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// product is something that answers or passes on HTTP, and its traces.
type product struct {
	Slug   string `yaml:"slug"`
	Name   string `yaml:"name"` // as people write it
	Layer  Layer  `yaml:"layer"`
	Source string `yaml:"source"`
	// Hides are products whose traces belong to this one where both are found:
	// Fastly runs Varnish.
	Hides []string `yaml:"hides,omitempty"`
	// Server are the names by which its Server header calls it: see [serverNames].
	Server []string `yaml:"server,omitempty"`
	// Masks says that it replaces the Server header of what it passes on.
	Masks bool `yaml:"masks,omitempty"`
	// Tagged says that it adds other fields to what it passes on, by which it is
	// on the path: its Server header alone is only a name.
	Tagged bool `yaml:"tagged,omitempty"`
	// Passed is a header field that it adds to what another answered.
	Passed string `yaml:"passed,omitempty"`
	// Speaks says that its Server header stands on its own answers only. A
	// header can be set by anybody, so that this makes it likely, never certain.
	Speaks bool `yaml:"speaks,omitempty"`
	// Files says that it hands out files and has no server behind it: what these
	// were built with did not answer.
	Files bool `yaml:"files,omitempty"`
	// Signs says what it always adds to what it writes: its Server header,
	// which those in front may replace, or other fields, which they keep.
	Signs sign `yaml:"signs,omitempty"`
	// RunsOn is the language or runtime that it is written for.
	RunsOn string `yaml:"runs_on,omitempty"`
	// BuiltOn are products whose built-in pages may be its own.
	BuiltOn []string `yaml:"built_on,omitempty"`
	// Unreached says that its own 503 is about a server behind it.
	Unreached bool `yaml:"unreached,omitempty"`
	// Via are globs of its entries in Via and of its name in Proxy-Status.
	Via []string `yaml:"via,omitempty"`
	// Path are header fields ("name: glob") that prove it was on the path.
	Path  []string      `yaml:"path,omitempty"`
	Wrote []fingerprint `yaml:"wrote,omitempty"`

	path []*test
}

// sign is what a product always adds to the answers that it writes.
type sign string

const (
	serverSign sign = "server" // its Server header
	fieldSign  sign = "fields" // any of its other traces
)

// fingerprint is evidence that a product wrote an answer.
type fingerprint struct {
	condition `yaml:",inline"`
	Own       bool `yaml:"own,omitempty"` // only under the product's own Server header
	// Plain says that its body marks are found in texts and JSON documents:
	// see [answer.trust].
	Plain bool       `yaml:"plain,omitempty"`
	Sure  Confidence `yaml:"sure"`
	Says  string     `yaml:"says"`            // the evidence in words
	Page  string     `yaml:"page,omitempty"`  // names a kind of answer that has its own advice
	Layer Layer      `yaml:"layer,omitempty"` // where it differs from the product's

	test *test
}

// mark says whether the evidence is in what was answered, or in a header that
// may decorate any answer.
func (f *fingerprint) mark() mark {
	if len(f.Body) > 0 || f.Starts != "" || f.Equals != "" || f.Match != "" || f.Empty || f.Reason != "" {
		return bodyMark
	}
	return headerMark
}

// anchored says that the mark is how the body begins, or the whole of it.
func (f *fingerprint) anchored() bool {
	return f.Starts != "" || f.Equals != "" || f.Empty || f.Reason != "" ||
		strings.HasPrefix(strings.TrimPrefix(f.Match, "(?s)"), "^")
}

// fingerprints are all products, ready to match.
type fingerprints struct {
	products  []*product
	exposures []*exposure
	bySlug    map[string]*product
	literals  *literals
}

//go:embed fingerprints.yaml
var fingerprintsYAML []byte

// known is decoded at the first answer that is judged; the tests prove that
// it can be.
var known = sync.OnceValue(func() *fingerprints {
	f, err := readFingerprints(fingerprintsYAML)
	if err != nil {
		panic("diagnosis: fingerprints.yaml: " + err.Error())
	}
	return f
})

// readFingerprints decodes and compiles; the error names the product.
func readFingerprints(data []byte) (*fingerprints, error) {
	f := &fingerprints{bySlug: map[string]*product{}, literals: newLiterals()}
	if err := yaml.Load(data, &f.products, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	for _, p := range f.products {
		if f.bySlug[p.Slug] != nil {
			return nil, fmt.Errorf("%s is there twice", p.Slug)
		}
		f.bySlug[p.Slug] = p
		if err := p.compile(f.literals); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Slug, err)
		}
	}
	var err error
	if f.exposures, err = readExposures(exposuresYAML, f.literals.intern); err != nil {
		return nil, fmt.Errorf("exposures.yaml: %w", err)
	}
	f.literals.build()
	return f, nil
}

func (p *product) compile(l *literals) (err error) {
	lower(p.Server)
	lower(p.Via)
	for _, field := range p.Path {
		t, err := (condition{Headers: []string{field}}).compile(l.intern)
		if err != nil {
			return err
		}
		p.path = append(p.path, t)
	}
	for i := range p.Wrote {
		w := &p.Wrote[i]
		if w.Status == "" && w.mark() == bodyMark && !w.anchored() {
			w.Status = "4xx 5xx" // a mark somewhere in a page is an error's, unless it says otherwise
		}
		if w.test, err = w.condition.compile(l.intern); err != nil {
			return err
		}
	}
	return nil
}

func lower(globs []string) {
	for i, g := range globs {
		globs[i] = strings.ToLower(g)
	}
}

// named says that the product goes by this entry of Via or Proxy-Status.
func (p *product) named(entry string) bool {
	entry = strings.ToLower(entry)
	for _, g := range p.Via {
		if glob(g, entry) {
			return true
		}
	}
	return entry == p.Slug || entry == strings.ToLower(p.Name)
}
