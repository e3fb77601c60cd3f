package knowledge

import (
	"strings"
	"sync"
	"unicode"
)

// vocabulary is the names and aliases of all the entries, for look-ups by
// words.
type vocabulary struct {
	exact   map[string][]*record // normalised name or alias → entries
	meaning func() *meaning      // built when a person's words are compared
}

func newVocabulary(c *Catalog) *vocabulary {
	v := &vocabulary{exact: make(map[string][]*record)}
	for _, r := range c.records {
		h := r.head()
		v.add(h.Name, r)
		for _, a := range h.Aliases {
			v.add(a, r)
		}
	}
	v.meaning = sync.OnceValue(func() *meaning { return newMeaning(c) })
	return v
}

func (v *vocabulary) add(phrase string, r *record) {
	key := normalise(phrase)
	if key != "" {
		v.exact[key] = appendNew(v.exact[key], r)
	}
}

// normalise folds case, and punctuation and spaces into single spaces, so that
// "Gateway Time-out" and "gateway time out" are the same phrase.
func normalise(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’':
		default:
			gap = true
		}
	}
	return b.String()
}
