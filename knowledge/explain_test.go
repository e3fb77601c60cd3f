package knowledge_test

import (
	"testing"

	"httpcode/knowledge"
)

func TestExplainFindsCodesAndNames(t *testing.T) {
	for query, want := range map[string]string{
		"403": "http/403", "http 403": "http/403", "what does 403 mean?": "http/403",
		"4xx": "http/4xx", "400-499": "http/4xx", "client errors": "http/4xx",
		"427": "http/4xx", "bad gateway": "http/502", "401 vs 403": "http/401",
	} {
		x := knowledge.Builtin().Explain(query)
		if len(x.Matches) == 0 || x.Matches[0].ID != want {
			t.Errorf("Explain(%q) = %v, want %s first", query, ids(x), want)
		}
	}
}

func ids(x knowledge.Explanation) []string {
	var out []string
	for _, m := range x.Matches {
		out = append(out, m.ID)
	}
	return out
}

func TestExplainForgivesSlipsInCodes(t *testing.T) {
	for query, want := range map[string]string{
		"econrefused": "errno/ECONNREFUSED", "ECONNREST": "errno/ECONNRESET", "ETIMEOUTT": "errno/ETIMEOUT",
		"ERR_TO_MANY_REDIRECTS": "browser/ERR_TOO_MANY_REDIRECTS", "err_cert_date_invlid": "browser/ERR_CERT_DATE_INVALID",
		"DEPTH_ZERO_SELFSIGNED_CERT": "node/DEPTH_ZERO_SELF_SIGNED_CERT", "nxdomian": "dns/NXDOMAIN",
	} {
		x := knowledge.Builtin().Explain(query)
		if len(x.Matches) == 0 || x.Matches[0].ID != want {
			t.Errorf("Explain(%q) = %v, want %s first", query, ids(x), want)
		}
	}
	for _, query := range []string{"enable", "entropy", "refactored", "my_variable", "emission"} {
		if x := knowledge.Builtin().Explain(query); len(x.Matches) > 0 {
			t.Errorf("Explain(%q) = %v, want nothing", query, ids(x))
		}
	}
}
