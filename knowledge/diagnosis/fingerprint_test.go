package diagnosis

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func TestFingerprintsAreWhole(t *testing.T) {
	k, err := readFingerprints(fingerprintsYAML)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range k.products {
		if !slug.MatchString(p.Slug) || p.Name == "" || depth[p.Layer] == 0 && p.Layer != LayerForwardProxy || p.Layer == LayerUnknown {
			t.Errorf("%q lacks a slug, a name or a layer", p.Slug)
		}
		if !sampleSource.MatchString(p.Source) {
			t.Errorf("%s has no source", p.Slug)
		}
		for _, h := range p.Hides {
			if k.bySlug[h] == nil {
				t.Errorf("%s hides %s, which does not exist", p.Slug, h)
			}
		}
		if !slices.Contains([]sign{"", serverSign, fieldSign}, p.Signs) {
			t.Errorf("%s signs %q", p.Slug, p.Signs)
		}
		if p.Signs == serverSign && len(p.Server) == 0 || p.Speaks && len(p.Server) == 0 {
			t.Errorf("%s has no Server header to sign or speak by", p.Slug)
		}
		for i := range p.Wrote {
			checkFingerprint(t, p, &p.Wrote[i])
		}
	}
}

func checkFingerprint(t *testing.T, p *product, w *fingerprint) {
	t.Helper()
	if w.Sure != Likely && w.Sure != Certain || w.Says == "" {
		t.Errorf("%s: %+v lacks sure or says", p.Slug, w.condition)
	}
	if w.mark() != bodyMark && len(w.Headers) == 0 && w.Status == "" && w.Issuer == "" {
		t.Errorf("%s: a fingerprint without a condition", p.Slug)
	}
	if w.Match != "" {
		if _, err := regexp.Compile(w.Match); err != nil {
			t.Errorf("%s: %v", p.Slug, err)
		}
	}
	if w.Match != "" && !w.anchored() && len(w.Body) == 0 && len(w.Headers) == 0 && !w.Own {
		t.Errorf("%s: %q is searched for in every body: give a literal of it", p.Slug, w.Match)
	}
	if w.Equals != strings.TrimRight(w.Equals, whiteSpace) {
		t.Errorf("%s: %q ends with white space, which is ignored", p.Slug, w.Equals)
	}
}

// The slugs are public: scripts compare them.
func TestContractsProductsExist(t *testing.T) {
	names := strings.Fields(`nginx openresty apache haproxy envoy istio varnish squid caddy traefik lighttpd
		trafficserver tomcat jetty gunicorn uwsgi express node go php-fpm iis iis-arr http-sys asp-net-core spring-boot
		cloudflare cloudfront aws-alb aws-elb aws-api-gateway aws-waf aws-s3 aws-lambda google-frontend
		google-cloud-load-balancer google-cloud-storage azure-front-door azure-application-gateway azure-app-service
		akamai fastly imperva f5-big-ip modsecurity kubernetes-ingress kong heroku vercel netlify github-pages`)
	for _, n := range names {
		if known().bySlug[n] == nil {
			t.Errorf("%s is missing", n)
		}
	}
}

func TestBadFingerprintsAreRefused(t *testing.T) {
	for _, test := range []struct{ yaml, want string }{
		{"- {slug: x, colour: red}", "colour"},
		{"- {slug: x}\n- {slug: x}", "x is there twice"},
		{"- {slug: x, wrote: [{body: [short]}]}", `body literal "short" is under 6 bytes`},
		{"- {slug: x, wrote: [{status: 5x}]}", `status "5x" is neither a code nor a class`},
		{"- {slug: x, wrote: [{headers: [Server]}]}", `header "Server" is not of the form`},
	} {
		_, err := readFingerprints([]byte(test.yaml))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.yaml, err, test.want)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, test := range []struct {
		pattern, s string
		want       bool
	}{
		{"nginx", "nginx", true}, {"nginx", "nginx/1", false}, {"nginx/*", "nginx/1", true}, {"*", "", true},
		{"* google", "1.1 google", true}, {"a*b*c", "abc", true}, {"a*b*c", "acb", false}, {"a*a", "a", false},
		{"*x*", "axb", true}, {"*x*", "ab", false},
	} {
		if got := glob(test.pattern, test.s); got != test.want {
			t.Errorf("glob(%q, %q) = %v", test.pattern, test.s, got)
		}
	}
}

func TestLiteralsFindWhatContainsFinds(t *testing.T) {
	texts := []string{"<hr><center>nginx", "<html>", "<html><body>", "abcdef", "bcdefg", "abcdefghij", "zzzzzz"}
	l := newLiterals()
	for _, x := range texts {
		l.intern(x)
	}
	l.build()
	for _, body := range []string{"", "abc", "abcdef", "xabcdefg", "xxabcdefghijxx", "<html><body><hr><center>nginx", "zzzzz", "zzzzzzz"} {
		found := l.find([]byte(body))
		for i, x := range texts {
			if found.has(i) != strings.Contains(body, x) {
				t.Errorf("in %q: %q found is %v", body, x, found.has(i))
			}
		}
	}
}

func TestViaAndProxyStatusAreRead(t *testing.T) {
	got := splitVia([]string{"1.1 a (x, y), HTTP/1.1 b", "2.0 c"})
	if want := []string{"1.1 a (x, y)", "HTTP/1.1 b", "2.0 c"}; !slices.Equal(got, want) {
		t.Errorf("via: %q", got)
	}
	members := parseProxyStatus([]string{`"r1, \"x\""; error=dns_error; details="a;b", ExampleCDN; received-status=502`, `;;,"`})
	if len(members) < 2 || members[0].name != `r1, "x"` || members[0].params["error"] != "dns_error" ||
		members[0].params["details"] != "a;b" || members[1].params["received-status"] != "502" {
		t.Errorf("proxy-status: %+v", members)
	}
}
