package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"httpcode/knowledge/probe"
)

// attribution is who wrote an answer, and who passed it on.
type attribution struct {
	author Author
	via    []Intermediary
	// What advice is chosen by: the kind of page, and what the answer itself
	// says ("id", "code") where its author is known to say so.
	page   string
	groups map[string]string
	proxy  string    // the error type of the author's Proxy-Status
	shown  *exposure // what it shows of the application's inside, nil for nothing
}

// hit is evidence that a product wrote the answer.
type hit struct {
	product  *product
	layer    Layer
	sure     Confidence
	mark     mark
	evidence []string
	page     string
	groups   map[string]string
}

// mark says where an author left its mark, the more telling the higher.
type mark int

const (
	spokenMark mark = iota // its Server header stands on its own answers only
	headerMark             // a header field of its own
	bodyMark               // what was answered
)

// presence is evidence that a product was on the path.
type presence struct {
	product  *product
	evidence []string
	server   bool // named by the Server header
	via      int  // its place in Via, from the origin outwards; -1 without one
}

// depth orders layers from the client inwards.
var depth = map[Layer]int{
	LayerForwardProxy: 0, LayerCDN: 1, LayerWAF: 2, LayerPlatform: 3, LayerLoadBalancer: 4, LayerCache: 5,
	LayerReverseProxy: 6, LayerWebServer: 7, LayerAppServer: 8, LayerApplication: 9, LayerUnknown: 10,
}

// attribute judges one answer: who wrote it, and who was on the path.
func attribute(h *probe.Hop) attribution {
	k := known()
	a := newAnswer(h, k.literals)
	path := k.presences(a)
	hits := append(k.hits(a, path), spoken(a, path)...)
	hits, path = unhidden(hits, path)
	hits = slices.DeleteFunc(hits, func(h hit) bool { return depth[h.layer] >= depth[LayerAppServer] && handedOut(path) })
	t := judge(a, hits, path)
	reports := parseProxyStatus(h.Headers["proxy-status"])
	if own, ok := k.fromProxyStatus(reports); ok {
		if t.author.Product == own.author.Product && t.author.Confidence == Certain {
			own.author.Confidence = Certain // it says of itself what its page says
		}
		t = own
	}
	t.author.Layer = k.role(t.author, h.Status)
	t.author.claim(h, path)
	t.shown = k.exposed(a)
	t.via = append(k.intermediaries(path, t.author.Product), k.strangers(reports, t.author.Called)...)
	return t
}

// hits matches every fingerprint of authorship.
func (k *fingerprints) hits(a *answer, path []presence) []hit {
	var hits []hit
	for _, p := range k.products {
		for i := range p.Wrote {
			w := &p.Wrote[i]
			f, ok := w.test.holds(a)
			if !ok || w.Own && !p.servedBy(path) {
				continue
			}
			sure := a.trust(w)
			if sure == Unknown {
				continue
			}
			hits = append(hits, hit{
				product: p, layer: cmp.Or(w.Layer, p.Layer), sure: sure, mark: w.mark(),
				evidence: append([]string{w.Says}, f.headers...), page: w.Page, groups: f.groups,
			})
		}
	}
	return hits
}

// servedBy says that the Server header names the product.
func (p *product) servedBy(path []presence) bool {
	return slices.ContainsFunc(path, func(seen presence) bool { return seen.product == p && seen.server })
}

// presences finds every product that was on the path.
func (k *fingerprints) presences(a *answer) []presence {
	var path []presence
	servers := a.hop.Headers["server"]
	via := splitVia(a.hop.Headers["via"])
	lowerServers, lowerVia := lowered(servers), lowered(via)
	fullest := k.fullestNames(lowerServers)
	for _, p := range k.products {
		seen := presence{product: p, via: -1}
		for i, v := range lowerServers {
			if p.calledBy(v, fullest[i]) {
				seen.server = true
				seen.evidence = append(seen.evidence, headerEvidence("server", servers[i]))
			}
		}
		for i, entry := range lowerVia {
			if matchesAny(p.Via, entry) {
				seen.via = i
				seen.evidence = append(seen.evidence, headerEvidence("via", via[i]))
			}
		}
		for _, t := range p.path {
			if f, ok := t.holds(a); ok {
				seen.evidence = append(seen.evidence, f.headers...)
			}
		}
		if len(seen.evidence) > 0 {
			path = append(path, seen)
		}
	}
	return path
}

// fullestNames are the lengths of the longest names that fit the values of
// the Server header: "Apache Tomcat/9" is Tomcat and not also Apache.
func (k *fingerprints) fullestNames(values []string) []int {
	lengths := make([]int, len(values))
	for i, v := range values {
		for _, p := range k.products {
			for _, name := range p.Server {
				if len(name) > lengths[i] && !strings.Contains(name, "*") && serverNames(name, v) {
					lengths[i] = len(name)
				}
			}
		}
	}
	return lengths
}

// calledBy says that the value of a Server header, in lower case, names the
// product, and no other by a longer name.
func (p *product) calledBy(value string, fullest int) bool {
	return slices.ContainsFunc(p.Server, func(name string) bool {
		return serverNames(name, value) && (len(name) >= fullest || strings.Contains(name, "*"))
	})
}

func lowered(values []string) []string {
	lower := make([]string, len(values))
	for i, v := range values {
		lower[i] = strings.ToLower(v)
	}
	return lower
}

// matchesAny matches a text in lower case.
func matchesAny(globs []string, s string) bool {
	for _, g := range globs {
		if glob(g, s) {
			return true
		}
	}
	return false
}

// spoken turns Server headers that stand on their product's own answers only
// into evidence of authorship.
func spoken(a *answer, path []presence) []hit {
	var hits []hit
	for _, p := range path {
		if p.server && p.product.Speaks && !p.product.passedOn(a) {
			hits = append(hits, hit{product: p.product, layer: p.product.Layer, sure: Likely, evidence: p.evidence})
		}
	}
	return hits
}

// passedOn says that by its own account something behind it answered.
func (p *product) passedOn(a *answer) bool { return p.Passed != "" && len(a.hop.Headers[p.Passed]) > 0 }

// unhidden leaves out products whose traces belong to another that was found.
func unhidden(hits []hit, path []presence) ([]hit, []presence) {
	var hidden []string
	for _, h := range hits {
		hidden = append(hidden, h.product.Hides...)
	}
	for _, p := range path {
		hidden = append(hidden, p.product.Hides...)
	}
	if len(hidden) == 0 {
		return hits, path
	}
	return slices.DeleteFunc(hits, func(h hit) bool { return slices.Contains(hidden, h.product.Slug) }),
		slices.DeleteFunc(path, func(p presence) bool { return slices.Contains(hidden, p.product.Slug) })
}

// role is the layer that a product acted in: a web server that writes a
// gateway's error acted as a gateway, unless it is one of a language's library.
func (k *fingerprints) role(author Author, status int) Layer {
	p := k.bySlug[author.Product]
	switch {
	case author.Layer != LayerWebServer || p != nil && p.RunsOn != "":
		return author.Layer
	case isGatewayError(status), p != nil && p.Unreached && status == 503:
		return LayerReverseProxy
	}
	return author.Layer
}

// isGatewayError says that only something with a server behind it has cause
// to answer so (RFC 9110, 15.6.3 and 15.6.5).
func isGatewayError(status int) bool { return status == 502 || status == 504 }

// intermediaries tells who was on the path beside the author, outermost first.
func (k *fingerprints) intermediaries(path []presence, author string) []Intermediary {
	wrote := k.bySlug[author]
	path = slices.DeleteFunc(slices.Clone(path), func(p presence) bool {
		// What the application is made of does not stand before it.
		return p.product.Slug == author || depth[p.product.Layer] >= depth[LayerAppServer]
	})
	slices.SortStableFunc(path, func(a, b presence) int {
		return cmp.Compare(depth[a.product.Layer], depth[b.product.Layer])
	})
	sortByVia(path)
	via := make([]Intermediary, len(path))
	for i, p := range path {
		layer := p.product.Layer
		if layer == LayerWebServer {
			layer = LayerReverseProxy
		}
		via[i] = Intermediary{Layer: layer, Product: p.product.Slug, Evidence: p.evidence, Named: p.onlyNamed(wrote)}
	}
	return via
}

// claim keeps what the Server header says of an author that nothing else tells.
func (a *Author) claim(h *probe.Hop, path []presence) {
	if a.Product != string(Unknown) || slices.ContainsFunc(path, func(p presence) bool { return p.server }) {
		return
	}
	if a.Claim = shortened(clean(h.Headers.Get("server")), maxClaim); a.Claim != "" {
		a.Evidence = append(a.Evidence, "server: "+a.Claim)
	}
}

// maxClaim is how many characters of a Server header are quoted: a name, a
// version and a comment.
const maxClaim = 60

// onlyNamed says that nothing but a Server header puts it on the path of what
// the author wrote, and that this says little: it adds other fields to what it
// passes on, or names itself on its own answers only, or is a web server and the
// author a proxy, which more often stands in front of one than behind.
func (p presence) onlyNamed(author *product) bool {
	if !p.server || p.via >= 0 || slices.ContainsFunc(p.evidence, func(e string) bool { return !strings.HasPrefix(e, "server: ") }) {
		return false
	}
	proxy := author != nil && depth[author.Layer] < depth[LayerWebServer]
	return p.product.Tagged || p.product.Speaks || proxy && p.product.Layer == LayerWebServer
}

// sortByVia puts those that Via orders into that order, outermost first,
// leaving the places of the others.
func sortByVia(path []presence) {
	var places []int
	var ordered []presence
	for i, p := range path {
		if p.via >= 0 {
			places = append(places, i)
			ordered = append(ordered, p)
		}
	}
	slices.SortStableFunc(ordered, func(a, b presence) int { return cmp.Compare(b.via, a.via) })
	for n, i := range places {
		path[i] = ordered[n]
	}
}
