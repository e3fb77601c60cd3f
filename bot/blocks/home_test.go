package blocks

import "testing"

func TestPlaceOf(t *testing.T) {
	for url, want := range map[string]string{
		"https://example.com/":                      "example.com",
		"https://example.com":                       "example.com",
		"example.com/y?a=b":                         "example.com/y?a=b",
		"https://REDACTED@example.com/y":            "example.com/y",
		"http://http/http":                          "http/http",
		"https://s:8443/":                           "s:8443",
		"https://example.com/a/b/c/d/e/f/g/h/i":     "example.com/a/b/c/d/e/f/g/h/i",
		"https://example.com/a/b/c/d/e/f/g/h/i/j/k": "example.com/a/b/c/d/e/f/g/h/i/j…",
	} {
		if got := placeOf(url); got != want {
			t.Errorf("%s is called %q, want %q", url, got, want)
		}
	}
}
