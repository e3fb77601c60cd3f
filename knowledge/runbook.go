package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// Link is a titled address in a runbook.
type Link struct {
	Title string `yaml:"title" json:"title"`
	URL   string `yaml:"url" json:"url"`
}

// Runbook is the team's own advice, laid over the built-in knowledge.
type Runbook struct {
	// For lists what it applies to: entry IDs (http/502, nginx/499), bare
	// codes of HTTP (502), classes (5xx), or problem kinds of a check (connect_refused).
	For []string `yaml:"for" json:"for"`
	// Hosts narrows it to checks of these hosts: names or *.wildcards; empty means any.
	Hosts []string `yaml:"hosts,omitempty" json:"hosts,omitempty"`
	Title string   `yaml:"title,omitempty" json:"title,omitempty"`
	Note  string   `yaml:"note" json:"note"`
	// Owner is a Slack user (U…), user group (S…) or channel (C…) ID, or a plain name.
	Owner string `yaml:"owner,omitempty" json:"owner,omitempty"`
	Links []Link `yaml:"links,omitempty" json:"links,omitempty"`
}

// problemKinds are the kinds of a check's problem that a runbook can be for.
// Package probe defines them, and imports this package; a test keeps the two
// lists equal.
var problemKinds = []string{
	"invalid_url", "blocked",
	"dns_not_found", "dns_no_address", "dns_server_failure", "dns_timeout",
	"connect_refused", "connect_timeout", "connect_unreachable",
	"tls_expired", "tls_not_yet_valid", "tls_hostname_mismatch", "tls_self_signed", "tls_unknown_authority", "tls_incomplete_chain",
	"tls_bad_certificate", "tls_version", "tls_no_shared_cipher", "tls_client_certificate_required", "tls_not_tls", "tls_timeout",
	"tls_handshake_failed",
	"response_timeout", "response_stalled", "connection_closed", "connection_reset", "malformed_response", "protocol_error",
	"headers_too_large", "body_truncated", "bad_content_encoding",
	"redirect_loop", "too_many_redirects", "redirect_invalid",
	"http_status", "partial_outage",
	"certificate_expires_soon", "redirect_downgrade", "slow_first_byte", "retry_after", "mixed_answers",
}

// ProblemKinds returns the kinds of a check's problem, and of its warnings, that
// a runbook can be for.
func ProblemKinds() []string { return slices.Clone(problemKinds) }

// With returns a catalogue with the team's knowledge laid over this one: an
// entry of the team's replaces the one of the same ID.
func (c *Catalog) With(o *Overlay) *Catalog {
	if o == nil {
		return c
	}
	shelves := make([]*shelf, len(c.shelves))
	bySlug := make(map[string]*shelf)
	for i, s := range c.shelves {
		shelves[i] = &shelf{family: s.family, title: s.title, team: s.team, records: slices.Clone(s.records)}
		bySlug[s.family] = shelves[i]
	}
	for _, e := range o.Entries {
		s := bySlug[e.Family]
		if s == nil {
			s = &shelf{family: e.Family, title: e.Family, team: true}
			bySlug[e.Family] = s
			shelves = append(shelves, s)
		}
		s.put(fixedRecord(e))
	}
	return newCatalog(shelves, o)
}

// put replaces the record of the same ID, or appends.
func (s *shelf) put(r *record) {
	i := slices.IndexFunc(s.records, func(have *record) bool { return have.id == r.id })
	if i >= 0 {
		s.records[i] = r
		return
	}
	s.records = append(s.records, r)
}

// Runbooks returns the team's runbooks for any of the subjects: entry IDs,
// bare codes, classes (5xx) or kinds of a problem (connect_refused). Host is
// the name, with or without port, that the question is about. Where it is "",
// nobody said: then runbooks that are narrowed to hosts are there too, and
// their Hosts should be told with them.
func (c *Catalog) Runbooks(host string, subjects ...string) []Runbook {
	if c.overlay == nil {
		return nil
	}
	var out []Runbook
	for _, r := range c.overlay.Runbooks {
		if r.fitsHost(host) && r.fitsAny(subjects) {
			out = append(out, r)
		}
	}
	return out
}

// AllRunbooks returns every runbook of the team's, in the order of its files.
func (c *Catalog) AllRunbooks() []Runbook {
	if c.overlay == nil {
		return nil
	}
	return slices.Clone(c.overlay.Runbooks)
}

func (r *Runbook) fitsAny(subjects []string) bool {
	for _, want := range r.For {
		for _, s := range subjects {
			if fitsSubject(want, s) {
				return true
			}
		}
	}
	return false
}

// fitsSubject says whether what a runbook is for covers a subject: 502 covers
// http/502, 5xx covers it too, and cloudflare/522 as well.
func fitsSubject(want, subject string) bool {
	if want == subject {
		return true
	}
	family, code, isID := strings.Cut(subject, "/")
	if !isID {
		family, code = "http", subject
	}
	if needContext[family] {
		return false
	}
	if m := classToken.FindStringSubmatch(want); m != nil {
		return code == m[1]+"xx" || len(code) >= 3 && isStatus(code[:3]) && code[:1] == m[1] && (len(code) == 3 || code[3] == '.')
	}
	return want == code
}

func (r *Runbook) fitsHost(host string) bool {
	if len(r.Hosts) == 0 || host == "" {
		return true
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	bare := host
	if i := strings.LastIndexByte(host, ':'); i > 0 && isDigits(host[i+1:]) {
		bare = host[:i]
	}
	return slices.ContainsFunc(r.Hosts, func(pattern string) bool {
		pattern = strings.ToLower(pattern)
		if parent, ok := strings.CutPrefix(pattern, "*"); ok {
			return strings.HasSuffix(bare, parent)
		}
		return pattern == host || pattern == bare
	})
}

// maxRunbookSubjects is how many of a text's matches runbooks are looked up
// for: those that an answer shows.
const maxRunbookSubjects = 5

var hostInText = regexp.MustCompile(`(?i)\b(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]{2,24}\b`)

// runbooksFor returns the team's runbooks for what a text was found to hold.
// Where the text names hosts, runbooks narrowed to other hosts stay out.
func (c *Catalog) runbooksFor(x *Explanation, text string) []Runbook {
	if c.overlay == nil || len(c.overlay.Runbooks) == 0 || len(x.Matches) == 0 {
		return nil
	}
	var subjects []string
	for _, m := range x.Matches[:min(len(x.Matches), maxRunbookSubjects)] {
		subjects = append(subjects, m.ID)
	}
	if x.Kind == KindCode || x.Kind == KindClass {
		subjects = subjects[:1]
	}
	hosts := hostInText.FindAllString(text[:min(len(text), 64<<10)], 50)
	if len(hosts) == 0 {
		return c.Runbooks("", subjects...)
	}
	var out []Runbook
	for _, r := range c.overlay.Runbooks {
		if r.fitsAny(subjects) && slices.ContainsFunc(hosts, r.fitsHost) {
			out = append(out, r)
		}
	}
	return out
}
