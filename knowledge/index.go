package knowledge

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// indexer builds a meaning. The first question waits for it, and a bot at rest
// keeps what it leaves: so it numbers every word once and works in memory that
// it uses again.
type indexer struct {
	*meaning
	notionIDs map[string]int32 // notionKey → notion
	features  []posting        // of the notions
	known     map[string]bool  // words of minTypo letters or more that are spelt right
	texts     *strings.Builder // the examples' texts, one after another

	// Used again for every text.
	words, stemmed []string
	ids            []feature
	situations     bool // what is added is situations
	surface, key   []byte
}

const (
	// manyExamples, manySenses and manyStems are what the built-in catalogue has,
	// rounded up: a guess too low costs a copy, one too high some memory.
	manyExamples = 8000
	manySenses   = 24000
	manyStems    = 5500
	// textBytes is how much text is kept in one piece.
	textBytes = 1 << 16
	// proseBytes is about how many bytes of prose hold a word that the entry has
	// not used before.
	proseBytes = 12
)

func newMeaning(c *Catalog) *meaning {
	m := &meaning{
		lexicon: builtinLexicon(), records: c.records, asked: make([]int32, len(c.records)), stems: make(map[string]int32, manyStems),
		examples: make([]example, 0, manyExamples), senses: make([]int32, 0, manySenses),
	}
	b := &indexer{meaning: m, notionIDs: make(map[string]int32, manyStems/2), known: make(map[string]bool, manyStems), texts: new(strings.Builder)}
	var prose prose
	var reading sync.WaitGroup
	reading.Go(func() { prose = readProse(c.records) })
	for w := range m.lexicon.words {
		b.know(w)
	}
	b.addNames()
	b.addQuestions(c.wordings().questions)
	byRecord := b.byRecord()
	b.weigh(byRecord)
	reading.Wait()
	b.addProse(prose, byRecord)
	b.keepSpelling()
	m.statuses = sync.OnceValue(func() *profiles { return newProfiles(m) })
	return m
}

func (b *indexer) know(w string) {
	if len(w) >= minTypo && !b.known[w] {
		b.known[w] = true
	}
}

func (b *indexer) addNames() {
	b.isStatus = make([]bool, len(b.records))
	for i, r := range b.records {
		b.isStatus[i] = (r.family == "http" || r.family == "nginx") && isStatus(r.code)
		h := r.head()
		b.add(i, h.Name, false)
		for _, a := range h.Aliases {
			b.add(i, a, false)
		}
		if words := codeWords(h.Code); words != h.Code {
			b.add(i, words, false)
		}
	}
}

func (b *indexer) addQuestions(more []question) {
	questions, err := readQuestions(questionFiles)
	if err != nil {
		panic("knowledge: " + err.Error()) // embedded, and proved whole by the tests
	}
	for _, q := range more {
		questions.Questions[q.id] = append(questions.Questions[q.id], q.text)
	}
	for i, r := range b.records { // in the catalogue's order: ties must not depend on a map's
		for _, q := range questions.Questions[r.id] {
			b.add(i, q, false)
			b.asked[i]++
		}
		for _, q := range questions.Plain[r.id] {
			b.add(i, q, true)
			b.asked[i]++
		}
		b.situations = true
		for _, q := range questions.Situations[r.id] {
			b.add(i, q, true)
			b.asked[i]++
		}
		b.situations = false
	}
}

// codeWords writes a code as words: ERR_TIMED_OUT, RequestTimeTooSkewed.
func codeWords(code string) string {
	var b strings.Builder
	b.Grow(len(code) + 8) // for the spaces of a long one
	last := ' '
	for _, r := range strings.TrimPrefix(strings.ReplaceAll(code, "_", " "), "CURLE ") {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// normal returns a text normalised, kept beside others.
func (b *indexer) normal(text string) string {
	if room := 2 * len(text); b.texts.Cap()-b.texts.Len() < room {
		b.texts = new(strings.Builder)
		b.texts.Grow(max(textBytes, room))
	}
	from := b.texts.Len()
	writeNormal(b.texts, text)
	return b.texts.String()[from:]
}

// add files a phrasing of an entry; plain says that it needs no vendor's name.
func (b *indexer) add(record int, phrase string, plain bool) {
	text := b.normal(phrase)
	b.words = appendPlainWords(b.words[:0], text)
	if len(b.words) == 0 || len(b.words) > maxMeant {
		return
	}
	family := b.records[record].family
	e := example{text: text, record: int32(record), from: int32(len(b.senses)), vendor: noFeature, selfMeant: selfEvident[family], situation: b.situations, letters: lettersOf(text), manyWorded: strings.Count(text, " ") > 1}
	if id, ok := b.lexicon.vendors[family]; ok {
		e.vendor = id
	}
	named, more := b.addSenses(&e)
	if !more {
		b.senses = b.senses[:e.from]
		return // nothing but the vendor's name
	}
	for _, w := range b.words {
		b.know(w)
	}
	e.mustName = named || !plain && !e.selfMeant
	e.to = int32(len(b.senses))
	b.examples = append(b.examples, e)
}

// addSenses reads the words as the example's senses, and says whether they name
// its vendor, and whether anything else.
func (b *indexer) addSenses(e *example) (named, more bool) {
	b.stemmed = appendStems(b.stemmed[:0], b.words)
	for i, n := 0, 0; i < len(b.words); i += n {
		b.ids, n = b.lexicon.next(b.words[i:], b.stemmed[i:], b.ids[:0])
		alone := len(b.ids) == 0
		if alone && !standsAlone(b.words[i]) {
			continue
		}
		stem := b.stem(b.stemmed[i : i+n])
		if alone {
			b.ids = append(b.ids, b.lexicon.alone(stem))
		}
		isVendor := slices.Contains(b.ids, e.vendor)
		named, more = named || isVendor, more || !isVendor
		trouble := !alone && b.lexicon.complains(b.words[i:i+n], b.ids) || slices.Contains(b.words[i:i+n], "not")
		e.troubled = e.troubled || trouble
		b.senses = append(b.senses, b.notion(stem, trouble))
	}
	return named, more
}

// stem numbers a stem, or those of a phrase.
func (b *indexer) stem(stems []string) int32 {
	if len(stems) == 1 {
		return b.stem1(stems[0])
	}
	b.surface = b.surface[:0]
	for i, s := range stems {
		if i > 0 {
			b.surface = append(b.surface, ' ')
		}
		b.surface = append(b.surface, s...)
	}
	if id, ok := b.stems[string(b.surface)]; ok {
		return id
	}
	return b.stem1(string(b.surface))
}

func (b *indexer) stem1(stem string) int32 {
	id, ok := b.stems[stem]
	if !ok {
		id = int32(len(b.stems))
		b.stems[stem] = id
	}
	return id
}

// notion numbers what stands in ids.
func (b *indexer) notion(stem int32, trouble bool) int32 {
	b.key = binary.LittleEndian.AppendUint32(b.key[:0], uint32(stem))
	for _, f := range b.ids {
		b.key = binary.LittleEndian.AppendUint32(b.key, uint32(f))
	}
	if trouble {
		b.key = append(b.key, 1)
	}
	id, ok := b.notionIDs[string(b.key)]
	if !ok {
		id = int32(len(b.notions))
		b.notionIDs[string(b.key)] = id
		b.notions = append(b.notions, notion{stem: stem, trouble: trouble})
		for _, f := range b.ids {
			b.features = append(b.features, posting{int32(f), id})
		}
	}
	return id
}

// byRecord returns the examples grouped by record: they come by name, then by
// question.
func (b *indexer) byRecord() postings {
	all := make([]posting, len(b.examples))
	for i := range b.examples {
		all[i] = posting{b.examples[i].record, int32(i)}
	}
	return newPostings(len(b.records), all)
}

// weigh sets how telling each feature is: the fewer entries, the more.
func (b *indexer) weigh(byRecord postings) {
	total, last := 0, int32(-1)
	for i := range b.examples {
		if r := b.examples[i].record; r != last {
			total, last = total+1, r
		}
	}
	n := len(b.lexicon.names) + len(b.stems)
	b.uses = newPostings(n, b.features)
	of := make([]posting, len(b.features)) // the features of each notion
	for i, f := range b.features {
		of[i] = posting{f.member, f.list}
	}
	features := newPostings(len(b.notions), of)
	entries, seen := make([]int, n), make([]int32, n) // seen: one more than the last record
	for r := range b.records {
		for _, i := range byRecord.of(int32(r)) {
			for _, s := range b.senses[b.examples[i].from:b.examples[i].to] {
				for _, f := range features.of(s) {
					if seen[f] != int32(r)+1 {
						seen[f] = int32(r) + 1
						entries[f]++
					}
				}
			}
		}
	}
	b.weights = make([]float64, n)
	for f, count := range entries {
		if count == 0 {
			continue
		}
		b.weights[f] = math.Log(1 + float64(total)/float64(count))
		if f < len(b.lexicon.names) && b.lexicon.context[b.lexicon.names[f]] {
			b.weights[f] *= contextWorth
		}
	}
	for i := range b.notions {
		for _, f := range features.of(int32(i)) {
			b.notions[i].weight = max(b.notions[i].weight, b.weights[f])
		}
	}
}

// prose is what the entries' texts are written in: each word once for each
// entry, in the entries' order.
type prose struct {
	words []string
	uses  []posting // word → record
}

// readProse reads the words of the catalogue: the language of the domain.
func readProse(records []*record) (p prose) {
	size := 0
	for _, r := range records {
		size += len(r.text)
	}
	p.uses = make([]posting, 0, size/proseBytes)
	p.words = make([]string, 0, 2*manyStems)
	last := make([]int32, 0, 2*manyStems) // by word: the last record that has it
	numbers := newWordTable(2 * manyStems)
	for i, r := range records {
		text, _, _ := strings.Cut(r.text, "\n    sources:")
		for w, hash, rest := nextWord(text); w != ""; w, hash, rest = nextWord(rest) {
			slot := numbers.slot(w, hash)
			word := slot.number
			if slot.word == "" {
				word = int32(len(p.words))
				numbers.set(w, hash, word)
				p.words, last = append(p.words, w), append(last, -1)
			}
			if last[word] != int32(i) {
				last[word] = int32(i)
				p.uses = append(p.uses, posting{word, int32(i)})
			}
		}
	}
	return p
}

// addProse notes which records have a stem, in their prose or their examples.
func (b *indexer) addProse(p prose, byRecord postings) {
	stems := make([]int32, len(p.words)) // by word
	for i, w := range p.words {
		stems[i] = b.stem1(stemWord(strings.ToLower(w)))
	}
	all := make([]posting, 0, len(p.uses)+len(b.senses))
	last := make([]int32, len(b.stems)) // by stem: one more than the last record that has it
	note := func(stem, record int32) {
		if last[stem] != record+1 {
			last[stem] = record + 1
			all = append(all, posting{stem, record})
		}
	}
	uses := p.uses
	for i := range int32(len(b.records)) {
		for ; len(uses) > 0 && uses[0].member == i; uses = uses[1:] {
			note(stems[uses[0].list], i)
		}
		for _, k := range byRecord.of(i) {
			for _, s := range b.senses[b.examples[k].from:b.examples[k].to] {
				note(b.notions[s].stem, i)
			}
		}
	}
	b.prose = newPostings(len(b.stems), all)
	for i, w := range p.words {
		if len(w) >= minTypo && b.isDomain(stems[i]) {
			b.know(strings.ToLower(w))
		}
	}
}

func (b *indexer) keepSpelling() {
	b.spelling = make([]spelling, 0, len(b.known))
	for w := range b.known {
		b.spelling = append(b.spelling, spelling{w, lettersOf(w), b.lexicon.words[w]})
	}
	slices.SortFunc(b.spelling, func(x, y spelling) int { return strings.Compare(x.word, y.word) })
}
