package diagnosis

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// advice is what a technical writer has to say to one kind of failure. Its
// sentences are templates: see [facts].
type advice struct {
	// Summary are alternatives, the most telling first.
	Summary []string        `yaml:"summary"`
	Fault   knowledge.Fault `yaml:"fault"`
	// Entries are IDs of the catalogue; those that it lacks are left out.
	Entries []string `yaml:"entries,omitempty"`
	Causes  []string `yaml:"causes"`
	Steps   []string `yaml:"steps"`
}

//go:embed problems.yaml
var problemsYAML []byte

// problems is decoded on the first failure: a check of a healthy site, and
// `explain`, never pay for it.
var problems = sync.OnceValue(func() map[probe.Kind]advice {
	return mustDecode[map[probe.Kind]advice]("problems.yaml", problemsYAML)
})

// adviceFor is the advice for a kind, or the one for the failure's own case or
// code where there is one, such as blocked/members_only.
func adviceFor(kind probe.Kind, r *probe.Report) advice {
	if r.Failure != nil && r.Failure.Kind == kind {
		for _, within := range []string{r.Failure.Case, r.Failure.Code} {
			if a, ok := problems()[kind+"/"+probe.Kind(within)]; ok {
				return a
			}
		}
	}
	return problems()[kind]
}

// mustDecode decodes embedded YAML strictly; the tests prove that it can.
func mustDecode[T any](name string, data []byte) T {
	var v T
	if err := yaml.Load(data, &v, yaml.WithKnownFields()); err != nil {
		panic(fmt.Sprintf("decoding %s: %v", name, err))
	}
	return v
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// fill puts the facts into a template. It reports false where the template
// needs a fact that is not known.
func (f facts) fill(template string) (string, bool) {
	known := true
	text := placeholder.ReplaceAllStringFunc(template, func(p string) string {
		name := p[1 : len(p)-1]
		if !factNames[name] {
			return p // part of a command, such as curl's %{time_total}
		}
		v := f[name]
		known = known && v != ""
		return v
	})
	return text, known
}

// fillAll fills the templates, leaving out those that need an unknown fact.
func (f facts) fillAll(templates []string) []string {
	var texts []string
	for _, t := range templates {
		if text, ok := f.fill(t); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// first fills the first template whose facts are all known, "" without one.
func (f facts) first(templates []string) string {
	if texts := f.fillAll(templates); len(texts) > 0 {
		return texts[0]
	}
	return ""
}

// addressed puts the URL that was asked for into the catalogue's curl commands.
func (f facts) addressed(steps []string) []string {
	url := f["hop_url_arg"]
	if url == "" {
		return steps
	}
	var out []string
	for _, step := range steps {
		out = append(out, codeSpan.ReplaceAllStringFunc(step, func(code string) string {
			if !strings.Contains(code, "curl ") {
				return code
			}
			return someURL.ReplaceAllStringFunc(code, func(found string) string { return strings.Replace(found, "URL", url, 1) })
		}))
	}
	return out
}

var (
	codeSpan = regexp.MustCompile("`[^`]*`")
	someURL  = regexp.MustCompile(" URL[ `]")
)
