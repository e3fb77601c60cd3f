package diagnosis

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"httpcode/knowledge/probe"
)

// addAnswer tells what the answer itself says.
func (f facts) addAnswer(r *probe.Report, h *probe.Hop, seen attribution) {
	f["status"] = strconv.Itoa(h.Status)
	switch seen.author.Confidence {
	case Certain:
		f["who"] = seen.author.Name()
	case Likely:
		f["who"] = "it"
	default:
		f["who"] = "the server"
	}
	f["product"] = seen.author.Product
	f["who_name"] = seen.author.Name()
	f.set("retry_after", retryAfter(h.Headers.Get("retry-after"), r.StartedAt))
	f.set("allow", strings.Join(h.Headers["allow"], ", "))
	schemes := challenges(h.Headers["www-authenticate"])
	f.set("challenge", list(schemes, 3))
	f.set("credentials", credentials(schemes))
	if f["credentials"] != "" { // which then stand in the command alone
		f["hop_url_arg"] = strings.Replace(f["hop_url_arg"], "://USER:PASSWORD@", "://", 1)
	}
	f["request_id"] = requestID(h, seen)
	f.set("title", title(h.Body))
	f.set("says", cmp.Or(seen.shown.message(h.Body), says(h)))
	f.set("code_in_body", codeOf(h, seen))
	f["code_slug"] = strings.ReplaceAll(strings.ToLower(f["code_in_body"]), " ", "-")
	f["envoy_flag"] = envoyFlags[strings.TrimSpace(f["code_in_body"])]
}

// envoyFlags are the response flags that belong to the reset reasons in
// Envoy's text (StreamResetReason in Envoy's documentation of access logs).
var envoyFlags = map[string]string{
	"connection failure": "UF", "remote connection failure": "UF", "local connection failure": "UF", "connection timeout": "UF",
	"connection termination": "UC", "remote reset": "UR", "remote refused stream reset": "UR", "local reset": "LR",
	"local refused stream reset": "LR", "overflow": "UO", "protocol error": "UPE",
}

// authScheme is the scheme of a challenge (RFC 9110, 11.6.1), without its
// parameters.
var authScheme = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z0-9-]{1,30})(?:\s|,|$)`)

func challenges(values []string) []string {
	var schemes []string
	for _, v := range values {
		if m := authScheme.FindStringSubmatch(v); m != nil && !slices.Contains(schemes, m[1]) {
			schemes = append(schemes, m[1])
		}
	}
	return schemes
}

// credentials are the options by which curl answers the first challenge that
// it can: NAME and TOKEN are for the reader to fill in.
func credentials(schemes []string) string {
	for _, s := range schemes {
		if option := curlAuth[strings.ToLower(s)]; option != "" {
			return option
		}
	}
	return ""
}

var curlAuth = map[string]string{
	"basic": "-u NAME", "digest": "--digest -u NAME", "ntlm": "--ntlm -u NAME", "negotiate": "--negotiate -u :",
	"bearer": "-H 'Authorization: Bearer TOKEN'",
}

// requestIDs are the headers by which one request is found again, each with the
// products whose logs know it; without any, it is the application's.
var requestIDs = []struct {
	header string
	known  []string
}{
	{"cf-ray", []string{"cloudflare"}}, {"x-amz-cf-id", []string{"cloudfront", "aws-waf"}}, {"x-azure-ref", []string{"azure-front-door"}},
	{"akamai-grn", []string{"akamai"}}, {"x-vercel-id", []string{"vercel"}}, {"x-nf-request-id", []string{"netlify"}},
	{"fly-request-id", []string{"fly-io"}}, {"x-railway-request-id", []string{"railway"}},
	{"x-github-request-id", []string{"github", "github-pages"}}, {"x-datadome-cid", []string{"datadome"}},
	{"x-amzn-requestid", []string{"aws-api-gateway", "aws-lambda", "aws-waf"}}, {"apigw-requestid", []string{"aws-api-gateway"}},
	{"x-amz-request-id", []string{"aws-s3", "ceph", "minio"}}, {"x-ms-request-id", []string{"azure-storage"}},
	{"x-kong-request-id", []string{"kong"}}, {"x-varnish", []string{"varnish"}},
	{"x-request-id", nil}, {"x-correlation-id", nil}, {"x-cloud-trace-context", nil}, {"x-trace-id", nil},
}

// requestID names the answer's own number, best the one that its author gave
// it. What firewalls and platforms write has no other: the logs in which those
// in front of them find theirs say nothing of the reason.
func requestID(h *probe.Hop, seen attribution) string {
	if id := seen.groups["id"]; id != "" {
		return "`" + id + "`"
	}
	first := ""
	for _, id := range requestIDs {
		v := clean(h.Headers.Get(id.header))
		if v == "" || v == "-" || len(v) > 100 {
			continue
		}
		named := id.header + " `" + v + "`"
		if slices.Contains(id.known, seen.author.Product) {
			return named
		}
		if first == "" && mayKnow(seen.author.Layer, id.known) {
			first = named
		}
	}
	return first
}

// mayKnow says whether the number that others know helps with an answer from
// the given layer.
func mayKnow(author Layer, known []string) bool {
	switch author {
	case LayerWAF:
		return false
	case LayerPlatform, LayerCDN:
		return len(known) == 0
	}
	return true
}

// codeOf is what the author calls the error.
func codeOf(h *probe.Hop, seen attribution) string {
	if code := seen.groups["code"]; code != "" {
		return code
	}
	code, _, _ := strings.Cut(h.Headers.Get(codeHeaders[seen.author.Product]), " ")
	return code
}

// codeHeaders are the headers in which products name their errors.
var codeHeaders = map[string]string{
	"squid": "x-squid-error", "vercel": "x-vercel-error",
	"azure-storage": "x-ms-error-code", // https://learn.microsoft.com/en-us/rest/api/storageservices/status-and-error-codes2
}

var titleTag = regexp.MustCompile(`(?is)<title[^>]*>([^<]{1,200})</title>`)

// title is the page's title, from the start of its body.
func title(body []byte) string {
	if m := titleTag.FindSubmatch(body[:min(len(body), matchWindow)]); m != nil {
		return string(m[1])
	}
	return ""
}
