package knowledge

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// vocabulary is the names and aliases of all the entries, for look-ups by
// words.
type vocabulary struct {
	exact   map[string][]*record // normalised name or alias → entries
	meaning func() *meaning      // built when a person's words are compared
	symbols func() *spelledSymbols
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
	v.symbols = sync.OnceValue(func() *spelledSymbols { return symbolsByLetters(c) })
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
	b.Grow(len(s))
	writeNormal(&b, s)
	return b.String()
}

func writeNormal(b *strings.Builder, s string) {
	begin, gap := b.Len(), false
	for i, r := range s {
		if r < utf8.RuneSelf {
			if c := asciiNormal[s[i]]; c > ' ' {
				if gap && b.Len() > begin {
					b.WriteByte(' ')
				}
				gap = false
				b.WriteByte(c)
			} else if c == ' ' {
				gap = true
			}
			continue
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > begin {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case r == '’':
		default:
			gap = true
		}
	}
}

// asciiNormal is what each letter becomes: a space that separates, 0 what is
// left out.
var asciiNormal = func() (table [utf8.RuneSelf]byte) {
	for i := range table {
		switch c := byte(i); {
		case 'A' <= c && c <= 'Z':
			table[i] = c | 0x20
		case isWordByte(c):
			table[i] = c
		case c != '\'':
			table[i] = ' '
		}
	}
	return table
}()
