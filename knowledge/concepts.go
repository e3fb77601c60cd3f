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

// feature is what a word may stand for: the number of a concept or family in a
// lexicon's names or, from there on, of a stem that stands for itself.
type feature int32

// noFeature is of what no example speaks.
const noFeature feature = -1

// lexicon reads texts as the concepts that they touch.
type lexicon struct {
	names    []string             // of features: "#refuse", "@curl"
	vendors  map[string]feature   // by family
	families map[string][]feature // by the words that name them
	terms    map[string][]term    // first stem → terms, the longest first
	words    map[string]bool      // every word of the terms, for spelling
	anchors  map[string]bool
	context  map[string]bool
	trouble  map[string]bool

	everyday, settled map[string]bool // words
}

// term is a word or phrase that stands for a concept.
type term struct {
	stems   []string
	concept feature
}

// sense is one word or phrase of a text: what it stands for.
type sense struct {
	surface  string    // its stems
	words    []string  // as they stand there
	features []string  // its concepts ("#refuse"), families ("@curl"); the stem itself ("=kibana") where it has none
	ids      []feature // the same as numbers
	stem     int32     // the surface as a number, -1 for one that nobody has used
	weight   float64   // how telling it is
	trouble  bool      // it is of a complaint
	vendor   bool      // it names a family
}

func decodeConcepts() (*lexicon, error) {
	text, plain := plainConcepts(string(conceptFile))
	if !plain {
		text = conceptText{}
		if err := yaml.Load(conceptFile, &text, yaml.WithKnownFields()); err != nil {
			return nil, err
		}
	}
	l := &lexicon{terms: make(map[string][]term), words: make(map[string]bool), anchors: hashed(text.Anchors), context: hashed(text.Context),
		trouble: hashed(text.Trouble), everyday: wordSet(text.Everyday), settled: wordSet(text.Settled)}
	for _, concept := range slices.Sorted(maps.Keys(text.Concepts)) { // a word's first concept must not depend on a map's order
		id := l.name("#" + concept)
		for _, t := range text.Concepts[concept] {
			words := plainWords(t)
			if isHollow(words) && strings.Contains(t, " ") {
				continue // proved absent by the tests
			}
			l.add(term{stems: stems(words), concept: id})
			for _, w := range words {
				l.words[w] = true
			}
		}
	}
	l.nameFamilies()
	return l, nil
}

// plainConcepts reads concepts.yaml quickly; it reports false where that takes
// the decoder.
func plainConcepts(text string) (c conceptText, ok bool) {
	sections, ok := readPlainLists(text)
	for name, lists := range sections {
		switch name {
		case "concepts":
			c.Concepts = lists
		case "anchors":
			c.Anchors = lists[""]
		case "context":
			c.Context = lists[""]
		case "trouble":
			c.Trouble = lists[""]
		case "everyday":
			c.Everyday = strings.Join(lists[""], " ")
		case "settled":
			c.Settled = strings.Join(lists[""], " ")
		default:
			return c, false
		}
	}
	return c, ok
}

func (l *lexicon) name(name string) feature {
	l.names = append(l.names, name)
	return feature(len(l.names) - 1)
}

// nameFamilies files the words that name families, without those that are said
// of anybody's.
func (l *lexicon) nameFamilies() {
	l.vendors, l.families = make(map[string]feature), make(map[string][]feature)
	for _, w := range slices.Sorted(maps.Keys(familyWords)) {
		for _, family := range familyWords[w] {
			id, ok := l.vendors[family]
			if !ok {
				id = l.name("@" + family)
				l.vendors[family] = id
			}
			if !commonWords[w] {
				l.families[w] = append(l.families[w], id)
			}
		}
	}
}

// commonWords name families in a query, but no vendor.
var commonWords = wordSet("tls ssl dns net alert")

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
		ids, n := l.next(words[i:], stemmed[i:], nil)
		if len(ids) > 0 || standsAlone(words[i]) {
			out = append(out, l.sense(words[i:i+n], strings.Join(stemmed[i:i+n], " "), ids))
		}
		i += n
	}
	return out
}

func (l *lexicon) sense(words []string, surface string, ids []feature) sense {
	s := sense{surface: surface, words: words, ids: ids, trouble: l.complains(words, ids)}
	for _, id := range ids {
		s.features = append(s.features, l.names[id])
		s.vendor = s.vendor || l.names[id][0] == '@'
	}
	if len(ids) == 0 {
		s.features = []string{"=" + surface}
	}
	return s
}

// standsAlone says whether a word has a meaning that no term gives it.
func standsAlone(word string) bool { return !particles[word] && !isDigits(word) }

func (l *lexicon) complains(words []string, ids []feature) bool {
	return slices.Contains(words, "not") || slices.ContainsFunc(ids, func(id feature) bool { return l.trouble[l.names[id]] })
}

// next appends to out, which is empty, what the words begin with, and returns
// how many of them that takes.
func (l *lexicon) next(words, stems []string, out []feature) ([]feature, int) {
	n, wide := 1, 0
	second := "" // of the stems, where no number stands there, which takes skips
	if len(stems) > 1 && !isDigits(stems[1]) {
		second = stems[1]
	}
	for _, t := range l.terms[stems[0]] {
		if len(out) > 0 && len(t.stems) < wide {
			break
		}
		if len(t.stems) > len(stems) || second != "" && len(t.stems) > 1 && t.stems[1] != second {
			continue // most terms, and quickly
		}
		if took := takes(stems, t.stems); took > 0 {
			n = took
			wide = len(t.stems)
			if !slices.Contains(out, t.concept) {
				out = append(out, t.concept)
			}
		}
	}
	if n > 1 && len(out) > 0 && words[n-1] == "browser" {
		return out, n // one closes the browser, whoever made it
	}
	for _, w := range words[:n] {
		out = append(out, l.families[w]...)
	}
	return out, n
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

func stems(words []string) []string { return appendStems(make([]string, 0, len(words)), words) }

func appendStems(out, words []string) []string {
	for _, w := range words {
		out = append(out, stemWord(w))
	}
	return out
}

// plainWords takes a text apart into words without those that carry no meaning
// in any phrase. All that deny become "not".
func plainWords(text string) []string { return appendPlainWords(nil, normalise(text)) }

// appendPlainWords does so for a normalised text.
func appendPlainWords(out []string, text string) []string {
	denied, zero := false, false
	for w, rest := "", text; rest != ""; {
		w, rest, _ = strings.Cut(rest, " ")
		none := zero && troubles[w] // 0 failed
		zero = w == "0" || w == "zero"
		if w == "to" && tooWords[firstWord(rest)] {
			w = "too" // to long, to many
		}
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

// tooWords follow too, which is often written to.
var tooWords = wordSet("long big large many much fast slow old often short early late few heavy busy small high")

func firstWord(text string) string {
	w, _, _ := strings.Cut(text, " ")
	return w
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
