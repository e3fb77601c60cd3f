package knowledge

import (
	"slices"
	"strings"
)

// tunnelFailed says that a proxy refused to connect the client through. The
// status beside it is the proxy's answer, and the news.
const tunnelFailed = "browser/ERR_TUNNEL_CONNECTION_FAILED"

// wrappers say only that a request failed, and stand behind the status that the
// server gave. tunnelWrappers do where a tunnel's failure is told.
var (
	wrappers       = wordSet(tunnelFailed + ` browser/ERR_FAILED browser/ERR_HTTP_RESPONSE_CODE_FAILURE`)
	tunnelWrappers = wordSet(`curl/56 browser/ERR_PROXY_CONNECTION_FAILED errno/ECONNRESET`)
)

// certificateCauses say what is wrong with a certificate; beside one of them,
// that it is not trusted says little more, and that it was not verified
// nothing.
var certificateCauses = wordSet(`tls/certificate_expired tls/not_yet_valid tls/hostname_mismatch tls/certificate_revoked`)

// certificateFaults are reasons for which a certificate is refused.
var certificateFaults = wordSet(`tls/unknown_authority tls/self_signed tls/incomplete_chain tls/certificate_expired tls/not_yet_valid
	tls/hostname_mismatch tls/certificate_revoked tls/bad_certificate`)

// settle orders and thins out what was found in the text of one error: a status
// before the wrapper around it, the particular before the general.
func settle(list []tally) []tally {
	has := func(is func(it *tally) bool) bool {
		return slices.ContainsFunc(list, func(it tally) bool { return it.count > 0 && is(&it) })
	}
	status := has(func(it *tally) bool {
		r := it.clue.record
		return it.clue.rank == RankStatus && r.family == "http" && r.code >= "400" && !isClass(r.id)
	})
	tunnel := has(func(it *tally) bool { return it.clue.record.id == tunnelFailed })
	certificate := has(func(it *tally) bool { return certificateCauses[it.clue.record.id] })
	cors := has(func(it *tally) bool { return it.clue.record.id == "browser/CORS" })
	cause := has(func(it *tally) bool { return it.clue.rank.order() <= RankCause.order() })
	otherH2 := has(func(it *tally) bool { return it.clue.record.family == "h2" && it.clue.record.code != "NO_ERROR" })

	list = slices.DeleteFunc(slices.Clone(list), func(it tally) bool {
		switch it.clue.record.id {
		case "tls/unknown_authority": // "failed to verify certificate: …"
			return certificate && it.clue.rank == RankSymptom
		case "node/UND_ERR": // "fetch failed", with its cause behind it
			return cause && it.clue.rank != RankDetail
		case "h2/NO_ERROR":
			return otherH2
		}
		return false
	})
	for i := range list {
		clue := &list[i].clue
		id := clue.record.id
		switch {
		case status && (wrappers[id] || tunnel && tunnelWrappers[id]), cors && id == "browser/ERR_FAILED":
			clue.rank = RankHint
		case id == "tls/handshake_failure" && anyPrefix(lowerASCII(clue.text), "the ssl connection could not", "ssl_connect returned") && has(func(it *tally) bool { return certificateFaults[it.clue.record.id] }):
			clue.rank = RankHint // .NET and Ruby say it before every reason
		case certificate && id == "tls/unknown_authority" && !strings.HasPrefix(clue.text, "0x"):
			clue.rank = RankSymptom
		}
	}
	return list
}

func anyPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// ownStatus gives a vendor's page its status where the text has another than
// the one that its words are known with: CloudFront says of 502 and 504 alike
// that it could not connect to the origin.
func (c *Catalog) ownStatus(list []tally) {
	status := ""
	for _, it := range list {
		if r := it.clue.record; r.family == "http" && strings.HasPrefix(it.clue.text, r.code) {
			if status != "" {
				return // which of them, the text leaves open
			}
			status = r.code
		}
	}
	for i := range list {
		r := list[i].clue.record
		other := c.byID[r.family+"/"+status]
		if r.family != "http" && isStatus(r.code) && r.code != status && other != nil {
			list[i].clue.record = other
		}
	}
}
