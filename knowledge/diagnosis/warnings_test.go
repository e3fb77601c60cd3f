package diagnosis

import (
	"strings"
	"testing"

	"httpcode/knowledge/probe"
)

// Firewalls answer 200 too. Then the status says that all is well, and the page
// that it is not the site's.
func TestStandInPageIsTold(t *testing.T) {
	const rejected = `<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 15549882842558379424<br><br><a href='javascript:history.back();'>[Go Back]</a></body></html>`
	const article = `<!doctype html><title>What F5 says</title><p>Some of our readers met “The requested URL was rejected. Please consult with your administrator. Your support ID is: 15549882842558379424”.</p>`
	for _, test := range []struct {
		name    string
		status  int
		headers probe.Headers
		body    string
		verdict string
	}{
		{"blocked", 200, nil, rejected, "200 OK in 40 ms, but probably with a page of F5 BIG-IP, which blocks this request."},
		{"challenged", 202, probe.Headers{"x-amzn-waf-action": {"challenge"}}, "", "but with a page of AWS WAF, which wants to see that a browser is asking."},
		{"talked about", 200, nil, article, "200 OK in 40 ms."},
		{"healthy", 200, nil, "<h1>Shop</h1>", "200 OK in 40 ms."},
	} {
		headers := test.headers
		if headers == nil {
			headers = probe.Headers{"content-type": {"text/html"}}
		}
		d := Diagnose(report(func(r *probe.Report) {
			r.URL, r.FinalURL, r.Status, r.DurationMS = "https://shop.test/", "https://shop.test/", test.status, 40
			r.Hops = []probe.Hop{{URL: r.URL, Status: test.status, Headers: headers, Body: []byte(test.body), BodyComplete: true}}
		}), nil)
		if !d.Healthy || !strings.HasSuffix(d.Verdict, test.verdict) {
			t.Errorf("%s: healthy %t, %q", test.name, d.Healthy, d.Verdict)
		}
	}
}
