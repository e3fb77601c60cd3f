package probe

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"
)

func mustGuard(t testing.TB, allow, deny string) *Guard {
	t.Helper()
	g, err := NewGuard(strings.Split(allow, ","), strings.Split(deny, ","))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Everything that leads inside, in whatever form, is refused before a packet
// is sent.
func TestStrictGuardRefusesWhatIsSpecial(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"http://127.0.0.1/", "http://localhost/", "http://sub.localhost/", "http://localhost./", "http://LOCALHOST/",
		"http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://0177.0.0.1/", "http://127.1/",
		"http://0/", "http://0.0.0.0/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://%31%32%37.0.0.1/",
		"http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
		"http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::a00:1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/",
		"http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fe80::1%25lo]/", "http://[fc00::1]/", "http://[fd00::1]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[3fff::1]/", "http://[5f00::1]/",
		"http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.1.1/",
		"http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/",
		"http://169.254.169.254/latest/meta-data/", "http://168.63.129.16/", "http://100.100.100.200/", "http://[fd00:ec2::254]/",
		"http://metadata.google.internal/", "http://METADATA.google.internal./", "http://metadata/",
		"http://8.8.8.8:22/", "http://8.8.8.8:25/", "https://8.8.8.8:6379/", "http://example.com:11211/",
	} {
		p := &Prober{Nameservers: []string{"127.0.0.1:1"}}
		r := p.Check(t.Context(), url)
		wantKind(t, r, Blocked)
		if len(r.Hops) != 0 || len(r.Addresses) != 0 || r.Failure.Detail == "" {
			t.Errorf("%s: %s", url, show(r))
		}
	}
}

func TestGuardRules(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		allow, deny string
		host, addr  string
		want        string // the refusal's code
	}{
		{"", "", "example.com", "93.184.215.14:443", ""},
		{"", "", "example.com", "93.184.215.14:22", "port"},
		{"", "", "example.com", "10.0.0.1:443", "special_address"},
		{"10.0.0.0/8", "", "evil.test", "10.1.2.3:443", ""},
		{"10.0.0.0/8", "", "evil.test", "10.1.2.3:22", ""},
		{"10.0.0.0/8:443", "", "evil.test", "10.1.2.3:22", "special_address"},
		{"10.0.0.1:8080", "", "10.0.0.1", "10.0.0.1:8080", ""},
		{"10.0.0.1:8080", "", "10.0.0.1", "10.0.0.1:8081", "special_address"},
		{"::ffff:10.0.0.1", "", "10.0.0.1", "10.0.0.1:80", ""},
		{"[fd00::1]:8080", "", "fd00::1", "[fd00::1]:8080", ""},
		{"[fd00::/8]:8080", "", "fd00::1", "[fd00::1]:80", "special_address"},
		{"fd00::/8", "", "fd00::1", "[fd00::1]:80", ""},
		{"fd00::/8", "", "x.test", "[fd00:ec2::254]:80", "metadata"},
		{"0.0.0.0/0", "", "169.254.169.254", "169.254.169.254:80", "metadata"},
		{"169.254.169.254", "", "169.254.169.254", "169.254.169.254:80", ""},
		{"app.corp", "", "app.corp", "10.0.0.1:9999", ""},
		{"APP.corp.", "", "app.corp", "10.0.0.1:9999", ""},
		{"app.corp", "", "evil.test", "10.0.0.1:443", "special_address"},
		{"app.corp", "", "app.corp", "169.254.169.254:80", "metadata"},
		{"app.corp:8443", "", "app.corp", "10.0.0.1:8443", ""},
		{"app.corp:8443", "", "app.corp", "10.0.0.1:443", "special_address"},
		{"*.corp", "", "a.b.corp", "10.0.0.1:443", ""},
		{"*.corp", "", "corp", "10.0.0.1:443", "special_address"},
		{"*.corp", "", "evilcorp", "10.0.0.1:443", "special_address"},
		{"*.bücher.test", "", "a.xn--bcher-kva.test", "10.0.0.1:443", ""},
		{"10.0.0.0/8", "10.0.0.0/16", "x.test", "10.0.1.1:443", "deny_rule"},
		{"10.0.0.0/8", "10.0.0.0/16", "x.test", "10.1.0.1:443", ""},
		{"*.corp", "db.corp", "db.corp", "10.0.0.1:443", "deny_rule"},
		{"", "93.184.215.0/24", "example.com", "93.184.215.14:443", "deny_rule"},
		{"64:ff9b::/96", "93.184.215.0/24", "example.com", "[64:ff9b::5db8:d70e]:443", "deny_rule"},
		{"", "example.com:8443", "example.com", "93.184.215.14:443", ""},
		{"10.0.0.0/8", "", "x.test", "[64:ff9b::10.0.0.1]:443", "special_address"},
		{"10.0.0.0/8", "", "x.test", "[::ffff:10.0.0.1]:443", ""},
	} {
		refusal := mustGuard(t, test.allow, test.deny).judgeAddr(test.host, netip.MustParseAddrPort(test.addr), false)
		got := ""
		if refusal != nil {
			got = refusal.Code
		}
		if got != test.want {
			t.Errorf("allow %q, deny %q: %s at %s: %q, want %q", test.allow, test.deny, test.host, test.addr, got, test.want)
		}
	}
}

func TestRulesThatCannotBeReadAreNamed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"http://example.com", "example.com:0", "example.com:99999", "10.0.0.0/99", "a b", "*", "*.*.test", "[::1", "host:port"} {
		if _, err := NewGuard([]string{text}, nil); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRedirectFromAnAllowedHostGetsNowhere(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer inside.Close()
	outside := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusFound))
	defer outside.Close()
	p := loopback()
	p.Guard = mustGuard(t, strings.TrimPrefix(outside.URL, "http://"), "")
	r := p.Check(t.Context(), outside.URL)
	wantKind(t, r, Blocked)
	if reached.Load() || r.Failure.Hop != 1 || r.Failure.Code != "special_address" {
		t.Error(show(r))
	}
}

func TestRebindingNameIsJudgedByWhatIsDialled(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := nameServer(t, func(w dns.ResponseWriter, q *dns.Msg) {
		asked.Add(1)
		zone("rebind.test. 0 A 127.0.0.1")(w, q)
	})
	p := &Prober{Nameservers: []string{server}}
	r := p.Check(t.Context(), "http://rebind.test/")
	wantKind(t, r, Blocked)
	if asked.Load() == 0 || strings.Contains(show(r), "127.0.0.1") {
		t.Error(show(r))
	}
}

func TestOnlyPublicAddressesOfAMixedNameAreTried(t *testing.T) {
	t.Parallel()
	var secret atomic.Bool
	port := serveEach(t, map[string]func(net.Conn){
		"127.0.0.1": status(200),
		"127.0.0.2": func(net.Conn) { secret.Store(true) },
	})
	p := named(t, "site.test", "127.0.0.1", "127.0.0.2")
	p.Guard = mustGuard(t, "127.0.0.1", "")
	r := p.Check(t.Context(), "http://site.test:"+port)
	wantKind(t, r, "")
	if secret.Load() || len(r.Addresses) != 1 {
		t.Error(show(r))
	}
}

func TestPrivateTargetsAreForMembers(t *testing.T) {
	t.Parallel()
	addr := serve(t, status(200))
	p := loopback()
	p.Guard = mustGuard(t, "127.0.0.1", "")
	wantKind(t, p.Check(t.Context(), "http://"+addr), "")
	r := p.Check(t.Context(), "http://"+addr, WithoutPrivate())
	wantKind(t, r, Blocked)
	if r.Failure.Code != "members_only" {
		t.Error(show(r))
	}
	r = p.Check(t.Context(), "http://10.0.0.1/", WithoutPrivate())
	if r.Failure.Code != "special_address" {
		t.Error(show(r))
	}
}

func TestEnvironmentProxiesAreIgnored(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("http_proxy", "http://127.0.0.1:1")
	t.Setenv("ALL_PROXY", "http://127.0.0.1:1")
	wantKind(t, named(t, "site.test", "127.0.0.1").Check(t.Context(), "http://site.test:"+strings.TrimPrefix(serve(t, status(200)), "127.0.0.1:")), "")
}
