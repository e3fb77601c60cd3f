package diagnosis

import (
	"fmt"
	"slices"

	"httpcode/knowledge/probe"
)

// outage is how a name's addresses compare.
type outage struct {
	good, bad []probe.Address
	statuses  []int // the distinct ones, in order of the addresses
}

// compare sorts the addresses that were tried. An address of a family that
// the vantage point itself cannot reach says nothing about the site.
func compare(addresses []probe.Address) outage {
	var o outage
	for _, a := range addresses {
		switch {
		case a.Skipped:
			continue
		case a.Failing():
			o.bad = append(o.bad, a)
		case a.OK:
			o.good = append(o.good, a)
		}
		if a.Status != 0 && !slices.Contains(o.statuses, a.Status) {
			o.statuses = append(o.statuses, a.Status)
		}
	}
	return o
}

// mixed says that the addresses disagree, although none of them fails.
func (o outage) mixed() bool { return len(o.bad) == 0 && len(o.statuses) > 1 }

// tell names the addresses that fail and how: "192.0.2.7 (502 Bad Gateway)".
func (o outage) tell() string {
	var words []string
	for _, a := range o.bad {
		how := "no answer"
		if a.Status != 0 {
			how = statusText(a.Status)
		} else if words := briefly[a.Kind]; words != "" {
			how = words
		}
		words = append(words, fmt.Sprintf("%s (%s)", clean(a.Addr), how))
	}
	return list(words, 4)
}

// briefly tells a kind of failure in a few words, for lists and chains.
var briefly = map[probe.Kind]string{
	probe.InvalidURL: "not a URL", probe.Blocked: "not allowed from here",
	probe.DNSNotFound: "no such name", probe.DNSNoAddress: "no address",
	probe.DNSServerFailure: "name servers failed", probe.DNSTimeout: "DNS timed out",
	probe.ConnectRefused: "connection refused", probe.ConnectTimeout: "connection timed out",
	probe.ConnectUnreachable: "no route",
	probe.TLSExpired:         "certificate expired", probe.TLSNotYetValid: "certificate not valid yet",
	probe.TLSHostnameMismatch: "certificate for another name", probe.TLSSelfSigned: "certificate self-signed",
	probe.TLSUnknownAuthority: "certificate of an unknown authority",
	probe.TLSIncompleteChain:  "intermediate certificate missing",
	probe.TLSBadCertificate:   "certificate unusable", probe.TLSVersion: "TLS version too old",
	probe.TLSNoSharedCipher: "no shared cipher", probe.TLSClientCertificateRequired: "client certificate required",
	probe.TLSNotTLS: "does not speak TLS", probe.TLSTimeout: "TLS handshake timed out",
	probe.TLSHandshakeFailed: "TLS handshake failed",
	probe.ResponseTimeout:    "no answer in time", probe.ResponseStalled: "answer stalled",
	probe.ConnectionClosed: "closed without an answer", probe.ConnectionReset: "connection reset",
	probe.MalformedResponse: "not HTTP", probe.ProtocolError: "HTTP/2 error",
	probe.HeadersTooLarge: "header too large", probe.BodyTruncated: "body cut short",
	probe.BadContentEncoding: "compression broken",
	probe.RedirectLoop:       "redirects in a circle", probe.TooManyRedirects: "too many redirects",
	probe.RedirectInvalid: "redirect without an address", probe.PartialOutage: "some addresses fail",
}
