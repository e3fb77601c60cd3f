package knowledge

import (
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestConceptsAreWhole proves that every name in concepts.yaml leads somewhere.
func TestConceptsAreWhole(t *testing.T) {
	var text conceptText
	if err := yaml.Load(conceptFile, &text, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Concat(text.Anchors, text.Context, text.Trouble) {
		if len(text.Concepts[name]) == 0 {
			t.Errorf("%q is no concept", name)
		}
	}
	for name, terms := range text.Concepts {
		for _, term := range terms {
			if len(plainWords(term)) == 0 {
				t.Errorf("%s: nothing is left of %q without the words that mean nothing", name, term)
			}
		}
	}
}

// TestQuestionsAreWhole proves that every question names an entry, and that the
// engine, asked it word for word, finds that entry first or beside its equals.
func TestQuestionsAreWhole(t *testing.T) {
	questions, err := readQuestions(questionFiles)
	if err != nil {
		t.Fatal(err)
	}
	m := Builtin().vocabulary().meaning()
	missed := 0
	for _, list := range []map[string][]string{questions.Questions, questions.Plain} {
		for id, texts := range list {
			r := Builtin().byID[id]
			if r == nil {
				t.Errorf("%s is no entry", id)
				continue
			}
			for _, text := range texts {
				if !selfEvident[r.family] {
					text = r.family + " " + text
				}
				found := m.read(text).found
				if len(found) == 0 || !slices.ContainsFunc(found[:min(3, len(found))], func(f meant) bool { return f.record == r }) {
					missed++
					t.Logf("%s: %q", id, text)
				}
			}
		}
	}
	if missed > 10 {
		t.Errorf("%d questions do not lead to their entry", missed)
	}
}

func TestStems(t *testing.T) {
	for stem, words := range map[string][]string{
		"connect": {"connect", "connects", "connected", "connecting", "connection", "connections"},
		"drop":    {"drop", "drops", "dropped", "dropping"},
		"cach":    {"cache", "caches", "cached", "caching"},
		"retry":   {"retry", "retries", "retried"},
		"access":  {"access", "accesses"},
	} {
		for _, w := range words {
			if got := stemWord(w); got != stem {
				t.Errorf("stemWord(%q) = %q, want %q", w, got, stem)
			}
		}
	}
}
