package probe

import (
	"context"
	"crypto/x509"
	"os"
	"runtime/debug"
	"strings"
	"time"
)

// Limits of one check. All of them hold together, so that nothing a server
// does costs more than a little memory and the budget's time.
const (
	// DefaultTimeout is the budget of one check, from start to Report.
	DefaultTimeout = 10 * time.Second
	// MaxRedirects are followed; the next one is TooManyRedirects.
	MaxRedirects = 10
	// MaxAddresses of a name are tried.
	MaxAddresses = 8
	// MaxBody is how many bytes of a body are read, and kept, before and after
	// decoding: enough to recognise any error page.
	MaxBody = 256 << 10
	// MaxHeader is how many bytes of header a response may have: what Chrome
	// accepts (net/http/http_stream_parser.h, kMaxHeaderBufSize).
	MaxHeader = 256 << 10
)

// Prober checks URLs. The zero value works, is strict (see [Guard]) and may be
// used by many goroutines; fields are not to be changed after the first Check.
type Prober struct {
	// Guard says which hosts, addresses and ports may be checked. nil refuses
	// everything special: use [Unrestricted] at a person's own terminal.
	Guard *Guard
	// Timeout is the budget of one check. 0 means DefaultTimeout.
	Timeout time.Duration
	// Vantage names the place that checks run from. "" means the host's name.
	Vantage string
	// UserAgent is sent with every request. "" means [UserAgent] of the build.
	UserAgent string
	// Nameservers are asked for addresses, as host:port. Empty means those of
	// /etc/resolv.conf, read anew for each check.
	Nameservers []string
	// HostsFile answers before the name servers. "" means /etc/hosts.
	HostsFile string
	// RootCAs are the authorities to trust. nil means the system's, which
	// SSL_CERT_FILE and SSL_CERT_DIR may replace.
	RootCAs *x509.CertPool
	// Now is the clock that certificates are judged by. nil means time.Now.
	Now func() time.Time

	flights flights
}

// An Option changes one check.
type Option func(*options)

type options struct{ withoutPrivate bool }

// WithoutPrivate refuses, on every hop, the targets that the Guard allows
// although they are private or otherwise special: for people who are not full
// members of the workspace that the bot belongs to.
func WithoutPrivate() Option { return func(o *options) { o.withoutPrivate = true } }

// Check asks for a URL once at each of its host's addresses, follows
// redirects, and reports what happened. The Report is never nil, and is
// shared between identical checks that run at the same time: it is not to be
// changed. A URL without a scheme is tried as https, then as http.
func (p *Prober) Check(ctx context.Context, rawURL string, opts ...Option) *Report {
	var o options
	for _, set := range opts {
		set(&o)
	}
	key := flightKey{url: rawURL, options: o}
	return p.flights.do(ctx, key, func(ctx context.Context) *Report {
		ctx, cancel := context.WithTimeout(ctx, p.timeout())
		defer cancel()
		return p.check(ctx, rawURL, o)
	})
}

func (p *Prober) timeout() time.Duration {
	if p.Timeout > 0 {
		return p.Timeout
	}
	return DefaultTimeout
}

func (p *Prober) vantage() string {
	if p.Vantage != "" {
		return p.Vantage
	}
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

func (p *Prober) userAgent() string {
	if p.UserAgent != "" {
		return p.UserAgent
	}
	return UserAgent()
}

func (p *Prober) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// UserAgent names this program, its version, and why it calls.
func UserAgent() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(info.Main.Version, "v") {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	return "httpcode/" + version + " (+a person asked for one check of this URL)"
}
