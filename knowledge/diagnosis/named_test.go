package diagnosis

import (
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

const nginxPage404 = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

// Anybody can set a Server header: who would have left more than that is named,
// and not put on the path.
func TestServerHeaderAloneIsNoPath(t *testing.T) {
	for name, test := range map[string]struct {
		headers        probe.Headers
		body           string
		verdict, chain string // the end of the verdict
	}{
		"Cloudflare with its own field": {probe.Headers{"server": {"cloudflare"}, "cf-ray": {"8a-FRA"}}, nginxPage404,
			"at this address (passed on by Cloudflare).", "you → Cloudflare → nginx (wrote this 404)"},
		"Cloudflare by name": {probe.Headers{"server": {"cloudflare"}}, nginxPage404,
			"at this address (its Server header names Cloudflare).", "you → nginx (wrote this 404)"},
		"CloudFront by name": {probe.Headers{"server": {"CloudFront"}}, nginxPage404,
			"at this address (its Server header names CloudFront).", "you → nginx (wrote this 404)"},
		"IIS by name": {probe.Headers{"server": {"Microsoft-IIS/10.0"}}, nginxPage404,
			"at this address (its Server header names IIS).", "you → nginx (wrote this 404)"},
		"Apache by name": {probe.Headers{"server": {"Apache"}}, nginxPage404,
			"at this address (its Server header names Apache).", "you → nginx (probably wrote this 404)"},
		"Caddy, which says so in Via": {probe.Headers{"server": {"cloudflare"}, "via": {"1.1 Caddy"}}, nginxPage404,
			"at this address (passed on by Caddy; its Server header names Cloudflare).", "you → Caddy → nginx"},
		"nginx in front of an application": {probe.Headers{"server": {"nginx"}, "x-powered-by": {"Express"}}, "<pre>Cannot GET /x</pre>",
			"(passed on by nginx). It says: “Cannot GET /x”.", "you → nginx → Express"},
	} {
		r := report(func(r *probe.Report) {
			r.Status = 404
			r.Hops = []probe.Hop{{URL: r.URL, Status: 404, Headers: test.headers, Body: []byte(test.body), BodyComplete: true}}
		})
		d := Diagnose(r, knowledge.Builtin())
		if !strings.HasSuffix(d.Verdict, test.verdict) || !strings.HasPrefix(d.Chain, test.chain) || (d.Chain == "") != (test.chain == "") {
			t.Errorf("%s: %q, path %q", name, d.Verdict, d.Chain)
		}
	}
}

// A name that is not known here is quoted, never made a product.
func TestUnknownServerIsQuoted(t *testing.T) {
	for _, test := range []struct {
		headers probe.Headers
		want    string
	}{
		{probe.Headers{"server": {"Mojolicious (Perl)"}}, "cannot tell: the Server header names “Mojolicious (Perl)”, which anybody on the way can set; nothing else in the answer says who wrote it"},
		{probe.Headers{"server": {"Icecast 2.4.4"}, "via": {"1.1 varnish"}}, "cannot tell: Varnish or something behind it; the Server header names “Icecast 2.4.4”, which anybody on the way can set; nothing else in the answer says which"},
		{probe.Headers{"server": {"cloudflare"}}, "cannot tell: the Server header names Cloudflare, which anybody on the way can set; nothing else in the answer says who wrote it"},
		{probe.Headers{"server": {"x\u202e`y`\r\n" + strings.Repeat("z", 100)}}, "cannot tell: the Server header names “x'y' " + strings.Repeat("z", 54) + "…”, which anybody on the way can set; nothing else in the answer says who wrote it"},
		{probe.Headers{"server": {"nginx"}}, "cannot tell: nginx or something behind it; nothing in the answer says which"},
	} {
		d := diagnosed("https://shop.test/x", 404, test.headers)
		if got := d.Untold(); got != test.want {
			t.Errorf("got  %q\nwant %q", got, test.want)
		}
		if d.AnsweredBy.Product != string(Unknown) || d.AnsweredBy.Confidence != Unknown {
			t.Errorf("%v: %+v", test.headers, d.AnsweredBy)
		}
	}
	const want = "server: Acme-Gateway/2"
	a := authorOf(500, probe.Headers{"server": {"Acme-Gateway/2"}, "content-type": {"application/json"}}, `{"message":"no such table"}`)
	if a.Product != string(Unknown) || a.Evidence[len(a.Evidence)-1] != want {
		t.Errorf("%+v", a)
	}
}

// A vendor's advice is for answers in which the vendor shows.
func TestVendorsStatusWithoutTheVendor(t *testing.T) {
	for _, test := range []struct {
		status  int
		headers probe.Headers
		body    string
		absent  bool
	}{
		{520, probe.Headers{"server": {"nginx/1.22.1"}}, "", true},
		{520, nil, "", true},
		{525, probe.Headers{"server": {"awselb/2.0"}}, "", true},
		{520, probe.Headers{"server": {"Varnish"}, "x-varnish": {"5"}}, "<h1>Error 520 Unknown</h1><h3>Guru Meditation:</h3><p>XID: 1</p><p>Varnish cache server</p>", true},
		{520, probe.Headers{"server": {"cloudflare"}, "cf-ray": {"8a-FRA"}}, "error code: 520", false},
		{520, probe.Headers{"server": {"nginx"}, "cf-ray": {"8a-FRA"}}, "", false},
	} {
		r := report(func(r *probe.Report) {
			r.Status = test.status
			r.Hops = []probe.Hop{{URL: r.URL, Status: test.status, Headers: test.headers, Body: []byte(test.body), BodyComplete: true}}
		})
		d := Diagnose(r, knowledge.Builtin())
		told := strings.Join(append(d.Causes, d.NextSteps...), "\n")
		if test.absent != strings.Contains(d.Verdict, "Cloudflare does, but left no trace in the answer") || test.absent && strings.Contains(told, "Ray ID") {
			t.Errorf("%d %v: %s\n%s", test.status, test.headers, d.Verdict, told)
		}
	}
}
