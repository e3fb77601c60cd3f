package diagnosis

import (
	"fmt"
	"strings"
	"testing"

	"httpcode/knowledge/probe"
)

// Development pages are longer than those that talk about an error may be: a
// stack trace has hundreds of words.
func TestLongPagesWithStackTracesAreKnown(t *testing.T) {
	var frames strings.Builder
	for i := range 400 {
		fmt.Fprintf(&frames, "at org.example.Frame%d.call (Frame%d.java:%d)\n", i, i, i)
	}
	trace := frames.String()
	for product, test := range map[string]struct {
		status int
		body   string
	}{
		"tomcat":      {500, "<!doctype html><html lang=\"en\"><head><title>HTTP Status 500 – Internal Server Error</title><style type=\"text/css\">body {}</style></head><body><h1>HTTP Status 500 – Internal Server Error</h1><hr class=\"line\" /><p><b>Type</b> Exception Report</p><p><b>Exception</b></p><pre>" + trace + "</pre><hr class=\"line\" /><h3>Apache Tomcat/10.1.1</h3></body></html>"},
		"asp-net":     {500, "<!DOCTYPE html>\r\n<html>\r\n    <head>\r\n        <title>Object reference not set to an instance of an object.</title>\r\n        <style>\r\n body {} </style>\r\n    </head>\r\n\r\n    <body bgcolor=\"white\">\r\n\r\n            <span><H1>Server Error in '/' Application.<hr width=100% size=1 color=silver></H1>\r\n\r\n            <h2> <i>Object reference not set to an instance of an object.</i> </h2></span>\r\n<code><pre>" + trace + "</pre></code></body></html>"},
		"spring-boot": {500, "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p><div id='created'>Mon Nov 23 04:00:00 UTC 2026</div><div>There was an unexpected error (type=Internal Server Error, status=500).</div><div>db gone</div><div style='white-space:pre-wrap;'>" + trace + "</div></body></html>"},
		"werkzeug":    {500, "<!doctype html>\n<html lang=en>\n  <head>\n    <title>RuntimeError: db gone\n // Werkzeug Debugger</title>\n</head><body>" + trace + "</body></html>"},
		"rails":       {500, "<!DOCTYPE html><html><head><title>Action Controller: Exception caught</title></head><body><h1>RuntimeError</h1><pre>" + trace + "</pre></body></html>"},
		"laravel":     {500, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Shop</title>\n    <link rel=\"icon\" type=\"image/svg+xml\"\n          href=\"data:image/svg+xml,%3Csvg viewBox='0 -.11376601 49.74245785 51.31690859' xmlns='http://www.w3.org/2000/svg'%3E%3C/svg%3E\" />\n</head><body><div>" + trace + "</div><code>vendor/laravel/framework/src/Illuminate/Routing/Router.php</code></body></html>"},
		"next-js":     {500, "<!DOCTYPE html><html><head><script src=\"/_next/static/chunks/main.js\"></script></head><body>" + trace + "<script id=\"__NEXT_DATA__\" type=\"application/json\">{}</script></body></html>"},
		"iis":         {404, "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\"> \n<html xmlns=\"http://www.w3.org/1999/xhtml\"> \n<head> \n<title>IIS 10.0 Detailed Error - 404.0 - Not Found</title> \n</head><body>" + trace + "</body></html>"},
		"php":         {500, "<br />\n<b>Fatal error</b>:  Uncaught RuntimeException: db gone in /srv/x.php:3\nStack trace:\n" + trace + "  thrown in <b>/srv/x.php</b> on line <b>3</b><br />\n"},
	} {
		a := authorOf(test.status, probe.Headers{"content-type": {"text/html; charset=utf-8"}}, test.body)
		if a.Product != product || a.Confidence == Unknown {
			t.Errorf("%s is taken for %s (%s), by %q", product, a.Product, a.Confidence, a.Evidence)
		}
	}
}

// A page that a framework rendered may be a file by now, which anybody hands out.
func TestExportedPagesAreNobodysForCertain(t *testing.T) {
	pages := map[string]string{
		"next-js": "<!DOCTYPE html><title>404: This page could not be found</title><script src=\"/_next/static/chunks/main.js\"></script><div id=\"__next\"><h1>404</h1><h2>This page could not be found.</h2></div><script id=\"__NEXT_DATA__\" type=\"application/json\">{}</script>",
		"nuxt":    "<!DOCTYPE html><title>Not found</title><script src=\"/_nuxt/entry.js\"></script><div id=\"__nuxt\">404</div><script>window.__NUXT__={}</script>",
	}
	for product, page := range pages {
		for _, headers := range []probe.Headers{{}, {"server": {"AmazonS3"}}, {"server": {"nginx"}}} {
			if a := authorOf(404, headers, page); a.Confidence == Certain {
				t.Errorf("%s behind %v is certain, by %q", product, headers, a.Evidence)
			}
		}
	}
	d := diagnosedPage(404, probe.Headers{"content-type": {"text/html"}, "server": {"AmazonS3"}}, pages["next-js"])
	if a := d.AnsweredBy; a.Product != "aws-s3" || a.Confidence != Likely || len(d.Via) > 0 {
		t.Errorf("from S3: %s by %s, passed on by %v", a.Product, a.Confidence, d.Via)
	}
	for _, headers := range []probe.Headers{{"x-powered-by": {"Next.js"}}, {"x-nextjs-cache": {"HIT"}, "server": {"nginx"}}} {
		if a := authorOf(404, headers, pages["next-js"]); a.Product != "next-js" || a.Confidence != Certain {
			t.Errorf("with %v it is %s (%s)", headers, a.Product, a.Confidence)
		}
	}
}
