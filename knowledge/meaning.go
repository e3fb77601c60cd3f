package knowledge

// meaning finds entries by what a text is about. It compares the text's
// concepts with those of every name, alias and question: what both share
// against what either lacks, each by how telling it is.
//
// What it keeps is numbered, and lies in few large pieces: examples are made of
// some thousand notions, which many share, so that a text is compared with each
// notion once.
type meaning struct {
	lexicon  *lexicon
	statuses func() *profiles // built when a status is asked for
	records  []*record
	isStatus []bool  // by record: HTTP defines it, or servers log it as a status
	asked    []int32 // by record: how many questions people are known to ask about it
	examples []example
	senses   []int32 // of the examples, one after another: notions
	notions  []notion
	weights  []float64        // how telling each feature is; those beyond occur in no example
	uses     postings         // feature → notions
	stems    map[string]int32 // a stem, or several of a phrase → its number
	prose    postings         // stem → the records whose prose or examples have it
	spelling []spelling       // words that are spelt right, in order
}

// example is one phrasing of an entry, read as senses.
type example struct {
	text       string // normalised
	record     int32
	from, to   int32   // its senses
	vendor     feature // the record's family; noFeature where no word names it
	mustName   bool    // only texts that name the family mean it
	letters    letters // of the text
	troubled   bool    // it tells of trouble
	selfMeant  bool    // its family is asked for without being named
	situation  bool    // a status is chosen for it
	manyWorded bool    // it has three words or more
}

// notion is what a word or phrase of an example stands for.
type notion struct {
	stem    int32
	trouble bool
	weight  float64 // of its most telling feature
}

// selfEvident are the families whose entries are asked for without naming the
// family.
var selfEvident = wordSet("http errno dns tls informal browser")

const (
	// maxMeant is how many words of a text are compared: people ask in fewer.
	maxMeant = 40
	// minEntries is in how many entries a word must occur to be the domain's.
	minEntries = 2
	// contextWorth is what a word that only says where counts, against one that
	// says what.
	contextWorth = 0.5
	// minTypo is the length of the shortest word that is corrected.
	minTypo = 5
)

// isDomain says whether a stem is of the catalogue's language.
func (m *meaning) isDomain(stem int32) bool { return len(m.prose.of(stem)) >= minEntries }

// number returns the number of a stem, -1 for one that nobody has used.
func (m *meaning) number(stem string) int32 {
	if id, ok := m.stems[stem]; ok {
		return id
	}
	return -1
}

// weight is 0 for what no example speaks of.
func (m *meaning) weight(f feature) float64 {
	if f < 0 || int(f) >= len(m.weights) {
		return 0
	}
	return m.weights[f]
}

// alone is the feature of a stem that stands for itself.
func (l *lexicon) alone(stem int32) feature {
	if stem < 0 {
		return noFeature
	}
	return feature(len(l.names)) + feature(stem)
}

// readSenses reads the words of a text, and how telling they are.
func (m *meaning) readSenses(words []string) []sense {
	senses := m.lexicon.senses(words)
	for i := range senses {
		s := &senses[i]
		s.stem = m.number(s.surface)
		if len(s.ids) == 0 {
			s.ids = []feature{m.lexicon.alone(s.stem)}
		}
		for _, f := range s.ids {
			s.weight = max(s.weight, m.weight(f))
		}
	}
	return senses
}
