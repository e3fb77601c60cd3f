package knowledge

import (
	_ "embed" // for concepts.yaml
	"maps"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed concepts.yaml
var conceptFile []byte

// conceptText is concepts.yaml as it is written.
type conceptText struct {
	Concepts map[string][]string `yaml:"concepts"`
	// Anchors are concepts of systems: a text without any is not about one.
	Anchors []string `yaml:"anchors"`
	// Context are concepts that say where something happened rather than what.
	Context []string `yaml:"context"`
	// Trouble are concepts that make a text a complaint.
	Trouble []string `yaml:"trouble"`
	// Everyday and Settled are words: of people's lives, and of good news.
	Everyday string `yaml:"everyday"`
	Settled  string `yaml:"settled"`
}

// lexicon reads texts as the concepts that they touch.
type lexicon struct {
	terms   map[string][]term // first stem → terms, the longest first
	words   map[string]bool   // every word of the terms, for spelling
	anchors map[string]bool
	context map[string]bool
	trouble map[string]bool

	everyday, settled map[string]bool // words
}

// term is a word or phrase that stands for a concept.
type term struct {
	stems   []string
	concept string
}

// sense is one word or phrase of a text: what it stands for.
type sense struct {
	surface  string   // its stems
	words    []string // as they stand there
	features []string // its concepts ("#refuse"), families ("@curl"); the stem itself ("=kibana") where it has none
	weight   float64  // how telling it is
	trouble  bool     // it is of a complaint
	vendor   bool     // it names a family
}

func decodeConcepts() (*lexicon, error) {
	var text conceptText
	if err := yaml.Load(conceptFile, &text, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	l := &lexicon{terms: make(map[string][]term), words: make(map[string]bool), anchors: hashed(text.Anchors), context: hashed(text.Context),
		trouble: hashed(text.Trouble), everyday: wordSet(text.Everyday), settled: wordSet(text.Settled)}
	for _, concept := range slices.Sorted(maps.Keys(text.Concepts)) { // a word's first concept must not depend on a map's order
		for _, t := range text.Concepts[concept] {
			words := plainWords(t)
			if isHollow(words) && strings.Contains(t, " ") {
				continue // proved absent by the tests
			}
			l.add(term{stems: stems(words), concept: "#" + concept})
			for _, w := range words {
				l.words[w] = true
			}
		}
	}
	return l, nil
}

// isHollow says whether nothing but words without a meaning of their own is left
// of a phrase.
func isHollow(words []string) bool {
	return len(words) == 0 || len(words) == 1 && (words[0] == "not" || particles[words[0]])
}

func hashed(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set["#"+n] = true
	}
	return set
}

func (l *lexicon) add(t term) {
	first := t.stems[0]
	list := l.terms[first]
	at := 0
	for at < len(list) && len(list[at].stems) >= len(t.stems) {
		at++
	}
	l.terms[first] = append(list[:at:at], append([]term{t}, list[at:]...)...)
}

var builtinLexicon = sync.OnceValue(func() *lexicon {
	l, err := decodeConcepts()
	if err != nil {
		panic("knowledge: decoding concepts.yaml: " + err.Error()) // embedded, and proved whole by the tests
	}
	return l
})

// senses reads the words of a text, the longest terms first.
func (l *lexicon) senses(words []string) []sense {
	stemmed := stems(words)
	var out []sense
	for i := 0; i < len(words); {
		s, n := l.at(stemmed[i:])
		s.features = append(s.features, familyFeatures(words[i:i+n])...)
		if len(s.features) == 0 && !particles[words[i]] && !isDigits(words[i]) {
			s.features = []string{"=" + stemmed[i]}
		}
		if len(s.features) > 0 {
			s.words = words[i : i+n]
			s.vendor = slices.ContainsFunc(s.features, func(f string) bool { return f[0] == '@' })
			s.trouble = slices.Contains(words[i:i+n], "not") || slices.ContainsFunc(s.features, func(f string) bool { return l.trouble[f] })
			out = append(out, s)
		}
		i += n
	}
	return out
}

// at returns what the stems begin with, and how many of them it takes.
func (l *lexicon) at(stems []string) (sense, int) {
	n, wide := 1, 0
	var features []string
	for _, t := range l.terms[stems[0]] {
		if len(features) > 0 && len(t.stems) < wide {
			break
		}
		if took := takes(stems, t.stems); took > 0 {
			n = took
			wide = len(t.stems)
			if !slices.Contains(features, t.concept) {
				features = append(features, t.concept)
			}
		}
	}
	return sense{surface: strings.Join(stems[:n], " "), features: features}, n
}

// takes says how many of the words a term takes that they begin with, 0 where
// they do not. A number between its words changes nothing: disk 100 % full.
func takes(words, term []string) int {
	at := 0
	for _, t := range term {
		for at > 0 && at < len(words) && words[at] != t && isDigits(words[at]) {
			at++
		}
		if at == len(words) || words[at] != t {
			return 0
		}
		at++
	}
	return at
}

// familyFeatures names the families that a word stands for.
func familyFeatures(words []string) []string {
	var out []string
	for _, w := range words {
		for _, f := range familyWords[w] {
			if w != "tls" && w != "ssl" && w != "dns" && w != "net" && w != "alert" {
				out = append(out, "@"+f)
			}
		}
	}
	return out
}

func stems(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = stemWord(w)
	}
	return out
}

// plainWords takes a text apart into words without those that carry no meaning
// in any phrase. All that deny become "not".
func plainWords(text string) []string {
	var out []string
	denied, zero := false, false
	for w := range strings.FieldsSeq(normalise(text)) {
		none := zero && troubles[w] // 0 failed
		zero = w == "0" || w == "zero"
		switch {
		case none:
			continue
		case denials[w]:
			w = "not"
			denied = true
		case denied && w == "to":
			continue // unable to, fails to
		case mute[w]:
			continue
		case '0' <= w[0] && w[0] <= '9':
			w = quantity(w)
			denied = false
		case w == "fails" || w == "failed" || w == "fail":
			denied = false
		default:
			denied = false
		}
		out = append(out, w)
	}
	return out
}

// quantity returns the word for a size or a time in figures: 50mb, 30s.
func quantity(w string) string {
	switch strings.TrimLeft(w, "0123456789") {
	case "kb", "mb", "gb", "mib", "gib":
		return "mb"
	case "s", "sec", "secs", "min", "mins":
		return "second"
	}
	return w
}

// troubles are what a report counts.
var troubles = wordSet("failed failures failure fail error errors warnings warning")

// denials are the ways to say not.
var denials = wordSet(`not no never cant cannot wont doesnt dont isnt arent wasnt werent couldnt didnt hasnt havent hadnt shouldnt wouldnt
	unable aint neither nor nothing nobody none`)

// mute words carry no meaning, within phrases neither.
var mute = wordSet(`a an the my our your its his her their this that these those is are was were be been being am i we you it they he she
	him us them me do does did done have has had will would should could can may might must just really very even also some any please hi hello hey
	there so then im ive were id ill theyre youre its whats actually simply only still already now always every quite rather completely totally entirely constantly basically apparently probably maybe seems seem seemingly own somehow kind`)

// particles matter within phrases only.
var particles = wordSet(`in on at to of for by with from after before when while if as and or but than into onto over under up out off about
	such what which who whom why how where because since until till during through between via per say says said saying get gets getting got give gives gave
	see sees seeing seen tell tells told keep keeps kept make makes made let us use uses used using try tries tried trying want wants
	all each both more most much many few one two three time times day today yesterday morning week month new old other another same again
	mean means meaning code codes status number message happen happens happened happening cause causes reason help fix fixed know think need needs
	come comes came go goes went show shows shown showing look looks like thing things something anything everything someone everyone anyone way 
	first last next then here back since ago yet not too well long big lot lots bit right behind inside outside around against within
	put puts run runs running start starts started set sets call called name side end part place moment hour hours
	am pm mr ms s t m re ve d ll vs explain problem problems issue issues question reason reasons nightly daily weekly hourly anyone idea guys team folks thanks suddenly sudden recently lately lol pls plz plss wtf omg btw asap vs. n u r ur cuz coz bc`)
