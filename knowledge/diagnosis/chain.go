package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"httpcode/knowledge/probe"
)

// chain tells the path in words, from the client to where it broke:
// "you → Cloudflare → nginx (wrote this 502) → the server behind it (no usable answer)".
// Beyond says that it broke behind the author. An author who is not known is
// a "…". It is "" where nobody is known, or one server answered well.
func chain(r *probe.Report, d *Diagnosis, beyond bool) string {
	links := []string{"you"}
	if d.Problem != nil && d.Problem.Kind != probe.HTTPStatus {
		return strings.Join(append(links, brokenLink(r, d.Problem.Kind)), " → ")
	}
	if d.AnsweredBy == nil {
		return ""
	}
	via, author := viaNames(d.Via), *d.AnsweredBy
	if len(via) == 0 && (author.Confidence == Unknown || d.Healthy) {
		return ""
	}
	links = append(links, via...)
	status := lastAnswer(r).Status
	switch author.Confidence {
	case Unknown:
		links = append(links, fmt.Sprintf("… (%d)", status))
	case Likely:
		links = append(links, fmt.Sprintf("%s (probably wrote this %d)", author.Name(), status))
	default:
		links = append(links, fmt.Sprintf("%s (wrote this %d)", author.Name(), status))
	}
	if beyond && actsAsFront(author.Layer) {
		links = append(links, "the server behind it (no usable answer)")
	}
	return strings.Join(links, " → ")
}

// brokenLink is the host at which the check failed, and how.
func brokenLink(r *probe.Report, kind probe.Kind) string {
	f := newFacts(r, failedHop(r))
	where := f["host"]
	if where == "" {
		return Brief(kind)
	}
	if f["addr"] != "" && f["addr"] != where && kind != probe.PartialOutage {
		where += " at " + f["addr"]
	}
	return fmt.Sprintf("%s (%s)", where, Brief(kind))
}

// actsAsFront says that the layer has servers behind it.
func actsAsFront(l Layer) bool {
	return slices.Contains([]Layer{LayerCDN, LayerLoadBalancer, LayerCache, LayerReverseProxy, LayerForwardProxy, LayerPlatform, LayerWebServer}, l)
}
