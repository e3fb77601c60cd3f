package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"httpcode/knowledge"
)

// Sample is something that the bot can show, by name. One of its fields after
// Name is set; Card is set beside Message where it came of one.
type Sample struct {
	Name    string
	Message *Message
	Modal   *slack.ModalViewRequest
	Home    *slack.HomeTabViewRequest
	Card    *Card
}

// Gallery is every message, modal and tab that the bot can show: with everyday
// data, with the longest and with hostile data. The playground has a page of
// it, and the tests hold it against Slack's limits and types.
func Gallery() []Sample {
	var g gallery
	g.checks()
	g.explanations()
	g.sentences()
	g.views()
	return g
}

type gallery []Sample

func (g *gallery) message(name string, m Message) { *g = append(*g, Sample{Name: name, Message: &m}) }

func (g *gallery) card(name string, c *Card, s Showing) {
	m := c.Message(s)
	*g = append(*g, Sample{Name: name, Message: &m, Card: c})
}

func (g *gallery) modal(name string, v slack.ModalViewRequest) {
	*g = append(*g, Sample{Name: name, Modal: &v})
}

func (g *gallery) home(name string, v slack.HomeTabViewRequest) {
	*g = append(*g, Sample{Name: name, Home: &v})
}

func (g *gallery) checks() {
	bad, good := sampleBad(), sampleHealthy()
	g.card("check healthy", FromCheck(good), Showing{})
	g.card("check 502", FromCheck(bad), Showing{})
	g.card("check 502 in a thread", FromCheck(bad), Showing{Audience: Posted})
	g.card("check 502 in a direct message", FromCheck(bad), Showing{Audience: Direct})
	g.card("check 502 shared", FromCheck(bad), Showing{Audience: Posted, SharedBy: "U0ADA00001", SharedName: "ada"})
	g.card("check 502 shared with a note", FromCheck(bad), Showing{Audience: Posted, SharedBy: "U0ADA00001", SharedName: "ada", Note: "Since the deploy at 13:50."})
	outside := bad
	outside.Outside = true
	g.card("check 502 for another organisation", FromCheck(outside), Showing{Audience: Posted})
	g.card("check 401 of an unknown author", FromCheck(sampleUnknown()), Showing{})
	g.card("check name not found", FromCheck(sampleNotFound()), Showing{})
	g.card("check partial outage", FromCheck(samplePartial()), Showing{})
	secret := bad
	secret.Asked = ""
	g.card("check with a secret", FromCheck(secret), Showing{})
	g.card("check longest", FromCheck(sampleFilled(strings.Repeat("a long word and ", 200))), Showing{})
	g.card("check hostile", FromCheck(sampleFilled(Hostile)), Showing{SharedBy: Hostile, SharedName: Hostile, Note: Hostile})
	urls := []string{good.Asked, bad.Asked, "https://slow.example.com/"}
	g.card("several checks running", FromChecks([]*Card{FromCheck(good), nil, nil}, urls, 0), Showing{Audience: Viewed})
	g.card("several checks", FromChecks([]*Card{FromCheck(good), FromCheck(bad), FromCheck(sampleNotFound())}, urls, 2), Showing{})
	hostile := FromCheck(sampleFilled(Hostile))
	g.card("several checks hostile", FromChecks([]*Card{hostile, hostile, nil}, []string{Hostile, Hostile, Hostile}, 1), Showing{})
	past := []Point{{At: sampleTime.UnixMilli() - 240_000, Outcome: "200 OK", Healthy: true}, {At: sampleTime.UnixMilli() - 120_000, Outcome: "502 Bad Gateway"}}
	g.card("check again, the same", Compare(FromCheck(bad), past), Showing{Audience: Posted})
	g.card("check again, changed", Compare(FromCheck(good), past), Showing{Audience: Posted})
	g.card("check again, hostile", Compare(hostile, []Point{{At: sampleTime.UnixMilli() - 99_999_000, Outcome: Hostile}}), Showing{})
}

func (g *gallery) explanations() {
	explain := func(name string, e Explained, s Showing) { g.card(name, FromExplanation(e), s) }
	explain("code", explained("403"), Showing{})
	explain("code in a thread", explained("403"), Showing{Audience: Posted})
	explain("code with other owners", explained("502"), Showing{})
	explain("unassigned code", explained("427"), Showing{})
	explain("comparison", explained("401 vs 403"), Showing{})
	pasted := explained("upstream prematurely closed connection while reading response header from upstream, request: GET /checkout, 502")
	pasted.Thread, pasted.Checks = "1795381031.144458", []string{"https://www.example.com/checkout"}
	explain("pasted text, from a shortcut", pasted, Showing{})
	explain("log", explained(sampleLog), Showing{})
	team := explained("503")
	team.Runbooks = []knowledge.Runbook{sampleRunbook()}
	explain("code with a runbook", team, Showing{})
	explain("unknown", explained("banana"), Showing{})
	explain("unknown, with the nearest", explained("799"), Showing{})
	for name, text := range map[string]string{"longest": strings.Repeat("many words ", 300), "hostile": Hostile} {
		entry := sampleFilledEntry(text)
		var filled Explained
		filled.Kind, filled.Matches = knowledge.KindText, []knowledge.Match{{Entry: entry, Clue: text}, {Entry: entry}, {Entry: entry}}
		filled.Query, filled.Note, filled.Thread, filled.Checks = text, text, text, []string{text, text, text}
		explain("text "+name, filled, Showing{})
		filled.Kind, filled.Differences = knowledge.KindComparison, []knowledge.Difference{{Text: text}}
		explain("comparison "+name, filled, Showing{})
		filled.Kind = knowledge.KindLog
		explain("log "+name, filled, Showing{})
		filled.Matches, filled.Nearest, filled.Note = nil, []knowledge.Suggestion{{ID: text, Name: text}}, ""
		explain("unknown "+name, filled, Showing{})
	}
}

func (g *gallery) sentences() {
	g.message("help", Help("httpcode"))
	g.message("help, hostile name", Help(Hostile))
	g.message("checking", Checking([]string{"https://www.example.com/checkout"}))
	g.message("checking several", Checking([]string{"a", "b"}))
	g.message("checking hostile", Checking([]string{Hostile}))
	g.message("shared here", Shared(""))
	g.message("shared to a channel", Shared("C0GENERAL1"))
	g.message("shared to a person", Shared("U0ADA00001"))
	for name, sentence := range map[string]string{
		"busy": Busy, "failed": Failed, "old button": OldButton, "not outside": NotOutside, "left out": LeftOut,
		"maybe outside": MaybeOut, "no text": NoText, "stopping": Stopping, "kept": Kept, "shared in the thread": SharedInThread, "shared before": SharedBefore, "shared soon": SharedSoon, "limited": Limited("20 seconds"), "hostile sentence": Hostile,
	} {
		g.message(name, Say(sentence))
	}
	for _, code := range []string{"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "ratelimited", "used_url", "expired_trigger_id",
		"msg_too_long", "missing_scope", "user_not_found", "thread_not_found", "", "something_new", Hostile} {
		g.message("refused: "+strings.ToValidUTF8(clip(oneLine(code), 24), ""), Say(Refused(code, "post the answer there")))
	}
	g.message("late", Say("Slack did not take this answer when it was ready, 2 minutes ago.").Then(FromCheck(sampleFilled(Hostile)).Message(Showing{})))
}

func (g *gallery) views() {
	bad := FromCheck(sampleBad())
	hostile := FromCheck(sampleFilled(Hostile))
	long := FromCheck(sampleFilled(strings.Repeat("a long word and ", 200)))
	for name, c := range map[string]*Card{"": bad, ", hostile": hostile, ", longest": long} {
		g.modal("details"+name, c.Details())
		g.modal("copy"+name, c.Copy())
		g.modal("answer"+name, c.View())
	}
	g.modal("share to", ShareTo(`{"v":"1"}`))
	g.home("home, new", Home("httpcode", nil, nil))
	recent := []Recent{{URL: "https://www.example.com/checkout", Again: true, Outcome: "502 Bad Gateway", At: sampleTime}, {URL: "https://example.com/?token=REDACTED", Outcome: "200 OK", Healthy: true, At: sampleTime}}
	g.home("home", Home("httpcode", recent, []knowledge.Runbook{sampleRunbook()}))
	many := make([]knowledge.Runbook, 40)
	for i := range many {
		many[i] = knowledge.Runbook{For: []string{Hostile, Hostile}, Title: Hostile, Note: Hostile, Owner: Hostile, Links: []knowledge.Link{{Title: Hostile, URL: Hostile}, {Title: Hostile, URL: "https://wiki.example.com/a|b"}}}
	}
	full := []Recent{}
	for range 9 {
		full = append(full, Recent{URL: Hostile, Again: true, Outcome: Hostile, At: sampleTime})
	}
	g.home("home, hostile", Home(Hostile, full, many))
}
