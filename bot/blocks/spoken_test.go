package blocks

import (
	"strings"
	"testing"
)

// A command in the fallback text does the same as the command that is shown.
func TestCommandsStayTrueWithoutSchemes(t *testing.T) {
	for line, want := range map[string]string{
		"Ask with `curl -sv https://a.example/x`.":                        "Ask with curl --proto-default https -sv a.example/x.",
		"Ask with `curl -sv http://a.example/x`.":                         "Ask with curl -sv a.example/x.",
		"`curl -v -x http://PROXY:3128 https://HOST/`":                    "curl --proto-default https -v -x PROXY:3128 HOST/",
		"`time curl -so /dev/null 'https://a.example/?b=c'`":              "time curl --proto-default https -so /dev/null 'a.example/?b=c'",
		"Compare `curl --http2 https://[::1]/` with `curl http://[::1]/`": "Compare curl --proto-default https --http2 [::1]/ with curl [::1]/",
		"Use the address with `http://`, not `https://`.":                 "Use the address with http:, not https:.",
		"Set `proxy_pass https://…`.":                                     "Set proxy_pass https:….",
		"https://a.example/ leads to `b`":                                 "https://a.example/ leads to b", // what is no code is for escape
	} {
		got := spoken(line)
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", line, got, want)
		}
		if told := escape(got, maxText); scheme.MatchString(told) {
			t.Errorf("%s makes a link", told)
		} else if strings.Contains(line, "`curl") && told != want {
			t.Errorf("escaping makes %s of %s", told, want)
		}
	}
}
