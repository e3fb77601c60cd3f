package knowledge

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryWordingCanBeFound proves that each text leads to its entry when it
// stands alone in a line, and that it names one that exists.
func TestEveryWordingCanBeFound(t *testing.T) {
	list, err := readWordings(wordingFiles)
	if err != nil {
		t.Fatal(err)
	}
	c := Builtin()
	for _, w := range list {
		for _, id := range append([]string{w.ID}, w.Also...) {
			if c.byID[id] == nil && slices.ContainsFunc(c.families, func(f Family) bool { return strings.HasPrefix(id, f.Slug+"/") }) {
				t.Errorf("a wording names %s, which is not there", id)
			}
		}
		if w.Rank != "" && !slices.Contains([]Rank{RankDetail, RankCause, RankSymptom, RankStatus, RankHint}, w.Rank) {
			t.Errorf("%s: unknown rank %q", w.ID, w.Rank)
		}
		for _, text := range w.Texts {
			if _, ok := newPattern(&w, text); !ok {
				t.Errorf("%s: %q is too short to be searched for", w.ID, text)
				continue
			}
			if c.byID[w.ID] == nil {
				continue
			}
			line := lowerASCII(foldText(strings.ReplaceAll(text, " * ", " something ")))
			if !slices.ContainsFunc(c.wordings().scanner.scan(line), func(h hit) bool { return h.pattern.wording.ID == w.ID }) {
				t.Errorf("%s: %q is not found in itself", w.ID, text)
			}
		}
	}
}
