package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

var compareSeparator = regexp.MustCompile(`(?i)\s+(?:vs\.?|versus|or|and|compared (?:to|with)|than)\s+|\s*[,/]\s*`)

// comparing are the words before what a text compares, whatever their spelling.
var comparing = regexp.MustCompile(`^(?:wh?[au]?ts?(?:'s| is)? (?:the )?)?(?:the )?diff?[a-z]* (?:between|betwen|btw|of|in) (?:the )?`)

// asides join the name of a family to what is of it.
var asides = wordSet("in on of for with from the by")

// ofFamilies returns the entry of one of the families that a text names in that
// family's own words: permission denied in grpc.
func (c *Catalog) ofFamilies(families []string, text string) *record {
	words := slices.DeleteFunc(strings.Fields(normalise(text)), func(w string) bool { return asides[w] })
	if found := c.namedIn(families, strings.Join(words, " ")); len(found) > 0 {
		return found[0]
	}
	return nil
}

// maxCompared is how many entries are set side by side.
const maxCompared = 6

// compareParts answers a comparison of names: "bad gateway vs gateway timeout".
// It reports false unless every part names one entry.
func (c *Catalog) compareParts(x *Explanation, text string) bool {
	text = comparing.ReplaceAllString(lowerASCII(text), "")
	families := c.familiesIn(strings.Fields(text))
	if _, asks := situationOf(text); asks && !alternative.MatchString(text) || listed.MatchString(text) {
		return false // of its parts one is the question, or what the codes are asked for
	}
	parts := compareSeparator.Split(strings.Trim(text, " ?!.`"), maxCompared+1)
	if len(parts) < 2 || len(parts) > maxCompared {
		return false
	}
	var records []*record
	for _, part := range parts {
		r := c.ofFamilies(families, part)
		if r == nil {
			r = c.one(part)
		}
		if r == nil {
			return false
		}
		records = appendNew(records, r)
	}
	if len(records) < 2 {
		return false
	}
	x.take(records...)
	x.Kind = KindComparison
	x.Differences = differences(x.Matches)
	return true
}

// one returns the entry that a short text names, nil where it names none, or
// several.
func (c *Catalog) one(text string) *record {
	if found := c.vocabulary().exact[normalise(text)]; len(found) > 0 {
		return found[0]
	}
	a, whole := c.ask(text)
	if len(a.items) > 1 {
		return nil
	}
	if len(a.items) == 1 && len(a.items[0].records) > 0 && (whole || a.namesItself()) {
		return a.items[0].records[0]
	}
	if len(a.items) > 0 {
		return nil // a code among words: not the words, the code is meant
	}
	if r := c.vocabulary().meaning().read(text); r.best().score >= nameScore && r.rest == 0 && !r.program {
		return r.best().record
	}
	return nil
}

// differences collects what the catalogue says to tell each pair apart.
func differences(matches []Match) []Difference {
	var out []Difference
	for i, a := range matches {
		for _, b := range matches[i+1:] {
			if text := difference(a.Entry, b.Entry); text != "" {
				out = append(out, Difference{Between: [2]string{a.ID, b.ID}, Text: text})
			}
		}
	}
	return out
}

func difference(a, b Entry) string {
	for _, c := range a.Confused {
		if c.With == b.ID {
			return c.Difference
		}
	}
	for _, c := range b.Confused {
		if c.With == a.ID {
			return c.Difference
		}
	}
	return ""
}
