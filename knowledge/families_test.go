package knowledge_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"httpcode/knowledge"
)

// TestFamiliesAreComplete compares each family with its authoritative list,
// testdata/families/<family>.txt: the catalogue has every name of the list but
// the excluded ones, and nothing that the list does not name.
func TestFamiliesAreComplete(t *testing.T) {
	lists, _ := filepath.Glob("testdata/families/*.txt")
	if len(lists) == 0 {
		t.Fatal("no lists")
	}
	for _, name := range lists {
		family := strings.TrimSuffix(filepath.Base(name), ".txt")
		t.Run(family, func(t *testing.T) {
			list := readFamily(t, name)
			for _, code := range list.wanted {
				if _, ok := knowledge.Builtin().Entry(family + "/" + code); !ok {
					t.Errorf("%s/%s is missing", family, code)
				}
			}
			for _, code := range list.excluded {
				if _, ok := knowledge.Builtin().Entry(family + "/" + code); ok {
					t.Errorf("%s/%s is excluded by the list, and has an entry", family, code)
				}
			}
			list.checkUnlisted(t, family)
		})
	}
}

// familyList is one list: a first line that names its source, then one name a
// line. "- NAME NAME: reason" excludes names of the source, "+ NAME: reason" adds
// one that the source has not; # begins a comment.
type familyList struct{ wanted, excluded []string }

func readFamily(t *testing.T, name string) familyList {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "# source: ") {
		t.Errorf("%s: the first line names no source", name)
	}
	var list familyList
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		mark, rest, marked := strings.Cut(strings.TrimSpace(line), " ")
		names, reason, _ := strings.Cut(rest, ":")
		switch {
		case mark == "":
		case !marked:
			list.wanted = append(list.wanted, mark)
		case strings.TrimSpace(reason) == "":
			t.Errorf("%s: %q wants a reason", name, line)
		case mark == "-":
			list.excluded = append(list.excluded, strings.Fields(names)...)
		case mark == "+":
			list.wanted = append(list.wanted, strings.Fields(names)...)
		default:
			t.Errorf("%s: cannot read %q", name, line)
		}
	}
	list.checkUnique(t, name)
	return list
}

func (l familyList) checkUnique(t *testing.T, name string) {
	t.Helper()
	if len(l.wanted) == 0 {
		t.Errorf("%s lists nothing", name)
	}
	all := slices.Sorted(slices.Values(slices.Concat(l.wanted, l.excluded)))
	for i, code := range all[1:] {
		if code == all[i] {
			t.Errorf("%s names %s twice", name, code)
		}
	}
}

func (l familyList) checkUnlisted(t *testing.T, family string) {
	t.Helper()
	for _, id := range knowledge.Builtin().IDs() {
		slug, code, _ := strings.Cut(id, "/")
		if slug == family && !slices.Contains(l.wanted, code) {
			t.Errorf("%s has an entry, and its list does not name it", id)
		}
	}
}

// TestEveryNameFindsItsEntry asks for each entry of the families whose codes are
// names, by the bare name and within a line of a log.
func TestEveryNameFindsItsEntry(t *testing.T) {
	c := knowledge.Builtin()
	for _, id := range c.IDs() {
		family, code, _ := strings.Cut(id, "/")
		if !slices.Contains([]string{"browser", "errno", "node"}, family) {
			continue
		}
		found := func(m knowledge.Match) bool { return m.ID == id }
		if got := c.Explain(code); !slices.ContainsFunc(got.Matches, found) {
			t.Errorf("Explain(%q) does not find %s: %v", code, id, ids(got))
		}
		if !strings.Contains(code, "_") {
			continue // CORS, EINTR: words that need their context
		}
		if got := c.Explain("2026-11-22T10:00:00Z request failed: " + code); !slices.ContainsFunc(got.Matches, found) {
			t.Errorf("a line with %s does not find %s: %v", code, id, ids(got))
		}
	}
}
