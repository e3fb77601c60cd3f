package diagnosis

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// judge decides who wrote the answer. Authorship comes before presence, what
// was answered before headers that decorate it, the innermost product before
// those in front of it; contradictions make it less sure.
func judge(a *answer, hits []hit, path []presence) attribution {
	if len(hits) == 0 {
		return attribution{author: presume(a, path)}
	}
	best := slices.MinFunc(hits, func(x, y hit) int {
		return cmp.Or(
			cmp.Compare(surety[y.sure], surety[x.sure]),
			cmp.Compare(y.mark, x.mark),
			cmp.Compare(depth[y.product.Layer], depth[x.product.Layer]),
			// One product's fingerprints are in order, the most telling first.
		)
	})
	if copied := best.layer == LayerApplication && isStaticFile(a); copied && isGatewayError(a.hop.Status) {
		// An application's error page, kept as a file by the gateway in front.
		return attribution{author: presume(a, path)}
	} else if copied {
		best.sure = Likely
	}
	sure := best.sure
	if sure == Certain && (contradicted(best, hits, path) || unsigned(best.product, path) || best.mark == bodyMark && a.hop.Status < 400) {
		// A page that quotes an error, such as a handbook, is no error.
		sure = Likely
	}
	evidence := slices.Clone(best.evidence)
	for _, h := range hits { // what else speaks for the same author, elsewhere: a page is one witness
		if h.product == best.product && h.mark != best.mark {
			evidence = append(evidence, h.evidence...)
		}
	}
	for _, p := range path {
		if p.product == best.product {
			evidence = append(evidence, p.evidence...)
		}
	}
	return attribution{
		author: Author{Layer: best.layer, Product: best.product.Slug, Confidence: sure, Evidence: atMost(distinct(evidence), maxEvidence)},
		page:   best.page,
		groups: best.groups,
	}
}

// maxEvidence is how many pieces of evidence one product is shown with.
const maxEvidence = 4

// surety orders degrees of confidence.
var surety = map[Confidence]int{Unknown: 0, Likely: 1, Certain: 2}

func distinct(texts []string) []string {
	var d []string
	for _, t := range texts {
		if t != "" && !slices.Contains(d, t) {
			d = append(d, t)
		}
	}
	return d
}

// contradicted says that something further inside than the supposed author, or
// of another runtime, left its mark on the answer: then the author's page may
// be a copy, or may have been fetched from elsewhere by what is inside.
func contradicted(best hit, hits []hit, path []presence) bool {
	if best.layer == LayerWAF {
		return false // a firewall is often a module of what is further inside
	}
	if runsElsewhere(best.product, hits, path) {
		return true
	}
	for _, h := range hits {
		if h.product == best.product {
			continue
		}
		inside := depth[h.layer] > depth[best.layer]
		if h.sure == Certain && h.mark == best.mark || h.mark == headerMark && inside {
			return true
		}
	}
	for _, p := range path {
		// What masks the Server header stands in front, whatever its usual role.
		if p.server && !p.product.Masks && p.product != best.product && depth[p.product.Layer] > depth[best.layer] {
			return true
		}
	}
	return false
}

// runsElsewhere says that a header names a product of another runtime than the
// supposed author's.
func runsElsewhere(author *product, hits []hit, path []presence) bool {
	elsewhere := func(other *product) bool {
		return author.RunsOn != "" && other.RunsOn != "" && other.RunsOn != author.RunsOn
	}
	return slices.ContainsFunc(hits, func(h hit) bool { return h.mark != bodyMark && elsewhere(h.product) }) ||
		slices.ContainsFunc(path, func(p presence) bool { return elsewhere(p.product) })
}

// unsigned says that what the product always adds to its own answers is
// missing, and nobody in front explains why: then its page may come from
// elsewhere. A Server header may have been replaced, but not by a product that
// is built on this one, and so has the same pages.
func unsigned(p *product, path []presence) bool {
	signed := slices.ContainsFunc(path, func(seen presence) bool {
		return seen.product == p ||
			p.Signs == serverSign && seen.server && seen.product.Masks && !slices.Contains(seen.product.BuiltOn, p.Slug)
	})
	return p.Signs != "" && !signed
}

// presume says who most probably wrote an answer that bears nobody's own
// mark, from who was on the path. It is never certain.
func presume(a *answer, path []presence) Author {
	server := innermostServer(path)
	if server != nil && server.product.passedOn(a) {
		server = nil
	}
	likely := func(why string) Author {
		return Author{Layer: server.product.Layer, Product: server.product.Slug, Confidence: Likely,
			Evidence: append([]string{why}, server.evidence...)}
	}
	status := a.hop.Status
	switch {
	case server != nil && server.product.Files:
		return likely("it hands out files, and has no server behind it")
	case server != nil && server.product.readFile(a):
		return likely("the answer is a file that the web server itself read (entity tag)")
	case isJSON(a) && gatewaysAnswerSo(status):
		// An application's, or a gateway's that was given one.
	case isJSON(a) && status >= 400:
		// Web servers write pages; documents are the work of an application.
		return Author{Layer: LayerApplication, Product: string(Unknown), Confidence: Likely,
			Evidence: []string{"the error is a JSON document, as applications write them"}}
	case server != nil && status < 400 && writesPages(server.product.Layer):
		return likely("nothing else left a trace of writing it")
	case server != nil && isGatewayError(status) && server.product.actsAsGateway() && !a.lacksPageOf(server.product):
		return likely(fmt.Sprintf("%d is a gateway's answer, and this is the innermost gateway seen", status))
	}
	return Author{Layer: LayerUnknown, Product: string(Unknown), Confidence: Unknown, Evidence: []string{}}
}

// lacksPageOf says that the answer is empty although the product puts a page into
// its own errors, as those do that always add their Server header: such an answer
// it more likely passes on, as of Caddy or of Go's ReverseProxy.
func (a *answer) lacksPageOf(p *product) bool {
	return p.Signs == serverSign && len(a.hop.Body) == 0 && a.hop.BodyComplete && a.hop.Method != http.MethodHead
}

// handedOut says that the Server header names a host of files.
func handedOut(path []presence) bool {
	return slices.ContainsFunc(path, func(p presence) bool { return p.server && p.product.Files })
}

// gatewaysAnswerSo says that gateways refuse, limit and fail with this status,
// for which operators often give them a document of their own.
func gatewaysAnswerSo(status int) bool {
	return slices.Contains([]int{403, 429, 502, 503, 504}, status)
}

// innermostServer is the product that the Server header names, nil without one.
func innermostServer(path []presence) *presence {
	var found *presence
	for i := range path {
		p := &path[i]
		if p.server && (found == nil || depth[p.product.Layer] > depth[found.product.Layer]) {
			found = p
		}
	}
	return found
}

func (p *product) actsAsGateway() bool {
	switch p.Layer {
	case LayerReverseProxy, LayerLoadBalancer, LayerCache:
		return true
	}
	return p.Layer == LayerWebServer && p.RunsOn == ""
}

// writesPages says that the layer has content of its own: CDNs, firewalls and
// load balancers pass on what others wrote, unless they say otherwise.
func writesPages(l Layer) bool {
	return !slices.Contains([]Layer{LayerCDN, LayerWAF, LayerLoadBalancer, LayerForwardProxy}, l)
}

// nginxETag is how nginx and its kin tag files: time and size in hexadecimal.
var nginxETag = regexp.MustCompile(`^(?:W/)?"[0-9a-f]{8}-[0-9a-f]+"$`)

// isStaticFile says that the answer was read from a file: it has the tag of
// one, and its time. On errors nginx drops the time and keeps the tag.
func isStaticFile(a *answer) bool {
	h := a.hop.Headers
	return nginxETag.MatchString(h.Get("etag")) ||
		h.Get("etag") != "" && h.Get("last-modified") != "" && h.Get("accept-ranges") == "bytes"
}

// readFile says that the product itself read the file that was answered,
// rather than pass on what a server behind it read: proxies serve no files,
// and nginx has a tag of its own.
func (p *product) readFile(a *answer) bool {
	if slices.Contains([]string{"nginx", "openresty", "tengine", "angie", "freenginx"}, p.Slug) {
		return nginxETag.MatchString(a.hop.Headers.Get("etag"))
	}
	return p.Layer == LayerWebServer && isStaticFile(a)
}

// isJSON says that the answer is a JSON document, by its type and its start.
func isJSON(a *answer) bool {
	t := strings.ToLower(a.hop.Headers.Get("content-type"))
	return strings.Contains(t, "json") && (bytes.HasPrefix(a.trimmedLeft, []byte("{")) || bytes.HasPrefix(a.trimmedLeft, []byte("[")))
}
