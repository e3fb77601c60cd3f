package diagnosis

import (
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// An answer that tells its reason is quoted, once, in the verdict.
func TestVerdictQuotesWhatTheAnswerSays(t *testing.T) {
	for _, test := range []struct {
		status     int
		kind, body string
		want       string // "" for no quotation
	}{
		{403, "application/json", `{"detail": "You do not have permission to perform this action."}`, "You do not have permission to perform this action"},
		{401, "application/json", `{"error": "invalid_token", "error_description": "The access token expired"}`, "The access token expired"},
		{422, "application/json", `{"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}`, "query.q: Field required"},
		{400, "application/json", `{"amount":["This field is required."]}`, "amount: This field is required"},
		{422, "application/json", `{"errors":{"name":["can't be blank"]}}`, "name: can't be blank"},
		{400, "application/json", `{"posts":["a b c"],"tags":["d e f"]}`, ""},
		{400, "application/problem+json", `{"title": "Bad Request", "detail": "field ‘amount’ is missing"}`, "field ‘amount’ is missing"},
		{500, "application/json", `{"errors": [{"message": "connection pool exhausted"}]}`, "connection pool exhausted"},
		{500, "application/json", `{"error": {"code": 7, "message": "no such table: orders"}}`, "no such table: orders"},
		{500, "text/plain", "database is locked\n", "database is locked"},
		{500, "text/plain", "a\u202eb `c` <!channel>", ""},
		{404, "application/json", `{"error": "Not Found"}`, ""},
		{404, "text/plain", "404 page not found\n", ""},
		{401, "application/json", `{"error": "unauthorized"}`, ""},
		{500, "text/html", "<p>database is locked</p>", "database is locked"},
		{500, "text/plain", strings.Repeat("long ", 100), ""},
		{500, "application/json", `{"message": {"message": {"message": {"message": "too deep to matter"}}}}`, ""},
		{500, "application/json", `{"message": "cut of`, ""},
		{500, "application/json", `[]`, ""},
	} {
		r := report(func(r *probe.Report) {
			r.Status = test.status
			r.Hops = []probe.Hop{{URL: r.URL, Status: test.status, Body: []byte(test.body), BodyComplete: true, Headers: probe.Headers{"content-type": {test.kind}}}}
		})
		verdict := Diagnose(r, knowledge.Builtin()).Verdict
		if _, said, _ := strings.Cut(verdict, " It says: "); said != "" && test.want == "" || test.want != "" && said != "“"+test.want+"”." {
			t.Errorf("%s:\n%s\nwant %q", test.body, verdict, test.want)
		}
	}
}
