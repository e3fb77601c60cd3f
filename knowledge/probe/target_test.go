package probe

import (
	"strings"
	"testing"
)

func TestURLsAreReadAsBrowsersReadThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://example.com":                  "https://example.com/",
		"HTTPS://EXAMPLE.com:443/A?b#c":        "https://example.com/A?b#c",
		"http://example.com:80":                "http://example.com/",
		"http://example.com:8080":              "http://example.com:8080/",
		"http://example.com:/":                 "http://example.com/",
		"example.com":                          "https://example.com/",
		"example.com:8080/x":                   "https://example.com:8080/x",
		"localhost:8080":                       "https://localhost:8080/",
		"localhost":                            "https://localhost/",
		"  <https://example.com/>  ":           "https://example.com/",
		`"https://example.com/"`:               "https://example.com/",
		"https://example.com?x=1":              "https://example.com/?x=1",
		"https://bücher.example/größe":         "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe",
		"https://例え.テスト/":                      "https://xn--r8jz45g.xn--zckzah/",
		"https://faß.de":                       "https://xn--fa-hia.de/",
		"http://foo_bar.example.com/":          "http://foo_bar.example.com/",
		"http://example.com./":                 "http://example.com/",
		"http://[2001:db8::1]":                 "http://[2001:db8::1]/",
		"http://[2001:DB8:0::1]:8080/":         "http://[2001:db8::1]:8080/",
		"http://127.1":                         "http://127.0.0.1/",
		"http://0x7f.1:81/":                    "http://127.0.0.1:81/",
		"http://2130706433":                    "http://127.0.0.1/",
		"https://example.com/a b":              "",
		"https://example.com/100%":             "https://example.com/100%25",
		"https://example.com//double":          "https://example.com//double",
		"https://example.com/%E9":              "https://example.com/%E9",
		"https://example.com/a%2Fb":            "https://example.com/a%2Fb",
		"https://user:pw@example.com/":         "https://REDACTED@example.com/",
		"https://us@er:p@w@example.com/":       "https://REDACTED@example.com/",
		"https://@example.com/":                "https://example.com/",
		"user:pw@example.com":                  "https://REDACTED@example.com/",
		"https://example.com/?q={a}|b":         "https://example.com/?q=%7Ba%7D%7Cb",
		"//example.com/x":                      "",
		"(https://example.com/x)":              "https://example.com/x",
		"«https://example.com»":                "https://example.com/",
		"https://example.com:8080.":            "https://example.com:8080/",
		"https://example.com),":                "https://example.com/",
		"https://example.com/x).":              "https://example.com/x).",
		"502":                                  "",
		"http://502/":                          "http://0.0.1.246/",
		"https://http://example.com/":          "",
		"":                                     "",
		"https://":                             "",
		"https:///path":                        "",
		"https:/example.com":                   "",
		"http:example.com":                     "",
		"ftp://example.com":                    "",
		"https//example.com/x":                 "",
		"mailto:a@example.com":                 "",
		"javascript:alert(1)":                  "",
		"file:///etc/passwd":                   "",
		"https://example.com:0/":               "",
		"https://example.com:65536/":           "",
		"https://example.com:-1/":              "",
		"https://example.com:http/":            "",
		`https:\\example.com\`:                 "",
		"https://example.com/\x00":             "",
		"https://example.com/\r\nHost: evil":   "",
		"https://exa mple.com":                 "",
		"https://a..b/":                        "",
		"https://.example.com/":                "",
		"https://" + strings.Repeat("a", 64):   "",
		"https://" + strings.Repeat("a.", 130): "",
		"http://256.1.1.1/":                    "",
		"http://1.2.3.4.5/":                    "",
		"http://1.2.3/":                        "http://1.2.0.3/",
		"http://[::1":                          "",
		"http://::1/":                          "",
		"http://[1.2.3.4]/":                    "",
		"http://[fe80::1%25eth0]/":             "http://[fe80::1%25eth0]/",
		"http://ex*mple.com/":                  "",
		"http://\xff/":                         "",
		"https://example.com/" + strings.Repeat("x", maxURL): "",
	} {
		got := ""
		target, _, err := parseTarget(text)
		if err == nil {
			got = redactURL(target.url)
		}
		if got != want {
			t.Errorf("%q is read as %q (%v), want %q", clip(text, 80), got, err, want)
		}
		if err != nil && !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%q: no sentence: %v", text, err)
		}
	}
}

// Who mistyped a URL is given the very thing to type, without its secrets.
func TestMistypedURLsAreAnsweredWithTheRightOne(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"http//example.com/x":                 "After http or https comes a colon. Type http://example.com/x.",
		"https:/example.com/x":                "After https: come two slashes and a host. Type https://example.com/x.",
		"http:example.com":                    "After http: come two slashes and a host. Type http://example.com.",
		"http:":                               "After http: come two slashes and a host. Type for example https://example.com/.",
		"//example.com/x":                     "The URL lacks its scheme. Type https://example.com/x.",
		"https://http://example.com/?token=x": "The URL begins with two schemes. Type http://example.com/?token=REDACTED.",
		"http:/u:secret@example.com/":         "After http: come two slashes and a host. Type http://REDACTED@example.com/.",
		"2001:db8::1":                         "An IPv6 address stands in brackets. Type http://[2001:db8::1]/.",
		"http://127.0.0.1:80:81/":             "After the host come several colons, and there is one port at most. Type for example http://example.com:8080/.",
		"http://2001:db8::1/":                 "An IPv6 address stands in brackets. Type for example http://[2001:db8::1]:8080/.",
		"502":                                 "502 is a number, not an address. To have the code explained, ask for it: httpcode explain 502.",
		"http://[1.2.3.4]/":                   `"1.2.3.4" is no IPv6 address. Type for example http://[2001:db8::1]:8080/.`,
	} {
		if _, _, err := parseTarget(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What to type instead is said to people, not of a server's redirect.
func TestInvalidLocationsAreToldWithoutAdvice(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"http://x:99999/":    `The Location "http://x:99999/" cannot be followed: the port is no number from 1 to 65535.`,
		"http://":            `The Location "http://" cannot be followed: the URL names no host.`,
		"ftp://example.com/": `The Location "ftp://example.com/" cannot be followed: it leads to a ftp: URL, and only http and https can be checked.`,
	} {
		r := loopback().Check(t.Context(), "http://"+serve(t, say("HTTP/1.1 302 Found\r\nLocation: "+location+"\r\n\r\n")))
		wantKind(t, r, RedirectInvalid)
		if r.Failure.Detail != want {
			t.Errorf("%q, want %q", r.Failure.Detail, want)
		}
	}
}

func FuzzTarget(f *testing.F) {
	for _, seed := range []string{"https://user:pw@example.com:8443/p?q#f", "[::1]:80", "http://0x7f.1", "//", "a:b@c", "http://%31", "http://①②⑦.0.0.1/", "%80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		target, _, err := parseTarget(text)
		if err != nil {
			return
		}
		if target.host == "" || target.port == 0 || strings.ContainsAny(target.url.String(), " \r\n\t\x00") {
			t.Errorf("%q is read as %+v", text, target)
		}
		again, _, err := parseTarget(target.url.String())
		if err != nil || again.host != target.host || again.port != target.port {
			t.Errorf("%q is read as %q, which is read as %+v, %v", text, target.url, again, err)
		}
	})
}
