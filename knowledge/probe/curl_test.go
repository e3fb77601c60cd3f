package probe

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"httpcode/knowledge/testneed"
)

// page is a healthy loopback HTTPS page, as a check and as curl meet it.
func page(t testing.TB) (p *Prober, url, caFile string) {
	t.Helper()
	root := newAuthority(t, "Test Root")
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<!doctype html><title>Fine</title>" + strings.Repeat("<p>All is well.</p>\n", 200)))
	}))
	s.EnableHTTP2 = true
	s.TLS = tlsConfig(root.issue(nil))
	s.StartTLS()
	t.Cleanup(s.Close)
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	os.WriteFile(caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.cert.Raw}), 0o600)
	p = loopback()
	p.RootCAs = root.pool()
	return p, s.URL, caFile
}

// curlTotal is curl's own total time for a page, without its process start-up.
func curlTotal(t testing.TB, curl, url, caFile string) time.Duration {
	t.Helper()
	out, err := exec.Command(curl, "-sS", "--noproxy", "*", "--cacert", caFile, "-o", os.DevNull, "-w", "%{time_total}", url).Output()
	if err != nil {
		t.Fatal(err)
	}
	seconds, err := strconv.ParseFloat(string(out), 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(seconds * float64(time.Second))
}

// BenchmarkBesideCurl compares medians, taken in turns, of a check with curl's
// own time for the same page. At most 1.2 is the promise.
func BenchmarkBesideCurl(b *testing.B) {
	curl := testneed.Command(b, "curl")
	p, url, caFile := page(b)
	p.Check(b.Context(), url) // warm both sides
	curlTotal(b, curl, url, caFile)
	var ours, theirs []time.Duration
	for b.Loop() {
		start := time.Now()
		r := p.Check(b.Context(), url)
		ours = append(ours, time.Since(start))
		if r.Problem() != "" {
			b.Fatal(show(r))
		}
		theirs = append(theirs, curlTotal(b, curl, url, caFile))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	check, curlTime := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(float64(check.Microseconds()), "µs/check")
	b.ReportMetric(float64(curlTime.Microseconds()), "µs/curl")
	ratio := float64(check) / float64(curlTime)
	b.ReportMetric(ratio, "check/curl")
	if len(ours) >= 20 && ratio > 1.2 {
		b.Errorf("a check takes %.2f times as long as curl", ratio)
	}
}

func BenchmarkCheck(b *testing.B) {
	p, url, _ := page(b)
	b.ReportAllocs()
	for b.Loop() {
		if r := p.Check(b.Context(), url); r.Problem() != "" {
			b.Fatal(show(r))
		}
	}
}

func BenchmarkRedactBody(b *testing.B) {
	body := strings.Repeat(`<a href="https://example.com/x?page=2&q=hello" class="a b c" data-id='3'>key: value, and text</a>`+"\n", MaxBody/100)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		RedactText(body)
	}
}
