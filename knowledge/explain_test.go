package knowledge_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/testgrowth"
)

// TestQuestionsFindTheirEntries holds what people type to the kind of answer
// and the entries it begins with.
func TestQuestionsFindTheirEntries(t *testing.T) {
	for query, want := range map[string]string{
		// codes
		"403":                         "code http/403",
		" `502` ":                     "code http/502",
		"http 403":                    "code http/403",
		"what does 403 mean?":         "code http/403",
		"hey, what does 403 mean":     "code http/403",
		"anyone know what 502 means?": "code http/502",
		"ok 200 people":               "none",
		"HTTP/2 404":                  "code http/404",
		"http/502":                    "code http/502",
		"403 forbiden":                "code http/403",
		"499":                         "code nginx/499",
		"520":                         "code cloudflare/520",
		"1020":                        "code cloudflare/1020",
		"10061":                       "code errno/WSAECONNREFUSED",
		"-1004":                       "code apple/-1004",
		"404.13":                      "code iis/404.13 http/404",
		"H12":                         "code heroku/H12",
		"sH--":                        "code haproxy/sH",
		"SH--":                        "code haproxy/SH",
		"haproxy/sH":                  "code haproxy/sH",
		"haproxy SH":                  "code haproxy/SH",
		"envoy uh":                    "code envoy/UH",
		"curl 28":                     "code curl/28",
		"curl: (35)":                  "code curl/35",
		"grpc 14":                     "code grpc/14",
		"cloudflare 502":              "code cloudflare/502 http/502",
		"errno 111":                   "code errno/ECONNREFUSED",
		"econnrefused":                "code errno/ECONNREFUSED",
		"net::ERR_CERT_DATE_INVALID":  "code browser/ERR_CERT_DATE_INVALID",
		"ERR_CERT_DATE_INVALID":       "code browser/ERR_CERT_DATE_INVALID",
		"NXDOMAIN":                    "code dns/NXDOMAIN",
		"proxy-status/dns_timeout":    "code proxy-status/dns_timeout",
		"tls/handshake_failure":       "code tls/handshake_failure",
		"I'm a teapot":                "code http/418",
		"bad gatway":                  "code http/502",
		"to many requests":            "code http/429",
		"payload too large":           "code http/413",
		"request entity too large":    "code http/413",
		"104":                         "code http/104",
		"306":                         "code http/306",
		// classes
		"4xx":           "class http/4xx",
		"5XX":           "class http/5xx",
		"400-499":       "class http/4xx",
		"client errors": "class http/4xx",
		"server errors": "class http/5xx",
		"redirects":     "class http/3xx",
		"427":           "class http/4xx",
		"299":           "class http/2xx",
		// comparisons
		"401 vs 403":                     "comparison http/401 http/403",
		"502 503 504":                    "comparison http/502 http/503 http/504",
		"301/302":                        "comparison http/301 http/302",
		"301, 302, 307 and 308":          "comparison http/301 http/302 http/307 http/308",
		"301 or 308?":                    "comparison http/301 http/308",
		"difference between 301 and 302": "comparison http/301 http/302",
		"bad gateway vs gateway timeout": "comparison http/502 http/504",
		"unauthorized vs forbidden":      "comparison http/401 http/403",
		"401-403":                        "comparison http/401 http/402 http/403",
		"4xx vs 5xx":                     "comparison http/4xx http/5xx",
		"499 vs 504":                     "comparison nginx/499 http/504",
		"when should I use 401 or 403":   "comparison http/401 http/403",
		"502\n503\n504":                  "comparison http/502 http/503 http/504",
		"prod is returning 5xx errors":   "text http/5xx",
		"404 after deploy":               "text http/404",
		// help, and nothing
		"":           "help",
		"help":       "help",
		"?":          "help",
		"banana":     "none",
		"799":        "none",
		"-1":         "none",
		"28":         "none",
		"#404":       "none",
		"haproxy/sh": "none",
	} {
		x := knowledge.Builtin().Explain(query)
		got := strings.TrimSpace(string(x.Kind) + " " + strings.Join(ids(x), " "))
		if got != want && !strings.HasPrefix(got, want+" ") {
			t.Errorf("Explain(%q) is %q, want %q", query, got, want)
		}
	}
}

func TestBareNumberPutsHTTPFirstAndItsOtherOwnersBehind(t *testing.T) {
	x := knowledge.Builtin().Explain("502")
	if got := ids(x); got[0] != "http/502" || !slices.Contains(got, "aws-elb/502") {
		t.Errorf("502 gives %v", got)
	}
	x = knowledge.Builtin().Explain("530")
	if got := ids(x); len(got) < 2 || got[0] != "cloudflare/530" {
		t.Errorf("530 gives %v, want all its owners", got)
	}
}

func TestUnknownCodesSaySoAndOfferTheNearest(t *testing.T) {
	for query, want := range map[string]struct{ note, near string }{
		"427":        {"427 is not an assigned status code", "http/426"},
		"299":        {"299 is not an assigned status code", "http/226"},
		"540":        {"", ""}, // Shopify's
		"799":        {"799 is not an HTTP status code", "http/511"},
		"-1":         {"-1 is not an HTTP status code", "http/100"},
		"28":         {"28 is not an HTTP status code", "curl/28"},
		"5022":       {"5022 is not an HTTP status code", "http/502"},
		"44":         {"44 is not an HTTP status code", "http/404"},
		"banana":     {`"banana" names no code`, ""},
		"haproxy/sh": {"names no code", "haproxy/sH"},
		"502 banana": {"names no code", "http/502"},
	} {
		x := knowledge.Builtin().Explain(query)
		if !strings.Contains(x.Note, want.note) {
			t.Errorf("Explain(%q) notes %q, want %q in it", query, x.Note, want.note)
		}
		near := slices.ContainsFunc(x.Nearest, func(s knowledge.Suggestion) bool { return s.ID == want.near })
		if want.near != "" && !near {
			t.Errorf("Explain(%q) offers %v, want %s among them", query, x.Nearest, want.near)
		}
	}
}

func TestComparisonsTellTheDifference(t *testing.T) {
	for _, query := range []string{
		"401 vs 403", "404 vs 410", "502 vs 503", "503 vs 504", "502 vs 504", "429 vs 503", "400 vs 422", "405 vs 501",
		"408 vs 504", "409 vs 412", "301 vs 302", "301 vs 308", "302 vs 303", "302 vs 307", "307 vs 308", "500 vs 502", "413 vs 414",
		"406 vs 415", "401 vs 407", "4xx vs 5xx", "303 vs 307", "301 vs 307", "302 vs 308",
	} {
		x := knowledge.Builtin().Explain(query)
		if len(x.Differences) != 1 || x.Differences[0].Text == "" || len(x.Matches) != 2 {
			t.Errorf("Explain(%q) tells %d differences between %v", query, len(x.Differences), ids(x))
		}
	}
	if x := knowledge.Builtin().Explain("502 503 504"); len(x.Differences) != 3 {
		t.Errorf("three codes differ in %d pairs, want 3", len(x.Differences))
	}
}

// TestWhatTheTextNamesComesFirst holds the contract's order within one text.
func TestWhatTheTextNamesComesFirst(t *testing.T) {
	for text, want := range map[string][]string{
		"HTTP/1.1 502 Bad Gateway\nconnect() failed (111: Connection refused) while connecting to upstream":  {"errno/ECONNREFUSED", "http/502"},
		"502 Bad Gateway: dial tcp 10.0.0.9:3000: connect: connection refused":                               {"errno/ECONNREFUSED", "http/502"},
		`[2020-11-25T21:26:18.409Z] "GET / HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - "-" "curl"`:   {"envoy/UH", "http/503"},
		`at=error code=H12 desc="Request timeout" method=GET path="/" dyno=web.1 service=30000ms status=503`: {"heroku/H12", "http/503"},
		"2021-05-20 06:44:10 10.0.0.5 POST /u - 443 - 192.0.2.8 Mozilla/5.0 - 404 13 0 502":                  {"iis/404.13", "http/404"},
		"curl: (22) The requested URL returned error: 503":                                                   {"curl/22", "http/503"},
		"Error: getaddrinfo ENOTFOUND api.example.com":                                                       {"errno/ENOTFOUND", "dns/NXDOMAIN"},
		"Error 1020 Ray ID: 7d1f0a2b3c4d5e6f Access denied":                                                  {"cloudflare/1020"},
		"www www/srv 0/0/5009/-1/15009 504 208 - - sH-- 1/1/1/1/0 0/0 \"GET / HTTP/1.1\"":                    {"haproxy/sH", "http/504"},
	} {
		got := ids(knowledge.Builtin().Explain(text))
		if at := 0; true {
			for _, id := range want {
				i := slices.Index(got[:min(5, len(got))], id)
				if i < at || len(got) == 0 || got[0] != want[0] {
					t.Errorf("Explain(%q) = %v, want %v in this order, the first first", text, got, want)
					break
				}
				at = i
			}
		}
	}
}

func TestStatusIsReadFromItsField(t *testing.T) {
	for _, line := range []string{
		`192.0.2.1 - - [10/Oct/2023:13:55:36 +0000] "GET /502/503 HTTP/1.1" 404 502 "-" "curl/5.0.4"`,
		`192.0.2.1 - - [10/Oct/2023:13:55:36 +0000] "GET /?status=502 HTTP/1.1" 404 503 "http://x/504" "status 500"`,
		`{"path":"/502","bytes":503,"status":404,"port":504}`,
		"GET /users/502 404 503 ms - 504",
	} {
		if got := ids(knowledge.Builtin().Explain(line)); !slices.Equal(got, []string{"http/404"}) {
			t.Errorf("Explain(%q) = %v, want http/404 alone", line, got)
		}
	}
}

func TestLogIsCounted(t *testing.T) {
	var log strings.Builder
	for range 30 {
		log.WriteString("192.0.2.1 - - [10/Oct/2023:13:55:36 +0000] \"GET / HTTP/1.1\" 200 502 \"-\" \"-\"\n")
	}
	for range 7 {
		log.WriteString("192.0.2.1 - - [10/Oct/2023:13:55:36 +0000] \"GET / HTTP/1.1\" 502 157 \"-\" \"-\"\n")
	}
	for range 3 {
		log.WriteString("2020/05/07 03:15:12 [error] 6#6: *1 connect() failed (111: Connection refused) while connecting to upstream\r\n\r\n")
	}
	x := knowledge.Builtin().Explain(log.String())
	if x.Kind != knowledge.KindLog || x.Lines != 40 {
		t.Fatalf("kind %s of %d lines, want a log of 40", x.Kind, x.Lines)
	}
	if x.Matches[0].ID != "errno/ECONNREFUSED" || x.Matches[0].Count != 3 {
		t.Errorf("first is %s, %d times; want the cause, 3 times", x.Matches[0].ID, x.Matches[0].Count)
	}
	for _, m := range x.Matches {
		if m.ID == "http/502" && m.Count < 7 {
			t.Errorf("http/502 counted %d times, want 7 or more", m.Count)
		}
		if m.ID == "http/200" {
			t.Error("a log of errors tells its successes")
		}
	}
}

func TestW3CFieldsLineIsObeyed(t *testing.T) {
	x := knowledge.Builtin().Explain("#Fields: date time sc-status sc-substatus cs-uri-stem time-taken\n2024-01-01 00:00:00 503 2 /404 502\n")
	if got := ids(x); !slices.Equal(got, []string{"iis/503.2", "http/503"}) {
		t.Errorf("got %v", got)
	}
}

func TestMatchesAreNeverNil(t *testing.T) {
	for _, query := range []string{"", "banana", "502"} {
		out, err := json.Marshal(knowledge.Builtin().Explain(query))
		if err != nil || !strings.Contains(string(out), `"matches":[`) {
			t.Errorf("%q: %s, %v", query, out, err)
		}
	}
}

// TestHostileTextTakesLinearTime tries shapes that trip up careless scanning:
// what is quadratic, or searches on from every byte.
func TestHostileTextTakesLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	const (
		size  = 1 << 18 // bytes of one line
		lines = 1 << 16 // bytes of short lines, each read with all that one costs
	)
	for name, unit := range map[string]string{
		"one word": "a", "digits": "5", "numbers": "502 ", "quotes": `"`, "brackets": "[", "braces": "{", "nested": `{"a":`, "slashes": "a/",
		"spaces": " ", "nul": "\x00", "invalid UTF-8": "\xff\xfe", "newlines": "\n", "colons": "error:", "curl lines": "curl: (28) x\n", "error lines": "error code 1020 HTTP Error 404.13 H12 status 502\n", "json lines": "{\"a\":{\"b\":\"x\"}}\n", "gaps": "open() ", "status": "status 502 ",
		"refused": "connection refused", "curl": "curl (", "x509": "x509: certificate is valid for ", "dashes": "SC-- ", "escapes": "\x1b[", "methods": "GET / 502 ",
		"words of a wording": "upstream timed out (110", "timers": "0/0/0/0/", "json strings": `{"msg":"connection refused"} `, "cloudflare": "cloudflare error code ",
	} {
		most := size
		if len(unit) > 1 && strings.HasSuffix(unit, "\n") {
			most = lines
		}
		testgrowth.Linear(t, name, most, func(size int) func() {
			text := strings.Repeat(unit, size/len(unit))
			return func() { knowledge.Builtin().Explain(text) }
		})
	}
}

func FuzzExplain(f *testing.F) {
	for _, s := range []string{
		"502", "401 vs 403", "4xx", "-1", "curl: (35)", "sH--", "", "\xff", "#Fields: sc-status", "{\"status\":502}", "a\x1b[31m502\x1b[0m",
		"192.0.2.1 - - [10/Oct/2023:13:55:36 +0000] \"GET / HTTP/1.1\" 502 157 \"-\" \"-\"",
		"[2020-11-25T21:26:18.409Z] \"GET / HTTP/1.1\" 503 UH - \"-\"", "2021-05-20 06:44:10 1 GET / - 80 - - - 404 13 0",
		"x 0/0/5009/-1/15009 504 208 - - sH-- 1/1", "connect() failed (111: Connection refused)", "difference between bad gateway and gateway timeout", "’é漢字 404",
	} {
		f.Add(s)
	}
	c := knowledge.Builtin()
	f.Fuzz(func(t *testing.T, text string) {
		x := c.Explain(text)
		if x.Matches == nil || x.Kind == "" {
			t.Error("no kind or nil matches")
		}
		if (x.Kind == knowledge.KindNone || x.Kind == knowledge.KindHelp) != (len(x.Matches) == 0) {
			t.Errorf("kind %s with %d matches", x.Kind, len(x.Matches))
		}
		seen := map[string]bool{}
		for _, m := range x.Matches {
			if seen[m.ID] {
				t.Errorf("%s twice", m.ID)
			}
			seen[m.ID] = true
		}
	})
}

func ids(x knowledge.Explanation) []string {
	var out []string
	for _, m := range x.Matches {
		out = append(out, m.ID)
	}
	return out
}
