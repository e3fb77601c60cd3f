package knowledge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// TestPlainListsAreYAML holds the quick reader to the decoder, and our own files
// to what the quick reader understands.
func TestPlainListsAreYAML(t *testing.T) {
	quick, plain := plainConcepts(string(conceptFile))
	if !plain {
		t.Error("concepts.yaml is not plain: one key and its list on each line")
	}
	var whole conceptText
	if err := yaml.Load(conceptFile, &whole, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*conceptText{&quick, &whole} { // only their words matter
		c.Everyday, c.Settled = "", ""
	}
	if d := cmp.Diff(whole, quick); plain && d != "" {
		t.Error(d)
	}
	names, err := questionFiles.ReadDir("questions")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := questionFiles.ReadFile("questions/" + name.Name())
		if err != nil {
			t.Fatal(err)
		}
		quick, plain := plainQuestions(string(text))
		if !plain {
			t.Errorf("%s is not plain: one key and its list on each line", name.Name())
			continue
		}
		var whole questionFile
		if err := yaml.Load(text, &whole, yaml.WithKnownFields()); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(whole, quick); d != "" {
			t.Errorf("%s: %s", name.Name(), d)
		}
	}
}

// TestFoldedWordsAreYAML does the same for the words that are not in lists.
func TestFoldedWordsAreYAML(t *testing.T) {
	quick, _ := plainConcepts(string(conceptFile))
	var whole conceptText
	if err := yaml.Load(conceptFile, &whole, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(wordSet(whole.Everyday), wordSet(quick.Everyday)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(wordSet(whole.Settled), wordSet(quick.Settled)); d != "" {
		t.Error(d)
	}
}

func TestOtherYAMLIsLeftToTheDecoder(t *testing.T) {
	for _, text := range []string{
		"a:\n  b: [c,\n    d]\n", "a:\n  - b\n", "a:\n  b: c\n", "a:\n  b: ['c']\n", "a:\n  b: [c, ]\n", "a:\n  b: [c: d]\n",
		"a:\n  b: [\"c\\n\"]\n", "a:\n  b: [[c]]\n", "a:\n  b: [c] d\n", "a:\n  b: [null]\n", "  b: [c]\n", "a: |\n  b\n", "a:\n  b: [",
	} {
		if got, ok := readPlainLists(text); ok {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}
