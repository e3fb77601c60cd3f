package knowledge

import (
	"reflect"
	"testing"
)

// TestHeadsEqualTheDecodedEntries proves that reading names without decoding
// YAML gives what decoding gives, and that it is worth having.
func TestHeadsEqualTheDecodedEntries(t *testing.T) {
	quick := 0
	for _, r := range Builtin().records {
		e, ok := r.entry()
		if !ok {
			continue // reported by TestEveryEntryIsWhole
		}
		if got, want := r.head(), (head{e.Code, e.Name, e.Aliases}); got.Code != want.Code || got.Name != want.Name || !sameStrings(got.Aliases, want.Aliases) {
			t.Errorf("%s: head is %+v, want %+v", r.id, got, want)
		}
		if _, ok := readHead(r.text); ok {
			quick++
		}
	}
	if n := len(Builtin().records); quick < n*9/10 {
		t.Errorf("only %d of %d heads are read without decoding", quick, n)
	}
}

func sameStrings(a, b []string) bool { return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) }

func TestHeadsFallBackOnYAML(t *testing.T) {
	for text, want := range map[string]head{
		"  - code: \"1\"\n    name: plain\n    aliases: [a, \"b, c\", 'd e']\n":            {"1", "plain", []string{"a", "b, c", "d e"}},
		"  - code: \"1\"\n    name: \"esc\\\"aped\"\n    aliases:\n      - x\n      - y\n": {"1", `esc"aped`, []string{"x", "y"}},
		"  - code: \"1\"\n    name: >-\n      folded\n      name\n    summary: s\n":        {"1", "folded name", nil},
		"  - code: \"1\"\n    name: it''s # not\n":                                         {"1", "it''s", nil},
		"  - code: '1'\n    name: 'it''s'\n    aliases: []\n":                              {"1", "it's", nil},
	} {
		if got := decodeHead(text); got.Code != want.Code || got.Name != want.Name || !sameStrings(got.Aliases, want.Aliases) {
			t.Errorf("head of %q is %+v, want %+v", text, got, want)
		}
	}
}
