package diagnosis

import (
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// An address that answered 200 and then broke off does not fail by its 200.
func TestAddressesFailByWhatWentWrong(t *testing.T) {
	for kind, want := range map[probe.Kind]string{
		probe.BodyTruncated: "1 of 2 addresses of shop.test fails: 192.0.2.7 (body cut short). The other one answers well.",
		probe.RedirectLoop:  "1 of 2 addresses of shop.test fails: 192.0.2.7 (redirects in a circle). The other one answers well.",
	} {
		d := Diagnose(report(func(r *probe.Report) {
			r.Status, r.Hops = 200, []probe.Hop{{URL: r.URL, Status: 200}}
			r.Addresses = []probe.Address{{Addr: "192.0.2.7", Kind: kind, Status: 200}, {Addr: "192.0.2.8", OK: true, Status: 200}}
		}), knowledge.Builtin())
		if d.Verdict != want {
			t.Errorf("got  %q\nwant %q", d.Verdict, want)
		}
		for _, id := range d.Entries {
			if id == "http/200" {
				t.Errorf("%s: a good status is no finding: %q", kind, d.Entries)
			}
		}
	}
}
