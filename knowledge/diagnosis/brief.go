package diagnosis

import (
	"cmp"
	"strings"

	"httpcode/knowledge/probe"
)

// Brief tells a kind of problem in a few words, for lists, chains and
// comparisons, where no sentence fits: "connection refused".
func Brief(k probe.Kind) string {
	return cmp.Or(briefs[k], strings.ReplaceAll(string(k), "_", " "), "failed")
}

func briefAll(kinds []probe.Kind) []string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = Brief(k)
	}
	return words
}

var briefs = map[probe.Kind]string{
	probe.InvalidURL: "not a URL", probe.Blocked: "not checked from here",
	probe.DNSNotFound: "no such name", probe.DNSNoAddress: "name without address",
	probe.DNSServerFailure: "name servers failed", probe.DNSTimeout: "DNS timed out",
	probe.ConnectRefused: "connection refused", probe.ConnectTimeout: "connection timed out",
	probe.ConnectUnreachable: "no route",
	probe.TLSExpired:         "certificate expired", probe.TLSNotYetValid: "certificate not valid yet",
	probe.TLSHostnameMismatch: "certificate for another name", probe.TLSSelfSigned: "self-signed certificate",
	probe.TLSUnknownAuthority: "certificate of an unknown authority",
	probe.TLSIncompleteChain:  "intermediate certificate missing",
	probe.TLSBadCertificate:   "certificate unusable", probe.TLSVersion: "TLS version too old",
	probe.TLSNoSharedCipher: "no shared cipher", probe.TLSClientCertificateRequired: "client certificate required",
	probe.TLSNotTLS: "does not speak TLS", probe.TLSTimeout: "TLS handshake timed out",
	probe.TLSHandshakeFailed: "TLS handshake failed",
	probe.ResponseTimeout:    "no answer in time", probe.ResponseStalled: "answer stalled",
	probe.ConnectionClosed: "closed without an answer", probe.ConnectionReset: "connection reset",
	probe.MalformedResponse: "no valid HTTP", probe.ProtocolError: "HTTP/2 error",
	probe.HeadersTooLarge: "header too large", probe.BodyTruncated: "body cut short",
	probe.BadContentEncoding: "compression broken",
	probe.RedirectLoop:       "redirects in a circle", probe.TooManyRedirects: "too many redirects",
	probe.RedirectInvalid: "redirect without an address",
	probe.HTTPStatus:      "error status", probe.PartialOutage: "some addresses fail",
}
