package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"httpcode/knowledge/testgrowth"
)

func TestParseRequest(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Request
	}{
		"a code":                         {"403", Request{Text: "403", Rest: "403"}},
		"nothing":                        {"", Request{Help: true}},
		"only a mention":                 {"<@UBOT>", Request{Help: true}},
		"a mention and help":             {"<@UBOT> help!", Request{Text: "help!", Rest: "help!", Help: true}},
		"a mention with a colon":         {"<@UBOT>: 502", Request{Text: "502", Rest: "502"}},
		"a mention at the end":           {"502? <@UBOT>", Request{Text: "502?", Rest: "502?"}},
		"the bot's name, typed":          {"@httpcode 403", Request{Text: "403", Rest: "403"}},
		"public":                         {"public 502", Request{Text: "502", Rest: "502", Public: true}},
		"public help":                    {"public", Request{Public: true, Help: true}},
		"a raw URL":                      {"https://example.com/?a=1&b=2", Request{Text: "https://example.com/?a=1&b=2", URLs: []string{"https://example.com/?a=1&b=2"}}},
		"an escaped URL":                 {"<@UBOT> <https://example.com/?a=1&amp;b=2>", Request{Text: "https://example.com/?a=1&b=2", URLs: []string{"https://example.com/?a=1&b=2"}}},
		"an auto-linked host":            {"<@UBOT> check <http://example.com|example.com>", Request{Text: "example.com", Check: true, Hosts: []string{"example.com"}}},
		"an auto-linked host and path":   {"<http://example.com/x|example.com/x>", Request{Text: "example.com/x", Hosts: []string{"example.com/x"}}},
		"a link with a label":            {"<https://example.com/a|this page>", Request{Text: "https://example.com/a", URLs: []string{"https://example.com/a"}}},
		"check a bare host":              {"check example.com:8443/x", Request{Text: "example.com:8443/x", Check: true, Hosts: []string{"example.com:8443/x"}}},
		"check an address":               {"check [::1]:80", Request{Text: "[::1]:80", Check: true, Hosts: []string{"[::1]:80"}}},
		"check alone":                    {"check", Request{Text: "check", Rest: "check"}},
		"punctuation after a URL":        {"is (https://example.com/a_(b)) up?", Request{Text: "is (https://example.com/a_(b)) up?", Rest: "is ( ) up?", URLs: []string{"https://example.com/a_(b)"}}},
		"a question mark after a URL":    {"down: https://example.com?", Request{Text: "down: https://example.com?", Rest: "down: ?", URLs: []string{"https://example.com"}}},
		"a sub-status is no host":        {"403.14", Request{Text: "403.14", Rest: "403.14"}},
		"back-ticks":                     {"`502 Bad Gateway`", Request{Text: "502 Bad Gateway", Rest: "502 Bad Gateway"}},
		"bold":                           {"*502*", Request{Text: "502", Rest: "502"}},
		"entities decoded once":          {"&amp;lt;a&amp;gt; &lt;b&gt;", Request{Text: "&lt;a&gt; <b>", Rest: "&lt;a&gt; <b>"}},
		"another person's mention":       {"<@UBOT> ask <@U2> about 502 in <#C1|ops> <!here>", Request{Text: "ask   about 502 in #ops", Rest: "ask about 502 in #ops"}},
		"HTML in angle brackets remains": {"<title>502 Bad Gateway</title>", Request{Text: "<title>502 Bad Gateway</title>", Rest: "<title>502 Bad Gateway</title>"}},
		"the same URL twice":             {"https://a.example https://a.example", Request{Text: "https://a.example https://a.example", URLs: []string{"https://a.example"}}},
		"marks that show nothing":        {"\u202e5\u00ad02\u202c\ufe0f", Request{Text: "502", Rest: "502"}},
		"emoji beside a code":            {"<@UBOT> :wave::skin-tone-2: 502 :fire:", Request{Text: "502", Rest: "502"}},
		"pictures beside a code":         {"🔥 502 👩🏽‍🚒", Request{Text: "502", Rest: "502"}},
		"emoji without a letter":         {"<@UBOT> :+1::skin-tone-3: 502 :100:", Request{Text: "502", Rest: "502"}},
		"emoji alone":                    {"<@UBOT> :wave:", Request{Help: true}},
		"times and ports are no emoji":   {"12:34:56 :8080: ::1 a:b: 502", Request{Text: "12:34:56 :8080: ::1 a:b: 502", Rest: "12:34:56 :8080: ::1 a:b: 502"}},
		"wide characters":                {"５０２？", Request{Text: "502?", Rest: "502?"}},
		"URLs with commas between":       {"https://a.example/x,https://b.example;http://c.example/?u=1,https://d.example", Request{Text: "https://a.example/x,https://b.example;http://c.example/?u=1,https://d.example", URLs: []string{"https://a.example/x", "https://b.example", "http://c.example/?u=1,https://d.example"}, Rest: ", ;"}},
		"another scheme":                 {"check ftp://example.com", Request{Text: "ftp://example.com", Check: true, URLs: []string{"ftp://example.com"}}},
		"a mail address is no URL":       {"<mailto:a@example.com|a@example.com> 403", Request{Text: "a@example.com 403", Rest: "a@example.com 403"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := ParseRequest(c.text, "UBOT", "httpcode")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("ParseRequest(%q) (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

// A hostile address must not take time that grows with the square of its length.
func TestLongAddressesAreReadInLinearTime(t *testing.T) {
	for name, address := range map[string]func(size int) string{
		"closing": func(size int) string { return "https://a" + strings.Repeat(")", size) },
		"nested": func(size int) string {
			return "https://a" + strings.Repeat("([", size/4) + strings.Repeat("])", size/2)
		},
	} {
		testgrowth.Linear(t, name, 1<<18, func(size int) func() {
			text := address(size)
			return func() { trimPunctuation(text) }
		})
	}
}

func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{"", "<", "<@>", "<!>", "<#|>", "<https://|>", "check <https://e/?a=1&amp;b|x>", "public check ((((", "\x00\xff", "***", "https://’"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := ParseRequest(text, "UBOT", "httpcode")
		for _, u := range r.URLs {
			if !strings.Contains(u, "://") {
				t.Errorf("URL %q has no scheme", u)
			}
		}
	})
}
