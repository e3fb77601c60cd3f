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
	if len(words) == 0 || len(words) > maxQuestionWords {
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

// typos is how many slips a word of this length may hold and still be read.
func typos(w string) int {
	switch {
	case len(w) < 4 || isDigits(w):
		return 0
	case len(w) < 8:
		return 1
	}
	return 2
}

// nearlySame compares whole phrases: "to many requests".
func nearlySame(a, b string) bool {
	if len(a) > 60 || len(a) < 6 {
		return a == b
	}
	limit := max(1, len(b)/8)
	return abs(len(a)-len(b)) <= limit && distance(a, b, limit) <= limit
}

func abs(n int) int { return max(n, -n) }

// distance counts the letters to add, drop, change or swap with their neighbour
// to make b of a; above limit the count is not exact.
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) > limit {
		return limit + 1
	}
	var rows [3][64]int
	if len(b) >= len(rows[0]) {
		return limit + 1
	}
	prev2, prev, row := rows[0][:], rows[1][:], rows[2][:]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}

// stopWords carry no meaning in a question about an error.
var stopWords = wordSet(`a about am an and any are as at be been being but by can could did do does doing for from get gets getting
	got had has have he help hi i if in into is it its just keep keeps kept me my of on or our out please say says saying she should so
	some tell that the their them then there these they this those to us was we were what whats when where which while who why
	will would with you your how im ive dont cant error errors code status http https message problem issue explain mean means meaning
	seeing see since after before now always every time page site website url only really still suddenly`)

// canonical maps words that people use for one another to one of them.
var canonical = map[string]string{
	"cert": "certificate", "certs": "certificate", "ssl": "tls", "auth": "authentication", "conn": "connection", "req": "request",
	"resp": "response", "unauthorised": "unauthorized", "authorised": "authorized", "timed": "timeout", "timedout": "timeout",
	"timeouts": "timeout", "timing": "timeout", "redirected": "redirect", "redirects": "redirect", "redirecting": "redirect", "redirection": "redirect",
	"cannot": "cant", "isnt": "not", "doesnt": "not", "wont": "not", "didnt": "not", "srv": "server", "hostname": "host",
	"webpage": "page", "max": "maximum", "denied": "deny", "refused": "refuse", "blocked": "block", "moved": "move",
	"expired": "expire", "expires": "expire", "expiring": "expire", "loops": "loop", "looping": "loop", "exceeded": "exceed",
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
