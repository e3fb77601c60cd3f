package blocks

import (
	"strings"
	"time"

	"httpcode/knowledge"
	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

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

// explained is what the catalogue says to a text: the gallery shows what people
// are shown.
func explained(text string) Explained {
	catalog := knowledge.Builtin()
	return Explained{Explanation: catalog.Explain(text), Entry: catalog.Entry}
}

// sampleFilledEntry has text in every field, as often as fields can hold it.
func sampleFilledEntry(text string) knowledge.Entry {
	many := []string{text, text, text, text, text, text, text, text}
	return knowledge.Entry{ID: "x/" + text, Family: "x", Code: text, Name: text, Summary: text, Causes: many, Checks: many, Fault: knowledge.FaultEither, Retry: text,
		Confused: []knowledge.Confusion{{With: text, Difference: text}, {With: text, Difference: text}, {With: text, Difference: text}},
		See:      many, Sources: []knowledge.Source{{Title: text, URL: text}, {Title: text, URL: "https://example.com/" + text}}, Team: true}
}

// sampleLog is a page of an access log, with two kinds of errors.
var sampleLog = strings.Repeat(`192.0.2.1 - - [04/Mar/2026:14:02:00 +0000] "GET /checkout HTTP/1.1" 502 157 "-" "curl/8.5.0"`+"\n", 31) +
	strings.Repeat(`192.0.2.2 - - [04/Mar/2026:14:02:01 +0000] "GET /admin HTTP/1.1" 403 153 "-" "curl/8.5.0"`+"\n", 2) +
	strings.Repeat(`192.0.2.3 - - [04/Mar/2026:14:02:02 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/8.5.0"`+"\n", 67)

// diagnosed is a check of r, whose address a button may carry.
func diagnosed(r probe.Report) Checked {
	return Checked{Asked: r.URL, Report: &r, Diagnosis: diagnosis.Diagnose(&r, knowledge.Builtin())}
}

const sampleURL = "https://www.example.com/"

// sampleHop is a request to sampleURL that was answered well.
func sampleHop() probe.Hop {
	return probe.Hop{URL: sampleURL, Method: "GET", Status: 200, Protocol: "HTTP/2.0", RemoteAddr: "192.0.2.7:443", BodyComplete: true,
		Timing:  probe.Timing{DNS: 1.2, Connect: 10.1, TLS: 22, FirstByte: 140.3, Body: 2.1},
		Headers: probe.Headers{"server": {"nginx"}, "content-type": {"text/html"}, "set-cookie": {"sid=REDACTED"}},
		TLS: &probe.Certificate{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Subject: "CN=www.example.com", Issuer: "CN=Example CA",
			Names: []string{"www.example.com"}, NotBefore: sampleTime.AddDate(0, -2, 0), NotAfter: sampleTime.AddDate(0, 0, 12), ChainLength: 2, Verified: true}}
}

func sampleReport(status int, hops ...probe.Hop) probe.Report {
	return probe.Report{URL: hops[0].URL, FinalURL: hops[len(hops)-1].URL, Vantage: "fra-1", StartedAt: sampleTime, DurationMS: 183.2, Status: status,
		Hops: hops, Addresses: []probe.Address{{Addr: "192.0.2.7", OK: status < 400, Status: status, DurationMS: 170}}}
}

func sampleHealthy() Checked { return diagnosed(sampleReport(200, sampleHop())) }

// sampleBad is nginx's own page for a 502, passed on by Cloudflare.
func sampleBad() Checked {
	hop := sampleHop()
	hop.Status, hop.Headers = 502, probe.Headers{"server": {"cloudflare"}, "cf-ray": {"8f1c2d3e4f5a6b7c-FRA"}, "content-type": {"text/html"}, "set-cookie": {"sid=REDACTED"}}
	hop.Body = []byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n" +
		"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
	first := probe.Hop{URL: "http://www.example.com/", Method: "GET", Status: 301, Protocol: "HTTP/1.1", Timing: probe.Timing{DNS: 4, Connect: 12, FirstByte: 31}}
	c := diagnosed(sampleReport(502, first, hop))
	c.Diagnosis.Runbooks = []knowledge.Runbook{sampleRunbook()}
	return c
}

// sampleUnknown is an answer without any mark of who wrote it.
func sampleUnknown() Checked {
	hop := sampleHop()
	hop.Status, hop.Headers = 401, probe.Headers{"content-type": {"text/plain"}}
	return diagnosed(sampleReport(401, hop))
}

func sampleNotFound() Checked {
	url := "https://nowhere.example.com/"
	return diagnosed(probe.Report{URL: url, FinalURL: url, Vantage: "fra-1", StartedAt: sampleTime, DurationMS: 12, Failure: &probe.Failure{Kind: probe.DNSNotFound, Hop: -1}})
}

func samplePartial() Checked {
	r := sampleReport(200, sampleHop())
	r.Addresses = []probe.Address{{Addr: "192.0.2.7", Kind: probe.ConnectRefused, DurationMS: 11}, {Addr: "192.0.2.8", OK: true, Status: 200, DurationMS: 90},
		{Addr: "192.0.2.9", OK: true, Status: 200, DurationMS: 91}, {Addr: "2001:db8::7", Skipped: true}}
	return diagnosed(r)
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
