package diagnosis

import (
	"bytes"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// BenchmarkDiagnose keeps issue 5's promise: under 200 µs with a body of 64 KiB.
func BenchmarkDiagnose(b *testing.B) {
	page := []byte("<!doctype html><html><head><title>Shop</title></head><body>")
	line := []byte("<div class=\"card\"><a href=\"/product/12345\">A product &amp; its description, 19.99</a></div>\n")
	for len(page) < 64<<10 {
		page = append(page, line...)
	}
	nginx := bytes.Clone(page[:60<<10])
	nginx = append(nginx, "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"...)
	article := bytes.Clone(page[:60<<10])
	article = append(article, "<p>It said: The requested URL was rejected. Please consult with your administrator.</p></body></html>\n"...)
	for _, bench := range []struct {
		name   string
		status int
		body   []byte
	}{{"healthy", 200, page}, {"error", 502, nginx}, {"article", 502, article}} {
		b.Run(bench.name, func(b *testing.B) {
			r := report(func(r *probe.Report) {
				r.Status = bench.status
				r.Hops = []probe.Hop{{URL: r.URL, Status: bench.status, Body: bench.body, BodyComplete: true, Headers: probe.Headers{
					"server": {"nginx"}, "content-type": {"text/html; charset=utf-8"}, "via": {"1.1 varnish, 1.1 google"},
					"x-request-id": {"abc"}, "date": {"Sat, 21 Nov 2026 03:04:05 GMT"}, "vary": {"accept-encoding"},
				}}}
			})
			c := knowledge.Builtin()
			Diagnose(r, c)
			b.ReportAllocs()
			for b.Loop() {
				Diagnose(r, c)
			}
		})
	}
}

// BenchmarkLoad is what the first answer of a process pays once.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := readFingerprints(fingerprintsYAML); err != nil {
			b.Fatal(err)
		}
	}
}
