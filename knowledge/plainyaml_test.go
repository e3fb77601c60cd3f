package knowledge

import (
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPlainReaderAgreesWithYAML holds the quick reader to the decoder's result
// on every file, and to reading every file.
func TestPlainReaderAgreesWithYAML(t *testing.T) {
	names, err := fs.Glob(wordingFiles, "wordings/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no wordings", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(wordingFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := decodeWordings(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, ok := readPlainWordings(string(text))
		if !ok {
			t.Errorf("%s is written in a way that the quick reader does not know", name)
			continue
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s is read otherwise than as YAML:\n%s", name, d)
		}
	}
}

// TestPlainReaderLeavesTheRestToYAML proves that it refuses what it would read
// wrongly.
func TestPlainReaderLeavesTheRestToYAML(t *testing.T) {
	const head = "family: x\nwordings:\n  - id: http/404\n"
	for name, text := range map[string]string{
		"an escape":            head + `    texts: ["a\tb"]`,
		"single quotes":        head + `    texts: ['it''s']`,
		"an unclosed quote":    head + `    texts: ["a`,
		"an unclosed list":     head + `    texts: ["a"`,
		"a list over lines":    head + "    texts: [\"a\",\n      \"b\"]",
		"an anchor":            head + "    texts: &a [b]",
		"a block":              head + "    texts:\n      - |\n        a",
		"an unknown key":       head + "    textz: [\"a\"]",
		"another indent":       head + "   rank: cause",
		"a key before an item": "family: x\nwordings:\n    rank: cause\n",
		"no truth value":       head + "    question: maybe",
		"a key twice":          head + "    texts: [\"a\"]\n    texts: [\"b\"]",
	} {
		if list, ok := readPlainWordings(text); ok {
			t.Errorf("%s is read, as %+v", name, list)
		}
	}
}
