package diagnosis

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"httpcode/knowledge/probe"
)

// facts are what a Report says in words, by the names that the YAML's
// templates use. All of them are cleaned: they come from outside. An unknown
// fact is absent.
type facts map[string]string

// factNames are the names that templates may use.
var factNames = map[string]bool{
	"url": true, "url_arg": true, "hop_url": true, "hop_url_arg": true, "https_url_arg": true, "origin_arg": true,
	"host": true, "host_arg": true, "port": true, "hostport_arg": true, "addr": true, "addr_arg": true,
	"vantage": true, "reason": true, "code": true, "waited": true, "loop": true,
	"status": true, "status_text": true, "content_encoding": true,
	"cert_names": true, "cert_common_name": true, "cert_faults": true, "client_certificate": true, "issuer": true, "not_before": true, "not_after": true, "expired_ago": true,
	"who": true, "product": true, "who_name": true, "retry_after": true, "allow": true, "challenge": true, "credentials": true, "location": true,
	"request_id": true, "code_in_body": true, "code_name": true, "code_slug": true, "envoy_flag": true, "absent_owner": true, "title": true, "says": true,
}

// newFacts tells the Report's facts about the request at the given index of
// its hops, the one that failed or was answered last.
func newFacts(r *probe.Report, hop int) facts {
	f := facts{}
	f.set("vantage", r.Vantage)
	f.set("url", r.URL)
	f["url_arg"] = shellArg(fillable(r.URL))
	f.set("waited", waited(r))
	target := cmp.Or(r.FinalURL, r.URL)
	if hop >= 0 && hop < len(r.Hops) {
		target = cmp.Or(r.Hops[hop].URL, target)
		f.addHop(&r.Hops[hop], r.StartedAt)
	}
	f.addTarget(target)
	if f["addr"] == "" && len(r.Addresses) > 0 {
		f.setAddr(r.Addresses[0].Addr)
	}
	if f["addr"] == f["host"] {
		delete(f, "addr") // an address as the host: nothing to compare it with
	}
	if r.Failure != nil {
		f.set("reason", clause(r.Failure.Detail))
		f.set("code", r.Failure.Code)
	}
	f.set("loop", loop(r))
	return f
}

func (f facts) set(name, outside string) {
	if v := clean(outside); v != "" {
		f[name] = v
	}
}

// shellArg is a text from outside as one argument of a command to copy.
func shellArg(s string) string {
	if s = clean(s); s == "" {
		return ""
	}
	return shellQuote(s)
}

// fillable is an address for a command, in which the reader puts the user name
// and password that no answer shows.
func fillable(target string) string {
	return strings.Replace(target, "://"+probe.Redacted+"@", "://USER:PASSWORD@", 1)
}

func (f facts) setAddr(addr string) {
	f.set("addr", addr)
	f["addr_arg"] = shellArg(addr)
}

func (f facts) addTarget(target string) {
	f.set("hop_url", target)
	f["hop_url_arg"] = shellArg(fillable(target))
	u, err := url.Parse(target)
	if err != nil || u.Hostname() == "" {
		f.set("host", target)
		return
	}
	port := u.Port()
	if u.Scheme == "http" && port != "" { // the same port may speak TLS
		f["https_url_arg"] = shellArg("https" + strings.TrimPrefix(target, "http"))
	}
	if port == "" {
		port = map[string]string{"http": "80"}[u.Scheme]
	}
	if port == "" {
		port = "443"
	}
	f.set("host", u.Hostname())
	f["host_arg"] = shellArg(u.Hostname())
	f.set("port", port)
	f["hostport_arg"] = shellArg(net.JoinHostPort(u.Hostname(), port))
	f["origin_arg"] = shellArg(u.Scheme + "://" + u.Host)
}

func (f facts) addHop(h *probe.Hop, now time.Time) {
	if addr, _, err := net.SplitHostPort(h.RemoteAddr); err == nil {
		f.setAddr(addr)
	}
	if h.Status != 0 {
		f["status"] = strconv.Itoa(h.Status)
		f["status_text"] = statusText(h.Status)
	}
	f.set("content_encoding", h.Headers.Get("content-encoding"))
	f.set("location", h.Headers.Get("location"))
	if c := h.TLS; c != nil {
		f.addCertificate(c, now)
	}
}

func (f facts) addCertificate(c *probe.Certificate, now time.Time) {
	names := make([]string, len(c.Names))
	for i, n := range c.Names {
		names[i] = clean(n)
	}
	if most := 3; len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(names)-most+c.MoreNames))
	}
	f.set("cert_names", list(names, len(names)))
	if len(names) == 0 {
		f.set("cert_common_name", commonName(c.Subject))
	}
	f.set("cert_faults", list(briefAll(c.Faults[min(1, len(c.Faults)):]), 3))
	f.set("issuer", commonName(c.Issuer))
	if c.ClientCertificateRequested {
		f["client_certificate"] = "a client certificate"
	}
	if !c.NotBefore.IsZero() {
		f["not_before"] = day(c.NotBefore)
	}
	if !c.NotAfter.IsZero() {
		f["not_after"] = day(c.NotAfter)
		if now.After(c.NotAfter) {
			f["expired_ago"] = Span(now.Sub(c.NotAfter)) + " ago"
		}
	}
}

// commonName is the CN of a distinguished name in RFC 4514's form, or the
// whole name where it has none.
func commonName(dn string) string {
	for part := range strings.SplitSeq(dn, ",") {
		if cn, ok := strings.CutPrefix(strings.TrimSpace(part), "CN="); ok {
			return cn
		}
	}
	return dn
}

// statusText is a status with its registered name: "502 Bad Gateway".
func statusText(status int) string {
	if name := http.StatusText(status); name != "" {
		return fmt.Sprintf("%d %s", status, name)
	}
	return strconv.Itoa(status)
}

// waited is how long the check took, where it is worth telling; or what was left
// for the request that failed, where others before it had used much of the time.
func waited(r *probe.Report) string {
	if r.DurationMS < 1000 {
		return ""
	}
	left := r.DurationMS - r.Guessing
	for _, h := range r.Hops[:max(0, failedHop(r))] {
		left -= h.Timing.Total()
	}
	if left < 0.8*r.DurationMS {
		return fmt.Sprintf("%s, all that was left of the check's %s", elapsed(max(0, left)), elapsed(r.DurationMS))
	}
	return elapsed(r.DurationMS)
}

// loop names the addresses that a circle of redirects goes through.
func loop(r *probe.Report) string {
	if r.Failure == nil || r.Failure.Kind != probe.RedirectLoop {
		return ""
	}
	var urls []string
	for _, h := range r.Hops {
		urls = append(urls, clean(h.URL))
	}
	if len(urls) == 1 {
		urls = append(urls, urls[0]) // to itself
	}
	const most = 4 // longer circles are cut: the hops are told in full elsewhere
	if len(urls) > most {
		urls = append(urls[:most:most], "…")
	}
	return strings.Join(urls, " → ")
}
