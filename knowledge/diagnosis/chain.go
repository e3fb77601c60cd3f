package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"httpcode/knowledge/probe"
)

// chain tells the path in words, from the client to where it broke:
// "you → Cloudflare → nginx (wrote this 502) → the server behind it (no usable answer)".
// Beyond says that it broke behind the author. It is "" where the verdict and
// the author have told all of it.
func chain(r *probe.Report, d *Diagnosis, beyond bool) string {
	links := []string{"you"}
	if d.Problem != nil && d.Problem.Kind != probe.HTTPStatus {
		broken := brokenLink(r, d.Problem)
		if broken == "" {
			return ""
		}
		return strings.Join(append(links, broken), " → ")
	}
	if d.AnsweredBy == nil || d.AnsweredBy.Confidence == Unknown {
		return ""
	}
	author := *d.AnsweredBy
	beyond = beyond && actsAsFront(author.Layer)
	if len(viaNames(d.Via)) == 0 && !beyond {
		return ""
	}
	links = append(links, viaNames(d.Via)...)
	status := lastAnswer(r).Status
	wrote := "wrote this"
	if author.Confidence == Likely {
		wrote = "probably wrote this"
	}
	links = append(links, fmt.Sprintf("%s (%s %d)", author.Name(), wrote, status))
	if beyond {
		links = append(links, "the server behind it (no usable answer)")
	}
	return strings.Join(links, " → ")
}

// brokenLink is the host and the address at which the check failed, and how;
// "" without an address that the problem's summary has not told.
func brokenLink(r *probe.Report, p *Problem) string {
	f := newFacts(r, failedHop(r))
	addr := f["addr"]
	if addr == "" || f["host"] == "" || p.Kind == probe.PartialOutage || strings.Contains(p.Summary, addr) {
		return ""
	}
	return fmt.Sprintf("%s at %s (%s)", f["host"], addr, Brief(p.Kind))
}

// actsAsFront says that the layer has servers behind it.
func actsAsFront(l Layer) bool {
	return slices.Contains([]Layer{LayerCDN, LayerLoadBalancer, LayerCache, LayerReverseProxy, LayerForwardProxy, LayerPlatform, LayerWebServer}, l)
}
