package diagnosis

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	"httpcode/knowledge/probe"
)

// A page that talks about an error is not the error, whoever's it is.
func TestPagesThatTalkAboutErrorsAreNobodysErrors(t *testing.T) {
	const intro = "Last week a customer sent us this answer and asked what it meant, so here is what we know about it. "
	article := func(content string) string {
		return "<!doctype html>\n<html><head><title>What this error means | Our blog</title></head><body><nav><a href=\"/\">Home</a></nav>" +
			"<main><h1>What this error means</h1><p>" + intro + "</p>" + content + "<p>Write to us if you see it.</p></main></body></html>\n"
	}
	prose := func(text string) string { return "<p>" + intro + "It says: " + html.EscapeString(text) + "</p>" }
	posts := func(text string) string { return `{"posts":[{"id":7,"cooked":` + asJSON(text) + `}]}` }
	forms := map[string]struct {
		kind string
		form func(body, text string) string
	}{
		"program code": {"text/html", func(body, _ string) string { return article("<pre><code>" + html.EscapeString(body) + "</code></pre>") }},
		"a block quote": {"text/html", func(_, text string) string {
			return article("<blockquote><p>" + html.EscapeString(text) + "</p></blockquote>")
		}},
		"a paragraph":      {"text/html", func(_, text string) string { return article(prose(text)) }},
		"marks of quoting": {"text/html", func(_, text string) string { return article("<p>We saw “" + html.EscapeString(text) + "”.</p>") }},
		"a table": {"text/html", func(_, text string) string {
			return article("<table><tr><td>Text</td><td>" + intro + html.EscapeString(text) + "</td></tr></table>")
		}},
		"data in a page": {"text/html", func(_, text string) string {
			return article("<script type=\"application/json\">" + posts(text) + "</script>")
		}},
		"a forum's API":  {"application/json", func(body, _ string) string { return posts(body) }},
		"a forum's text": {"application/json", func(_, text string) string { return posts(text) }},
		"a log":          {"text/plain", func(_, text string) string { return "12:00:01 upstream said: " + text + "\n" }},
	}
	for _, sm := range samples(t) {
		h := sm.report.Hops[0]
		text := textOf(string(h.Body))
		if sm.product == "unknown" || text == "" {
			continue
		}
		for name, f := range forms {
			for _, status := range []int{200, 404, 500} {
				a := authorOf(status, probe.Headers{"content-type": {f.kind}, "server": {"shop"}}, f.form(string(h.Body), text))
				if a.Product != string(Unknown) {
					t.Errorf("%s in %s, status %d: %s is %s, by %q", sm.name, name, status, a.Product, a.Confidence, a.Evidence)
				}
			}
		}
	}
}

// Who gives an error's text a paragraph of its own, further down, may have made
// the page of it: nobody is certain, and of a good answer it tells nothing.
func TestTextsFurtherDownAreNeverCertain(t *testing.T) {
	const before = "<title>What this error means | Our blog</title><h1>What this error means</h1><p>Last week a customer sent us this answer and asked us what it meant, so here is what we know:</p>"
	forms := map[string]func(text string) string{
		"a paragraph": func(text string) string { return before + "<p>" + text + "</p><p>Write to us.</p>" },
		"a list":      func(text string) string { return before + "<ul><li>" + text + "</li></ul>" },
		"sentences":   func(text string) string { return before + "<p>" + strings.ReplaceAll(text, ". ", ".</p><p>") + "</p>" },
		"lines":       func(text string) string { return before + "<p>" + strings.ReplaceAll(text, ". ", ".<br>") + "</p>" },
	}
	for _, sm := range samples(t) {
		text := html.EscapeString(textOf(string(sm.report.Hops[0].Body)))
		if sm.product == "unknown" || text == "" {
			continue
		}
		for name, form := range forms {
			for _, status := range []int{200, 404, 500} {
				a := authorOf(status, probe.Headers{"content-type": {"text/html"}, "server": {"shop"}}, form(text))
				if a.Confidence == Certain || status == 200 && a.Product != string(Unknown) {
					t.Errorf("%s in %s, status %d: %s is %s, by %q", sm.name, name, status, a.Product, a.Confidence, a.Evidence)
				}
			}
		}
	}
}

func asJSON(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

var (
	unseen = regexp.MustCompile(`(?is)<(?:style|script|head)\b.*?</(?:style|script|head)>|<!--.*?-->`)
	anyTag = regexp.MustCompile(`<[^>]*>`)
)

// textOf is what a reader copies from a page.
func textOf(body string) string {
	body = anyTag.ReplaceAllString(unseen.ReplaceAllString(body, " "), " ")
	return strings.Join(strings.Fields(html.UnescapeString(body)), " ")
}

func TestTextsThatAreAPagesOwn(t *testing.T) {
	const text = "The resource is gone."
	for _, test := range []struct {
		body    string
		healthy bool
		want    bool
	}{
		{body: "<body><p>" + text + "</p>", want: true},
		{body: "<BODY>\n<P>\n&nbsp;" + text, want: true},
		{body: "<p>Sorry</p><strong>" + text + "</strong>", want: true},
		{body: "<div title=\"" + text + "\"></div>", want: true},
		{body: "<!-- " + text + " -->", want: true},
		{body: "<p>" + text, healthy: true, want: true},
		{body: "<p>It said: " + text},
		{body: "<p>It said: <em>" + text + "</em>"},
		{body: "<p>“" + text + "”"},
		{body: "<pre>" + text + "</pre>"},
		{body: "<PRE class=x><b>" + text + "</b></PRE>"},
		{body: "<pre>x</pre><p>" + text, want: true},
		{body: "<script>say('" + text + "')</script>"},
		{body: "<script>if (a < b) {}</script><p>" + text, want: true},
		{body: "<style>a{}</style><p>" + text, want: true},
		{body: "<p>" + strings.Repeat("word ", maxErrorWords) + "<p>" + text},
		{body: "<p>" + strings.Repeat("説明文", maxErrorWords) + "<p>" + text},
		{body: "<p>" + strings.Repeat("word ", maxHealthyWords) + "<p>" + text, want: true},
		{body: "<p>" + strings.Repeat("word ", maxHealthyWords) + "<p>" + text, healthy: true},
		{body: "<p>1 < 2 " + text},
		{body: "<", want: false}, {body: "<p", want: false}, {body: "<!--", want: false}, {body: "<script", want: false}, {body: "<style>", want: false},
	} {
		status := 500
		if test.healthy {
			status = 200
		}
		if got := readPage([]byte(test.body)).says(text, status) != Unknown; got != test.want {
			t.Errorf("%.80q, healthy %v: %v", test.body, test.healthy, got)
		}
	}
}
