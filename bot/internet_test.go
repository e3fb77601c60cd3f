package bot

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"

	"httpcode/knowledge/probe"
)

// internet answers checks without a network.
type internet struct {
	mu    sync.Mutex
	sites map[string]site
	calls int
}

type site struct {
	status  int
	kind    probe.Kind
	slow    bool // takes longer than checkingAfter
	private bool // special, and allowed by the operator
}

func (n *internet) set(host string, s site) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sites[host] = s
}

var noScheme = regexp.MustCompile(`^[^:/]+(:\d+)?(/|$)`)

// Check is what a *probe.Prober does; its only option is WithoutPrivate.
func (n *internet) Check(ctx context.Context, asked string, opts ...probe.Option) *probe.Report {
	if noScheme.MatchString(asked) {
		asked = "https://" + asked
	}
	u, err := url.Parse(asked)
	r := &probe.Report{URL: probe.Redact(asked), FinalURL: probe.Redact(asked), Vantage: "test-vantage", StartedAt: time.Now().UTC(), DurationMS: 42}
	if err != nil || u.Host == "" {
		r.Failure = &probe.Failure{Kind: probe.InvalidURL, Hop: -1}
		return r
	}
	n.mu.Lock()
	n.calls++
	s, ok := n.sites[u.Host]
	n.mu.Unlock()
	if s.slow {
		select {
		case <-time.After(checkingAfter + 300*time.Millisecond):
		case <-ctx.Done():
		}
	}
	switch {
	case !ok:
		r.Failure = &probe.Failure{Kind: probe.DNSNotFound, Code: "NXDOMAIN", Hop: -1}
	case s.private && len(opts) > 0:
		r.Failure = &probe.Failure{Kind: probe.Blocked, Code: "members_only", Detail: "only full members may check it", Hop: -1}
	case s.kind != "":
		r.Failure = &probe.Failure{Kind: s.kind, Hop: -1}
	default:
		r.Status = s.status
		r.Hops = []probe.Hop{{URL: r.URL, Method: "GET", Status: s.status, Protocol: "HTTP/1.1", RemoteAddr: "192.0.2.7:443", Reason: http.StatusText(s.status),
			Timing: probe.Timing{DNS: 1, Connect: 10, TLS: 20, FirstByte: 9, Body: 2}, Headers: probe.Headers{"server": {"nginx"}}, BodyComplete: true}}
		r.Addresses = []probe.Address{{Addr: "192.0.2.7", OK: s.status < 400, Status: s.status, DurationMS: 40}}
	}
	return r
}
