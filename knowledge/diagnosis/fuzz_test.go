package diagnosis

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// Whatever a server sends: no panic, a verdict in one line, valid JSON.
func FuzzDiagnose(f *testing.F) {
	for _, s := range samples(f) {
		h := s.report.Hops[0]
		var fields []string
		for name, values := range h.Headers {
			fields = append(fields, name+": "+values[0])
		}
		f.Add(h.Status, h.Reason, strings.Join(fields, "\n"), h.Body)
	}
	f.Add(502, "\x00`", "proxy-status: \"a\\;;=,\"\nvia: ((,)\nserver: \nretry-after: -1\nwww-authenticate: ,", []byte("<title>\x1b[31m</title>"))
	f.Fuzz(func(t *testing.T, status int, reason, fields string, body []byte) {
		headers := probe.Headers{}
		for line := range strings.SplitSeq(fields, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			name = strings.ToLower(name)
			headers[name] = append(headers[name], value)
		}
		r := report(func(r *probe.Report) {
			r.Status = status
			r.Hops = []probe.Hop{{URL: r.URL, Status: status, Reason: reason, Headers: headers, Body: body}}
		})
		d := Diagnose(r, knowledge.Builtin())
		for _, text := range append([]string{d.Verdict, d.Chain}, append(d.Causes, d.NextSteps...)...) {
			if strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text) || len(text) > 4000 {
				t.Errorf("unfit for a sentence: %q", text)
			}
		}
		if _, err := json.Marshal(Document{*r, d}); err != nil {
			t.Error(err)
		}
	})
}
