package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// codeShape is a code that is no word of any language: H12, 500.30.
	codeShape = regexp.MustCompile(`^(?:[HRL]\d\d|[1-5]\d\d\.\d{1,3})$`)
	// smallNumber is a number that says nothing alone: curl's 28, gRPC's 14.
	smallNumber = regexp.MustCompile(`^\d{1,2}$`)
)

// maxName is how many words of a sentence are tried as one name.
const maxName = 4

// codesAmong returns the entries that a person's sentence names by their code,
// or by their name and their family's, whatever the other words are: "grpc
// unavailable randomly", "err_network_changed docker ipv6".
func (c *Catalog) codesAmong(text string) []*record {
	words := separators.Split(strings.TrimSpace(text), -1)
	for i, w := range words {
		words[i] = strings.TrimRight(strings.TrimLeft(strings.TrimPrefix(w, "net::"), "#:*"), ".:*-")
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	s := sentence{catalog: c, words: words, low: make([]string, len(words))}
	for i, w := range words {
		s.low[i] = lowerASCII(w)
	}
	s.families = c.familiesIn(s.low)
	s.people = speaksOfPeople(text)
	var found []*record
	for i := 0; i < len(s.low); i++ {
		records, n := s.at(i)
		if len(records) > 0 {
			found = appendNew(found, records[0])
			i += n - 1
		}
	}
	if len(found) == 0 && !s.people {
		found = s.nearlyNamed()
	}
	return found
}

// sentence is a person's words and the families that they name.
type sentence struct {
	catalog  *Catalog
	words    []string // as they stand there
	low      []string // lower case
	families []string
	people   bool // they speak of people's lives too
}

// at returns the entries that the words from i on name, and how many words that
// takes.
func (s *sentence) at(i int) ([]*record, int) {
	w := s.low[i]
	if strings.Contains(w, "_") && len(w) >= minSymbol+2 {
		found := slices.Concat(s.catalog.byFoldedCode[w], s.catalog.byFoldedCode[expand(w)])
		if len(found) == 0 {
			found = s.catalog.begunBy(w)
		}
		return s.preferred(found), 1
	}
	if r, n := s.spelledOut(i); r != nil {
		return []*record{r}, n
	}
	if found := s.exitCode(i); found != nil {
		return found, 1
	}
	if dotted := strings.Contains(w, ".") && codeShape.MatchString(w); s.people && !dotted || s.catalog.familiesOf(w) != nil {
		return nil, 0
	}
	if r := s.ownCode(s.words[i]); r != nil {
		return []*record{r}, 1
	}
	if strings.ContainsAny(w, "0123456789") {
		return s.number(i), 1
	}
	return s.name(i)
}

// spelledOut returns the entry whose code's parts stand one by one from i on,
// and how many: und err connect timeout.
func (s *sentence) spelledOut(i int) (*record, int) {
	const fewest, most = 3, 6 // parts
	if !codeBeginnings[s.low[i]] {
		return nil, 0
	}
	for n := min(most, len(s.low)-i); n >= fewest; n-- {
		if found := s.catalog.byFoldedCode[strings.Join(s.low[i:i+n], "_")]; len(found) > 0 {
			return s.preferred(found)[0], n
		}
	}
	return nil, 0
}

// codeBeginnings are what codes begin with that are no wording too.
var codeBeginnings = wordSet("err ssl sec pr mozilla ns und hpe curle depth")

// preferred puts the entries of the families that are named in front.
func (s *sentence) preferred(records []*record) []*record {
	if i := slices.IndexFunc(records, func(r *record) bool { return slices.Contains(s.families, r.family) }); i > 0 {
		return records[i:]
	}
	return records
}

// ownCode returns the entry of a family named whose code the word is, letter by
// letter: haproxy's sH, S3's NoSuchBucket. Codes that are words of the language
// are none of it.
func (s *sentence) ownCode(word string) *record {
	if !strings.ContainsAny(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return nil
	}
	for _, f := range s.families {
		if r := s.catalog.byID[f+"/"+word]; r != nil && isCodeWord(word) && (len(word) < 5 || isProgram(word) || !isPlainWord(lowerASCII(word))) {
			return r
		}
	}
	return nil
}

// number returns what a code of figures stands for: with its family's name
// anywhere in the sentence, a small one with that right before it, one of a
// shape of its own with its name or an error's noun beside it.
func (s *sentence) number(i int) []*record {
	w, c := strings.ToUpper(s.low[i]), s.catalog
	next := ""
	if i+1 < len(s.low) {
		next = s.low[i+1]
	}
	if counted[next] || counts(next) || i > 0 && (neverBefore[s.low[i-1]] || measures[s.low[i-1]]) {
		return nil
	}
	if codeShape.MatchString(w) && (i == 0 && (strings.Contains(w, ".") || settings[next]) || numberWords[next] || i > 0 && numberWords[s.low[i-1]] || s.hasName(c.byCode[w])) {
		return s.preferred(c.byCode[w])
	}
	for _, f := range s.families {
		if smallNumber.MatchString(w) && !s.follows(i, f) {
			continue
		}
		if found := c.inFamily(f, w); len(found) > 0 {
			return found
		}
	}
	return nil
}

// counts says whether a word is a plural of no meaning for systems, as what is
// counted is: 1001 nights.
func counts(word string) bool {
	return len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !afterVerb[word] && !technical[word] && !numberWords[word] && !afterNoun[word] &&
		!settings[word] && len(builtinLexicon().terms[stemWord(word)]) == 0
}

// follows says whether a small number stands right behind its family's name, or
// with a noun for codes between, and counts nothing.
func (s *sentence) follows(i int, family string) bool {
	if i+1 < len(s.low) && strings.HasSuffix(s.low[i+1], "s") {
		return false
	}
	k := i - 1
	for k > 0 && (numberWords[s.low[k]] || s.low[k] == "exit") && s.catalog.familiesOf(s.low[k]) == nil {
		k--
	}
	return k >= 0 && slices.Contains(s.catalog.familiesOf(s.low[k]), family)
}

// hasName says whether the sentence has the name of one of the entries.
func (s *sentence) hasName(records []*record) bool {
	text := " " + normalise(strings.Join(s.low, " ")) + " "
	return slices.ContainsFunc(records, func(r *record) bool {
		h := r.head()
		return slices.ContainsFunc(append([]string{h.Name}, h.Aliases...), func(name string) bool {
			return len(name) > 3 && strings.Contains(text, " "+normalise(name)+" ")
		})
	})
}

func (s *sentence) oneFamily() bool { return len(s.families) > 0 && isOne(s.families) }

// isOne says whether all the families are the same.
func isOne(families []string) bool {
	return !slices.ContainsFunc(families, func(f string) bool { return f != families[0] })
}

// name returns the entry that a few words are the name of, the longest first,
// where its family is named too. Of one word only those families' are taken
// whose codes are words: others' names are words of every sentence.
func (s *sentence) name(i int) ([]*record, int) {
	if !s.oneFamily() {
		return nil, 0 // whose name it is, the sentence leaves open
	}
	for n := min(maxName, len(s.low)-i); n > 0; n-- {
		words := s.low[i : i+n]
		var found []*record
		for _, sep := range []string{" ", "_"} {
			name := strings.Join(words, sep)
			found = appendNew(found, s.catalog.vocabulary().exact[name]...)
			found = appendNew(found, s.catalog.byFoldedCode[name]...)
		}
		for _, r := range found {
			if slices.Contains(s.families, r.family) && (n > 1 && (!selfEvident[r.family] || r.family == "tls" && slices.Contains(s.low, "alert")) || r.family == "grpc" && len(words[0]) >= minTypo) {
				return []*record{r}, n
			}
		}
	}
	return nil, 0
}

// nearlyNamed returns the HTTP error whose reason phrase stands in the sentence
// with a slip of the fingers: internal sever error after deploy.
func (s *sentence) nearlyNamed() []*record {
	const least = len("bad gateway")
	for _, r := range s.catalog.records {
		if r.family != "http" || r.code < "400" || isClass(r.id) {
			continue
		}
		name := normalise(r.head().Name)
		n := strings.Count(name, " ") + 1
		if len(name) < least || n == 1 {
			continue
		}
		joined := strings.ReplaceAll(name, " ", "")
		for i := 0; i+n-1 <= len(s.low) && n > 2; i++ { // toomany requests
			if window := strings.Join(s.low[i:i+n-1], ""); window != name && len(window) == len(joined) && nearlySame(window, joined) {
				return []*record{r}
			}
		}
		for i := 0; i+n <= len(s.low); i++ {
			if window := strings.Join(s.low[i:i+n], " "); window != name && window[0] == name[0] && nearlySame(window, name) {
				return []*record{r}
			}
		}
	}
	return nil
}

// takeAmong answers with the codes that a sentence names.
func (c *Catalog) takeAmong(x *Explanation, text string) bool {
	found := c.codesAmong(text)
	x.take(found...)
	if len(found) > 1 {
		x.Kind = KindComparison
		x.Differences = differences(x.Matches)
	}
	return len(found) > 0
}
