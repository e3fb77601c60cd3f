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
