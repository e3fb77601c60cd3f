package diagnosis

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// sample is an answer of a product that does not run here. Its lines begin
// with where they come from: "from" a capture or the product's own template,
// byte by byte up to where it is cut; "part" of an answer, where the source
// documents no more; or "made" of others, to try the judgement. "most" is how
// sure one may be of its author.
type sample struct {
	name, product, layer string
	from, part, made     string
	most                 Confidence
	report               *probe.Report
}

// A source is an address, a name by which a search of public code finds the
// capture, or the program that was run to get the answer.
var sampleSource = regexp.MustCompile(`^(?:https://\S+|public code: “[^”]+”|run: \S.+ of Debian \d+\b.*)(?:; .+)?$`)

func (s *sample) checkSource(t *testing.T) {
	t.Helper()
	read := s.from + s.part
	if s.product == "" || read == "" && s.made == "" {
		t.Fatal("it lacks what is wanted, or where it comes from")
	}
	if read != "" && !sampleSource.MatchString(read) {
		t.Errorf("%q is no source", read)
	}
}

func TestSamples(t *testing.T) {
	var s score
	for _, sm := range samples(t) {
		t.Run(sm.name, func(t *testing.T) {
			sm.checkSource(t)
			s.judge(t, sm.product, sm.layer, sm.report)
			if a := Diagnose(sm.report, knowledge.Builtin()).AnsweredBy; surety[a.Confidence] > surety[sm.most] {
				t.Errorf("%s is %s, which is too sure", a.Product, a.Confidence)
			}
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
	s := sample{name: name, most: Certain}
	for strings.HasPrefix(text, "#") {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		key, value, _ := strings.Cut(strings.TrimPrefix(line, "# "), ": ")
		switch key {
		case "want":
			s.product, s.layer, _ = strings.Cut(value, " ")
		case "from":
			s.from = value
		case "part":
			s.part = value
		case "made":
			s.made = value
		case "most":
			s.most = Confidence(value)
		default:
			t.Fatalf("%s: %q says nothing", name, line)
		}
	}
	head, body, _ := strings.Cut(text, "\n\n")
	head = strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n"
	resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(head)), nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	io.Copy(io.Discard, resp.Body)
	// txtar gives every file a last line feed: a document has none, nor has an
	// answer whose length says so.
	if strings.HasPrefix(body, "{") || resp.ContentLength == int64(len(body))-1 {
		body = strings.TrimSuffix(body, "\n")
	}
	s.report = reportOf("https://shop.test/x", resp, []byte(body))
	return s
}
