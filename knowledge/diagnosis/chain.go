package diagnosis

import (
	"fmt"
	"slices"
	"strings"

	"httpcode/knowledge/probe"
)

// chain tells the path in words, from the client to where it broke:
// "you → Cloudflare → nginx (wrote this 502) → the server behind it (no usable answer)".
// Beyond says that it broke behind the author.
func chain(r *probe.Report, d *Diagnosis, beyond bool) string {
	links := []string{"you"}
	if d.Problem != nil && d.Problem.Kind != probe.HTTPStatus {
		return strings.Join(append(links, brokenLink(r, d.Problem.Kind)), " → ")
	}
	if d.AnsweredBy == nil {
		return ""
	}
	links = append(links, viaNames(d.Via)...)
	author := *d.AnsweredBy
	status := lastAnswer(r).Status
	if author.Confidence == Unknown {
		links = append(links, fmt.Sprintf("… (cannot tell who wrote this %d)", status))
		return strings.Join(links, " → ")
	}
	wrote := "wrote this"
	if author.Confidence == Likely {
		wrote = "probably wrote this"
	}
	links = append(links, fmt.Sprintf("%s (%s %d)", author.Name(), wrote, status))
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
