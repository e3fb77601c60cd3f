package knowledge_test

import (
	"strings"
	"testing"

	"httpcode/knowledge"
)

// wants holds what people type to the entries that the answer begins with; ""
// wants none.
type wants map[string]string

func (w wants) check(t *testing.T) {
	t.Helper()
	c := knowledge.Builtin()
	right := 0
	for text, want := range w {
		x := c.Explain(text)
		var got []string
		for _, m := range x.Matches {
			got = append(got, m.ID)
		}
		ids := strings.Fields(want)
		if len(ids) > 0 && len(got) >= len(ids) {
			got = got[:len(ids)]
		}
		if strings.Join(got, " ") != strings.Join(ids, " ") {
			t.Errorf("%q: got %q (%s), want %q", text, got, x.Kind, want)
			continue
		}
		right++
	}
	t.Logf("%d of %d", right, len(w))
}

func TestLetterOForZero(t *testing.T) {
	t.Parallel()
	wants{
		"4O4":                             "http/404",
		"5o2 bad gateway":                 "http/502",
		"http 5O3":                        "http/503",
		"error 5oo":                       "http/500",
		"4o1 vs 4o3":                      "http/401 http/403",
		"what is 4o3":                     "http/403",
		"getting 5O4 from the api":        "http/504",
		"status code 4o5":                 "http/405",
		"nginx 5o2":                       "http/502",
		"4O4 not found":                   "http/404",
		"server returns 5O0":              "http/500",
		"why do i get 4o9 on put":         "http/409",
		"why 5O2":                         "http/502",
		"O2":                              "",
		"B0O":                             "",
		"the 4o4 gallery opens friday":    "",
		"my o2 contract":                  "",
		"just bought a 5o1 levis":         "",
		"1o1 with my manager on tuesday":  "",
		"flat 4o2 needs a new key":        "",
		"room 4o4 has no projector today": "",
	}.check(t)
}

func TestSpokenDigits(t *testing.T) {
	t.Parallel()
	wants{
		"http five oh three":                    "http/503",
		"four oh four":                          "http/404",
		"five hundred two":                      "http/502",
		"four twenty nine":                      "http/429",
		"five zero four error":                  "http/504",
		"error five hundred":                    "http/500",
		"getting a four oh three from the api":  "http/403",
		"four-oh-one":                           "http/401",
		"what is http four eighteen":            "http/418",
		"the server says five oh two":           "http/502",
		"status code three oh four":             "http/304",
		"http four hundred and nine":            "http/409",
		"what does four ten mean":               "http/410",
		"4 oh 4":                                "http/404",
		"five oh four gateway timeout":          "http/504",
		"four oh one vs four oh three":          "http/401 http/403",
		"four oh five in the morning":           "",
		"four oh four in the morning again":     "",
		"see you at five thirty":                "",
		"five hundred error free days":          "",
		"five hundred people came":              "",
		"two hundred euros":                     "",
		"i have four or five ideas":             "",
		"four twenty nine is my bus":            "",
		"three hundred and one spartans":        "",
		"five oh two on the clock":              "",
		"the server room is four oh four steps": "",
	}.check(t)
}

func TestCodesSideBySide(t *testing.T) {
	t.Parallel()
	wants{
		"499 or 504 who gave up first":                 "nginx/499 http/504",
		"difrence between 502 n 504":                   "http/502 http/504",
		"502/503/504 same thing?":                      "http/502 http/503 http/504",
		"301, 308 whats better for seo":                "http/301 http/308",
		"401 y 403":                                    "http/401 http/403",
		"unauthenticated vs permission denied in grpc": "grpc/16 grpc/7",
		"401 403 diferencia":                           "http/401 http/403",
		"401 und 403 unterschied":                      "http/401 http/403",
		"whats the diffrence 301 302":                  "http/301 http/302",
		"400 or 422 for validation":                    "http/400 http/422",
		"502 v 504 who is to blame":                    "http/502 http/504",
		"200 vs 204 for delete":                        "http/200 http/204",
		"is 502 same as 504":                           "http/502 http/504",
		"521 n 522 cloudflare":                         "cloudflare/521 cloudflare/522",
		"302 or 307 or 303 after post":                 "http/303 http/302 http/307",
		"404 and 410 which one removes from google":    "http/410 http/404",
		"500 versus 503 retry":                         "http/500 http/503",
		"deadline exceeded or unavailable grpc":        "grpc/4 grpc/14",
		"diffrence of aborted and unavailable in grpc": "grpc/10 grpc/14",
		"grpc not found or permission denied":          "grpc/5 grpc/7",
		"internal or unknown grpc":                     "grpc/13 grpc/2",
		"grpc aborted vs failed precondition":          "grpc/10 grpc/9",
		"h12 vs h13":                                   "heroku/H12 heroku/H13",
		"econnrefused or econnreset difference":        "errno/ECONNREFUSED errno/ECONNRESET",
		"nxdomain vs servfail":                         "dns/NXDOMAIN dns/SERVFAIL",
		"uf vs uh envoy":                               "envoy/UF envoy/UH",
		"diff btw 401 n 403":                           "http/401 http/403",
		"401 & 403 whats the differance":               "http/401 http/403",
		"500 or 600 people at the venue":               "",
		"we need 400 or 500 chairs":                    "",
		"bus 401 or 403 to the office":                 "",
		"rooms 401 and 403 are taken":                  "",
		"paid 301, 308 left on the card":               "",
		"call extension 502 or 504 for the hr":         "",
	}.check(t)
}

func TestClassesAskedAbout(t *testing.T) {
	t.Parallel()
	wants{
		"4xx family":                     "http/4xx",
		"wht is difference inside 4xx":   "http/4xx",
		"5xx vs 4xx whose fault":         "http/5xx http/4xx",
		"4xx or 5xx who is to blame":     "http/4xx http/5xx",
		"5xx codes list":                 "http/5xx",
		"what are the 5xx errors":        "http/5xx",
		"3xx group":                      "http/3xx",
		"explain the 4xx range":          "http/4xx",
		"all 5xx":                        "http/5xx",
		"difference between 4xx and 5xx": "http/4xx http/5xx",
		"4xx class meaning":              "http/4xx",
		"which 3xx codes exist":          "http/3xx",
		"2xx types":                      "http/2xx",
		"5xx group members":              "http/5xx",
		"overview 4xx":                   "http/4xx",
		"diffrent 5xx kinds":             "http/5xx",
		"4xx vs 5xx":                     "http/4xx http/5xx",
	}.check(t)
}

func TestSymbolsInWords(t *testing.T) {
	t.Parallel()
	wants{
		"dns probe finished nxdomain on my mac":      "browser/DNS_PROBE_FINISHED_NXDOMAIN",
		"err connection refused chrome":              "browser/ERR_CONNECTION_REFUSED",
		"ssl protocol error chrome":                  "browser/ERR_SSL_PROTOCOL_ERROR",
		"socket hangup node":                         "errno/ECONNRESET",
		"und err socket":                             "node/UND_ERR_SOCKET",
		"cert has expired node":                      "node/CERT_HAS_EXPIRED",
		"econn reset":                                "errno/ECONNRESET",
		"e conn refused":                             "errno/ECONNREFUSED",
		"pr end of file error firefox":               "browser/PR_END_OF_FILE_ERROR",
		"too many redirects err":                     "browser/ERR_TOO_MANY_REDIRECTS",
		"Err Name Not Resolved":                      "browser/ERR_NAME_NOT_RESOLVED",
		"err cert common name invalid on staging":    "browser/ERR_CERT_COMMON_NAME_INVALID",
		"errconnectionreset":                         "browser/ERR_CONNECTION_RESET",
		"sec error unknown issuer":                   "browser/SEC_ERROR_UNKNOWN_ISSUER",
		"etimed out":                                 "errno/ETIMEDOUT",
		"eai again in docker":                        "errno/EAI_AGAIN",
		"e not found getaddrinfo":                    "errno/ENOTFOUND",
		"enot found":                                 "errno/ENOTFOUND",
		"dns probe possible":                         "browser/DNS_PROBE_STARTED",
		"err http2 protocol error chrome":            "browser/ERR_HTTP2_PROTOCOL_ERROR",
		"ssl error no cypher overlap":                "browser/SSL_ERROR_NO_CYPHER_OVERLAP",
		"err quic protocol error":                    "browser/ERR_QUIC_PROTOCOL_ERROR",
		"unable to verify leaf signature":            "node/UNABLE_TO_VERIFY_LEAF_SIGNATURE",
		"depth zero self signed cert":                "node/DEPTH_ZERO_SELF_SIGNED_CERT",
		"err ssl version or cipher mismatch in edge": "browser/ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
		"mozilla pkix error mitm detected":           "browser/MOZILLA_PKIX_ERROR_MITM_DETECTED",
		"und err headers timeout":                    "node/UND_ERR_HEADERS_TIMEOUT",
		"errno econnaborted":                         "errno/ECONNABORTED",
		"blocked by client err":                      "browser/ERR_BLOCKED_BY_CLIENT",
		"hpe invalid header token":                   "node/HPE_INVALID_HEADER_TOKEN",
		"the name was not resolved by the meeting":   "",
		"he cert ainly has expired milk":             "",
	}.check(t)
}
