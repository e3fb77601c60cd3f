package knowledge

import "strings"

// technical are words that make a short text one about a website, and so a
// three-digit number in it a status: "404 after deploy".
var technical = wordSet(`api auth backend balancer browser bucket cache cdn checkout chrome container cookie cors crashloop csrf curl dashboard
	database db deploy deployment deploys dns docker download endpoint firefox firewall frontend function gateway health healthcheck
	homepage htaccess http https ingress k8s kubernetes lambda load login logout nginx oauth php pod pods postman probe proxy
	redirect redis release reload request restart rewrite rollout route router s3 safari server session signin site ssl timeout tls
	token upload upstream url vpn waf webhook webpage website websocket wordpress apache haproxy envoy traefik iis cloudflare cloudfront`)

// maxSpokenWords is the length of a text that is read this freely.
const maxSpokenWords = 10

// statusInWords finds the status in a person's few words: the number must not
// count anything, and one of the words must be technical.
func (c *Catalog) statusInWords(x *Explanation, text string) bool {
	low := lowerASCII(text)
	words := strings.Fields(low)
	if len(words) > maxSpokenWords || !anyTechnical(words) {
		return false
	}
	for at := 0; at+3 <= len(low); at++ {
		if !isStatus(low[at:at+3]) || at > 0 && isWordByte(low[at-1]) {
			continue
		}
		owners := c.bareNumber(low[at : at+3])
		if len(owners) == 0 {
			continue
		}
		n := numberContext{low: low, start: at, end: at + 3, code: low[at : at+3], owner: owners[0]}
		if n.isSpoken() {
			x.take(owners[0])
			x.Matches[len(x.Matches)-1].Clue = low[at : at+3]
			x.Kind = KindText
		}
	}
	return len(x.Matches) > 0
}

func anyTechnical(words []string) bool {
	for _, w := range words {
		if technical[strings.Trim(w, ".,;:!?()'\"")] {
			return true
		}
	}
	return false
}

// measures before a number make it an amount: to 500, under 404.
var measures = wordSet("to from than by about over under below above around almost nearly exactly until till plus minus times")

// isSpoken says whether the number can be a status where the words alone
// must tell.
func (n numberContext) isSpoken() bool {
	p1, p2, _ := n.before()
	next, direct := n.after()
	if !n.isError() || measures[p1] || !n.standsAlone() || n.inURL() || neverBefore[p1] || neverBefore[p2] || counted[next] {
		return false
	}
	return next == "" || !direct || afterVerb[next] || technical[next]
}
