package blocks

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"httpcode/knowledge"
)

// Recent is a check that a person asked for lately.
type Recent struct {
	URL     string // redacted
	Again   bool   // URL is the whole address
	Outcome string
	Healthy bool
	At      time.Time
}

// Limits of the Home tab: what one takes in at a glance.
const (
	shownRecent   = 5
	shownRunbooks = 10
)

// Home is the bot's Home tab for one person.
func Home(name string, recent []Recent, books []knowledge.Runbook) slack.HomeTabViewRequest {
	blocks := []slack.Block{
		slack.NewHeaderBlock(plainText("HTTP errors, explained")),
		rich(section(text("Ask me with a code, an error message, a line of a log, or an address. I say what it means, whose side it is on, and what to do next."))),
		slack.NewHeaderBlock(plainText("Try it")),
	}
	blocks = append(blocks, slack.NewActionBlock("", offers(homeExamples())...))
	blocks = append(blocks, slack.NewHeaderBlock(plainText("Where")), rich(list("bullet", []string{
		"`/httpcode 502` in any channel: only you see the answer, until you share it.",
		"`@" + cmpOr(oneLine(name), "httpcode") + " https://…` in a channel: the answer comes in the thread.",
		"A direct message to me: just the code or the address.",
		"`Explain this error` in a message's menu: I read that message for you.",
	})))
	blocks = append(blocks, slack.NewHeaderBlock(plainText("Your recent checks")))
	blocks = append(blocks, recentBlocks(recent)...)
	if len(books) > 0 {
		blocks = append(blocks, slack.NewHeaderBlock(plainText("Your team's runbooks")), runbookList(books))
	}
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "home", Blocks: slack.Blocks{BlockSet: blocks}}
}

func homeExamples() []Offer {
	var out []Offer
	for _, e := range Examples {
		out = append(out, Offer{Label: e.Ask, Ask: e.Ask})
	}
	return out
}

func recentBlocks(recent []Recent) []slack.Block {
	if len(recent) == 0 {
		return []slack.Block{rich(section(text("None since I was last started. I keep them in memory only, and show them to nobody else.")))}
	}
	recent = recent[:min(len(recent), shownRecent)]
	var lines []string
	var again []Offer
	for _, r := range recent {
		sign := mark(Bad)
		if r.Healthy {
			sign = mark(Good)
		}
		lines = append(lines, fmt.Sprintf("%s %s: `%s` (%s)", sign, clip(plain(oneLine(r.Outcome)), 60), clip(plain(oneLine(r.URL)), 150), stamp(r.At)))
		if r.Again && len(r.URL) <= maxRepeat {
			again = append(again, Offer{Label: "Check " + placeOf(r.URL), Ask: "check " + r.URL})
		}
	}
	out := []slack.Block{rich(list("bullet", lines))}
	if len(again) > 0 {
		buttons := offers(again)
		for i, b := range buttons {
			// One action_id may stand only once in a block of actions, but the
			// examples above have theirs in a block of their own.
			b.(*slack.ButtonBlockElement).ActionID = fmt.Sprintf("%s_recent_%d", ActionAsk, i+1)
		}
		out = append(out, slack.NewActionBlock("", buttons...))
	}
	return out
}

// shownPlace is how many characters of an address a button shows: a phone has
// room for no more in one line.
const shownPlace = 32

// placeOf names an address on a button beside others of the same host.
func placeOf(url string) string {
	rest := url
	if _, after, ok := strings.Cut(url, "://"); ok {
		rest = after
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 && rest[i:] != "/" {
		rest = rest[i:]
	} else {
		rest = ""
	}
	return clip(plain(oneLine(hostOf(url)+rest)), shownPlace)
}

// forWhat is what a runbook is for, in the words that one asks with.
func forWhat(b knowledge.Runbook) string {
	var names []string
	for _, id := range b.For {
		names = append(names, shortID(id))
	}
	return clip(oneLine(strings.Join(names, ", ")), 60)
}

// runbookList shows what each is for, at a glance.
func runbookList(books []knowledge.Runbook) slack.Block {
	var items []any
	for _, b := range books[:min(len(books), shownRunbooks)] {
		spans := []any{bold(forWhat(b) + ": ")}
		spans = append(spans, prose(clip(oneLine(cmpOr(b.Title, b.Note)), 120), false)...)
		for _, l := range tidyLinks(b.Links[:min(len(b.Links), 2)]) {
			spans = append(spans, text(" · "), link(clip(l.Title, 40), l.URL))
		}
		items = append(items, section(spans...))
	}
	if extra := len(books) - shownRunbooks; extra > 0 {
		items = append(items, section(text(fmt.Sprintf("and %d more", extra))))
	}
	return rich(richElement{Type: "rich_text_list", Style: "bullet", Elements: items})
}
