package diagnosis

import (
	"slices"
	"strings"
	"testing"
	"time"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// failureKinds are the kinds that a Failure can have.
var failureKinds = []probe.Kind{
	probe.InvalidURL, probe.Blocked,
	probe.DNSNotFound, probe.DNSNoAddress, probe.DNSServerFailure, probe.DNSTimeout,
	probe.ConnectRefused, probe.ConnectTimeout, probe.ConnectUnreachable,
	probe.TLSExpired, probe.TLSNotYetValid, probe.TLSHostnameMismatch, probe.TLSSelfSigned,
	probe.TLSUnknownAuthority, probe.TLSIncompleteChain, probe.TLSBadCertificate, probe.TLSVersion,
	probe.TLSNoSharedCipher, probe.TLSClientCertificateRequired, probe.TLSNotTLS, probe.TLSTimeout,
	probe.TLSHandshakeFailed,
	probe.ResponseTimeout, probe.ResponseStalled, probe.ConnectionClosed, probe.ConnectionReset,
	probe.MalformedResponse, probe.ProtocolError, probe.HeadersTooLarge, probe.BodyTruncated,
	probe.BadContentEncoding,
	probe.RedirectLoop, probe.TooManyRedirects, probe.RedirectInvalid,
}

func TestEveryKindOfFailureIsExplained(t *testing.T) {
	for _, kind := range failureKinds {
		a, ok := problems()[kind]
		if !ok || briefs[kind] == "" {
			t.Errorf("%s has no entry in problems.yaml, or no brief name", kind)
			continue
		}
		if a.Fault == "" || len(a.Summary) == 0 || len(a.Causes) == 0 || len(a.Steps) == 0 {
			t.Errorf("%s lacks a fault, summary, causes or steps", kind)
		}
		checkTemplates(t, string(kind), a)
		// The last summary must do with what every Report has.
		r := &probe.Report{URL: "https://shop.test/x", Vantage: "host-a", Failure: &probe.Failure{Kind: kind, Hop: -1}}
		d := Diagnose(r, knowledge.Builtin())
		if d.Healthy || d.Problem == nil || d.Problem.Kind != kind || d.Verdict == "" || strings.Contains(d.Verdict, "The check of") {
			t.Errorf("%s from a bare report: %+v", kind, d)
		}
		if len(d.Causes) == 0 || len(d.NextSteps) == 0 {
			t.Errorf("%s from a bare report has no causes or steps", kind)
		}
	}
	for key, a := range problems() {
		kind, _, _ := strings.Cut(string(key), "/")
		if !slices.Contains(failureKinds, probe.Kind(kind)) {
			t.Errorf("problems.yaml: package probe has no kind %s", kind)
		}
		checkTemplates(t, string(key), a)
	}
}

// Who is refused is told what they can do, not what the operator could.
func TestRefusalsFitTheirRule(t *testing.T) {
	guard, err := probe.NewGuard([]string{"127.0.0.1"}, []string{"denied.test"})
	if err != nil {
		t.Fatal(err)
	}
	prober := probe.Prober{Guard: guard}
	for url, want := range map[string]string{
		"http://10.0.0.1/":        "10.0.0.1 is not checked from here: its address is private, loopback or otherwise special-purpose.",
		"http://127.0.0.1/":       "127.0.0.1 is not checked here: it is private, and only full members of the bot's own workspace may check it.",
		"http://169.254.169.254/": "169.254.169.254 is not checked from here: it is a cloud's metadata service, and these are never checked.",
		"http://denied.test/":     "denied.test is not checked from here: the operator's deny list (HTTPCODE_PROBE_DENY) names it.",
	} {
		d := Diagnose(prober.Check(t.Context(), url, probe.WithoutPrivate()), nil)
		if d.Verdict != want {
			t.Errorf("%s: got %q, want %q", url, d.Verdict, want)
		}
		for _, step := range d.NextSteps {
			if strings.Contains(step, "PROBE_ALLOW") && (strings.Contains(url, "127.0.0.1") || strings.Contains(url, "denied") || strings.Contains(url, "169.254")) {
				t.Errorf("%s: %q does not help", url, step)
			}
		}
	}
}

// checkTemplates finds facts that do not exist and sentences out of form.
func checkTemplates(t *testing.T, name string, a advice) {
	t.Helper()
	for _, s := range [][]string{a.Summary, a.Causes, a.Steps, a.Entries} {
		for _, text := range s {
			for _, p := range placeholder.FindAllStringIndex(text, -1) {
				command := p[0] > 0 && text[p[0]-1] == '%' // curl's %{…}
				if fact := text[p[0]+1 : p[1]-1]; !factNames[fact] && !command {
					t.Errorf("%s: %q uses the unknown fact %q", name, text, fact)
				}
			}
		}
	}
	for _, text := range append(a.Causes, a.Steps...) {
		if !strings.HasSuffix(text, ".") || strings.Count(text, "`")%2 != 0 {
			t.Errorf("%s: %q is no whole sentence", name, text)
		}
	}
}

func TestExpiredCertificateIsToldWithItsDates(t *testing.T) {
	r := report(func(r *probe.Report) {
		r.Failure = &probe.Failure{Kind: probe.TLSExpired, Hop: 0}
		r.Hops = []probe.Hop{{URL: r.URL, RemoteAddr: "192.0.2.7:443", TLS: &probe.Certificate{
			NotAfter: r.StartedAt.Add(-75 * time.Hour), Subject: "CN=shop.test", Issuer: "CN=R3,O=Let's Encrypt",
		}}}
	})
	d := Diagnose(r, knowledge.Builtin())
	want := "The certificate of shop.test expired on 18 November 2026, 3 days ago."
	if d.Verdict != want || d.Problem.Summary != want {
		t.Errorf("got %q, want %q", d.Verdict, want)
	}
	if d.AnsweredBy != nil {
		t.Errorf("nothing answered, yet %+v did", d.AnsweredBy)
	}
}

func TestFailureAfterRedirectNamesBothPlaces(t *testing.T) {
	r := report(func(r *probe.Report) {
		r.FinalURL = "https://other.test/"
		r.Failure = &probe.Failure{Kind: probe.ConnectRefused, Hop: 1}
		r.Hops = []probe.Hop{{URL: r.URL, Status: 301}, {URL: r.FinalURL, RemoteAddr: "192.0.2.9:443"}}
	})
	want := "https://shop.test/x redirects to https://other.test/, and there: other.test refuses connections on port 443 (192.0.2.9): nothing is listening there."
	if got := Diagnose(r, nil).Verdict; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Only where a certificate of ours was asked for may its lack be the cause.
func TestClosedConnectionRecallsTheClientCertificate(t *testing.T) {
	for _, asked := range []bool{true, false} {
		r := report(func(r *probe.Report) {
			r.Failure = &probe.Failure{Kind: probe.ConnectionClosed, Hop: 0}
			r.Hops = []probe.Hop{{URL: r.URL, TLS: &probe.Certificate{ClientCertificateRequested: asked}}}
		})
		if told := strings.Contains(strings.Join(Diagnose(r, nil).Causes, " "), "client certificate"); told != asked {
			t.Errorf("asked for: %v, told: %v", asked, told)
		}
	}
}

func TestCommandsQuoteWhatStrangersWrote(t *testing.T) {
	r := report(func(r *probe.Report) {
		r.URL = "http://shop.test/$(reboot)'`x`;\u202e\n"
		r.FinalURL = r.URL
		r.Failure = &probe.Failure{Kind: probe.ConnectionReset, Hop: 0}
		r.Hops = []probe.Hop{{URL: r.URL}}
	})
	d := Diagnose(r, nil)
	want := `curl -sv 'http://shop.test/$(reboot)'\'''\''x'\'';'`
	if got := strings.Join(d.NextSteps, "\n"); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant %s in it", got, want)
	}
}

// report is a Report of https://shop.test/x on 21 November 2026, as edited.
func report(edit func(*probe.Report)) *probe.Report {
	r := &probe.Report{
		URL: "https://shop.test/x", FinalURL: "https://shop.test/x", Vantage: "host-a",
		StartedAt: time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC), DurationMS: 183.25,
	}
	edit(r)
	return r
}

func TestPartialOutage(t *testing.T) {
	addresses := []probe.Address{
		{Addr: "192.0.2.7", Kind: probe.HTTPStatus, Status: 502},
		{Addr: "192.0.2.8", OK: true, Status: 200},
		{Addr: "2001:db8::7", Kind: probe.ConnectRefused},
		{Addr: "2001:db8::8", Kind: probe.ConnectUnreachable, Skipped: true},
	}
	for _, status := range []int{200, 502} { // whichever address the check itself went to
		r := report(func(r *probe.Report) {
			r.Status, r.Addresses = status, addresses
			r.Hops = []probe.Hop{{URL: r.URL, Status: status}}
		})
		d := Diagnose(r, nil)
		want := "2 of 3 addresses of shop.test fail: 192.0.2.7 (502 Bad Gateway) and 2001:db8::7 (connection refused). The other one answers well."
		if d.Problem == nil || d.Problem.Kind != probe.PartialOutage || d.Verdict != want {
			t.Errorf("with status %d: %+v", status, d)
		}
	}
}

func TestWarnings(t *testing.T) {
	r := report(func(r *probe.Report) {
		r.URL, r.Status = "https://shop.test/x", 403
		r.Addresses = []probe.Address{{Addr: "192.0.2.7", Status: 403}, {Addr: "192.0.2.8", OK: true, Status: 200}}
		r.Hops = []probe.Hop{
			{URL: r.URL, Status: 301, TLS: &probe.Certificate{NotAfter: r.StartedAt.Add(6*24*time.Hour + time.Hour)}},
			{URL: "http://shop.test/y", Status: 403, Timing: probe.Timing{FirstByte: 2400}, Headers: probe.Headers{"retry-after": {"120"}}},
		}
	})
	want := []Warning{
		{probe.CertificateExpiresSoon, "The certificate of shop.test expires in 6 days, on 27 November 2026."},
		{probe.RedirectDowngrade, "https://shop.test/x redirects from https to http: what follows can be read and changed on the way."},
		{probe.SlowFirstByte, "shop.test took 2.4 s to begin its answer."},
		{probe.RetryAfter, "The answer asks to try again in 2 minutes (Retry-After: 120)."},
		{probe.MixedAnswers, "The addresses of shop.test answer differently: 192.0.2.7 403 and 192.0.2.8 200."},
	}
	got := Diagnose(r, nil).Warnings
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %+v\nwant %+v", got[i], want[i])
		}
	}
}
