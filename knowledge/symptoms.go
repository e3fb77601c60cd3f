package knowledge

import (
	_ "embed" // for symptoms.yaml
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed symptoms.yaml
var symptomFile []byte

// symptom is what people ask about, by the concepts that their question touches.
type symptom struct {
	ID   string   `yaml:"id"`
	All  []string `yaml:"all"`            // concepts, every one of which must be there
	Also []string `yaml:"also,omitempty"` // IDs told after ID
	None []string `yaml:"none,omitempty"` // concepts that must not be there
	// Ordered says that the concepts must come up in the order of All: what works
	// where, and what does not.
	Ordered bool `yaml:"ordered,omitempty"`
	// Over says that the symptom tells more than a wording found in the same text.
	Over bool `yaml:"over,omitempty"`
}

// symptoms are the symptoms and the words for their concepts.
type symptoms struct {
	Concepts map[string][]string `yaml:"concepts"`
	Symptoms []symptom           `yaml:"symptoms"`

	words   map[string][]string // a word → concepts
	phrases []oldTerm           // phrases and words with any ending
}

// term is a phrase, or the beginning of a word, that stands for a concept.
type oldTerm struct{ text, concept string }

func decodeSymptoms() (*symptoms, error) {
	s := &symptoms{words: make(map[string][]string)}
	if err := yaml.Load(symptomFile, s, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	for concept, terms := range s.Concepts {
		for _, t := range terms {
			switch prefix, open := strings.CutSuffix(t, "*"); {
			case open:
				s.phrases = append(s.phrases, oldTerm{" " + prefix, concept})
			case strings.Contains(t, " "):
				s.phrases = append(s.phrases, oldTerm{" " + t + " ", concept})
			default:
				s.words[t] = append(s.words[t], concept)
			}
		}
	}
	return s, nil
}

var builtinSymptoms = sync.OnceValue(func() *symptoms {
	s, err := decodeSymptoms()
	if err != nil {
		panic("knowledge: decoding symptoms.yaml: " + err.Error()) // embedded, and proved whole by the tests
	}
	return s
})

// concepts returns those that a text touches, and where they first come up.
func (s *symptoms) concepts(text string) map[string]int {
	norm := " " + normalise(text) + " "
	touched := make(map[string]int)
	touch := func(concept string, at int) {
		if first, ok := touched[concept]; !ok || at < first {
			touched[concept] = at
		}
	}
	at := 0
	for w := range strings.FieldsSeq(norm) {
		at++ // the space before the word
		for _, c := range s.words[w] {
			touch(c, at)
		}
		at += len(w)
	}
	for _, t := range s.phrases {
		if i := strings.Index(norm, t.text); i >= 0 {
			touch(t.concept, i+1)
		}
	}
	return touched
}

// fits says whether a text that touches these concepts is of the symptom.
func (sym *symptom) fits(touched map[string]int) bool {
	last := -1
	for _, c := range sym.All {
		at, ok := touched[c]
		if !ok || sym.Ordered && at < last {
			return false
		}
		last = at
	}
	return !slices.ContainsFunc(sym.None, func(c string) bool { _, ok := touched[c]; return ok })
}

// maxSymptomWords is the length of a question that is read by its concepts: in
// a longer one any of them may occur by chance.
const maxSymptomWords = 24

// find returns the symptoms that fit a text best: of those that fit, the ones
// of most concepts.
func (s *symptoms) find(text string) []symptom {
	if strings.Count(text, " ") >= maxSymptomWords {
		return nil
	}
	touched := s.concepts(text)
	var best []symptom
	most := 0
	for _, sym := range s.Symptoms {
		n := len(sym.All)
		if n < most || !sym.fits(touched) {
			continue
		}
		if n > most {
			best, most = nil, n
		}
		best = append(best, sym)
	}
	return best
}

// symptoms answers a question by what it speaks of. What the text names itself
// stays in front unless the symptom tells more. It reports whether one fits.
func (c *Catalog) symptoms(x *Explanation, text string) bool {
	if len(x.Matches) > 0 && x.Kind != KindText || !isQuestion(text) || speaksOfPeople(text) {
		return false
	}
	found := builtinSymptoms().find(text)
	i := slices.IndexFunc(found, func(s symptom) bool { return s.Over || len(x.Matches) == 0 })
	if i < 0 {
		return false
	}
	named := x.Matches
	x.Matches = nil
	for _, id := range append([]string{found[i].ID}, found[i].Also...) {
		if r := c.byID[id]; r != nil {
			x.take(r)
		}
	}
	for _, m := range named {
		if !x.has(m.ID) {
			x.Matches = append(x.Matches, m)
		}
	}
	x.Kind = KindText
	return true
}

// isQuestion says whether a text reads like a person's words: longer than what
// isSpoken guesses at, because concepts are surer.
func isQuestion(text string) bool {
	return len(text) <= maxAsk && !strings.ContainsAny(text, "[]{}=<>\\|*#@\n") && !strings.Contains(text, "://")
}
