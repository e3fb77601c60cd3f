package blocks

import (
	"github.com/slack-go/slack"
)

// Example is something to ask, and what for.
type Example struct{ Ask, For string }

// Examples teach what can be asked. They are answered from the catalogue
// alone, but for the last.
var Examples = []Example{
	{"502", "what a code means, and what to check next"},
	{"401 vs 403", "what tells codes apart"},
	{"4xx", "a whole class"},
	{"curl: (60) SSL certificate problem", "an error message, as you have it"},
	{"https://example.com/", "what is wrong with an address, or up to five"},
}

// Help teaches by example. Name is the bot's, as one mentions it.
func Help(name string) Message {
	mention := "@" + cmpOr(oneLine(name), "httpcode")
	lines := make([]string, 0, len(Examples))
	told := "I explain HTTP errors and check addresses. Try, after /httpcode or " + mention + ":"
	for _, e := range Examples {
		lines = append(lines, "`/httpcode "+e.Ask+"`: "+e.For)
		told += "\n" + e.Ask + " (" + e.For + ")"
	}
	tips := []string{
		"`/httpcode …` answers only you; `Share here` posts the answer. `/httpcode public 502` answers in the channel at once.",
		"`" + mention + " …` answers in the thread. A direct message to me works the same, without the name.",
		"Any message: ⋮, More message shortcuts, `Explain this error`.",
	}
	m := Message{Text: escape(told, maxText)}
	m.Blocks = append(m.Blocks,
		rich(section(bold("I explain HTTP errors and check addresses.")), section(text("Ask with a code, an error message, a line of a log, or an address:"))),
		rich(list("bullet", lines)),
		rich(list("bullet", tips)),
		slack.NewActionBlock("", ExampleButtons()...),
	)
	return m
}

// ExampleButtons run the examples that need no network.
func ExampleButtons() []slack.BlockElement {
	var asks []Offer
	for _, e := range Examples[:3] {
		asks = append(asks, Offer{Label: e.Ask, Ask: e.Ask})
	}
	return offers(asks)
}
