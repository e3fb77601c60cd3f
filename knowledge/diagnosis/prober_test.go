package diagnosis

import (
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// The same servers, asked by the real prober: what a check of them says.
func TestRealProber(t *testing.T) {
	p := &probe.Prober{Guard: probe.Unrestricted(), Vantage: "host-a"}
	for _, test := range []struct{ at, path, product, kind, verdict string }{
		{"nginx1", "/refused", "nginx", "http_status", " answers 502 Bad Gateway: nginx got no usable answer from the application behind it."},
		{"nginx1", "/index.html", "nginx", "", ", probably from nginx."},
		{"nginx3", "/", "nginx", "http_status", ": nginx was asked in plain HTTP on a port that speaks HTTPS."},
		{"haproxy0", "/refused", "haproxy", "http_status", " answers 503 Service Unavailable: HAProxy has no server that it could pass the request to."},
		{"varnish0", "/missing", "nginx", "http_status", ": nginx found nothing at this address (passed on by Varnish)."},
		{"nginx1", "/gunicorn/raise", "gunicorn", "http_status", ": the application that gunicorn runs raised an error that nothing caught (passed on by nginx)."},
		{"go", "/500", "go", "http_status", ", probably from Go net/http: it failed while it handled the request. It says: “cannot reach the database”."},
		{"node0", "/500", "node", "http_status", ", probably from Node.js: it failed while it handled the request. It says: “broken”."},
		{"closer", "/", "", "connection_closed", "127.0.0.1 accepted the connection and closed it without an answer."},
		{"garbage", "/", "", "malformed_response", ""},
		{"down", "/", "", "connect_refused", ""},
	} {
		t.Run(test.at+test.path, func(t *testing.T) {
			url := "http://" + at(t, test.at) + test.path
			r := p.Check(t.Context(), url)
			d := Diagnose(r, knowledge.Builtin())
			var product, kind string
			if d.AnsweredBy != nil {
				product = d.AnsweredBy.Product
			}
			if d.Problem != nil {
				kind = string(d.Problem.Kind)
			}
			if product != test.product || kind != test.kind || !hasSuffix(d.Verdict, test.verdict) {
				t.Errorf("got %q, %q, %q\nwant %+v", product, kind, d.Verdict, test)
			}
			if (d.Problem == nil) != d.Healthy || !d.Healthy && len(d.NextSteps) == 0 {
				t.Errorf("%+v", d)
			}
		})
	}
}

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}
