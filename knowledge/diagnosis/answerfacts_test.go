package diagnosis

import (
	"testing"

	"httpcode/knowledge/probe"
)

// A number helps with those logs only in which it stands.
func TestRequestIDIsTheAuthors(t *testing.T) {
	all := probe.Headers{
		"cf-ray": {"8f-FRA"}, "x-amz-cf-id": {"K=="}, "x-vercel-id": {"fra1::a"}, "x-datadome-cid": {"A=="}, "x-request-id": {"r-1"},
	}
	for _, test := range []struct {
		product string
		layer   Layer
		headers probe.Headers
		want    string
	}{
		{"cloudflare", LayerCDN, all, "cf-ray `8f-FRA`"},
		{"vercel", LayerPlatform, all, "x-vercel-id `fra1::a`"},
		{"datadome", LayerWAF, all, "x-datadome-cid `A==`"},
		{"modsecurity", LayerWAF, all, ""},
		{"heroku", LayerPlatform, all, "x-request-id `r-1`"},
		{"nginx", LayerReverseProxy, all, "cf-ray `8f-FRA`"},
		{"", "", all, "cf-ray `8f-FRA`"},
		{"vercel", LayerPlatform, probe.Headers{"cf-ray": {"8f-FRA"}}, ""},
		{"vercel", LayerPlatform, probe.Headers{"x-vercel-id": {"-"}}, ""},
	} {
		seen := attribution{author: Author{Product: test.product, Layer: test.layer}}
		if got := requestID(&probe.Hop{Headers: test.headers}, seen); got != test.want {
			t.Errorf("%q behind %d headers: %q, want %q", test.product, len(test.headers), got, test.want)
		}
	}
}
