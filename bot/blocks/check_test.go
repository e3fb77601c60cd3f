package blocks

import (
	"slices"
	"testing"
	"time"

	"httpcode/knowledge/probe"
)

// What the verdict has told, and what nobody needs to know, has no row.
func TestRowsRepeatNothing(t *testing.T) {
	plain := sampleHop()
	plain.Headers, plain.TLS = nil, nil
	refused := plain
	refused.Status = 401
	soon := sampleHop()
	lasting := *soon.TLS
	lasting.NotAfter = sampleTime.AddDate(1, 0, 0)
	long := soon
	long.TLS = &lasting
	expired := sampleReport(0, probe.Hop{URL: sampleURL, RemoteAddr: "192.0.2.7:443", TLS: &probe.Certificate{NotAfter: sampleTime.Add(-48 * time.Hour)}})
	expired.Failure = &probe.Failure{Kind: probe.TLSExpired}
	for name, test := range map[string]struct {
		report probe.Report
		row    string
		shown  bool
	}{
		"a healthy answer of nobody known":     {sampleReport(200, plain), "Answered by", false},
		"a healthy answer of somebody":         {sampleReport(200, soon), "Answered by", true},
		"an error of nobody known":             {sampleReport(401, refused), "Answered by", true},
		"a certificate that a warning tells":   {sampleReport(200, soon), "Certificate", false},
		"a certificate that lasts":             {sampleReport(200, long), "Certificate", true},
		"a certificate that the verdict tells": {expired, "Certificate", false},
		"addresses that the verdict tells":     {*samplePartial().Report, "Addresses", false},
	} {
		card := FromCheck(diagnosed(test.report))
		if got := slices.ContainsFunc(card.Parts, func(p Part) bool { return p.Title == test.row }); got != test.shown {
			t.Errorf("%s: %q is shown: %v, want %v, below %q", name, test.row, got, test.shown, card.Lead)
		}
	}
}
