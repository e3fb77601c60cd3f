package knowledge_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"

	"httpcode/knowledge"
)

// The limits keep every text, with what is set around it, inside Slack's 3,000
// characters for a section and 150 for a header.
const (
	maxName    = 120
	maxSummary = 600
	maxLine    = 300
	maxLines   = 8
)

// TestLazyEntriesEqualTheWholeFile proves that splitting a file textually and
// decoding its pieces gives what decoding it whole and strictly gives.
func TestLazyEntriesEqualTheWholeFile(t *testing.T) {
	files, _ := filepath.Glob("catalog/*.yaml")
	if len(files) == 0 {
		t.Fatal("no catalogue files")
	}
	total := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Family  string            `yaml:"family"`
			Title   string            `yaml:"title"`
			Entries []knowledge.Entry `yaml:"entries"`
		}
		if err := yaml.Load(text, &file, yaml.WithKnownFields()); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if file.Title == "" || len(file.Entries) == 0 {
			t.Errorf("%s: wants a title and entries", name)
		}
		for _, want := range file.Entries {
			want.Family, want.ID = file.Family, file.Family+"/"+want.Code
			got, ok := knowledge.Builtin().Entry(want.ID)
			if !ok || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: Entry(%q) differs from the file:\n got %+v\nwant %+v", name, want.ID, got, want)
			}
		}
		total += len(file.Entries)
	}
	if n := len(knowledge.Builtin().IDs()); n != total {
		t.Errorf("the catalogue has %d entries, its files %d (an ID twice?)", n, total)
	}
}

func TestEveryEntryIsWhole(t *testing.T) {
	c := knowledge.Builtin()
	for _, id := range c.IDs() {
		e, ok := c.Entry(id)
		if !ok {
			t.Errorf("%s does not decode", id)
			continue
		}
		for _, problem := range problems(e) {
			t.Errorf("%s: %s", id, problem)
		}
	}
}

func problems(e knowledge.Entry) []string {
	var out []string
	check := func(ok bool, problem string) {
		if !ok {
			out = append(out, problem)
		}
	}
	check(e.Name != "" && len(e.Name) <= maxName, "wants a name of at most 120 bytes")
	check(e.Summary != "" && len(e.Summary) <= maxSummary, "wants a summary of at most 600 bytes")
	check(!restates(e), "the summary only restates the name")
	check(len(e.Causes) > 0 && len(e.Causes) <= maxLines, "wants one to eight causes")
	check(len(e.Checks) > 0 && len(e.Checks) <= maxLines, "wants one to eight checks")
	check(e.Retry != "" && len(e.Retry) <= maxLine, "wants a sentence on retrying")
	check(slices.Contains([]knowledge.Fault{"client", "server", "network", "either", "none"}, e.Fault), "unknown fault "+string(e.Fault))
	for _, line := range slices.Concat(e.Causes, e.Checks) {
		check(line != "" && len(line) <= maxLine, "over 300 bytes: "+line)
	}
	for _, c := range e.Confused {
		check(c.Difference != "" && len(c.Difference) <= maxSummary, "wants a difference from "+c.With)
	}
	for _, a := range e.Aliases {
		check(a == strings.ToLower(a) && a != "", "alias not in lower case: "+a)
	}
	check(len(e.Sources) > 0, "names no source")
	for _, s := range e.Sources {
		check(s.Title != "" && strings.HasPrefix(s.URL, "https://"), "source without title or https address: "+s.URL)
	}
	return out
}

// restates says whether the summary has fewer than three words that the name
// has not.
func restates(e knowledge.Entry) bool {
	name := words(e.Name)
	fresh := 0
	for _, w := range words(e.Summary) {
		if !slices.Contains(name, w) {
			fresh++
		}
	}
	return fresh < 3
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
}

func TestCrossReferencesResolve(t *testing.T) {
	c := knowledge.Builtin()
	for _, id := range c.IDs() {
		e, _ := c.Entry(id)
		refs := slices.Clone(e.See)
		for _, x := range e.Confused {
			refs = append(refs, x.With)
		}
		for _, ref := range refs {
			if _, ok := c.Entry(ref); !ok && familyPresent(ref) {
				t.Errorf("%s refers to %s, which is not there", id, ref)
			}
			if ref == id {
				t.Errorf("%s refers to itself", id)
			}
		}
	}
}

func familyPresent(id string) bool {
	slug, _, _ := strings.Cut(id, "/")
	return slices.ContainsFunc(knowledge.Builtin().Families(), func(f knowledge.Family) bool { return f.Slug == slug })
}
