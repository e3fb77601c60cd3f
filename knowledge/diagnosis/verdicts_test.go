package diagnosis

import (
	"slices"
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// A verdict says what happened, not what usually happens.
func TestVerdictsOfCases(t *testing.T) {
	failing := func(url string, f probe.Failure, change func(*probe.Report)) *probe.Report {
		r := report(func(r *probe.Report) {
			r.URL, r.FinalURL, r.Failure = url, url, &f
			r.Hops = []probe.Hop{{URL: url, RemoteAddr: "192.0.2.7:8443"}}
		})
		if change != nil {
			change(r)
		}
		return r
	}
	for name, test := range map[string]struct {
		report     *probe.Report
		want, step string
	}{
		"closed in the handshake": {
			failing("https://shop.test/", probe.Failure{Kind: probe.ConnectionClosed, Case: "handshake"}, nil),
			"shop.test accepted the connection and closed it during the TLS handshake.", "openssl s_client",
		},
		"closed in the header": {
			failing("https://shop.test/", probe.Failure{Kind: probe.ConnectionClosed, Case: "header", Detail: "The server closed the connection 17 bytes into the response's header."}, nil),
			"shop.test began to answer, but the server closed the connection 17 bytes into the response's header.", "curl -sv",
		},
		"a TLS port that was asked in plain text": {
			failing("http://shop.test:8443/x", probe.Failure{Kind: probe.ConnectionReset}, nil),
			"shop.test reset the connection.", "`curl -skv https://shop.test:8443/x`",
		},
		"a mail server": {
			failing("http://shop.test:8443/", probe.Failure{Kind: probe.MalformedResponse, Case: "other", Detail: "It greets as a mail (SMTP) or FTP server does."}, nil),
			"What listens on port 8443 of shop.test is no web server: it greets as a mail (SMTP) or FTP server does.", "ss -ltnp",
		},
		"SSH where TLS was asked for": {
			failing("https://shop.test:8443/", probe.Failure{Kind: probe.TLSNotTLS, Case: "other", Detail: "It speaks SSH."}, nil),
			"Port 8443 of shop.test does not speak TLS: it speaks SSH.", "ss -ltnp",
		},
		"a slow answer": {
			failing("https://shop.test/", probe.Failure{Kind: probe.ResponseStalled, Case: "slow"}, func(r *probe.Report) {
				r.DurationMS, r.Hops[0].Status, r.Hops[0].Timing.Body = 10_000, 200, 9_990
			}),
			"shop.test answers 200 OK, but so slowly that the answer was not complete within 10 s.", "curl -Nsv",
		},
		"an alias to nothing": {
			failing("https://shop.test/", probe.Failure{Kind: probe.DNSNotFound, Case: "alias", Code: "NXDOMAIN"}, nil),
			"shop.test is an alias (CNAME) of a name that does not exist in DNS.", "dig shop.test CNAME",
		},
		"DNSSEC": {
			failing("https://shop.test/", probe.Failure{Kind: probe.DNSServerFailure, Case: "dnssec", Code: "SERVFAIL", Detail: "The name server answered SERVFAIL (DNSSEC Bogus) when asked for shop.test."}, nil),
			"DNSSEC does not validate for shop.test: the name server answered SERVFAIL (DNSSEC Bogus) when asked for shop.test.", "dig +cd",
		},
		"no answer that can be read": {
			failing("https://shop.test/", probe.Failure{Kind: probe.DNSServerFailure, Detail: "The name server's answer cannot be read."}, nil),
			"DNS could not answer for shop.test: the name server's answer cannot be read.", "dig",
		},
		"a resolver that is not there": {
			failing("https://shop.test/", probe.Failure{Kind: probe.DNSServerFailure, Case: "resolver", Code: "ECONNREFUSED"}, nil),
			"The name server that host-a uses cannot be reached (ECONNREFUSED), so nothing is known of shop.test.", "/etc/resolv.conf",
		},
		"a body cut short": {
			failing("https://shop.test/", probe.Failure{Kind: probe.BodyTruncated, Detail: "The body ended after 2 of the 100 bytes that Content-Length announces."}, func(r *probe.Report) { r.Hops[0].Status = 200 }),
			"shop.test answered 200 OK, but the body ended after 2 of the 100 bytes that Content-Length announces.", "curl",
		},
		"a body that is not chunked": {
			failing("https://shop.test/", probe.Failure{Kind: probe.MalformedResponse, Case: "body", Detail: "Invalid byte in chunk length."}, func(r *probe.Report) { r.Hops[0].Status = 200 }),
			"shop.test answered 200 OK, but its body cannot be read: invalid byte in chunk length.", "--raw",
		},
		"a server without the site": {
			failing("https://shop.test/", probe.Failure{Kind: probe.TLSHandshakeFailed, Code: "unrecognized_name"}, nil),
			"The server that shop.test leads to knows no site of that name: it broke off the TLS handshake with the alert unrecognized_name.", "server_name",
		},
		"http after https was tried": {
			failing("http://shop.test/", probe.Failure{Kind: probe.ResponseTimeout}, func(r *probe.Report) { r.DurationMS, r.Guessing = 10_000, 5_000 }),
			"shop.test accepted the request, but did not answer within 5.0 s, all that was left of the check's 10 s.", "",
		},
		"a good answer over http after https was tried": {
			report(func(r *probe.Report) {
				r.URL, r.FinalURL, r.DurationMS, r.Guessing, r.Status = "http://shop.test/", "http://shop.test/", 5_012, 5_000, 200
				r.Hops = []probe.Hop{{URL: r.URL, Status: 200}}
			}),
			"http://shop.test/ answers 200 OK in 12 ms.", "",
		},
		"a last answer for which little time was left": {
			failing("https://shop.test/", probe.Failure{Kind: probe.ResponseTimeout, Hop: 1}, func(r *probe.Report) {
				r.DurationMS = 10_000
				r.Hops[0].Timing.FirstByte = 9000
				r.Hops = append(r.Hops, probe.Hop{URL: "https://shop.test/2"})
			}),
			"https://shop.test/ redirects to https://shop.test/2, and there: shop.test accepted the request, but did not answer within 1.0 s, all that was left of the check's 10 s.", "",
		},
	} {
		d := Diagnose(test.report, knowledge.Builtin())
		if d.Verdict != test.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, d.Verdict, test.want)
		}
		if d.Healthy {
			continue
		}
		if !slices.ContainsFunc(d.NextSteps, func(s string) bool { return strings.Contains(s, test.step) }) {
			t.Errorf("%s: no step has %q: %q", name, test.step, d.NextSteps)
		}
	}
}
