package diagnosis

import (
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// Anybody can set a Server header: it never makes an author certain, whatever
// the status, where the body is not the product's own.
func TestNobodyIsCertainByItsServerHeader(t *testing.T) {
	bodies := map[string]string{
		"": "", "text/html": "<!doctype html><title>Oops</title><p>Something broke.", "application/json": `{"message":"boom"}`,
	}
	for _, p := range known().products {
		for _, name := range p.Server {
			for _, status := range []int{200, 302, 400, 403, 404, 429, 500, 502, 503, 504, 520} {
				for kind, body := range bodies {
					h := probe.Headers{"server": {strings.ReplaceAll(name, "*", "1")}, "x-powered-by": {"Express"}}
					if kind != "" {
						h["content-type"] = []string{kind}
					}
					if a := authorOf(status, h, body); a.Confidence == Certain {
						t.Errorf("%s, status %d, %q: certain of %s by %q", name, status, body, a.Product, a.Evidence)
					}
				}
			}
		}
	}
}

// A page that lacks what its product always adds may come from elsewhere.
func TestUnsignedPagesAreNotCertain(t *testing.T) {
	for _, sm := range samples(t) {
		p := known().bySlug[sm.product]
		if p == nil || p.Signs == "" {
			continue
		}
		h := sm.report.Hops[0]
		for _, server := range []string{"", "SomethingElse/1.0"} {
			headers := probe.Headers{"content-type": h.Headers["content-type"]}
			if server != "" {
				headers["server"] = []string{server}
			}
			if a := authorOf(h.Status, headers, string(h.Body)); a.Confidence == Certain && a.Product == sm.product {
				t.Errorf("%s under %q: certain of %s by %q", sm.name, server, a.Product, a.Evidence)
			}
		}
	}
}

// A page of one runtime under the Server header of another was copied, or
// passed on by an application: then nobody is certain.
func TestPagesUnderAnotherRuntimeAreNotCertain(t *testing.T) {
	for _, sm := range samples(t) {
		author := known().bySlug[sm.product]
		if author == nil || author.RunsOn == "" {
			continue
		}
		h := sm.report.Hops[0]
		for _, other := range known().products {
			if other.RunsOn == "" || other.RunsOn == author.RunsOn || len(other.Server) == 0 {
				continue
			}
			headers := maps.Clone(h.Headers)
			headers["server"] = []string{strings.ReplaceAll(other.Server[0], "*", "1")}
			if a := authorOf(h.Status, headers, string(h.Body)); a.Confidence == Certain && a.Product == sm.product {
				t.Errorf("%s under %q: certain of %s by %q", sm.name, headers["server"], a.Product, a.Evidence)
			}
		}
	}
}

func TestNamesInHeadersAreReadWhole(t *testing.T) {
	nginx := nginxPage(502)
	for _, test := range []struct {
		name, product string
		confidence    Confidence
		headers       probe.Headers
		status        int
		body          string
	}{
		{"nginx's page under its name", "nginx", Certain, probe.Headers{"server": {"nginx/1.27.1"}}, 502, nginx},
		{"behind a CDN that replaces the name", "nginx", Certain, probe.Headers{"server": {"cloudflare"}}, 502, nginx},
		{"under a product built on nginx", "nginx", Likely, probe.Headers{"server": {"BunnyCDN-DE1-1047"}}, 502, nginx},
		{"under a name that nobody knows", "nginx", Likely, probe.Headers{"server": {"edge"}}, 502, nginx},
		{"without any name", "nginx", Likely, nil, 502, nginx},
		{"Coyote is Tomcat", "tomcat", Likely, probe.Headers{"server": {"Apache-Coyote/1.1"}}, 500, `{"a":1}`},
		{"Apache Tomcat is not Apache", "tomcat", Likely, probe.Headers{"server": {"Apache Tomcat/9.0.1"}}, 500, `{"a":1}`},
		{"a load balancer's name on an application's answer", "aws-alb", Likely,
			probe.Headers{"server": {"awselb/2.0"}, "content-type": {"application/json"}}, 500, `{"message":"boom"}`},
		{"a name that somebody chose in Proxy-Status", "haproxy", Likely,
			probe.Headers{"proxy-status": {"HAProxy; error=destination_unavailable"}}, 503, ""},
		{"a name in Proxy-Status, and its page", "nginx", Certain,
			probe.Headers{"proxy-status": {"nginx; error=http_response_timeout"}, "server": {"nginx"}}, 504, nginxPage(504)},
		{"an empty 502", "unknown", Unknown, nil, 502, ""},
	} {
		a := authorOf(test.status, test.headers, test.body)
		if a.Product != test.product || a.Confidence != test.confidence {
			t.Errorf("%s: got %s, %s, by %q", test.name, a.Product, a.Confidence, a.Evidence)
		}
	}
}

func TestServerNames(t *testing.T) {
	for _, test := range []struct {
		name, value string
		want        bool
	}{
		{"apache", "apache", true}, {"apache", "apache/2.4.1 (unix)", true}, {"apache", "apache (unix)", true},
		{"apache", "apache-coyote/1.1", false}, {"apache", "apachetrafficserver", false}, {"nginx", "freenginx", false},
		{"bunnycdn*", "bunnycdn-de1", true},
	} {
		if got := serverNames(test.name, test.value); got != test.want {
			t.Errorf("serverNames(%q, %q) = %v", test.name, test.value, got)
		}
	}
}

// What the page says chooses the advice.
func TestReasonsAreRead(t *testing.T) {
	envoy := func(reason string) string {
		return "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: " + reason
	}
	for _, test := range []struct {
		status         int
		server, body   string
		because, entry string
		cause, step    string
	}{
		{503, "envoy", envoy("overflow"), "circuit breaker", "envoy/UO", "max_pending_requests", "overflow"},
		{503, "envoy", envoy("connection termination"), "closed the connection before it answered", "envoy/UC", "keep-alive", ""},
		{503, "envoy", envoy("remote connection failure, transport failure reason: TLS_error:|1:WRONG_VERSION_NUMBER"), "agree on TLS", "envoy/UF", "plain text", ""},
		{530, "cloudflare", "error code: 1033", "its error 1033, “Cloudflare Tunnel Error”", "cloudflare/1033", "", ""},
		{409, "cloudflare", "error code: 1001", "its error 1001", "cloudflare/1001", "", ""},
		{400, "Apache", "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />", "plain HTTP on a port that speaks HTTPS", "http/400", "", "https://"},
		{400, "", "<h2>Bad Request - Invalid Hostname</h2><hr><p>HTTP Error 400. The request hostname is invalid.</p>", "no site under the host name shop.test", "http/400", "DNS", ""},
		{503, "Varnish", "<h1>Error 503 maintenance</h1><h3>Guru Meditation:</h3><p>XID: 1</p><p>Varnish cache server</p>", "a rule of its VCL", "http/503", "synth(503", ""},
	} {
		h := probe.Headers{}
		if test.server != "" {
			h["server"] = []string{test.server}
		}
		d := diagnosisOf(test.status, h, test.body)
		if !strings.Contains(d.Verdict, test.because) || d.Entries[0] != test.entry ||
			!strings.Contains(strings.Join(d.Causes, "\n"), test.cause) || !strings.Contains(strings.Join(d.NextSteps, "\n"), test.step) {
			t.Errorf("%.60q:\n%s\nentries %q\ncauses %q\nsteps %q", test.body, d.Verdict, d.Entries, d.Causes, d.NextSteps)
		}
	}
}

// Where the author is known, nobody is told to find out who it is.
func TestKnownAuthorsAreNotAskedFor(t *testing.T) {
	for _, sm := range samples(t) {
		d := Diagnose(sm.report, knowledge.Builtin())
		if d.AnsweredBy.Confidence == Unknown || d.Problem == nil {
			continue
		}
		for _, s := range d.NextSteps {
			if asksWho(s) {
				t.Errorf("%s: %s", sm.name, s)
			}
		}
		if len(d.NextSteps) == 0 || len(d.Causes) == 0 {
			t.Errorf("%s: causes %q, steps %q", sm.name, d.Causes, d.NextSteps)
		}
		for _, clumsy := range []string{"it itself", "it, which", ") (passed on", "of it "} {
			if strings.Contains(d.Verdict, clumsy) {
				t.Errorf("%s: %s", sm.name, d.Verdict)
			}
		}
	}
}

func diagnosisOf(status int, headers probe.Headers, body string) Diagnosis {
	return Diagnose(report(func(r *probe.Report) {
		r.Status = status
		r.Hops = []probe.Hop{{URL: r.URL, Status: status, Headers: headers, Body: []byte(body), BodyComplete: true}}
	}), knowledge.Builtin())
}

func authorOf(status int, headers probe.Headers, body string) Author {
	return *diagnosisOf(status, headers, body).AnsweredBy
}

// nginxPage is nginx's built-in page (ngx_http_special_response.c).
func nginxPage(status int) string {
	name := strconv.Itoa(status) + " " + http.StatusText(status)
	return "<html>\r\n<head><title>" + name + "</title></head>\r\n<body>\r\n<center><h1>" + name +
		"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
}

// A page is one witness, however many of its marks are known.
func TestEvidenceDoesNotRepeatItself(t *testing.T) {
	const page = "<!doctype html><html lang=\"en\"><head><title>HTTP Status 404 – Not Found</title><style type=\"text/css\">body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;background-color:#525D76;}</style></head><body><h1>HTTP Status 404 – Not Found</h1><hr class=\"line\" /><p><b>Type</b> Status Report</p><p><b>Description</b> The origin server did not find a current representation for the target resource or is not willing to disclose that one exists.</p><hr class=\"line\" /><h3>Apache Tomcat/10.1.34</h3></body></html>"
	a := authorOf(404, probe.Headers{"content-type": {"text/html;charset=utf-8"}}, page)
	if a.Product != "tomcat" || a.Confidence != Certain || len(a.Evidence) != 1 {
		t.Errorf("%+v", a)
	}
}

// nginx puts its page into its own 502: an empty one came from behind it.
func TestEmptyGatewayErrorIsNotThatOfWhoSendsPages(t *testing.T) {
	for _, test := range []struct {
		server, body, want string
	}{
		{"nginx", "", "unknown"},
		{"nginx/1.27.0", "", "unknown"},
		{"Apache", "", "unknown"},
		{"nginx", "<h1>Back soon</h1>", "nginx"},
		{"Caddy", "", "caddy"},
	} {
		if a := authorOf(502, probe.Headers{"server": {test.server}}, test.body); a.Product != test.want {
			t.Errorf("%s, %q: %+v", test.server, test.body, a)
		}
	}
}
