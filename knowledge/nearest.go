package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxNearest is how many suggestions an answer offers: more is a list to read,
// not an offer.
const maxNearest = 3

// nearestNumbers offers the status codes that a wrong number is most likely
// meant for: two digits swapped, one too many or too few, then the closest, its
// own class first.
func (c *Catalog) nearestNumbers(n int) []Suggestion {
	type candidate struct {
		record   *record
		distance int
	}
	var all []candidate
	for _, r := range c.records {
		code, err := strconv.Atoi(r.code)
		if err != nil || r.family != "http" {
			continue
		}
		d := max(code-n, n-code) + 1
		if code/100 != n/100 {
			d += 1000
		}
		if swapped(code, n) || oneDigitOff(code, n) {
			d = 0
		}
		all = append(all, candidate{r, d})
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	out := c.sameNumber(n)
	for _, it := range all {
		if len(out) >= maxNearest {
			break
		}
		out = append(out, suggest(it.record))
	}
	return out
}

// sameNumber offers what uses the number in a context that the query lacks:
// curl's exit codes, gRPC's statuses.
func (c *Catalog) sameNumber(n int) []Suggestion {
	var out []Suggestion
	for _, r := range c.byCode[strconv.Itoa(n)] {
		if needContext[r.family] && len(out) < maxNearest {
			out = append(out, suggest(r))
		}
	}
	return out
}

// swapped says whether two three-digit numbers differ by two neighbouring
// digits changing places: 540 and 504.
func swapped(a, b int) bool {
	s, t := strconv.Itoa(a), strconv.Itoa(b)
	if len(s) != 3 || len(t) != 3 {
		return false
	}
	return s != t && (s[0] == t[1] && s[1] == t[0] && s[2] == t[2] || s[0] == t[0] && s[1] == t[2] && s[2] == t[1])
}

// oneDigitOff says whether a number is a code with one digit typed twice or
// besides, or left out: 5022 and 502, 44 and 404.
func oneDigitOff(code, n int) bool {
	short, long := strconv.Itoa(code), strconv.Itoa(n)
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(long) != len(short)+1 {
		return false
	}
	for i := range long {
		if long[:i]+long[i+1:] == short {
			return true
		}
	}
	return false
}

// misspelt returns the entries whose code is what the single word was meant
// for: econrefused, ERR_TO_MANY_REDIRECTS. Several only where they are equally
// near.
func (c *Catalog) misspelt(word string) []*record {
	limit := slips(word)
	if limit == 0 || strings.ContainsAny(word, " \t") {
		return nil
	}
	low := lowerASCII(word)
	if full := expand(low); full != low && len(c.byFoldedCode[full]) > 0 {
		return c.byFoldedCode[full]
	}
	if found := c.begunBy(low); len(found) > 0 {
		return found
	}
	var found []*record
	for _, r := range c.records {
		if !isSymbol(r) || abs(len(r.code)-len(low)) > limit {
			continue
		}
		switch d := distance(low, lowerASCII(r.code), limit); {
		case d < limit:
			found, limit = append(found[:0], r), d
		case d == limit:
			found = append(found, r)
		}
	}
	return found
}

// begunBy returns the few codes that a word begins, cut off between its parts:
// err_cert_date.
func (c *Catalog) begunBy(low string) []*record {
	const least = len("err_cert_")
	if len(low) < least || !strings.Contains(low, "_") {
		return nil
	}
	var found []*record
	for _, r := range c.records {
		if isSymbol(r) && strings.HasPrefix(lowerASCII(r.code), strings.TrimRight(low, "_")+"_") {
			found = append(found, r)
		}
	}
	if len(found) > maxNearest {
		return nil
	}
	return found
}

// shortForms are what people write for parts of a code, and the parts.
var shortForms = map[string]string{
	"conn": "connection", "addr": "address", "proto": "protocol", "timeout": "timed_out", "timedout": "timed_out",
	"redir": "redirects", "redirect": "redirects", "resp": "response", "req": "request", "net": "network", "unreach": "unreachable",
	"disconn": "disconnected", "resolve": "resolved",
}

// expand writes out the short forms in a code: err_conn_refused.
func expand(low string) string {
	parts := strings.Split(low, "_")
	for i, p := range parts {
		if full := shortForms[p]; full != "" {
			parts[i] = full
		}
	}
	return strings.Join(parts, "_")
}

// slips is how many letters of a code may be wrong: codes are alike (EMFILE,
// ENFILE), so fewer than in a word of prose.
func slips(code string) int {
	switch {
	case len(code) < 7 || len(code) > 64:
		return 0
	case len(code) < 14:
		return 1
	}
	return 2
}

// maxOfferWords is the length of a query whose codes are offered although its
// other words are not understood.
const maxOfferWords = 5

// offers are the codes in a query that is not understood as a whole.
func (a *asking) offers() []Suggestion {
	if len(a.leftover) > maxOfferWords {
		return nil
	}
	var out []Suggestion
	for _, r := range a.either[:min(len(a.either), maxNearest)] {
		out = append(out, suggest(r))
	}
	for _, it := range a.items {
		if len(it.records) > 0 && len(out) < maxNearest {
			out = append(out, suggest(it.records[0]))
		}
	}
	return out
}

func suggest(r *record) Suggestion { return Suggestion{ID: r.id, Name: r.head().Name} }

// offerFamily offers what a vendor's codes are asked about most, where a query
// names the vendor and nothing else: "cloudflare errors". No one code was asked
// for, so none is an answer.
func (c *Catalog) offerFamily(x *Explanation, text string) {
	a, _ := c.ask(text)
	if len(a.families) == 0 || len(a.items) > 0 || len(a.leftover) > 0 {
		return
	}
	family := a.families[0]
	asked := c.vocabulary().meaning().asked
	var records []int
	for i, r := range c.records {
		if r.family == family {
			records = append(records, i)
		}
	}
	slices.SortStableFunc(records, func(a, b int) int { return cmp.Compare(asked[b], asked[a]) })
	if len(records) == 0 {
		return
	}
	x.Nearest = nil
	for _, r := range records[:min(maxNearest, len(records))] {
		x.Nearest = append(x.Nearest, suggest(c.records[r]))
	}
	x.Note = fmt.Sprintf("I know %d of %s. Ask for one by its number or name.", len(records), c.titleOf(family))
}

// titleOf returns the name of a family's list.
func (c *Catalog) titleOf(slug string) string {
	for _, f := range c.families {
		if f.Slug == slug {
			return f.Title
		}
	}
	return slug
}
