package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

const (
	// maxQuestionWords: people ask in a dozen words; longer texts are prose.
	maxQuestionWords = 16
	// sureScore is from where a likeness counts as found, offerScore from where
	// it is offered as what may have been meant. Both were set on the corpus:
	// below sureScore noise begins to match.
	sureScore  = 0.74
	offerScore = 0.58
	// strangerCost is what a word of the query that fits nothing takes away,
	// relative to a word of the phrase that is missing.
	strangerCost = 0.6
	// typoWorth is what a misspelt word counts, against 1 for an exact one.
	typoWorth = 0.85
)

// phrase is one name, alias or question, as significant words.
type phrase struct {
	record *record
	text   string // normalised
	words  []int  // indices into likeness.words
	weight float64
}

// likeness finds phrases by words, forgiving typos, order and filling words.
type likeness struct {
	phrases []phrase
	words   []string       // distinct
	index   map[string]int // word → its place in words
	weights []float64      // the rarer the word, the heavier
	uses    [][]int        // word → phrases
}

// newLikeness indexes the phrases.
func newLikeness() *likeness { return &likeness{index: make(map[string]int)} }

// add files a phrase under its words. Filing a phrase twice for one entry does
// no harm.
func (l *likeness) add(text string, r *record) {
	// Numbers are judged by their context, not by likeness.
	words := slices.DeleteFunc(significant(text), isDigits)
	if len(words) == 0 || len(words) > maxQuestionWords {
		return
	}
	p := phrase{record: r, text: normalise(text)}
	for _, w := range words {
		i, ok := l.index[w]
		if !ok {
			i = len(l.words)
			l.index[w] = i
			l.words = append(l.words, w)
			l.uses = append(l.uses, nil)
		}
		if !slices.Contains(p.words, i) {
			p.words = append(p.words, i)
			l.uses[i] = append(l.uses[i], len(l.phrases))
		}
	}
	l.phrases = append(l.phrases, p)
}

// weigh sets the words' weights once all phrases are filed.
func (l *likeness) weigh() {
	l.weights = make([]float64, len(l.words))
	for i, uses := range l.uses {
		l.weights[i] = math.Log(1 + float64(len(l.phrases))/float64(len(uses)))
	}
	for i := range l.phrases {
		for _, w := range l.phrases[i].words {
			l.phrases[i].weight += l.weights[w]
		}
	}
}

// likely is an entry and how like the query one of its phrases is, 0 to 1.
type likely struct {
	record *record
	score  float64
}

// find returns the entries whose phrases are like the text, best first, each
// once.
func (l *likeness) find(text string) []likely {
	words := significant(text)
	if len(words) == 0 || len(words) > maxQuestionWords || len(words) == 1 && isRemark(text) {
		return nil
	}
	scores, strangers := l.gather(words)
	best := make(map[*record]float64)
	whole := normalise(text)
	for i, matched := range scores {
		p := &l.phrases[i]
		score := matched / (p.weight + strangerCost*max(0, strangers[i]))
		if nearlySame(whole, p.text) {
			score = max(score, 0.95)
		}
		best[p.record] = max(best[p.record], score)
	}
	out := make([]likely, 0, len(best))
	for r, s := range best {
		if s >= offerScore {
			out = append(out, likely{r, s})
		}
	}
	slices.SortFunc(out, func(a, b likely) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(familyOrder(a.record), familyOrder(b.record)), strings.Compare(a.record.id, b.record.id))
	})
	return out
}

// isRemark says whether a text of which one word matters is a sentence about it
// rather than a question or a name: "HTTP is a protocol".
func isRemark(text string) bool {
	words := strings.Fields(normalise(text))
	return len(words) > 2 && !slices.ContainsFunc(words, func(w string) bool { return troubleWords[w] })
}

// familyOrder breaks ties: what HTTP itself defines first.
func familyOrder(r *record) int { return ownerRank(r.family) }

// gather adds up, per phrase, the weight of its words that the query has, and
// the weight of the query's words that the phrase lacks.
func (l *likeness) gather(words []string) (scores map[int]float64, strangers map[int]float64) {
	scores, strangers = make(map[int]float64), make(map[int]float64)
	total := 0.0
	covered := make(map[int]float64)
	heaviest := math.Log(1 + float64(len(l.phrases)))
	for _, w := range words {
		known := l.like(w)
		weight := heaviest * 0.7
		got := make(map[int]float64) // phrase → best worth of this word
		for i, worth := range known {
			weight = min(weight, l.weights[i])
			for _, p := range l.uses[i] {
				got[p] = max(got[p], worth*l.weights[i])
			}
		}
		total += weight
		for p, worth := range got {
			scores[p] += worth
			covered[p] += weight
		}
	}
	for p := range scores {
		strangers[p] = total - covered[p]
	}
	return scores, strangers
}

// like returns the known words that the word may be, with what each is worth.
func (l *likeness) like(w string) map[int]float64 {
	if i, ok := l.index[w]; ok {
		return map[int]float64{i: 1}
	}
	out := make(map[int]float64)
	limit := typos(w)
	if limit == 0 {
		return out
	}
	for i, known := range l.words {
		if abs(len(known)-len(w)) <= limit && (known[0] == w[0] || len(w) > 5 && strings.HasSuffix(known, w[len(w)-3:])) &&
			distance(w, known, limit) <= limit {
			out[i] = typoWorth
		}
	}
	return out
}

// significant takes a text apart into the words that matter, in one form each.
func significant(text string) []string {
	var out []string
	for w := range strings.FieldsSeq(normalise(text)) {
		if c, ok := canonical[w]; ok {
			out = append(out, c)
			continue
		}
		if !stopWords[w] {
			out = append(out, stem(w))
		}
	}
	return out
}

// stem takes off the endings that matter least: works, working, worked → work.
func stem(w string) string {
	if isDigits(w) || strings.Contains(w, "_") {
		return w
	}
	for _, ending := range []string{"ing", "ed", "es", "s"} {
		if base, ok := strings.CutSuffix(w, ending); ok && len(base) >= 4 && !strings.HasSuffix(w, "ss") {
			return base
		}
	}
	return w
}
