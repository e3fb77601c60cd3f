package probe

import (
	"strings"
	"testing"

	"httpcode/knowledge/testgrowth"
)

func TestSecretsAreReplaced(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://example.com/?q=hello&page=2":     "https://example.com/?q=hello&page=2",
		"https://u:p@example.com/":                "https://REDACTED@example.com/",
		"https://u@example.com/":                  "https://REDACTED@example.com/",
		"https://u:p@ss@example.com/":             "https://REDACTED@example.com/",
		"//u:p@example.com/":                      "//REDACTED@example.com/",
		"u:p@example.com":                         "REDACTED@example.com",
		"/?access_token=s&x=1":                    "/?access_token=REDACTED&x=1",
		"/?X-Amz-Signature=s&X-Amz-Date=d":        "/?X-Amz-Signature=REDACTED&X-Amz-Date=d",
		"/?X-Amz-Credential=s":                    "/?X-Amz-Credential=REDACTED",
		"/?sig=s&sv=2":                            "/?sig=REDACTED&sv=2",
		"/?api_key=s&apikey=s&API-KEY=s&apiKey=s": "/?api_key=REDACTED&apikey=REDACTED&API-KEY=REDACTED&apiKey=REDACTED",
		"/?key=s":                                    "/?key=REDACTED",
		"/?client_secret=s":                          "/?client_secret=REDACTED",
		"/?code=s&state=s":                           "/?code=REDACTED&state=REDACTED",
		"/?authCode=s":                               "/?authCode=REDACTED",
		"/?PHPSESSID=s":                              "/?PHPSESSID=REDACTED",
		"/x;jsessionid=s?a=b":                        "/x;jsessionid=REDACTED",
		"/?sessionid=s&session=s":                    "/?sessionid=REDACTED&session=REDACTED",
		"/?userPassword=s&pwd=s":                     "/?userPassword=REDACTED&pwd=REDACTED",
		"/?jwt=s&id_token=s":                         "/?jwt=REDACTED&id_token=REDACTED",
		"/?auth=s&oauth_verifier=s":                  "/?auth=REDACTED&oauth_verifier=REDACTED",
		"/?%74oken=s":                                "/?%74oken=REDACTED",
		"/?user[password]=s":                         "/?user[password]=REDACTED",
		"/#access_token=s&expires_in=1":              "/#access_token=REDACTED&expires_in=1",
		"/?next=https%3A%2F%2Fx.test%2F%3Ftoken%3Ds": "/?next=https%3A%2F%2Fx.test%2F%3Ftoken%3DREDACTED",
		"/?next=https%253A%252F%252Fx.test%252F%253Fcode%253Ds": "/?next=https%253A%252F%252Fx.test%252F%253Fcode%253DREDACTED",
		"/?next=%25252Fx%25253Fa%25253Db%252526token%25253Ds":   "/?next=%25252Fx%25253Fa%25253Db%252526token%25253DREDACTED",
		"/?share=100%25&x=%3":                           "/?share=100%25&x=%3",
		"/?next=/x?token=s":                             "/?next=/x?token=REDACTED",
		"/?postcode=12345&zipcode=1&country_code=de":    "/?postcode=12345&zipcode=1&country_code=de",
		"/?keyboard=qwerty&design=x&monkey=y&keyword=k": "/?keyboard=qwerty&design=x&monkey=y&keyword=k",
		"/?passenger=2&author=x&signal=1&compass=n":     "/?passenger=2&author=x&signal=1&compass=n",
		"/?token=":                                           "/?token=",
		"Authorization: Bearer abcdefghijkl":                 "Authorization: REDACTED",
		`{"password": "a \"b", "user": "u"}`:                 `{"password": "REDACTED", "user": "u"}`,
		`{"code": 502, "message": "x"}`:                      `{"code": 502, "message": "x"}`,
		"Error code: 1020":                                   "Error code: 1020",
		"eyJhbGciOiJI.eyJzdWIiOiIx.abc":                      "REDACTED",
		"xoxb-1234567890-abcdef":                             "REDACTED",
		"at https://u:p@a.test/ and https://v:q@b.test/?k=1": "at https://REDACTED@a.test/ and https://REDACTED@b.test/?k=1",
		`<input name="csrf" value="x">`:                      `<input name="csrf" value="x">`,
		"curl -u bob:hunter2 https://example.com/x":          "curl -u REDACTED https://example.com/x",
		`curl -sv --user 'bob:h2x' https://example.com/x`:    `curl -sv --user 'REDACTED' https://example.com/x`,
		"deploy --api-token abc123def --verbose":             "deploy --api-token REDACTED --verbose",
		"--password is required; sort -u a; date -u":         "--password is required; sort -u a; date -u",
		`token="a b" rest`:                                   `token=REDACTED rest`,
	} {
		if got := RedactText(text); got != want {
			t.Errorf("%s\n gives %s\n want  %s", text, got, want)
		}
		if got := RedactText(want); got != want {
			t.Errorf("%s is changed again: %s", want, got)
		}
	}
}

func TestURLsWithSecretsAreKnown(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]bool{
		"https://example.com/?q=1": false, "https://a@example.com/": true, "https://example.com/?sig=x": true, "example.com": false,
		"https://example.com/?token=a'b;c?d": true,
	} {
		if HasSecret(url) != want {
			t.Errorf("%s: %v", url, !want)
		}
	}
}

// Whatever surrounds them, a password and a token never come through.
func FuzzRedact(f *testing.F) {
	f.Add("x", "y")
	f.Add("https://a.test/?", "&b=c")
	f.Add("Location: ", "\n\"'")
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "hUnTeR2sEcReT"
		if strings.Contains(before+after, secret) {
			return
		}
		for _, text := range []string{
			before + " https://user:" + secret + "@host.test/" + after,
			before + "&token=" + secret + "&" + after,
		} {
			if got := RedactText(text); strings.Contains(got, secret) {
				t.Errorf("%q gives %q", text, got)
			}
		}
	})
}

func TestHeadersThatCarryCredentialsShowNoValue(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"set-cookie": "sid=REDACTED", "authorization": "REDACTED", "proxy-authorization": "REDACTED", "cookie": "REDACTED",
		"x-api-key": "REDACTED", "x-auth-token": "REDACTED", "x-amz-security-token": "REDACTED", "x-csrf-token": "REDACTED",
		"server": "sid=v; x", "x-session-id": "REDACTED", "x-auth": "REDACTED", "x-otp": "REDACTED",
		"ocp-apim-subscription-key": "REDACTED", "x-functions-key": "REDACTED",
	} {
		value := "sid=v; x"
		if name == "server" {
			want = "sid=REDACTED; x"
		}
		if got := redactHeader(name, value); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for name, value := range map[string]string{
		"www-authenticate": `Basic realm="Staff only"`, "cf-ray": "8c9-FRA", "surrogate-key": "a b", "vary": "Cookie", "x-cache-key": "/x",
		"x-ratelimit-reset": "12", "x-error-code": "E7", "sec-websocket-key": "a", "idempotency-key": "b", "author": "c",
		"strict-transport-security": "max-age=1", "access-control-allow-headers": "Authorization, X-Token", "etag": `"abc"`,
	} {
		if got := redactHeader(name, value); got != value {
			t.Errorf("%s: %q becomes %q", name, value, got)
		}
	}
}

// Each secret's name must not have the rest of the text read again.
func TestHostileTextIsRedactedInLinearTime(t *testing.T) {
	for _, unit := range []string{
		"token=", "%74oken=", "token=%3D", "token: ", "Authorization:", "Authorization: Bearer ", "Cookie: a=b; ", "a:b@", "@", "//a@", `token="`, `"token":"`,
		"-u a:b ", "--token ", "eyJhbGciOi.eyJzdWIi.", "eyJhbGciOi.eyJzdWIi ", "Bearer ", "xoxb-", "%25",
	} {
		testgrowth.Linear(t, unit, 64<<10, func(size int) func() {
			text := strings.Repeat(unit, size/len(unit))
			return func() { RedactText(text) }
		})
	}
}

// What ends a value is looked for once, however many values end there.
func TestEndsAreLookedForOnce(t *testing.T) {
	text := strings.Repeat("a", 1000) + "&" + strings.Repeat("b", 1000)
	looked := 0
	var r reach
	for i := range text {
		end := r.after(text, i, func(text string, i int) bool { looked++; return text[i] == '&' })
		if want := 1000; i <= want && end != want || i > want && end != len(text) {
			t.Fatalf("what begins at %d ends at %d", i, end)
		}
	}
	if looked > len(text) {
		t.Errorf("%d looks at %d bytes", looked, len(text))
	}
}
