package knowledge

import (
	"slices"
	"testing"
)

func TestPostingsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	p := newPostings(4, []posting{{2, 7}, {0, 1}, {2, 3}, {3, 9}, {2, 8}})
	for list, want := range [][]int32{{1}, {}, {7, 3, 8}, {9}, {}} {
		if got := p.of(int32(list)); !slices.Equal(got, want) {
			t.Errorf("list %d is %v, want %v", list, got, want)
		}
	}
	if got := p.of(-1); got != nil {
		t.Errorf("list -1 is %v", got)
	}
}

func TestWordTableGrows(t *testing.T) {
	t.Parallel()
	table := newWordTable(1)
	text := func(i int) string { return string([]rune{'é', rune('a' + i%26), rune('A' + i/26%26)}) } // each word twice
	seen := make(map[string]int32)
	for i := range 2 * 26 * 26 {
		word, hash, rest := nextWord(" 12 " + text(i) + "-x")
		if word != text(i) || rest != "-x" {
			t.Fatalf("read %q before %q", word, rest)
		}
		if slot := table.slot(word, hash); slot.word == "" {
			table.set(word, hash, int32(i))
			seen[word] = int32(i)
		} else if slot.number != seen[word] {
			t.Errorf("%q has the number %d, want %d", word, slot.number, seen[word])
		}
	}
	for word, want := range seen {
		_, hash, _ := nextWord(word)
		if slot := table.slot(word, hash); slot.word != word || slot.number != want {
			t.Errorf("%q has %v, want %d", word, slot, want)
		}
	}
}
