package diagnosis

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"

	"httpcode/knowledge/probe"
)

// condition is evidence in an answer, as the YAML writes it. Everything that
// is given must hold.
type condition struct {
	// Status lists statuses and classes: "502 504", "4xx 5xx". Empty is any.
	Status string `yaml:"status,omitempty"`
	// Headers are "name: glob", matched against any one value of the field,
	// or "!name": the field is absent. A glob's * is any text; case is ignored.
	// A name's * at its end stands for a family of fields, whatever their values.
	Headers []string `yaml:"headers,omitempty"`
	// Reason is a glob for the reason phrase of HTTP/1.
	Reason string `yaml:"reason,omitempty"`
	// Body are literals that all occur in the body, at least [minLiteral] bytes each.
	Body []string `yaml:"body,omitempty"`
	// Starts is how the body begins, after white space.
	Starts string `yaml:"starts,omitempty"`
	// Equals is the whole body, apart from white space at its end.
	Equals string `yaml:"equals,omitempty"`
	// Match is a regular expression for the first [matchWindow] bytes of the
	// body. Its group "status" must equal the answer's; its groups "id" and
	// "code" become facts.
	Match string `yaml:"match,omitempty"`
	// MaxBody is the largest body, in bytes, that this can be; 0 is any size.
	MaxBody int `yaml:"max_body,omitempty"`
	// Empty says that there is no body at all.
	Empty bool `yaml:"empty,omitempty"`
	// Issuer is a glob for the issuer of the server's certificate.
	Issuer string `yaml:"issuer,omitempty"`
}

// matchWindow is how much of a body a regular expression reads. Error pages
// that products write themselves say who they are in their first kilobytes.
const matchWindow = 8 << 10

// test is a condition made ready to match.
type test struct {
	condition
	statuses []string
	headers  []headerTest
	literals []int                 // indexes into the literals of the set
	match    func() *regexp.Regexp // compiled when first needed: most never are
}

type headerTest struct {
	name, glob string
	absent     bool
}

// compile makes the condition ready. Intern gives a literal its index.
func (c condition) compile(intern func(string) int) (*test, error) {
	t := &test{condition: c, statuses: strings.Fields(c.Status)}
	for _, s := range t.statuses {
		if len(s) != 3 || s[0] < '1' || s[0] > '9' {
			return nil, fmt.Errorf("status %q is neither a code nor a class", s)
		}
	}
	for _, h := range c.Headers {
		if name, ok := strings.CutPrefix(h, "!"); ok {
			t.headers = append(t.headers, headerTest{name: name, absent: true})
			continue
		}
		name, glob, ok := strings.Cut(h, ": ")
		if !ok || name != strings.ToLower(name) {
			return nil, fmt.Errorf("header %q is not of the form \"name: glob\"", h)
		}
		t.headers = append(t.headers, headerTest{name: name, glob: strings.ToLower(glob)})
	}
	for _, lit := range c.Body {
		if len(lit) < minLiteral {
			return nil, fmt.Errorf("body literal %q is under %d bytes", lit, minLiteral)
		}
		t.literals = append(t.literals, intern(lit))
	}
	if c.Match != "" {
		t.match = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(c.Match) })
	}
	return t, nil
}

// finding is what a condition found in an answer.
type finding struct {
	headers []string          // the fields that it matched, as evidence
	groups  map[string]string // what the regular expression's groups matched
}

// holds matches the condition against an answer.
func (t *test) holds(a *answer) (finding, bool) {
	var f finding
	if !t.statusHolds(a.status) || !t.bodyHolds(a) {
		return f, false
	}
	if t.Reason != "" && !glob(strings.ToLower(t.Reason), strings.ToLower(a.hop.Reason)) {
		return f, false
	}
	if t.Issuer != "" && (a.hop.TLS == nil || !glob(strings.ToLower(t.Issuer), strings.ToLower(a.hop.TLS.Issuer))) {
		return f, false
	}
	for _, h := range t.headers {
		evidence, ok := h.holds(a.hop.Headers)
		if !ok {
			return f, false
		}
		if evidence != "" {
			f.headers = append(f.headers, evidence)
		}
	}
	if t.match == nil {
		return f, true
	}
	return t.matchGroups(a, f)
}

func (t *test) statusHolds(status string) bool {
	if len(t.statuses) == 0 {
		return true
	}
	for _, s := range t.statuses {
		if s == status || s[1:] == "xx" && s[0] == status[0] {
			return true
		}
	}
	return false
}

func (t *test) bodyHolds(a *answer) bool {
	for _, i := range t.literals {
		if !a.literals.has(i) {
			return false
		}
	}
	switch {
	case t.Empty && len(a.hop.Body) > 0,
		t.MaxBody > 0 && len(a.hop.Body) > t.MaxBody,
		t.Equals != "" && string(a.trimmed) != t.Equals,
		t.Starts != "" && !hasPrefix(a.trimmedLeft, t.Starts):
		return false
	}
	return true
}

func hasPrefix(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

func (t *test) matchGroups(a *answer, f finding) (finding, bool) {
	window := a.hop.Body[:min(len(a.hop.Body), matchWindow)]
	m := t.match().FindSubmatch(window)
	if m == nil {
		return f, false
	}
	for i, name := range t.match().SubexpNames() {
		if name == "" || len(m[i]) == 0 {
			continue
		}
		if name == "status" && string(m[i]) != a.status {
			return f, false
		}
		if f.groups == nil {
			f.groups = map[string]string{}
		}
		f.groups[name] = clean(html.UnescapeString(string(m[i])))
	}
	return f, true
}

func (h headerTest) holds(headers probe.Headers) (evidence string, ok bool) {
	if prefix, ok := strings.CutSuffix(h.name, "*"); ok {
		return h.holdsForAny(headers, prefix)
	}
	values := headers[h.name]
	if h.absent {
		return "", len(values) == 0
	}
	match := glob
	if h.name == "server" {
		match = serverNames
	}
	for _, v := range values {
		if match(h.glob, strings.ToLower(v)) {
			return headerEvidence(h.name, v), true
		}
	}
	return "", false
}

// holdsForAny matches a family of fields, such as x-akamai-*; of several the
// first by name is the evidence.
func (h headerTest) holdsForAny(headers probe.Headers, prefix string) (evidence string, ok bool) {
	for name := range headers {
		if strings.HasPrefix(name, prefix) && (!ok || name < evidence) {
			evidence, ok = name, true
		}
	}
	if !ok {
		return "", false
	}
	return headerEvidence(evidence, headers.Get(evidence)), true
}

// headerEvidence shows a header field. Of a cookie only the name is shown.
func headerEvidence(name, value string) string {
	if name == "set-cookie" {
		value, _, _ = strings.Cut(value, "=")
	}
	return clean(name + ": " + value)
}

// serverNames says that a Server header calls a product by this name: whole,
// or up to its version or comment ("nginx", "nginx/1.27", "Apache (Unix)", but
// not "Apache-Coyote/1.1"). A name with a * is a glob.
func serverNames(name, value string) bool {
	if strings.Contains(name, "*") {
		return glob(name, value)
	}
	rest, ok := strings.CutPrefix(value, name)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == ' ')
}

// glob matches s whole; each * in the pattern stands for any text.
func glob(pattern, s string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	for {
		var part string
		part, rest, star = strings.Cut(rest, "*")
		if !star {
			return strings.HasSuffix(s, part)
		}
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
}
