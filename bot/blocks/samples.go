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
	verdict := "1 of 3 addresses of www.example.com fails: 192.0.2.7 (connection refused). The others answer well."
	c.Diagnosis = diagnosis.Diagnosis{Verdict: verdict,
		Problem:    &diagnosis.Problem{Kind: probe.PartialOutage, Summary: verdict, Fault: knowledge.FaultServer},
		AnsweredBy: &diagnosis.Author{Layer: diagnosis.LayerReverseProxy, Product: "nginx", Confidence: diagnosis.Likely, Evidence: []string{"`server: nginx`"}},
		Causes:     []string{"The server behind 192.0.2.7 is down or misconfigured, while the others work.", "DNS still names an address that is no longer used."},
		NextSteps:  []string{"Repeat it against that address alone with `curl -sv --connect-to ::192.0.2.7: https://www.example.com/`.", "Take the failing address out of DNS until its server works again."},
		Entries:    []string{"errno/ECONNREFUSED"}, Chain: "you → www.example.com (some addresses fail)"}
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
