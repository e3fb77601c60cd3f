package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// Explain says what is known about whatever a person typed or pasted: codes,
// classes, comparisons, names, log lines, error texts, questions. It never
// fails: what is unknown gives an Explanation of [KindNone]. Time and memory
// are linear in the text.
func (c *Catalog) Explain(text string) Explanation {
	text = decodeUTF16(text)
	x := Explanation{Query: strings.ToValidUTF8(text, "\uFFFD"), Kind: KindNone, Matches: []Match{}}
	if isStatus(text) { // by far the most frequent question
		if owners := c.bareNumber(text); len(owners) > 0 {
			x.take(owners...)
			x.Runbooks = c.runbooksFor(&x, text)
			return x
		}
	}
	trimmed := strings.TrimSpace(foldText(x.Query))
	if isAsk(trimmed) {
		trimmed = c.respell(trimmed)
	}
	switch {
	case isHelp(trimmed):
		x.Kind = KindHelp
		return x
	case isAsk(trimmed) && (c.ofLimit(&x, trimmed) || c.readQuery(&x, strings.ReplaceAll(trimmed, "\n", " "))):
	default:
		c.readText(&x, trimmed[:min(len(trimmed), maxText)])
		if !c.symptoms(&x, trimmed) && len(trimmed) <= maxAsk {
			c.guess(&x, trimmed)
		}
	}
	if len(x.Matches) > 0 && x.Kind != KindClass && x.Note == "" {
		x.Nearest = nil
	}
	if len(x.Matches) == 0 && len(trimmed) <= maxNamed {
		c.offerFamily(&x, trimmed)
	}
	x.noteNothing(trimmed)
	x.Runbooks = c.runbooksFor(&x, trimmed)
	return x
}

// isAsk says whether a text can be a question about codes: one line, or a few
// codes one below the other.
func isAsk(text string) bool {
	const fewCodes = 60 // bytes
	return len(text) <= maxAsk && (len(text) <= fewCodes || !strings.Contains(text, "\n"))
}

// readQuery answers a short text that names codes or an entry, and nothing
// else. It reports false where there is more to the text.
func (c *Catalog) readQuery(x *Explanation, text string) bool {
	a, whole := c.ask(text)
	if !whole {
		if found := c.named(text); len(found) > 0 && !isTicket(text) {
			x.take(found...)
			c.readText(x, text)
			return true
		}
		found := c.namedIn(a.families, text)
		if len(found) == 0 {
			found = c.namedAbroad(text)
		}
		if len(found) > 0 {
			x.take(found...)
			return true
		}
		if found := a.detail(); found != nil {
			x.take(found...)
			return true
		}
		whole = a.namesItself()
	}
	switch {
	case whole:
		a.answer(x)
		return true
	case a.compares && c.compareParts(x, text):
		return true
	case alternative.MatchString(lowerASCII(text)) && c.statusList(x, text):
		return true
	}
	x.Nearest = a.offers()
	return false
}

// guess looks for what a short text is like, and offers what it may be. What
// its wording names already stays, behind a vendor's own entry for it.
func (c *Catalog) guess(x *Explanation, text string) {
	switch {
	case len(x.Matches) > 0:
		if !c.otherThanStatus(x, text) {
			c.particular(x, text)
		}
	case c.takeMisspelt(x, text):
	case !isQuestion(text):
		if isQuestion(strings.ReplaceAll(text, "=", " ")) { // asked for bytes=900-, what do I answer
			c.choose(x, text)
		}
	case c.takeAmong(x, text), c.statusInWords(x, text), c.choose(x, text):
	default:
		c.mean(x, text)
	}
}

func (c *Catalog) takeMisspelt(x *Explanation, text string) bool {
	meant := c.misspelt(text)
	x.take(meant...)
	return len(meant) > 0
}

// maxNamed is how many bytes of a query a note repeats.
const maxNamed = 60

// noteNothing says that nothing was found, and for what.
func (x *Explanation) noteNothing(text string) {
	if x.Kind == KindNone && x.Note == "" && len(text) <= maxNamed && !strings.Contains(text, "\n") {
		x.Note = fmt.Sprintf("%q names no code or error that I know.", text)
	}
}

// named returns the entries with exactly this name or alias, its words joined
// as people or programs join them: bad gateway, BAD_GATEWAY.
func (c *Catalog) named(text string) []*record {
	name := normalise(text)
	if found := c.vocabulary().exact[name]; len(found) > 0 {
		return found
	}
	return c.vocabulary().exact[strings.ReplaceAll(name, "_", " ")]
}

// namedIn returns the entries that a text names by their name and their
// family's: "page expired laravel".
func (c *Catalog) namedIn(families []string, text string) []*record {
	if len(families) == 0 {
		return nil
	}
	words := slices.DeleteFunc(strings.Fields(normalise(text)), func(w string) bool { return c.familiesOf(w) != nil })
	exact := c.vocabulary().exact
	found := slices.Concat(exact[strings.Join(words, " ")], exact[strings.Join(words, "_")])
	if isOne(families) {
		found = appendNew(slices.Clone(c.byFoldedCode[strings.Join(words, "_")]), found...)
	}
	return slices.DeleteFunc(slices.Clone(found), func(r *record) bool { return !slices.Contains(families, r.family) })
}

// namedAbroad returns the entries of a name among words of another language:
// "gateway timeout bedeutung".
func (c *Catalog) namedAbroad(text string) []*record {
	all := strings.Fields(normalise(text))
	words := slices.DeleteFunc(slices.Clone(all), isForeignFiller)
	if len(words) == len(all) || len(words) < 2 {
		return nil
	}
	return c.vocabulary().exact[strings.Join(words, " ")]
}

// isSpoken says whether a text reads like a person's words, not a program's:
// only those are worth a guess.
func isSpoken(text string) bool {
	return len(text) <= 120 && !strings.ContainsAny(text, "[]{}=<>\"\\|*#@_") && !strings.Contains(text, "://") && !strings.Contains(text, ": ")
}

func isHelp(s string) bool {
	switch strings.ToLower(strings.Trim(s, "`'\"?!. ")) {
	case "", "help", "usage", "-h", "--help", "hilfe":
		return true
	}
	return false
}

// take adds entries as the answer to a query that named them.
func (x *Explanation) take(records ...*record) {
	x.Matches = slices.Grow(x.Matches, len(records))
	for _, r := range records {
		if e, ok := r.entry(); ok && !x.has(e.ID) {
			x.Matches = append(x.Matches, Match{Entry: e})
		}
	}
	switch {
	case len(x.Matches) == 0:
	case isClass(x.Matches[0].ID):
		x.Kind = KindClass
	default:
		x.Kind = KindCode
	}
}

func (x *Explanation) has(id string) bool {
	return slices.ContainsFunc(x.Matches, func(m Match) bool { return m.ID == id })
}

func isClass(id string) bool { return strings.HasPrefix(id, "http/") && strings.HasSuffix(id, "xx") }

// answer tells what was asked for.
func (a *asking) answer(x *Explanation) {
	if len(a.items) == 1 {
		it := a.items[0]
		x.take(it.records...)
		if it.unknown != "" {
			x.Note = unassignedNote(it)
			x.Nearest = a.catalog.nearestNumbers(it.number)
		}
		return
	}
	for _, it := range a.items {
		if len(it.records) > 0 {
			x.take(it.records[0])
		}
		if it.unknown != "" {
			x.Note = strings.TrimSpace(x.Note + " " + unassignedNote(it))
		}
	}
	if len(x.Matches) > 0 {
		x.Kind = KindComparison
		x.Differences = differences(x.Matches)
	}
}

func unassignedNote(it askedItem) string {
	if len(it.families) > 0 && len(it.records) == 0 {
		return fmt.Sprintf("%s is no code of %s that I know.", it.unknown, it.families[0])
	}
	if it.number < 100 || it.number > 599 {
		return fmt.Sprintf("%s is not an HTTP status code: those run from 100 to 599.", it.unknown)
	}
	return fmt.Sprintf("%d is not an assigned status code. Software that does not know a code treats it as %d00, the first of its class.", it.number, it.number/100)
}

// namesItself says whether the words beside the only code of a query are that
// code's own name, well or badly spelt: "403 forbiden".
func (a *asking) namesItself() bool {
	if len(a.items) != 1 || len(a.items[0].records) == 0 || len(a.leftover) > 6 {
		return false
	}
	rest := strings.Join(a.leftover, " ")
	if neverBefore[rest] {
		return false // locker 423 is none that is locked
	}
	h := a.items[0].records[0].head()
	for _, name := range append([]string{h.Name}, h.Aliases...) {
		name = normalise(name)
		if strings.Contains(" "+name+" ", " "+rest+" ") || nearlySame(rest, name) {
			return true
		}
	}
	return false
}
