package diagnosis

import (
	"maps"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// What stands in front of an author takes its name away, puts another in its
// place, or speaks HTTP/2. None of that may make anybody else certain.
func TestDisguisesMakeNobodyElseCertain(t *testing.T) {
	disguises := map[string]func(*probe.Hop){
		"without its name":    func(h *probe.Hop) { delete(h.Headers, "server") },
		"without reason":      func(h *probe.Hop) { h.Reason, h.Protocol = "", "HTTP/2.0" },
		"without its headers": func(h *probe.Hop) { h.Headers = probe.Headers{"content-type": h.Headers["content-type"]} },
	}
	for _, name := range []string{"nginx", "cloudflare", "Apache", "envoy", "istio-envoy", "Microsoft-IIS/10.0", "gunicorn", "Vercel", "awselb/2.0", "AmazonS3"} {
		disguises["as "+name] = func(h *probe.Hop) { h.Headers["server"] = []string{name} }
	}
	// They run Envoy, and only their Server header tells them apart.
	const envoys = "envoy|istio|google-cloud-load-balancer"
	samples := samples(t)
	for what, disguise := range disguises {
		t.Run(what, func(t *testing.T) {
			for _, s := range samples {
				r := *s.report
				h := *lastAnswer(&r)
				h.Headers = maps.Clone(h.Headers)
				disguise(&h)
				r.Hops = []probe.Hop{h}
				a := Diagnose(&r, knowledge.Builtin()).AnsweredBy
				if a.Confidence == Certain && !oneOf(s.product, a.Product) && !oneOf(envoys, s.product) {
					t.Errorf("%s: %s is certain, not %s: %q", s.name, a.Product, s.product, a.Evidence)
				}
			}
		})
	}
}
