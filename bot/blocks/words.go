package blocks

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

// Duration tells a measured time: "0.4 ms", "183 ms", "2.41 s".
func Duration(ms probe.Milliseconds) string {
	switch {
	case ms <= 0:
		return "0 ms"
	case ms < 10:
		return fmt.Sprintf("%.1f ms", float64(ms))
	case ms < 999.5:
		return fmt.Sprintf("%.0f ms", float64(ms))
	}
	return fmt.Sprintf("%.2f s", float64(ms)/1000)
}

// Span tells a length of time in the largest unit of which there are two.
func Span(d time.Duration) string {
	if d < time.Second {
		return "a moment"
	}
	return diagnosis.Span(d)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func cmpOr(a, b string) string { return cmp.Or(a, b) }

// familyNames are the families as they stand before a code, where that is not
// their slug with capitals. Codes that speak for themselves have no name before them.
var familyNames = map[string]string{
	"http": "", "errno": "", "browser": "", "node": "", "informal": "",
	"apple": "NSURLError", "curl": "curl", "nginx": "nginx", "haproxy": "HAProxy", "proxy-status": "Proxy-Status",
	"aws-elb": "AWS ELB", "aws-api-gateway": "API Gateway", "aws-s3": "Amazon S3", "cloudfront": "CloudFront", "gcp": "Google Cloud",
	"iis": "IIS", "h2": "HTTP/2", "grpc": "gRPC", "dns": "DNS", "tls": "TLS", "linkedin": "LinkedIn",
}

func familyName(slug string) string {
	if name, known := familyNames[slug]; known {
		return name
	}
	words := strings.Split(slug, "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

// shortID names an entry by its ID: "502", "nginx 499", "curl 60".
func shortID(id string) string {
	family, code, found := strings.Cut(id, "/")
	if !found {
		return id
	}
	return strings.TrimSpace(familyName(family) + " " + code)
}

// askFor is what a person types to have the entry explained.
func askFor(id string) string {
	family, code, found := strings.Cut(id, "/")
	if found && family == "http" {
		return code
	}
	return id
}
