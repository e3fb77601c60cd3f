package knowledge

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxAsk is the length in bytes up to which a text is read as something that a
// person typed. Longer texts are pasted.
const maxAsk = 240

// asking is a short query taken apart: the entries that it names.
type asking struct {
	catalog  *Catalog
	families []string // whose context the query names: "curl 28"
	here     []string // those of them that the current word is asked of
	items    []askedItem
	leftover []string  // words that are no code, no family and not filler
	either   []*record // what a word may stand for that names no one entry: haproxy/sh
	plain    bool      // the query is the code alone, or asks for an error's number
	compares bool      // the query says that it compares: "or", "vs"
	// contrasts says that it does by a word of nothing else: "vs", "difference".
	contrasts bool
}

// askedItem is one code of a query.
type askedItem struct {
	records  []*record // the likeliest first
	unknown  string    // the number asked for as it was typed, where nobody uses it
	number   int       // and its value
	families []string  // that the query names beside it
}

var (
	separators   = regexp.MustCompile(`[\s,;|()\[\]{}?!"'<>=+` + "`" + `]+`)
	classToken   = regexp.MustCompile(`^([1-5])(?:[xX][xX]|\*\*|\d[xX])s?$`)
	rangeToken   = regexp.MustCompile(`^([1-5])(\d\d)(?:-|–|—|\.\.+|to)([1-5])(\d\d)$`)
	numberToken  = regexp.MustCompile(`^-?\d{1,5}$`)
	pluralToken  = regexp.MustCompile(`^([1-5]\d\d)'?s$`)
	slashedCodes = regexp.MustCompile(`^\d{3}(?:/\d{3})+$`)
	phone        = regexp.MustCompile(`(?:^|\s)\+\d`)
	ticket       = regexp.MustCompile(`^#\d`)
	stateToken   = regexp.MustCompile(`^([A-Za-z-]{2})[A-Za-z-]{2}$`)
)

// familiesOf returns the families that a word names: by its usual names, and
// the team's own by its slug.
func (c *Catalog) familiesOf(word string) []string {
	if known := familyWords[word]; known != nil {
		return known
	}
	for _, f := range c.families {
		if f.Slug == word && word != "http" {
			return []string{word}
		}
	}
	return nil
}

// ask reads a short text as a question about codes. It reports false when
// the text holds anything else that is not understood.
func (c *Catalog) ask(text string) (*asking, bool) {
	a := &asking{catalog: c}
	if !isASCII(text) {
		text = spaceScripts(text)
	}
	words := separators.Split(strings.TrimSpace(text), -1)
	for _, w := range words {
		a.families = append(a.families, c.familiesOf(strings.ToLower(strings.Trim(w, ".:")))...)
	}
	a.plain = len(words) == 1 || slices.ContainsFunc(words, func(w string) bool { return numberWords[strings.ToLower(w)] })
	for i, w := range words {
		a.here = a.scope(words, i)
		a.word(w)
	}
	a.compares = a.compares || strings.Contains(text, ",") || slashedCodes.MatchString(text)
	return a, len(a.items) > 0 && (len(a.leftover) == 0 || a.comparesStatuses() || a.asksClass()) && !a.mixed() && !phone.MatchString(text)
}

// scope returns the families that the word at i is asked of: all that the query
// names, but what stands before the first of them, where more follows behind:
// 502 vs cloudflare 522.
func (a *asking) scope(words []string, i int) []string {
	family := slices.IndexFunc(words, func(w string) bool { return a.catalog.familiesOf(strings.ToLower(strings.Trim(w, ".:"))) != nil })
	if i < family && slices.ContainsFunc(words[family:], numberToken.MatchString) {
		return nil
	}
	return a.families
}

// comparesStatuses says whether the query compares statuses, and what else it
// says is a few words that count nothing: 500 vs 503 which one for db down.
func (a *asking) comparesStatuses() bool {
	const fewWords = 6
	if !a.contrasts || len(a.items) < 2 || len(a.leftover) > fewWords {
		return false
	}
	for _, it := range a.items {
		if it.unknown != "" || !isStatus(it.records[0].code) {
			return false
		}
	}
	return !slices.ContainsFunc(a.leftover, func(w string) bool { return counted[w] || neverBefore[w] || builtinLexicon().everyday[w] })
}

// classWords are what people call a class of statuses, or what they ask of one.
var classWords = wordSet("family families group groups class classes category categories type types kind kinds sort sorts list lists range ranges overview all every inside within members member exist exists full complete wht wat whats diffrent")

// asksClass says whether the query names classes only, and says nothing else
// than that it does: 3xx family.
func (a *asking) asksClass() bool {
	for _, it := range a.items {
		if len(it.records) == 0 || !isClass(it.records[0].id) || it.unknown != "" {
			return false
		}
	}
	return !slices.ContainsFunc(a.leftover, func(w string) bool { return !classWords[w] })
}

// detail returns the codes of a query that names a proxy's own beside a status,
// and nothing else: UO 503.
func (a *asking) detail() []*record {
	if len(a.items) != 2 || len(a.leftover) > 0 || !a.mixed() {
		return nil
	}
	first, second := a.items[0], a.items[1]
	if first.unknown != "" || second.unknown != "" {
		return nil
	}
	if isStatus(first.records[0].code) {
		first, second = second, first
	}
	if f := first.records[0].family; f != "envoy" && f != "haproxy" && f != "heroku" {
		return nil
	}
	return []*record{first.records[0], second.records[0]}
}

// mixed says whether the query holds a status and another kind of code beside it
// without comparing them, as a log line does: 503 UH.
func (a *asking) mixed() bool {
	numbers := 0
	for _, it := range a.items {
		if it.unknown != "" || isStatus(it.records[0].code) {
			numbers++
		}
	}
	return !a.compares && numbers > 0 && numbers < len(a.items)
}

// word takes in one word of the query.
func (a *asking) word(w string) {
	if ticket.MatchString(w) {
		a.leftover = append(a.leftover, w) // #404 is an issue, not a status
		return
	}
	w = strings.TrimRight(strings.TrimLeft(strings.TrimPrefix(w, "net::"), "#:*_"), ".:*_")
	low := strings.ToLower(w)
	switch {
	case w == "":
	case low == "-" || low == "/" || low == "&" || low == "–" || low == "—":
	case slashedCodes.MatchString(w):
		for part := range strings.SplitSeq(w, "/") {
			a.word(part)
		}
	case a.code(w, low):
	case compareWords[low]:
		a.compares = true
		a.contrasts = a.contrasts || len(low) == 2 && low != "or" || strings.HasPrefix(low, "diff") || strings.HasPrefix(low, "v")
	case fillers[low] || a.catalog.familiesOf(low) != nil || isForeignFiller(low):
	default:
		a.leftover = append(a.leftover, low)
	}
}

// code adds the item that the word names, if it names one.
func (a *asking) code(w, low string) bool {
	if m := classToken.FindStringSubmatch(w); m != nil {
		return a.add(a.catalog.byID["http/"+m[1]+"xx"])
	}
	if m := rangeToken.FindStringSubmatch(w); m != nil && m[1] == m[3] {
		return a.span(m[1], m[2], m[4])
	}
	if m := pluralToken.FindStringSubmatch(low); m != nil {
		w, low = m[1], m[1]
	}
	if numberToken.MatchString(w) {
		return a.number(w)
	}
	if strings.Contains(w, "/") {
		a.either = append(a.either, a.catalog.byFolded[low]...)
		return a.add(a.catalog.find(w)...)
	}
	return a.symbol(w, low)
}

// span adds a range of codes: 400-499 is a class, 401-403 are three codes.
func (a *asking) span(class, from, to string) bool {
	low, _ := strconv.Atoi(class + from)
	high, _ := strconv.Atoi(class + to)
	if high-low > maxSpan {
		return a.add(a.catalog.byID["http/"+class+"xx"])
	}
	for n := low; n <= high; n++ {
		a.add(a.catalog.bareNumber(strconv.Itoa(n))...)
	}
	a.compares = true
	return len(a.items) > 0
}

// maxSpan is the widest range that is compared code by code: what still fits
// side by side.
const maxSpan = 4

// number adds a number, in the context of the families that the query names.
func (a *asking) number(w string) bool {
	c := a.catalog
	var records []*record
	for _, f := range a.here {
		records = appendNew(records, c.inFamily(f, w)...)
	}
	bare := c.bareNumber(w)
	if len(a.families) > 0 && len(records) == 0 && len(w) > 3 && w[0] != '-' {
		bare = slices.DeleteFunc(bare, func(r *record) bool { return r.family == "apple" }) // port 3000 of node
	}
	if len(strings.TrimPrefix(w, "-")) > 3 && len(a.families) == 0 && !a.plain {
		a.leftover = append(a.leftover, w)
		a.either = append(a.either, bare...)
		return true
	}
	if len(records) > 0 {
		// "cloudflare 502": the vendor's meaning first, then the standard's.
		if r := c.byID["http/"+w]; r != nil {
			records = appendNew(records, r)
		}
		return a.add(records...)
	}
	if len(bare) > 0 && bare[0].family == "http" && len(a.here) > 0 {
		return a.add(append(bare[:1:1], c.subStatuses(a.here, w)...)...) // what others mean by it was not asked
	}
	if len(bare) > 0 && bare[0].family == "http" || (len(bare) > 0 && !assignable(w)) {
		return a.add(bare...)
	}
	return a.unassigned(w, bare)
}

// subStatuses returns what the families tell apart within a status: iis/503.2.
func (c *Catalog) subStatuses(families []string, status string) []*record {
	var found []*record
	for _, r := range c.records {
		if strings.HasPrefix(r.code, status+".") && slices.Contains(families, r.family) && len(found) < maxCompared {
			found = append(found, r)
		}
	}
	return found
}

// unassigned adds a number that HTTP does not define, with those who use it.
func (a *asking) unassigned(w string, owners []*record) bool {
	n, _ := strconv.Atoi(w)
	if len(owners) > 0 {
		return a.add(owners...)
	}
	item := askedItem{number: n, unknown: w, families: a.here}
	if assignable(w) {
		if class := a.catalog.byID["http/"+w[:1]+"xx"]; class != nil {
			item.records = []*record{class}
		}
	}
	a.items = append(a.items, item)
	return true
}

// assignable says whether the number lies where HTTP has status codes.
func assignable(w string) bool { return len(w) == 3 && w[0] >= '1' && w[0] <= '5' }

// symbol adds a code that is not a number: H12, ECONNREFUSED, UH, sH--, 404.13.
func (a *asking) symbol(w, low string) bool {
	c := a.catalog
	for _, f := range a.families {
		a.either = append(a.either, c.byFolded[f+"/"+low]...)
		if found := c.inFamily(f, w); len(found) > 0 {
			return a.add(c.withStatus(found)...)
		}
		if m := stateToken.FindStringSubmatch(w); m != nil && f == "haproxy" {
			if found := c.inFamily(f, m[1]); len(found) > 0 {
				return a.add(found...)
			}
		}
	}
	if fillers[low] || c.familiesOf(low) != nil {
		return false
	}
	if found := c.byFoldedCode[low]; len(found) > 0 && isPlainWord(low) {
		// A code that is an English word too: "unauthorized" is asked of HTTP.
		if named := c.vocabulary().exact[low]; len(named) > 0 && named[0].family == "http" {
			return a.add(appendNew(slices.Clone(named), found...)...)
		}
	}
	if found := c.byCode[w]; len(found) > 0 && len(w) > 1 && isCodeWord(w) {
		return a.add(c.withStatus(found)...)
	}
	if m := stateToken.FindStringSubmatch(w); m != nil && strings.HasSuffix(w, "-") {
		if r := c.byID["haproxy/"+m[1]]; r != nil {
			return a.add(r)
		}
	}
	if found := c.byFoldedCode[low]; len(found) > 0 && len(w) >= 3 && isCodeWord(found[0].code) && (w != low || len(builtinLexicon().terms[stemWord(low)]) == 0) {
		return a.add(found...)
	}
	return false
}

// withStatus adds the plain status behind a sub-status: http/404 behind
// iis/404.13.
func (c *Catalog) withStatus(records []*record) []*record {
	status, _, isSub := strings.Cut(records[0].code, ".")
	if r := c.byID["http/"+status]; isSub && r != nil {
		return appendNew(records[:len(records):len(records)], r)
	}
	return records
}

// isCodeWord rules out codes that are plain words, such as TLS's timeout: those
// need their context.
func isCodeWord(code string) bool {
	return strings.ToLower(code) != code || strings.ContainsAny(code, "_-.0123456789")
}

// add appends an item unless the query named it before.
func (a *asking) add(records ...*record) bool {
	if len(records) == 0 || records[0] == nil {
		return false
	}
	for _, it := range a.items {
		if len(it.records) > 0 && it.records[0] == records[0] && it.unknown == "" {
			return true
		}
	}
	a.items = append(a.items, askedItem{records: records})
	return true
}

func appendNew(list []*record, more ...*record) []*record {
next:
	for _, r := range more {
		for _, have := range list {
			if have == r {
				continue next
			}
		}
		list = append(list, r)
	}
	return list
}

// isTicket says whether a text is nothing but a small number behind a sign:
// #404 is an issue, $500 a price.
func isTicket(text string) bool {
	return len(text) > 1 && !isWordByte(text[0]) && isDigits(text[1:])
}

// isPlainWord says whether the word, lower case, has letters only and is long
// enough to be a word of the language.
func isPlainWord(low string) bool {
	return len(low) >= 6 && strings.Trim(low, "abcdefghijklmnopqrstuvwxyz") == ""
}
