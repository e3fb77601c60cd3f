package knowledge_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"

	"httpcode/knowledge"
)

// The floors of the corpus. They are what the product promises: see the
// README's section on quality.
const (
	minLines = 400
	minNoise = 60
	minRight = 0.97 // of the lines, with the right entry first
	maxNoise = 0.02 // of the noise, with anything found
)

// sample is one line of testdata/corpus and what it must lead to.
type sample struct {
	Line  string `yaml:"line"`
	First string `yaml:"first"` // "" for noise
	// Any says that First may stand anywhere in the first five: the line itself
	// leaves open which of them comes first.
	Any bool `yaml:"any"`
	// Or are what may stand first as well: several families name the same error.
	Or []string `yaml:"or"`

	file string
}

func readCorpus(t *testing.T) (lines, noise []sample) {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var list []sample
		if err := yaml.Load(text, &list, yaml.WithKnownFields()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, s := range list {
			s.file = filepath.Base(name)
			if s.First == "" {
				noise = append(noise, s)
			} else {
				lines = append(lines, s)
			}
		}
	}
	return lines, noise
}

// TestCorpusIsRecognised keeps the floors on real lines. Each miss is listed,
// so that -v shows what is left to do.
func TestCorpusIsRecognised(t *testing.T) {
	lines, noise := readCorpus(t)
	if len(lines) < minLines || len(noise) < minNoise {
		t.Errorf("the corpus has %d lines and %d of noise, want %d and %d", len(lines), len(noise), minLines, minNoise)
	}
	c := knowledge.Builtin()
	wrong := 0
	for _, s := range lines {
		if got := ids(c.Explain(s.Line)); !s.rightIn(got) {
			wrong++
			t.Logf("%s: %q\n\tgot %v, want %s first", s.file, s.Line, got, s.First)
		}
	}
	invented := 0
	for _, s := range noise {
		if got := ids(c.Explain(s.Line)); len(got) > 0 {
			invented++
			t.Logf("%s: noise %q\n\tgave %v", s.file, s.Line, got)
		}
	}
	right := 1 - float64(wrong)/float64(len(lines))
	loud := float64(invented) / float64(len(noise))
	t.Logf("%d lines, %.1f %% right first; %d of noise, %.1f %% invented", len(lines), 100*right, len(noise), 100*loud)
	if right < minRight {
		t.Errorf("%.1f %% of the lines are right first, want %.0f %%", 100*right, 100*minRight)
	}
	if loud > maxNoise {
		t.Errorf("something was found in %.1f %% of the noise, want at most %.0f %%", 100*loud, 100*maxNoise)
	}
}

func (s sample) rightIn(got []string) bool {
	if s.Any {
		return slices.Contains(got[:min(5, len(got))], s.First)
	}
	return len(got) > 0 && (got[0] == s.First || slices.Contains(s.Or, got[0]))
}
