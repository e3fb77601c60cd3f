package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// The time-outs of DNS. All of them end with the check's own budget.
const (
	// dnsTry is how long one server is waited for: long enough for a resolver
	// that has to ask around itself, short enough to ask the next one.
	dnsTry = 2 * time.Second
	// dnsSecondFamily is how long the other address family's answer is waited
	// for when one has come: a broken AAAA path must not hide a working site.
	dnsSecondFamily = time.Second
)

// resolve returns the addresses of a host, those of IPv6 first and the
// families in turn, as RFC 8305 orders them; at most MaxAddresses.
func (c *check) resolve(ctx context.Context, host string) ([]netip.Addr, *Failure) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	hosts := c.prober.HostsFile
	if hosts == "" {
		hosts = "/etc/hosts"
	}
	addrs := hostsAddrs(hosts, host)
	if len(addrs) == 0 && isLocalhost(host) {
		addrs = []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()}
	}
	if len(addrs) > 0 {
		return interleave(addrs), nil
	}
	if neverExists(host) {
		return nil, fail(DNSNotFound, "NXDOMAIN", fmt.Sprintf("The name %s can never exist: its last part is reserved for that.", host))
	}
	ctx, cancel := context.WithDeadline(ctx, c.setupDeadline(time.Now()))
	defer cancel()
	conf, ok := c.nameservers()
	if !ok {
		return systemLookup(ctx, host)
	}
	return lookup(ctx, conf, host)
}

// interleave orders addresses for people: IPv6 first, the families in turn, so
// that one broken family costs one attempt only.
func interleave(addrs []netip.Addr) []netip.Addr {
	var v4, v6, out []netip.Addr
	for _, addr := range addrs {
		if addr = addr.Unmap(); addr.Is4() {
			v4 = append(v4, addr)
		} else {
			v6 = append(v6, addr)
		}
	}
	for i := range max(len(v4), len(v6)) {
		if i < len(v6) && !slices.Contains(out, v6[i]) {
			out = append(out, v6[i])
		}
		if i < len(v4) && !slices.Contains(out, v4[i]) {
			out = append(out, v4[i])
		}
	}
	return out[:min(len(out), MaxAddresses)]
}

// nameservers says whom to ask, and how: /etc/resolv.conf's servers unless the
// Prober names its own. false where there is no such file.
func (c *check) nameservers() (*dns.ClientConfig, bool) {
	if len(c.prober.Nameservers) > 0 {
		return &dns.ClientConfig{Servers: c.prober.Nameservers, Attempts: 2, Timeout: 5, Ndots: 1}, true
	}
	conf, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil || len(conf.Servers) == 0 {
		return nil, false
	}
	for i, server := range conf.Servers {
		conf.Servers[i] = net.JoinHostPort(server, conf.Port)
	}
	return conf, true
}

// systemLookup asks through the operating system where there is no
// /etc/resolv.conf. It tells fewer failures apart.
func systemLookup(ctx context.Context, host string) ([]netip.Addr, *Failure) {
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	var dnsErr *net.DNSError
	isDNS := errors.As(err, &dnsErr)
	switch {
	case err == nil:
		return interleave(addrs), nil
	case isDNS && dnsErr.IsNotFound:
		return nil, fail(DNSNotFound, "NXDOMAIN", fmt.Sprintf("The name %s does not exist, or has no address.", host))
	case isDNS && dnsErr.IsTimeout, isTimeout(err):
		return nil, fail(DNSTimeout, "", "The name server did not answer in time.")
	}
	return nil, fail(DNSServerFailure, "", "The look-up failed: "+cause(err)+".")
}

// lookup asks for a name's addresses. A name without a dot is also sought in
// the search domains; one with a dot is taken as it is, whatever ndots says, so
// that nobody's search domain can stand in for a public name.
func lookup(ctx context.Context, conf *dns.ClientConfig, host string) ([]netip.Addr, *Failure) {
	names := []string{dns.Fqdn(host)}
	if !strings.Contains(host, ".") {
		var searched []string
		for _, domain := range conf.Search {
			searched = append(searched, dns.Fqdn(host+"."+strings.TrimSuffix(domain, ".")))
		}
		names = append(searched, names...)
	}
	var first *Failure
	for _, name := range names {
		addrs, failure := lookupName(ctx, conf, name)
		if failure == nil {
			return interleave(addrs), nil
		}
		if first == nil || first.Kind == DNSNotFound {
			first = failure
		}
	}
	return nil, first
}

// dnsAnswer is what came of one question.
type dnsAnswer struct {
	addrs   []netip.Addr
	failure *Failure
}

// lookupName asks for A and AAAA at the same time.
func lookupName(ctx context.Context, conf *dns.ClientConfig, name string) ([]netip.Addr, *Failure) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan dnsAnswer, 2)
	for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA} {
		go func() { answers <- ask(ctx, conf, name, kind) }()
	}
	var got []dnsAnswer
	var addrs []netip.Addr
	var timer <-chan time.Time
	for len(got) < 2 {
		select {
		case a := <-answers:
			got = append(got, a)
			addrs = append(addrs, a.addrs...)
			if len(a.addrs) > 0 && len(got) == 1 {
				timer = time.After(dnsSecondFamily)
			}
		case <-timer:
			return addrs, nil
		}
	}
	if len(addrs) > 0 {
		return addrs, nil
	}
	return nil, worse(got[0].failure, got[1].failure)
}

// worse picks what to report when neither family has an address: that the name
// does not exist, else what kept it from being known, else that it has none.
func worse(a, b *Failure) *Failure {
	for _, kind := range []Kind{DNSNotFound, DNSTimeout, DNSServerFailure, DNSNoAddress} {
		for _, f := range []*Failure{a, b} {
			if f.Kind == kind {
				return f
			}
		}
	}
	return a
}

// ask puts one question to the servers in turn until one gives an answer that
// settles it.
func ask(ctx context.Context, conf *dns.ClientConfig, name string, kind uint16) dnsAnswer {
	host := strings.TrimSuffix(name, ".")
	last := fail(DNSServerFailure, "", "No name server is configured.")
	for range min(max(conf.Attempts, 1), 3) {
		for _, server := range conf.Servers {
			if ctx.Err() != nil {
				return dnsAnswer{failure: fail(DNSTimeout, "", "No name server answered in time.")}
			}
			reply, err := exchange(ctx, server, name, kind)
			if err != nil {
				last = dnsFailure(err)
				continue
			}
			switch reply.Rcode {
			case dns.RcodeSuccess:
				if !isReferral(reply) {
					return addressesOf(reply, host, kind)
				}
			case dns.RcodeNameError:
				return dnsAnswer{failure: notFound(reply, host)}
			}
			last = refusedAnswer(reply, host)
		}
		if last.Code == "REFUSED" || last.Code == "NOTIMP" {
			break // asking again will not change a policy
		}
	}
	return dnsAnswer{failure: last}
}

func dnsFailure(err error) *Failure {
	code := errno(err)
	if code == "" && isTimeout(err) {
		return fail(DNSTimeout, "", "The name server did not answer in time.")
	}
	if code != "" {
		return fail(DNSServerFailure, code, "The name server cannot be reached: "+cause(err)+".").in("resolver")
	}
	return fail(DNSServerFailure, "", "The name server's answer cannot be read.")
}

// exchange asks one server over UDP, and over TCP where the answer does not
// fit. A server that stumbles over EDNS is asked again without it.
func exchange(ctx context.Context, server, name string, kind uint16) (*dns.Msg, error) {
	question := new(dns.Msg).SetQuestion(name, kind)
	question.SetEdns0(1232, false) // what fits everywhere unfragmented: DNS flag day 2020
	reply, err := exchangeOver(ctx, "udp", server, question)
	if err == nil && (reply.Rcode == dns.RcodeFormatError || reply.Rcode == dns.RcodeNotImplemented) {
		question.Extra = nil
		reply, err = exchangeOver(ctx, "udp", server, question)
	}
	if err == nil && reply.Truncated {
		return exchangeOver(ctx, "tcp", server, question)
	}
	return reply, err
}

func exchangeOver(ctx context.Context, network, server string, question *dns.Msg) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, dnsTry)
	defer cancel()
	client := dns.Client{Net: network, Timeout: dnsTry}
	conn, err := client.DialContext(ctx, server)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", server, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	reply, _, err := client.ExchangeWithConnContext(ctx, question, conn)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", server, err)
	}
	if !reply.Response {
		return nil, fmt.Errorf("asking %s: what came back is a question", server)
	}
	return reply, nil
}

// addressesOf collects the addresses of an answer; CNAMEs need no following, as
// the server has done it.
func addressesOf(reply *dns.Msg, host string, kind uint16) dnsAnswer {
	var a dnsAnswer
	for _, rr := range reply.Answer {
		var ip net.IP
		switch rr := rr.(type) {
		case *dns.A:
			ip = rr.A
		case *dns.AAAA:
			ip = rr.AAAA
		}
		if addr, ok := netip.AddrFromSlice(ip); ok && rr.Header().Rrtype == kind {
			a.addrs = append(a.addrs, addr.Unmap())
		}
	}
	switch {
	case len(a.addrs) > 0:
	case aliasLoop(reply, host):
		a.failure = fail(DNSServerFailure, "", fmt.Sprintf("The aliases (CNAME records) of %s lead in a circle.", host)).in("alias")
	default:
		a.failure = fail(DNSNoAddress, "NODATA", fmt.Sprintf("The name %s exists, but has no address (neither A nor AAAA records).", host))
	}
	return a
}
