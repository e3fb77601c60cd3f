package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/testgrowth"
)

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		text   string
		checks string // joined with blanks; "" means to explain
		first  string // the first match's ID
		help   bool
	}{
		{text: "403", first: "http/403"},
		{text: "502 vs 504", first: "http/502"},
		{text: "", help: true},
		{text: "help", help: true},
		{text: "https://example.com", checks: "https://example.com"},
		{text: "why does https://example.com/x give 502?", checks: "https://example.com/x"},
		{text: "https://a.example and https://b.example", checks: "https://a.example https://b.example"},
		{text: "example.com", checks: "example.com"},
		{text: "is example.com down", checks: "example.com"},
		{text: "check example.com", checks: "example.com"},
		{text: "check example.com https://b.example 192.0.2.1:8080", checks: "example.com https://b.example 192.0.2.1:8080"},
		{text: "check localhost", checks: "localhost"},
		{text: "check intranet", checks: "intranet"},
		{text: "check 404", first: "http/404"},
		{text: "check ftp://example.com", checks: "ftp://example.com"},
		{text: `curl: (60) SSL certificate problem: unable to get local issuer certificate https://example.com`, first: "curl/60"},
		{text: "Failed to load https://example.com/ net::ERR_CERT_DATE_INVALID", first: "browser/ERR_CERT_DATE_INVALID"},
		{text: "GET https://example.com/ gives 503", checks: "https://example.com/"},
		{text: "https://example.com/ is slow today", checks: "https://example.com/"},
		{text: `192.0.2.1 - - [22/Nov/2026:12:00:00 +0000] "GET /x HTTP/1.1" 502 157 "https://example.com/" "Mozilla/5.0"`, first: "http/502"},
		{text: "upstream sent too big header, see https://example.com/" + strings.Repeat(" and more words", 10), first: "*"},
		{text: "java.net.UnknownHostException: example.com", first: "*"},
		{text: "nothing to recognise in here at all"},
	} {
		p := decide(ParseRequest(c.text), knowledge.Builtin())
		if p.help != c.help {
			t.Errorf("%q: help is %t", c.text, p.help)
		}
		if got := strings.Join(p.checks, " "); got != c.checks {
			t.Errorf("%q: checks %q, want %q", c.text, got, c.checks)
		}
		switch {
		case c.first == "" || c.checks != "":
		case len(p.Matches) == 0:
			t.Errorf("%q: nothing found, want %s", c.text, c.first)
		case c.first != "*" && p.Matches[0].ID != c.first:
			t.Errorf("%q: %s first, want %s", c.text, p.Matches[0].ID, c.first)
		}
	}
}

func TestDecideChecksFiveAtMost(t *testing.T) {
	var urls []string
	for _, c := range "abcdefg" {
		urls = append(urls, "https://"+string(c)+".example/")
	}
	p := decide(ParseRequest(strings.Join(urls, " ")), knowledge.Builtin())
	if !slices.Equal(p.checks, urls[:maxChecks]) || p.more != 2 {
		t.Errorf("checks %v and %d more", p.checks, p.more)
	}
}

// A message of Slack's 40,000 characters can name thousands of addresses. It is
// read on the connection's reader, where no other envelope is taken meanwhile.
func TestThousandsOfAddressesAreReadInLinearTime(t *testing.T) {
	message := func(addresses int) string {
		var text strings.Builder
		text.WriteString("check")
		for i := range addresses {
			fmt.Fprintf(&text, " h%d.co", i)
		}
		return text.String()
	}
	testgrowth.Linear(t, "addresses", 4000, func(addresses int) func() {
		text := message(addresses)
		return func() { decide(ParseRequest(text), knowledge.Builtin()) }
	})
	p := decide(ParseRequest(message(4000)), knowledge.Builtin())
	if want := []string{"h0.co", "h1.co", "h2.co", "h3.co", "h4.co"}; !slices.Equal(p.checks, want) || p.more != 3995 {
		t.Errorf("checks %q and %d more, want %q and 3995", p.checks, p.more, want)
	}
}
