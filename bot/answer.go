package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"httpcode/bot/blocks"
	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// plan is what to do about a request.
type plan struct {
	help   bool
	checks []string // check these URLs; else tell explanation
	more   int      // URLs beyond maxChecks
	explanation
}

// explanation is what the catalogue said, and the URLs that could be checked
// beside it.
type explanation struct {
	knowledge.Explanation
	urls []string
}

// decide chooses between explaining and checking. A URL is checked unless it
// is only a part of something pasted; a bare name is checked where it stands
// alone, or where nothing else in the text is known.
func decide(r Request, c *knowledge.Catalog) plan {
	if r.Help {
		return plan{help: true}
	}
	if r.Check {
		targets := inOrder(r.Text, r.URLs, r.Hosts)
		if len(targets) == 0 && isName(r.Text) {
			targets = []string{r.Text}
		}
		if len(targets) > 0 {
			return checking(targets)
		}
	}
	if len(r.URLs) > 0 && !pasted(r) && !namesError(r, c) {
		return checking(r.URLs)
	}
	e := explanation{c.Explain(r.Text), r.URLs}
	switch {
	case e.Kind == knowledge.KindHelp:
		return plan{help: true}
	case len(e.Matches) > 0:
		return plan{explanation: e}
	case len(r.URLs) > 0:
		return checking(r.URLs)
	case len(r.Hosts) > 0 && words(r.Rest) <= chatWords:
		return checking(r.Hosts)
	}
	return plan{explanation: e}
}

func checking(urls []string) plan {
	p := plan{checks: urls}
	if p.more = len(urls) - maxChecks; p.more > 0 {
		p.checks = urls[:maxChecks]
	} else {
		p.more = 0
	}
	return p
}

// chatWords is how long a person's question about a URL gets; more is a log.
const chatWords = 12

// pasted says that the URLs of a request stand in a line of a log or an error
// message rather than in a question: it is long, or has the punctuation of one.
func pasted(r Request) bool {
	return words(r.Rest) > chatWords || strings.ContainsAny(r.Rest, "\"[]{}=\n") || strings.Contains(r.Text, "\n") && r.Rest != "" ||
		strings.HasPrefix(r.Rest, "curl:") || strings.Contains(r.Rest, "HTTP/")
}

// namesError says that an error's own name stands beside a URL, as when a
// browser's message is pasted: that error is the question, and the URL may be
// out of the bot's reach. A status beside a URL ("why 502?") is not meant: the
// check will meet it.
func namesError(r Request, c *knowledge.Catalog) bool {
	if r.Rest == "" {
		return false
	}
	for _, m := range c.Explain(r.Rest).Matches {
		if m.Family != "http" && len(m.Code) > 4 && strings.Contains(r.Rest, m.Code) {
			return true
		}
	}
	return false
}

func words(s string) int { return len(strings.Fields(s)) }

// isName says whether a single word can be the name of a host, as intranets
// have them: "intranet", not "404".
func isName(s string) bool {
	if _, err := strconv.Atoi(s); err == nil || s == "" || strings.ContainsAny(s, " \n") {
		return false
	}
	return strings.ContainsFunc(s, unicode.IsLetter) || strings.Contains(s, ":")
}

// inOrder merges URLs and hosts, each in the order of the text, by where the
// text names them. A hostile text names thousands: each is looked for from where
// the one before it was found.
func inOrder(text string, urls, hosts []string) []string {
	out := make([]string, 0, len(urls)+len(hosts))
	u, h := placed{text: text, list: urls}, placed{text: text, list: hosts}
	for u.next() && h.next() {
		if u.at <= h.at {
			out = append(out, u.take())
		} else {
			out = append(out, h.take())
		}
	}
	return append(append(out, u.list...), h.list...)
}

// placed walks over what a text names in that order.
type placed struct {
	text string
	list []string // what is left
	at   int      // where the first of it stands, once next was called
	seen bool     // at is that of the first
}

func (p *placed) next() bool {
	if len(p.list) > 0 && !p.seen {
		p.at += max(0, strings.Index(p.text[p.at:], p.list[0]))
		p.seen = true
	}
	return len(p.list) > 0
}

func (p *placed) take() (first string) {
	first, p.list, p.seen = p.list[0], p.list[1:], false
	return first
}

// catalogFor is the knowledge in use, or the built-in one where people of
// other organisations read the answer: what is the team's own stays there.
func (b *Bot) catalogFor(outside bool) *knowledge.Catalog {
	if outside {
		return knowledge.Builtin()
	}
	return b.o.Catalog()
}

// explain tells what the catalogue knows. Nothing that was pasted is repeated
// with the secrets in it.
func (b *Bot) explain(e explanation, outside bool, thread string) *blocks.Card {
	c := b.catalogFor(outside)
	x := blocks.Explained{Explanation: e.Explanation, Entry: c.Entry, Thread: thread}
	x.Query = probe.RedactText(x.Query)
	x.Note = probe.RedactText(x.Note)
	x.Matches = slices.Clone(x.Matches)
	for i := range x.Matches {
		x.Matches[i].Clue = probe.RedactText(x.Matches[i].Clue)
	}
	for _, u := range e.urls {
		if !probe.HasSecret(u) {
			x.Checks = append(x.Checks, u)
		}
	}
	return blocks.FromExplanation(x)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
