package blocks

import (
	"fmt"
	"slices"
	"strings"

	"httpcode/knowledge"
)

// How much of an entry the message shows; the rest is in Details.
const (
	shownConfused = 2
	shownSources  = 3
	shownOthers   = 4
	shownCompared = 5
)

// Explained is an explanation to tell.
type Explained struct {
	knowledge.Explanation
	// Entry looks an ID up in the catalogue, for the names of entries that this
	// one is confused with. Nil means that IDs stand alone.
	Entry func(id string) (knowledge.Entry, bool)
	// Checks are addresses found in the text that could be checked; none
	// carries a secret.
	Checks []string
	// Thread is the message to share the answer under, "" for the channel.
	Thread string
}

// FromExplanation tells what the catalogue knows. Kind help is told by [Help].
func FromExplanation(e Explained) *Card {
	c := &Card{Kind: KindExplain, Thread: e.Thread}
	switch {
	case len(e.Matches) == 0:
		c = unknown(e)
	case e.Kind == knowledge.KindComparison && len(e.Matches) > 1:
		c.compare(e)
	case e.Kind == knowledge.KindLog:
		c.log(e)
	default:
		c.entry(e)
	}
	c.addRunbooks(e.Runbooks)
	for _, u := range e.Checks[:min(len(e.Checks), 2)] {
		c.Offers = append(c.Offers, Offer{Label: "Check " + hostOf(u), Ask: "check " + u})
	}
	c.Fit()
	return c
}

// entry tells one entry whole, and names the others.
func (c *Card) entry(e Explained) {
	m := e.Matches[0]
	c.Lead = Label(m.Entry)
	if e.Note != "" {
		c.add(Prose, "", e.Note)
		if e.Kind == knowledge.KindClass && !strings.EqualFold(strings.TrimSpace(e.Query), m.Code) {
			c.Lead, c.Parts = e.Note, nil
			c.add(Prose, "", Label(m.Entry))
		}
	}
	if m.Clue != "" && m.Clue != m.Code && e.Kind == knowledge.KindText {
		c.add(Prose, "Recognised by", "`"+clip(plain(oneLine(m.Clue)), 160)+"`")
	}
	c.describe(e, m.Entry)
	c.add(Bullets, otherTitle(e), others(e.Matches[1:])...)
	if e.Kind == knowledge.KindText {
		for _, other := range e.Matches[1:min(len(e.Matches), 3)] {
			c.Offers = append(c.Offers, Offer{Label: "Explain " + shortID(other.ID), Ask: askFor(other.ID)})
		}
	}
	if len(m.Sources) > 0 {
		c.Parts = append(c.Parts, Part{Title: "Sources", Form: Bullets, Links: links(m.Sources)})
	}
}

func otherTitle(e Explained) string {
	if e.Kind == knowledge.KindText {
		return "Also in this text"
	}
	return "It can also mean"
}

func others(rest []knowledge.Match) []string {
	var out []string
	for _, m := range rest[:min(len(rest), shownOthers)] {
		out = append(out, marked(m.Entry)+": "+firstSentence(m.Summary))
	}
	if extra := len(rest) - shownOthers; extra > 0 {
		out = append(out, fmt.Sprintf("and %d more", extra))
	}
	return out
}

// describe tells an entry's fields in their order.
func (c *Card) describe(e Explained, entry knowledge.Entry) {
	c.add(Prose, "", entry.Summary)
	c.add(Prose, "Whose side", side(entry.Fault))
	c.add(Bullets, "Likely causes", entry.Causes[:min(len(entry.Causes), shownCauses+1)]...)
	c.add(Steps, "Check next", entry.Checks[:min(len(entry.Checks), shownSteps)]...)
	c.add(Prose, "Trying again", entry.Retry)
	c.add(Bullets, "Often confused with", confused(e, entry.Confused)...)
	if entry.Team {
		c.add(Prose, "", "This entry is your team's own.")
		c.Internal = true
	}
	c.more(Part{Title: "Other causes", Form: Bullets, Lines: rest(entry.Causes, shownCauses+1)})
	c.more(Part{Title: "Further checks", Form: Bullets, Lines: rest(entry.Checks, shownSteps)})
	if len(entry.Confused) > shownConfused {
		c.more(Part{Title: "Also confused with", Form: Bullets, Lines: confused(e, entry.Confused[shownConfused:])})
	}
	c.more(Part{Title: "See also", Form: Bullets, Lines: see(e, entry)})
}

func (c *Card) more(p Part) {
	if len(p.Lines) > 0 {
		c.More = append(c.More, p)
	}
}

func confused(e Explained, list []knowledge.Confusion) []string {
	var out []string
	for _, f := range list[:min(len(list), shownConfused)] {
		out = append(out, e.marked(f.With)+": "+f.Beside(e.name(f.With)))
	}
	return out
}

// see names what belongs to the entry beside what it is confused with.
func see(e Explained, entry knowledge.Entry) []string {
	var out []string
	for _, id := range entry.See {
		if !slices.ContainsFunc(entry.Confused, func(c knowledge.Confusion) bool { return c.With == id }) {
			out = append(out, e.marked(id))
		}
	}
	return out
}

// log tells which errors a log holds, how often, and explains the first.
func (c *Card) log(e Explained) {
	top := e.Matches[0]
	c.Lead = fmt.Sprintf("%s in %d of %s.", Label(top.Entry), top.Count, lines(e.Lines))
	if len(e.Matches) > 1 {
		c.Lead = fmt.Sprintf("%d different errors in %s; most often %s.", len(e.Matches), lines(e.Lines), Label(top.Entry))
	}
	var counts []string
	for _, m := range e.Matches[:min(len(e.Matches), 8)] {
		counts = append(counts, fmt.Sprintf("%d × %s", m.Count, marked(m.Entry)))
	}
	c.add(Prose, "", e.Note)
	c.add(Bullets, "How often", counts...)
	c.describe(e, top.Entry)
	for _, m := range e.Matches[1:min(len(e.Matches), 4)] {
		c.Offers = append(c.Offers, Offer{Label: "Explain " + shortID(m.ID), Ask: askFor(m.ID)})
	}
}

func lines(n int) string { return fmt.Sprintf("%d %s", n, plural(n, "line", "lines")) }

func side(f knowledge.Fault) string {
	switch f {
	case knowledge.FaultClient:
		return "the client: the request, or who sends it."
	case knowledge.FaultServer:
		return "the server, or what stands behind it."
	case knowledge.FaultNetwork:
		return "the network between client and server."
	case knowledge.FaultEither:
		return "the code alone does not tell."
	case knowledge.FaultNone:
		return "nobody's: this is no error."
	}
	return ""
}

// unknown says so, offers the nearest, and teaches by example.
func unknown(e Explained) *Card {
	c := &Card{Kind: KindUnknown, Lead: e.Note}
	if c.Lead == "" {
		c.Lead = "I know nothing about “" + clip(plain(oneLine(e.Query)), 60) + "”."
	}
	var near []string
	for _, n := range e.Nearest[:min(len(e.Nearest), 4)] {
		near = append(near, "`"+plain(strings.TrimSpace(shortID(n.ID)+" "+n.Name))+"`")
		c.Offers = append(c.Offers, Offer{Label: shortID(n.ID), Ask: askFor(n.ID)})
	}
	c.add(Bullets, "Did you mean", near...)
	c.add(Bullets, "Things you can ask", examplesText(e.Nearest)...)
	return c
}

// examplesText are shorter where something near was found.
func examplesText(near []knowledge.Suggestion) []string {
	all := []string{
		"`502`: what a code means",
		"`401 vs 403`: what tells codes apart",
		"`https://example.com/page`: what is wrong with an address",
		"an error message or a line of a log, pasted as it is",
	}
	if len(near) > 0 {
		return slices.Clone(all[:2])
	}
	return all
}
