package knowledge_test

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"httpcode/knowledge"
)

const teamYAML = `family: acme
title: Acme's own codes
entries:
  - code: "598"
    name: Tenant suspended
    summary: The tenant has not paid; billing switched it off.
    checks: [Ask billing.]
    fault: client
    retry: No.
    wordings: ["tenant suspended by billing"]
wordings:
  - id: http/503
    texts: ["shop is taking a nap"]
runbooks:
  - for: [http/502, "504", connect_refused]
    hosts: ["*.shop.example.com"]
    title: Shop gateway
    note: Restart the gateway first.
    owner: S0123456789
    links: [{title: Dashboard, url: "https://grafana.example.com/d/1"}]
  - for: ["5xx"]
    note: Page the on-call.
`

func teamCatalog(t *testing.T, text string) *knowledge.Catalog {
	t.Helper()
	o, err := knowledge.LoadOverlay(fstest.MapFS{"team/acme.yaml": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return knowledge.Builtin().With(o)
}

func TestTeamEntriesAreFoundAndMarked(t *testing.T) {
	c := teamCatalog(t, teamYAML)
	for query, want := range map[string]string{
		"acme/598": "acme/598", "598": "acme/598", "acme 598": "acme/598", "tenant suspended": "acme/598",
		"2026-01-02 ERROR tenant suspended by billing (id 7)":     "acme/598",
		"2026-01-02 the shop is taking a nap, said the front end": "http/503",
	} {
		x := c.Explain(query)
		if len(x.Matches) == 0 || x.Matches[0].ID != want {
			t.Errorf("Explain(%q) = %v, want %s first", query, ids(x), want)
		}
	}
	if e, _ := c.Entry("acme/598"); !e.Team {
		t.Error("the team's entry is not marked")
	}
	if _, ok := knowledge.Builtin().Entry("acme/598"); ok {
		t.Error("the built-in catalogue was changed")
	}
}

func TestTeamEntryReplacesBuiltin(t *testing.T) {
	c := teamCatalog(t, `family: http
entries:
  - {code: "502", name: Gateway says no, summary: Here a 502 is always the old gateway., checks: [Restart it.]}
`)
	x := c.Explain("502")
	if len(x.Matches) == 0 || x.Matches[0].Name != "Gateway says no" || !x.Matches[0].Team {
		t.Errorf("Explain(502) = %+v", x.Matches)
	}
	if got, want := len(c.IDs()), len(knowledge.Builtin().IDs()); got != want {
		t.Errorf("%d entries, want %d: one was replaced", got, want)
	}
}

func TestRunbooksAreNarrowedBySubjectAndHost(t *testing.T) {
	c := teamCatalog(t, teamYAML)
	for _, tc := range []struct {
		host     string
		subjects []string
		want     int
	}{
		{"www.shop.example.com", []string{"http/502"}, 2},
		{"www.shop.example.com:8443", []string{"http/504"}, 2},
		{"WWW.SHOP.EXAMPLE.COM", []string{"connect_refused"}, 1},
		{"shop.example.com", []string{"connect_refused"}, 0},
		{"other.example.com", []string{"http/502"}, 1},
		{"other.example.com", []string{"cloudflare/522"}, 1},
		{"other.example.com", []string{"http/404", "grpc/5"}, 0},
		{"", []string{"http/502"}, 2},
	} {
		if got := c.Runbooks(tc.host, tc.subjects...); len(got) != tc.want {
			t.Errorf("Runbooks(%q, %v) = %d, want %d", tc.host, tc.subjects, len(got), tc.want)
		}
	}
	if x := c.Explain("502"); len(x.Runbooks) != 2 {
		t.Errorf("Explain(502) has %d runbooks, want 2", len(x.Runbooks))
	}
	if x := c.Explain("GET https://other.example.org/ 502"); len(x.Runbooks) != 1 {
		t.Errorf("a text that names another host has %d runbooks, want 1", len(x.Runbooks))
	}
	if x := c.Explain("404"); len(x.Runbooks) != 0 {
		t.Errorf("Explain(404) has %d runbooks, want none", len(x.Runbooks))
	}
}

func TestBrokenFilesAreNamedWithLineAndReason(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"unknown field":     {"family: acme\nentris: []\n", []string{`a.yaml:2: unknown field "entris"`}},
		"misspelt field":    {"entries:\n  - code: a\n    nam: b\n", []string{`a.yaml:3: unknown field "nam"; did you mean "name"?`}},
		"field of another":  {"runbooks:\n  - for: [\"502\"]\n    fault: x\n", []string{`a.yaml:3: unknown field "fault" here`}},
		"no fields":         {"hello\n", []string{`a.yaml:1: wants fields (name: value), not "hello"`}},
		"a text for a list": {"entries:\n  - code: a\n    causes: b\n", []string{`a.yaml:3: wants a list, not "b"`}},
		"a list for a text": {"entries:\n  - code: [a]\n", []string{`a.yaml:2: wants a text, not a list`}},
		"not YAML":          {"family: acme\n  entries: [\n", []string{"a.yaml:2: "}},
		"no family":         {"entries:\n  - {code: \"1\", name: n, summary: s}\n", []string{`a.yaml:1: family "": want`}},
		"several faults": {
			"family: acme\nentries:\n  - code: \"1\"\n    name: n\n    fault: nobody\n  - code: \"1\"\n    name: n\n    summary: s\n    see: [http/999]\n",
			[]string{
				`a.yaml:3: entry "1": wants a summary`, `a.yaml:3: entry "1": fault "nobody"`,
				"a.yaml:6: acme/1 is defined twice, first at a.yaml:3", `a.yaml:6: "http/999" names no entry`,
			},
		},
		"runbook for nothing": {
			"runbooks:\n  - for: [http/5022, conect_refused]\n    note: x\n",
			[]string{`a.yaml:2: "http/5022" names no entry`, `a.yaml:2: for "conect_refused": want`},
		},
		"runbook with bad parts": {
			"runbooks:\n  - for: [\"502\"]\n    hosts: [\"https://x/\"]\n    links: [{url: \"javascript:alert(1)\"}]\n",
			[]string{`a.yaml:2: host "https://x/": want`, `a.yaml:2: link "javascript:alert(1)": want`},
		},
		"short wording": {"wordings:\n  - {id: http/502, texts: [\"502\"]}\n", []string{`a.yaml:2: text "502" is too short`}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := knowledge.LoadOverlay(fstest.MapFS{"a.yaml": {Data: []byte(tc.text)}})
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error is\n%v\nwant in it %q", err, want)
				}
			}
			var file *knowledge.FileError
			if !errors.As(err, &file) || file.File != "a.yaml" || file.Line == 0 {
				t.Errorf("error names no file and line: %v", err)
			}
		})
	}
}

func TestOverlayOfNoFolderIsAnError(t *testing.T) {
	if _, err := knowledge.LoadOverlay(os.DirFS(t.TempDir() + "/none")); err == nil {
		t.Error("no error")
	}
	if o, err := knowledge.LoadOverlay(os.DirFS(t.TempDir())); err != nil || o == nil {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestFingerprintChangesWithAFile(t *testing.T) {
	fsys := fstest.MapFS{"a.yaml": {Data: []byte("runbooks: []")}, ".hidden/b.yaml": {Data: []byte("x")}}
	before, err := knowledge.Fingerprint(fsys)
	if err != nil {
		t.Fatal(err)
	}
	fsys["a.yaml"] = &fstest.MapFile{Data: []byte("runbooks: [ ]")}
	if after, _ := knowledge.Fingerprint(fsys); after == before {
		t.Error("the same fingerprint")
	}
	if strings.Contains(before, "hidden") {
		t.Error("a hidden folder was read")
	}
}

// TestProblemKindsAreProbes keeps the list equal to package probe's, which
// cannot be imported: it imports this package's users.
func TestProblemKindsAreProbes(t *testing.T) {
	src, err := os.ReadFile("probe/kind.go")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range regexp.MustCompile(`Kind = "([a-z_]+)"`).FindAllStringSubmatch(string(src), -1) {
		want = append(want, m[1])
	}
	if got := knowledge.ProblemKinds(); !slices.Equal(got, want) {
		t.Errorf("problem kinds are\n%v\nwant\n%v", got, want)
	}
}

func FuzzLoadOverlay(f *testing.F) {
	f.Add(teamYAML)
	f.Add("runbooks: [{for: [x], note: y}]")
	f.Add("a: &a [*a]")
	f.Add("entries: !!binary x\nfamily: {}")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := knowledge.LoadOverlay(fstest.MapFS{"a.yaml": {Data: []byte(text)}})
		if err == nil {
			knowledge.Builtin().With(o).Explain("502")
		}
	})
}
