package diagnosis

import (
	"regexp"
	"strings"
	"testing"

	"httpcode/knowledge/probe"
)

// A page that shows the application's inside is read where it is, and warned of.
func TestStackTracesAreReadAndToBeHidden(t *testing.T) {
	padding := strings.Repeat("<div>frame</div>\n", 2000)
	for name, test := range map[string]struct {
		status            int
		kind, body, reads string
		off               string // "" for no warning
	}{
		"Express": {500, "text/html", "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n<pre>Error: db gone<br> &nbsp; &nbsp;at /app/x.cjs:3:29<br> &nbsp; &nbsp;at next (/app/index.js:1:2)</pre>\n</body>\n</html>\n",
			"“Error: db gone”", "NODE_ENV=production"},
		"Django, whose page is long": {500, "text/html", "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<title>ValueError\n          at /boom</title></head><body><h1>ValueError at /boom</h1><pre class=\"exception_value\">db gone</pre>" + padding + "<p>You’re seeing this error because you have <code>DEBUG = True</code> in your Django settings file.</p></body></html>",
			"“ValueError at /boom: db gone”", "DEBUG = False"},
		"Werkzeug": {500, "text/html", "<!doctype html>\n<html lang=en>\n  <head>\n    <title>RuntimeError: db gone\n // Werkzeug Debugger</title>\n</head><body>" + padding + "</body></html>",
			"“RuntimeError: db gone”", "--debug"},
		"Rails": {500, "text/html", "<!DOCTYPE html><title>Action Controller: Exception caught</title><header><h1>\n RuntimeError\n in ShopController#show\n</h1></header><div class=\"exception-message\"><div class=\"message\">db gone</div></div>",
			"“RuntimeError in ShopController#show: db gone”", "RAILS_ENV=production"},
		"Puma": {500, "text/plain", "Puma caught this error: db gone (RuntimeError)\nconfig.ru:1:in `block'\n/usr/lib/ruby/gems/3.1.0/gems/puma-5.6.5/lib/puma/request.rb:77:in `call'\n",
			"db gone (RuntimeError)", "debug mode"},
		"a Python program": {500, "text/plain", "Traceback (most recent call last):\n  File \"/app/x.py\", line 3, in f\n    g()\nKeyError: 'basket'\n",
			"“KeyError: 'basket'”", "debug mode"},
		"PHP": {500, "text/html", "<br />\n<b>Fatal error</b>:  Uncaught RuntimeException: db gone in /srv/x.php:3\nStack trace:\n#0 {main}\n  thrown in <b>/srv/x.php</b> on line <b>3</b><br />\n",
			"RuntimeException: db gone", "display_errors = Off"},
		"Spring Boot": {500, "application/json", `{"status":500,"error":"Internal Server Error","message":"the db is gone","trace":"java.lang.X: the db is gone\\n\\tat a.B.c(B.java:1)"}`,
			"“the db is gone”", "include-stacktrace=never"},
		"Tomcat": {500, "text/html", "<!doctype html><html lang=\"en\"><head><title>HTTP Status 500 – Internal Server Error</title></head><body><h1>HTTP Status 500 – Internal Server Error</h1><hr class=\"line\" /><p><b>Type</b> Exception Report</p><p><b>Exception</b></p><pre>java.lang.RuntimeException: db gone\n\ta.B.c(B.java:1)\n</pre><h3>Apache Tomcat/10.1.1</h3></body></html>",
			"java.lang.RuntimeException: db gone", "showReport"},
		"no page of an error":          {200, "text/plain", "Traceback (most recent call last):\nKeyError: 'x'\n", "", ""},
		"an article":                   {404, "text/html", "<h1>Not here</h1><p>Latest: what Traceback (most recent call last) means, and node_modules/ explained</p>", "", ""},
		"a path that is no backtrace":  {500, "text/html", "<script src=\"/node_modules/a.js\"></script><a href=\"/gems/x\">x</a>", "", ""},
		"an error that shows only its": {500, "application/json", `{"message":"the db is gone"}`, "“the db is gone”", ""},
	} {
		d := diagnosedPage(test.status, probe.Headers{"content-type": {test.kind}}, test.body)
		steps := strings.Join(d.NextSteps, "\n")
		switch {
		case !strings.Contains(d.Verdict, test.reads):
			t.Errorf("%s: %s", name, d.Verdict)
		case test.off == "" && strings.Contains(steps, "then hide it"),
			test.off != "" && !(strings.HasPrefix(steps, "Read the error in the answer itself, with `curl -s https://shop.test/x`; then hide it") && strings.Contains(d.NextSteps[0], test.off)):
			t.Errorf("%s: steps %q", name, d.NextSteps)
		}
	}
}

func TestExposuresAreWhole(t *testing.T) {
	for _, e := range known().exposures {
		if e.Shows == "" || e.Source == "" || !strings.HasSuffix(e.Off, ".") || len(e.Body) == 0 {
			t.Errorf("%q lacks something", e.Shows)
		}
		for _, pattern := range []string{e.Match, e.Reason} {
			if _, err := regexp.Compile(pattern); err != nil {
				t.Errorf("%s: %v", e.Shows, err)
			}
		}
	}
}
