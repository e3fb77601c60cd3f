package blocks

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"httpcode/knowledge"
	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
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
	bad, forbidden := sampleEntry("502", "Bad Gateway"), sampleEntry("403", "Forbidden")
	explain := func(name string, e Explained, s Showing) { g.card(name, FromExplanation(e), s) }
	one := func(kind knowledge.Kind, matches ...knowledge.Entry) Explained {
		e := Explained{}
		e.Query, e.Kind = "502", kind
		for _, m := range matches {
			e.Matches = append(e.Matches, knowledge.Match{Entry: m})
		}
		return e
	}
	explain("code", one(knowledge.KindCode, bad), Showing{})
	explain("code in a thread", one(knowledge.KindCode, bad), Showing{Audience: Posted})
	explain("code with other owners", one(knowledge.KindCode, bad, forbidden), Showing{})
	class := one(knowledge.KindClass, sampleEntry("4xx", "Client errors"))
	class.Query, class.Note = "427", "427 is not an assigned status code."
	explain("unassigned code", class, Showing{})
	compared := one(knowledge.KindComparison, bad, forbidden)
	compared.Differences = []knowledge.Difference{{Between: [2]string{"http/502", "http/403"}, Text: "502 comes from a proxy that got no valid answer; 403 is a decision."}}
	explain("comparison", compared, Showing{})
	pasted := one(knowledge.KindText, bad, forbidden)
	pasted.Matches[0].Clue, pasted.Thread = "upstream prematurely closed connection", "1795381031.144458"
	pasted.Checks = []string{"https://www.example.com/checkout"}
	explain("pasted text, from a shortcut", pasted, Showing{})
	log := one(knowledge.KindLog, bad, forbidden)
	log.Lines, log.Matches[0].Count, log.Matches[1].Count = 4000, 31, 2
	explain("log", log, Showing{})
	team := one(knowledge.KindCode, bad)
	team.Runbooks = []knowledge.Runbook{sampleRunbook()}
	explain("code with a runbook", team, Showing{})
	none := one(knowledge.KindNone)
	none.Query = "banana"
	explain("unknown", none, Showing{})
	none.Nearest = []knowledge.Suggestion{{ID: "http/502", Name: "Bad Gateway"}, {ID: "nginx/499", Name: "Client closed request"}}
	explain("unknown, with the nearest", none, Showing{})
	for name, text := range map[string]string{"longest": strings.Repeat("many words ", 300), "hostile": Hostile} {
		entry := sampleFilledEntry(text)
		filled := one(knowledge.KindText, entry, entry, entry)
		filled.Query, filled.Note, filled.Matches[0].Clue, filled.Thread, filled.Checks = text, text, text, text, []string{text, text, text}
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
		"busy": Busy, "failed": Failed, "old button": OldButton, "guest": GuestOnly, "not outside": NotOutside, "left out": LeftOut,
		"maybe outside": MaybeOut, "no text": NoText, "stopping": Stopping, "limited": Limited("20 seconds"), "hostile sentence": Hostile,
	} {
		g.message(name, Say(sentence))
	}
	for _, code := range []string{"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "ratelimited", "used_url",
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

// Hostile is what a stranger might put into a header, a page's title, a URL or
// a message to mention people, make links, or break the layout.
var Hostile = "<!channel> <!here|x> <@U0ADA00001> <#C0GENERAL1> <!subteam^S0GROUP001> <!date^0^{date}|now> @here <https://evil.example/|click> " +
	"https://evil.example/a|b mailto:x@evil.example [a](https://evil.example) *b* _i_ ~s~ `c` ```\nd\n``` > q\n\n\n\u202eabc\u202c\u2066\u200b\u200d\ufeff" +
	"\u0000\u001b[31m &lt;!channel&gt; &amp; 😀𝕏" + strings.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306", 3) + strings.Repeat("w", 300) + "\xff\xfe"

var sampleTime = time.Date(2026, time.March, 4, 14, 3, 5, 0, time.UTC)

func sampleRunbook() knowledge.Runbook {
	return knowledge.Runbook{For: []string{"http/502"}, Hosts: []string{"*.example.com"}, Title: "Checkout", Note: "Restart the `checkout` pods, then tell the shop.",
		Owner: "S0PAYMENTS", Links: []knowledge.Link{{Title: "Dashboard", URL: "https://grafana.example.com/d/checkout"}}}
}

func sampleEntry(code, name string) knowledge.Entry {
	return knowledge.Entry{
		ID: "http/" + code, Family: "http", Code: code, Name: name,
		Summary:  "A server that works as a gateway or proxy got no valid answer from the server behind it. The server behind it may be down.",
		Causes:   []string{"The application behind the proxy is down or restarting.", "It listens on another port than the proxy expects."},
		Checks:   []string{"Read the proxy's error log for the request.", "From the proxy's machine, ask the application with `curl -sv http://127.0.0.1:8080/`."},
		Fault:    knowledge.FaultServer,
		Retry:    "Worth trying again after a few seconds if the request is safe to repeat.",
		Confused: []knowledge.Confusion{{With: "http/504", Difference: "504 means that no answer came in time; 502 that a bad one came, or none could be had."}},
		See:      []string{"nginx/499"},
		Sources:  []knowledge.Source{{Title: "RFC 9110, 15.6.3", URL: "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6.3"}},
	}
}

// sampleFilledEntry has text in every field, as often as fields can hold it.
func sampleFilledEntry(text string) knowledge.Entry {
	many := []string{text, text, text, text, text, text, text, text}
	return knowledge.Entry{ID: "x/" + text, Family: "x", Code: text, Name: text, Summary: text, Causes: many, Checks: many, Fault: knowledge.FaultEither, Retry: text,
		Confused: []knowledge.Confusion{{With: text, Difference: text}, {With: text, Difference: text}, {With: text, Difference: text}},
		See:      many, Sources: []knowledge.Source{{Title: text, URL: text}, {Title: text, URL: "https://example.com/" + text}}, Team: true}
}

func sampleHealthy() Checked {
	url := "https://www.example.com/"
	return Checked{
		Asked: url,
		Report: &probe.Report{URL: url, FinalURL: url, Vantage: "fra-1", StartedAt: sampleTime, DurationMS: 183.2, Status: 200,
			Hops: []probe.Hop{{URL: url, Method: "GET", Status: 200, Protocol: "HTTP/2.0", RemoteAddr: "192.0.2.7:443",
				Timing:  probe.Timing{DNS: 1.2, Connect: 10.1, TLS: 22, FirstByte: 140.3, Body: 2.1},
				Headers: probe.Headers{"server": {"nginx"}, "content-type": {"text/html"}, "set-cookie": {"sid=REDACTED"}},
				TLS: &probe.Certificate{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Subject: "CN=www.example.com", Issuer: "CN=Example CA",
					Names: []string{"www.example.com"}, NotBefore: sampleTime.AddDate(0, -2, 0), NotAfter: sampleTime.AddDate(0, 0, 12), ChainLength: 2, Verified: true}}},
			Addresses: []probe.Address{{Addr: "192.0.2.7", OK: true, Status: 200, DurationMS: 170}}},
		Diagnosis: diagnosis.Diagnosis{Healthy: true, Verdict: "https://www.example.com/ answers 200 OK in 183 ms.",
			Warnings:   []diagnosis.Warning{{Kind: probe.CertificateExpiresSoon, Summary: "The certificate expires in 12 days."}},
			AnsweredBy: &diagnosis.Author{Layer: diagnosis.LayerReverseProxy, Product: "nginx", Confidence: diagnosis.Likely, Evidence: []string{"`server: nginx`"}}},
	}
}

func sampleBad() Checked {
	c := sampleHealthy()
	r := *c.Report
	r.Status, r.Addresses = 502, []probe.Address{{Addr: "192.0.2.7", Status: 502, Kind: probe.HTTPStatus, DurationMS: 170}}
	hop := r.Hops[0]
	hop.Status = 502
	r.Hops = []probe.Hop{{URL: "http://www.example.com/", Method: "GET", Status: 301, Protocol: "HTTP/1.1", Timing: probe.Timing{DNS: 4, Connect: 12, FirstByte: 31}}, hop}
	c.Report = &r
	c.Diagnosis = diagnosis.Diagnosis{Verdict: "https://www.example.com/ answers 502 Bad Gateway, written by nginx.",
		Problem:    &diagnosis.Problem{Kind: probe.HTTPStatus, Summary: "…", Fault: knowledge.FaultServer},
		AnsweredBy: &diagnosis.Author{Layer: diagnosis.LayerReverseProxy, Product: "nginx", Confidence: diagnosis.Certain, Evidence: []string{"nginx's own error page", "`server: nginx`", "a third thing"}},
		Via:        []diagnosis.Intermediary{{Layer: diagnosis.LayerCDN, Product: "cloudflare", Evidence: []string{"`cf-ray: 8f1-FRA`"}}},
		Causes:     []string{"The application behind nginx is down or restarting.", "It listens elsewhere.", "A firewall between them.", "A fourth cause."},
		NextSteps:  []string{"Read nginx's error log.", "Ask the application with `curl -sv http://127.0.0.1:8080/`.", "Restart it.", "Tell the team.", "A fifth step."},
		Entries:    []string{"http/502"}, Chain: "You → cloudflare (CDN) → nginx → ✗ application", Runbooks: []knowledge.Runbook{sampleRunbook()}}
	return c
}

func sampleNotFound() Checked {
	url := "https://nowhere.example.com/"
	return Checked{Asked: url,
		Report: &probe.Report{URL: url, FinalURL: url, Vantage: "fra-1", StartedAt: sampleTime, DurationMS: 12, Failure: &probe.Failure{Kind: probe.DNSNotFound, Hop: -1}},
		Diagnosis: diagnosis.Diagnosis{Verdict: "The name nowhere.example.com does not exist in DNS.", Problem: &diagnosis.Problem{Kind: probe.DNSNotFound},
			Causes: []string{"The name is misspelt."}, NextSteps: []string{"Compare the spelling."}, Entries: []string{"dns/NXDOMAIN"}}}
}

func samplePartial() Checked {
	c := sampleBad()
	r := *c.Report
	r.Status = 200
	r.Addresses = []probe.Address{{Addr: "192.0.2.7", Kind: probe.ConnectRefused, DurationMS: 11}, {Addr: "192.0.2.8", OK: true, Status: 200, DurationMS: 90},
		{Addr: "192.0.2.9", OK: true, Status: 200, DurationMS: 91}, {Addr: "2001:db8::7", Skipped: true}}
	c.Report = &r
	c.Diagnosis.Problem = &diagnosis.Problem{Kind: probe.PartialOutage}
	c.Diagnosis.Verdict = "1 of 3 addresses of www.example.com fails: 192.0.2.7 refuses connections. The others answer well."
	return c
}

// sampleFilled has text in every field that a stranger can reach.
func sampleFilled(text string) Checked {
	many := []string{text, text, text, text, text, text, text, text}
	hop := probe.Hop{URL: text, Method: "GET", Status: 599, Protocol: text, RemoteAddr: text, Timing: probe.Timing{DNS: 1e7, Connect: 1, TLS: .01, FirstByte: 1e9, Body: 3},
		Headers: probe.Headers{text: many, "server": many}, TLS: &probe.Certificate{Version: text, Cipher: text, Subject: text, Issuer: text, Names: many, NotAfter: sampleTime, ChainLength: 99}}
	addresses := make([]probe.Address, 16)
	for i := range addresses {
		addresses[i] = probe.Address{Addr: text, Kind: probe.Kind(text), DurationMS: 1e6}
	}
	hops := []probe.Hop{hop, hop, hop, hop, hop, hop, hop, hop, hop, hop, hop}
	books := []knowledge.Runbook{{Title: text, Note: text, Owner: text, Links: []knowledge.Link{{Title: text, URL: text}, {Title: text, URL: "https://wiki.example.com/" + text}, {Title: text, URL: "https://wiki.example.com/a|b"}}}}
	return Checked{Asked: text, Internal: true,
		Report: &probe.Report{URL: text, FinalURL: text, Vantage: text, StartedAt: sampleTime, DurationMS: 1e9, Status: 599, Hops: hops, Addresses: addresses},
		Diagnosis: diagnosis.Diagnosis{Verdict: text, Problem: &diagnosis.Problem{Kind: probe.Kind(text), Summary: text}, Chain: text,
			Warnings:   []diagnosis.Warning{{Summary: text}, {Summary: text}, {Summary: text}, {Summary: text}, {Summary: text}},
			AnsweredBy: &diagnosis.Author{Layer: diagnosis.LayerCDN, Product: text, Confidence: diagnosis.Certain, Evidence: many},
			Via:        []diagnosis.Intermediary{{Layer: diagnosis.Layer(text), Product: text, Evidence: many}}, Causes: many, NextSteps: many, Entries: []string{"x/" + text}, Runbooks: books}}
}
