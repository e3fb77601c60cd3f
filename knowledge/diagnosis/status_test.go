package diagnosis

import (
	"slices"
	"strings"
	"testing"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

func TestResponsesAreWhole(t *testing.T) {
	for i, r := range responses() {
		name := strings.Join(r.Products, ",") + " " + r.Status + " " + r.Page
		for _, p := range r.Products {
			if known().bySlug[p] == nil {
				t.Errorf("%s: no product %s", name, p)
			}
		}
		for _, l := range r.Layers {
			if _, ok := depth[l]; !ok {
				t.Errorf("%s: no layer %s", name, l)
			}
		}
		if r.Because == "" || r.Fault == "" && len(r.Entries) == 0 || strings.HasSuffix(r.Because, ".") {
			t.Errorf("%s: lacks because or fault, or ends in a full stop", name)
		}
		checkTemplates(t, name, advice{Summary: []string{r.Because}, Causes: r.Causes, Steps: r.Steps, Entries: r.Entries})
		if len(r.Products) == 0 && len(r.Layers) == 0 && r.Status == "" && r.Proxy == "" && len(r.Headers) == 0 && len(r.Says) == 0 && i < len(responses())-1 {
			t.Errorf("rule %d fits everything: what follows is never used", i)
		}
	}
}

func TestEveryResponseFileHasItsPlace(t *testing.T) {
	files, err := responsesFS.ReadDir("responses")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(responseFiles) { // a name without a file panics
		t.Errorf("%d files, %d in order", len(files), len(responseFiles))
	}
}

// A rule after one that fits whatever it fits is never used.
func TestNoRuleIsShadowed(t *testing.T) {
	covers := func(list, part string) bool {
		for _, s := range strings.Fields(part) {
			class := s[:1] + "xx"
			if !slices.Contains(strings.Fields(list), s) && !slices.Contains(strings.Fields(list), class) {
				return false
			}
		}
		return list == "" || part != ""
	}
	for i, late := range responses() {
		for _, early := range responses()[:i] {
			if early.Page != "" && early.Page != late.Page || early.Code != "" && early.Code != late.Code || early.Proxy != "" && early.Proxy != late.Proxy ||
				len(early.Says) > 0 || len(early.Headers) > 0 || early.Empty || !covers(early.Status, late.Status) ||
				strings.Contains(strings.ReplaceAll(early.Because, "{who}", ""), "{") {
				continue
			}
			if takesAll(early, late) {
				t.Errorf("%v %v %s %q is shadowed by %v %v %s %q", late.Products, late.Layers, late.Status, late.Because,
					early.Products, early.Layers, early.Status, early.Because)
			}
		}
	}
}

// takesAll says that every author of the later rule is one of the earlier's.
func takesAll(early, late *response) bool {
	if len(early.Products) == 0 && len(early.Layers) == 0 {
		return true
	}
	layers := late.Layers
	for _, p := range late.Products {
		if len(early.Products) > 0 && !slices.Contains(early.Products, p) {
			return false
		}
		layers = append(slices.Clone(layers), known().bySlug[p].Layer)
	}
	if len(early.Products) > 0 && len(late.Products) == 0 || len(layers) == 0 {
		return false
	}
	return len(early.Layers) == 0 || !slices.ContainsFunc(layers, func(l Layer) bool { return !slices.Contains(early.Layers, l) })
}

// Entries without a fact in them must be in the catalogue, or they are a typo.
func TestEntriesExist(t *testing.T) {
	c := knowledge.Builtin()
	check := func(name string, ids []string) {
		for _, id := range ids {
			family, _, _ := strings.Cut(id, "/")
			there := slices.ContainsFunc(c.Families(), func(f knowledge.Family) bool { return f.Slug == family })
			if _, ok := c.Entry(id); !ok && there && !strings.Contains(id, "{") {
				t.Errorf("%s: the catalogue has no %s", name, id)
			}
		}
	}
	for kind, a := range problems() {
		check(string(kind), a.Entries)
	}
	for _, r := range responses() {
		check(r.Because, r.Entries)
	}
}

// Whatever type the catalogue knows, the verdict says what it means.
func TestEveryProxyErrorIsTold(t *testing.T) {
	told := map[string]bool{}
	for _, r := range responses() {
		told[r.Proxy] = true
	}
	for _, id := range knowledge.Builtin().IDs() {
		if kind, ok := strings.CutPrefix(id, "proxy-status/"); ok && !told[kind] {
			t.Errorf("no rule for %s", id)
		}
	}
}

func TestVerdicts(t *testing.T) {
	const nginx502 = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	for _, test := range []struct {
		status         int
		headers        probe.Headers
		body           string
		verdict, chain string
		entries, step  string
	}{
		{502, probe.Headers{"server": {"nginx"}}, nginx502,
			"https://shop.test/x answers 502 Bad Gateway: nginx got no usable answer from the application behind it.",
			"you → nginx (wrote this 502) → the server behind it (no usable answer)",
			"http/502", "grep upstream"},
		{502, probe.Headers{"server": {"cloudflare"}, "cf-ray": {"8a1b2c-FRA"}}, nginx502,
			"https://shop.test/x answers 502 Bad Gateway: nginx got no usable answer from the application behind it (passed on by Cloudflare).",
			"you → Cloudflare → nginx (wrote this 502) → the server behind it (no usable answer)",
			"http/502", "cf-ray `8a1b2c-FRA`"},
		{522, probe.Headers{"server": {"cloudflare"}, "cf-ray": {"8a1b2c-FRA"}}, "error code: 522",
			"https://shop.test/x answers 522: Cloudflare could not get a proper answer from the origin server.",
			"you → Cloudflare (wrote this 522) → the server behind it (no usable answer)", "cloudflare/522", ""},
		{500, probe.Headers{"server": {"nginx"}, "x-powered-by": {"Express"}}, "<h1>Oops</h1>",
			"https://shop.test/x answers 500 Internal Server Error, probably from Express: it failed while it handled the request (passed on by nginx).",
			"you → nginx → Express (probably wrote this 500)", "http/500", "application's log"},
		{403, probe.Headers{"server": {"nginx"}}, "<title>No\u202e `entry`</title>",
			"https://shop.test/x answers 403 Forbidden: the server denies access without asking for credentials, as for an address that is private or open to selected networks only.",
			"you → nginx → … (403)", "http/403", ""},
		{401, probe.Headers{"www-authenticate": {`Basic realm="secret place"`, "Bearer"}}, "",
			"https://shop.test/x answers 401 Unauthorized: the server asks for Basic and Bearer credentials.",
			"", "http/401", ""},
		{503, probe.Headers{"retry-after": {"90"}}, "",
			"https://shop.test/x answers 503 Service Unavailable: the server asks to come back in 90 seconds.",
			"", "http/503", ""},
		{403, probe.Headers{"www-authenticate": {`Bearer error="insufficient_scope"`}, "server": {"nginx"}}, "",
			"https://shop.test/x answers 403 Forbidden: the server denies this, and names the credentials that it would accept, Bearer.",
			"you → nginx → … (403)", "http/403", "scope"},
		{503, probe.Headers{"server": {"Varnish"}, "retry-after": {"5"}, "x-varnish": {"32770"}}, "<h1>Error 503 Backend fetch failed</h1><h3>Guru Meditation:</h3><p>XID: 1</p><p>Varnish cache server</p>",
			"https://shop.test/x answers 503 Service Unavailable: Varnish could not fetch this from the server behind it.",
			"you → Varnish (wrote this 503) → the server behind it (no usable answer)", "http/503", "Try again in 5 seconds"},
		{401, nil, "", "https://shop.test/x answers 401 Unauthorized: the server wants a login, and does not say of which kind (no WWW-Authenticate header).",
			"", "http/401", "`curl -v https://shop.test/x`"},
		{429, nil, "", "https://shop.test/x answers 429 Too Many Requests: the server limits how often this may be asked, and does not say when to come back.",
			"", "http/429", "Count the requests"},
		{418, nil, "<title>No\u202e `entry`</title>",
			"https://shop.test/x answers 418 I'm a teapot, with a page titled “No 'entry'”.", "", "http/418", ""},
		{502, probe.Headers{"proxy-status": {`edge.example; error=connection_refused; details="10.0.0.1"`}}, "",
			"https://shop.test/x answers 502 Bad Gateway, probably from the proxy “edge.example”: the server behind it refused the connection.",
			"you → the proxy “edge.example” (probably wrote this 502) → the server behind it (no usable answer)", "proxy-status/connection_refused", ""},
		{403, probe.Headers{"server": {"Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0"}, "x-ms-error-code": {"AuthenticationFailed"}, "x-ms-request-id": {"5cab"}}, "",
			"https://shop.test/x answers 403 Forbidden: Azure Storage gives as its reason AuthenticationFailed, “Signature Not Accepted”.",
			"you → Azure Storage (wrote this 403)", "azure-storage/AuthenticationFailed", "x-ms-request-id `5cab`"},
		{999, nil, "", "https://shop.test/x answers 999.", "", "linkedin/999", ""},
	} {
		r := report(func(r *probe.Report) {
			r.Status = test.status
			r.Hops = []probe.Hop{{URL: r.URL, Status: test.status, Headers: test.headers, Body: []byte(test.body), BodyComplete: true}}
		})
		d := Diagnose(r, knowledge.Builtin())
		if d.Verdict != test.verdict {
			t.Errorf("got  %q\nwant %q", d.Verdict, test.verdict)
		}
		if d.Chain != test.chain {
			t.Errorf("got chain %q, want %q", d.Chain, test.chain)
		}
		if len(d.Entries) == 0 || d.Entries[0] != test.entries {
			t.Errorf("%s: entries %q, want %s first", d.Verdict, d.Entries, test.entries)
		}
		if steps := strings.Join(d.NextSteps, "\n"); !strings.Contains(steps, test.step) || len(d.NextSteps) == 0 || len(d.Causes) == 0 {
			t.Errorf("%s: causes %q, steps %q, want %q in them", d.Verdict, d.Causes, steps, test.step)
		}
	}
}

// API Gateway speaks of a token where a path or method is not deployed.
func TestMissingAuthenticationTokenIsAMissingRoute(t *testing.T) {
	d := diagnosedPage(403, probe.Headers{"content-type": {"application/json"}, "x-amzn-requestid": {"7c1e"}}, `{"message":"Missing Authentication Token"}`)
	if !strings.Contains(d.Verdict, "has no route for this path") || d.Entries[0] != "aws-api-gateway/MISSING_AUTHENTICATION_TOKEN" {
		t.Errorf("%s\nentries %q", d.Verdict, d.Entries)
	}
}
