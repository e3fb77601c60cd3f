package diagnosis

import (
	"strings"
	"testing"
	"time"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// What a verdict says of a certificate is true of that certificate.
func TestCertificateVerdicts(t *testing.T) {
	start := time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC)
	good := probe.Certificate{NotBefore: start.AddDate(0, -1, 0), NotAfter: start.AddDate(0, 2, 0), Subject: "CN=shop.test", Names: []string{"shop.test"}}
	with := func(change func(*probe.Certificate)) *probe.Certificate {
		c := good
		change(&c)
		return &c
	}
	for name, test := range map[string]struct {
		failure probe.Failure
		cert    *probe.Certificate
		want    string
	}{
		"an intermediate that is expired": {
			probe.Failure{Kind: probe.TLSExpired, Case: "intermediate", Detail: `The certificate of the authority "Old CA" expired on 20 November 2026, 10:00 UTC.`}, &good,
			`shop.test sends a good certificate with an outdated one above it: the certificate of the authority "Old CA" expired on 20 November 2026, 10:00 UTC.`,
		},
		"no alternative names": {
			probe.Failure{Kind: probe.TLSHostnameMismatch}, with(func(c *probe.Certificate) { c.Names = nil }),
			"The certificate that shop.test presents names no host: browsers read the subject alternative names only, not its common name shop.test.",
		},
		"more names than are kept": {
			probe.Failure{Kind: probe.TLSHostnameMismatch}, with(func(c *probe.Certificate) {
				c.Names, c.MoreNames = []string{"a.test", "b.test", "c.test", "d.test"}, 996
			}),
			"The certificate that shop.test presents is for a.test, b.test, c.test and 997 more, not for shop.test.",
		},
		"two faults at once": {
			probe.Failure{Kind: probe.TLSExpired}, with(func(c *probe.Certificate) {
				c.NotAfter = start.Add(-75 * time.Hour)
				c.Faults = []probe.Kind{probe.TLSExpired, probe.TLSSelfSigned}
			}),
			"The certificate of shop.test expired on 18 November 2026, 3 days ago. And that is not all: self-signed certificate.",
		},
	} {
		d := Diagnose(report(func(r *probe.Report) {
			r.Failure = &test.failure
			r.Hops = []probe.Hop{{URL: r.URL, RemoteAddr: "192.0.2.7:443", TLS: test.cert}}
		}), knowledge.Builtin())
		if d.Verdict != test.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, d.Verdict, test.want)
		}
		for _, step := range d.NextSteps {
			if test.failure.Case == "intermediate" && strings.Contains(step, "certbot") {
				t.Errorf("%s: %q renews what is good", name, step)
			}
		}
	}
}
