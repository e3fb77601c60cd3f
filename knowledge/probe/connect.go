package probe

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// raceDelay is the head start of each address over the next one when a host
// has several: RFC 8305's Connection Attempt Delay.
const raceDelay = 250 * time.Millisecond

// dial connects to one address, which the Guard has judged before and judges
// again here, in the very moment in which the kernel is told where to go.
func (c *check) dial(ctx context.Context, host string, ap netip.AddrPort) (net.Conn, error) {
	d := net.Dialer{
		Control: func(_, address string, _ syscall.RawConn) error {
			dialled, err := netip.ParseAddrPort(address)
			if err != nil {
				return &Refusal{Code: "special_address", Rule: "The address cannot be read."}
			}
			if refusal := c.prober.Guard.judgeAddr(host, dialled, c.options.withoutPrivate); refusal != nil {
				return refusal
			}
			return nil
		},
	}
	ctx, cancel := context.WithDeadline(ctx, c.setupDeadline(time.Now()))
	defer cancel()
	return d.DialContext(ctx, "tcp", ap.String())
}

// setupDeadline bounds connecting and handshaking to half of the budget, so
// that a dead address leaves time to try something else, and to say so.
func (c *check) setupDeadline(from time.Time) time.Time {
	return earlier(c.deadline, from.Add(c.prober.timeout()/2))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// dialAny connects to the first of the addresses that answers, each having a
// head start over the next. It returns the last error where none does.
func (c *check) dialAny(ctx context.Context, host string, port uint16, addrs []netip.Addr) (net.Conn, error) {
	if len(addrs) == 1 {
		return c.dial(ctx, host, netip.AddrPortFrom(addrs[0], port))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		conn net.Conn
		err  error
	}
	results := make(chan result)
	started, pending := 0, 0
	next := func() {
		addr := addrs[started]
		started++
		pending++
		go func() {
			conn, err := c.dial(ctx, host, netip.AddrPortFrom(addr, port))
			results <- result{conn, err}
		}()
	}
	var err error
	var winner net.Conn
	next()
	for pending > 0 {
		var timer <-chan time.Time
		if started < len(addrs) && winner == nil {
			timer = time.After(raceDelay)
		}
		select {
		case <-timer:
			next()
		case r := <-results:
			pending--
			switch {
			case r.err == nil && winner == nil:
				winner = r.conn
				cancel() // the others end at once
			case r.err == nil:
				r.conn.Close()
			case winner == nil:
				err = r.err
				if started < len(addrs) {
					next()
				}
			}
		}
	}
	if winner != nil {
		return winner, nil
	}
	return nil, err
}

// lacksRoute reports whether the vantage point itself cannot reach the
// address's family: the kernel knows no way there, or would have to send from
// an address that is no good beyond the site (RFC 4193, link-local). A UDP
// socket asks the kernel without sending anything.
func lacksRoute(addr netip.Addr) bool {
	conn, err := net.Dial("udp", netip.AddrPortFrom(addr, 443).String())
	if err != nil {
		return errno(err) == "ENETUNREACH" || errno(err) == "EADDRNOTAVAIL" || errno(err) == "EAFNOSUPPORT"
	}
	defer conn.Close()
	local, ok := conn.LocalAddr().(*net.UDPAddr)
	if !ok || !addr.Is6() || addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() {
		return false
	}
	from := local.AddrPort().Addr()
	return from.IsPrivate() || from.IsLinkLocalUnicast() || from.IsLoopback()
}
