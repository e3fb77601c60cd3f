package diagnosis

import (
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

func diagnosed(url string, status int, h probe.Headers) Diagnosis {
	return Diagnose(report(func(r *probe.Report) {
		r.URL, r.FinalURL, r.Status = url, url, status
		r.Hops = []probe.Hop{{URL: url, Status: status, Headers: h, BodyComplete: true}}
	}), knowledge.Builtin())
}

// That nobody can tell the author is said once, where the author stands; the
// room is for how to find it.
func TestUnknownAuthorIsSaidOnce(t *testing.T) {
	for _, test := range []struct {
		status  int
		headers probe.Headers
		way     string
	}{
		{401, nil, "follow this request through the logs: the innermost server that logged it as 401 did."},
		{403, probe.Headers{"server": {"nginx"}}, "logs, from nginx inwards: the innermost server that logged it as 403 did."},
		{404, nil, "logged it as 404 did. A proxy's own 404 page means"},
		{503, nil, "logged it as 503 did. The load balancer's own 503 means"},
	} {
		d := diagnosed("https://shop.test/x", test.status, test.headers)
		told := d.Verdict + d.Chain
		if strings.Contains(told, "cannot tell") || strings.Contains(told, "who wrote") {
			t.Errorf("%d: %q", test.status, told)
		}
		steps := strings.Join(d.NextSteps, "\n")
		if strings.Count(steps, test.way) != 1 {
			t.Errorf("%d: steps\n%s\nwant once %q", test.status, steps, test.way)
		}
		if strings.Contains(steps, "See who answers") || strings.Contains(steps, "Find who denies") || strings.Contains(steps, "Read the answer's WWW-Auth") {
			t.Errorf("%d: asks for what was looked at already:\n%s", test.status, steps)
		}
	}
	for want, via := range map[string][]Intermediary{
		"cannot tell: nothing in the answer says who wrote it":                                      nil,
		"cannot tell: nginx or something behind it; nothing in the answer says which":               {{Product: "nginx"}},
		"cannot tell: Cloudflare, nginx or something behind them; nothing in the answer says which": {{Product: "cloudflare"}, {Product: "nginx"}},
		"cannot tell: a proxy on the way or something behind it; nothing in the answer says which":  {{Product: "unknown"}},
	} {
		if got := (&Diagnosis{Via: via}).Untold(); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// A rate limit's own headers are worth reading; where there are none, there is
// nothing to read.
func TestStepsAskForNoHeaderThatIsMissing(t *testing.T) {
	const step = "Read Retry-After and the X-RateLimit"
	without := diagnosed("https://shop.test/x", 429, nil)
	with := diagnosed("https://shop.test/x", 429, probe.Headers{"x-ratelimit-remaining": {"0"}})
	if strings.Contains(strings.Join(without.NextSteps, "\n"), step) || !strings.Contains(strings.Join(with.NextSteps, "\n"), step) {
		t.Errorf("without: %q\nwith: %q", without.NextSteps, with.NextSteps)
	}
}

// Credentials that were sent and refused are not told to be missing, and the
// command leaves their place to the reader.
func TestRefusedCredentials(t *testing.T) {
	challenge := probe.Headers{"www-authenticate": {`Basic realm="x"`}}
	d := diagnosed("https://REDACTED@shop.test/x", 401, challenge)
	if d.Causes[0] != "The user name or password that this check sent was not accepted." || strings.Contains(strings.Join(d.Causes, "\n"), "No credentials") {
		t.Errorf("causes %q", d.Causes)
	}
	if steps := strings.Join(d.NextSteps, "\n"); !strings.Contains(steps, "`curl -sv -u NAME https://shop.test/x`") {
		t.Errorf("steps %s", steps)
	}
	d = diagnosed("https://REDACTED@shop.test/x", 400, nil)
	if steps := strings.Join(d.NextSteps, "\n"); strings.Contains(steps, "REDACTED") {
		t.Errorf("steps %s", steps)
	}
}

func TestFailuresPathEndsWhereItBroke(t *testing.T) {
	for want, p := range map[string]*Problem{
		"you → shop.test at 192.0.2.7 (connection refused)":  {Kind: probe.ConnectRefused, Summary: "shop.test refuses connections on port 443 (192.0.2.7)"},
		"you → shop.test at 192.0.2.7 (certificate expired)": {Kind: probe.TLSExpired, Summary: "The certificate of shop.test expired."},
	} {
		r := report(func(r *probe.Report) {
			r.Hops = []probe.Hop{{URL: "https://shop.test/", RemoteAddr: "192.0.2.7:443"}}
		})
		if got := chain(r, &Diagnosis{Problem: p}, false); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLoopToItselfIsShownAsOne(t *testing.T) {
	r := report(func(r *probe.Report) {
		r.Failure = &probe.Failure{Kind: probe.RedirectLoop}
		r.Hops = []probe.Hop{{URL: "https://shop.test/x", Status: 302}}
	})
	if got, want := Diagnose(r, nil).Verdict, "https://shop.test/x → https://shop.test/x"; !strings.Contains(got, want) {
		t.Errorf("%q lacks %q", got, want)
	}
}
