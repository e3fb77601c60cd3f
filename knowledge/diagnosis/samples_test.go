package diagnosis

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"httpcode/knowledge/probe"
)

// sample is an answer of a product that does not run here, byte by byte.
type sample struct {
	name, product, layer, from string
	report                     *probe.Report
}

func TestSamples(t *testing.T) {
	var s score
	for _, sm := range samples(t) {
		t.Run(sm.name, func(t *testing.T) {
			if sm.product == "" || sm.from == "" {
				t.Fatal("it lacks what is wanted, or where it comes from")
			}
			s.judge(t, sm.product, sm.layer, sm.report)
		})
	}
	s.demand(t)
}

// samples reads testdata/samples.
func samples(t testing.TB) []sample {
	t.Helper()
	files, err := filepath.Glob("testdata/samples/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	var all []sample
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range txtar.Parse(data).Files {
			all = append(all, parseSample(t, f.Name, string(f.Data)))
		}
	}
	return all
}

func parseSample(t testing.TB, name, text string) sample {
	t.Helper()
	s := sample{name: name}
	for strings.HasPrefix(text, "#") {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if want, ok := strings.CutPrefix(line, "# want: "); ok {
			s.product, s.layer, _ = strings.Cut(want, " ")
		}
		if from, ok := strings.CutPrefix(line, "# from: "); ok {
			s.from = from
		}
	}
	head, body, _ := strings.Cut(text, "\n\n")
	head = strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n"
	resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(head)), nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	io.Copy(io.Discard, resp.Body)
	// txtar gives every file a last line feed, which only texts have.
	if strings.HasPrefix(body, "{") || !strings.Contains(body, "\n") {
		body = strings.TrimSuffix(body, "\n")
	}
	s.report = reportOf("https://shop.test/x", resp, []byte(body))
	return s
}
