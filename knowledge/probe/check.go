package probe

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// check is one check under way.
type check struct {
	prober   *Prober
	options  options
	deadline time.Time // the end of the budget
	known    known     // what of it is never shown
}

func (p *Prober) check(ctx context.Context, rawURL string, o options) *Report {
	started, startedAt := time.Now(), p.now().UTC()
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = started.Add(p.timeout())
	}
	c := &check{prober: p, options: o, deadline: deadline}
	report := c.report(ctx, rawURL)
	report.Vantage = p.vantage()
	report.StartedAt = startedAt
	report.DurationMS = since(started)
	return report
}

// report checks what a person typed; a guessed https gives way to http where
// nothing speaks TLS.
func (c *check) report(ctx context.Context, rawURL string) *Report {
	t, guessed, err := parseTarget(rawURL)
	if err != nil {
		shown := showInvalid(rawURL)
		return &Report{URL: shown, FinalURL: shown, Hops: []Hop{}, Addresses: []Address{},
			Failure: &Failure{Kind: InvalidURL, Detail: RedactText(printable(err.Error())), Hop: -1}}
	}
	start := time.Now()
	report := c.checkTarget(ctx, t)
	if !guessed || !speaksNoTLS(report) {
		return report
	}
	guessing := since(start)
	plain := c.checkTarget(ctx, t.withScheme("http"))
	plain.Guessing = guessing
	if plain.Status == 0 && isConnecting(plain.Failure.Kind) {
		return report
	}
	return plain
}

// showInvalid is what was typed, without whatever may have been meant as user
// info: where the URL cannot be parsed, nobody knows where that ends.
func showInvalid(rawURL string) string {
	shown := clip(printable(strings.TrimSpace(rawURL)), 500)
	if i := strings.LastIndexByte(shown, '@'); i >= 0 {
		scheme, _, ok := strings.Cut(shown, "://")
		if shown = Redacted + shown[i:]; ok && !strings.Contains(scheme, "@") {
			shown = scheme + "://" + shown
		}
	}
	return Redact(shown)
}

// speaksNoTLS reports whether an https check found nothing that speaks TLS, so
// that plain http is worth a try. A certificate at fault is a finding.
func speaksNoTLS(r *Report) bool {
	if r.Failure == nil || r.Failure.Hop > 0 || r.Status != 0 || len(r.Hops) == 0 {
		return false
	}
	if isConnecting(r.Failure.Kind) {
		return true
	}
	switch r.Failure.Kind {
	case TLSNotTLS, TLSTimeout:
		return true
	case ConnectionClosed, ConnectionReset:
		return r.Hops[0].TLS == nil // during the handshake
	}
	return false
}

func isConnecting(kind Kind) bool {
	return kind == ConnectRefused || kind == ConnectTimeout || kind == ConnectUnreachable
}

// checkTarget walks from t at each address of its host at the same time. The
// walk at the address that a browser would most likely have used is the main
// one: it makes the hops, and it alone goes on to other hosts.
func (c *check) checkTarget(ctx context.Context, t target) *Report {
	shown := redactURL(t.url)
	report := &Report{URL: shown, FinalURL: shown, Hops: []Hop{}, Addresses: []Address{}}
	defer c.known.scrub(report)
	start := time.Now()
	addrs, failure := c.locate(ctx, t)
	dns := since(start)
	if _, literal := t.addr(); literal {
		dns = 0
	}
	if failure != nil {
		failure.Hop = -1
		report.Failure = failure
		return report
	}
	walks, chosen := c.walkAll(ctx, t, addrs, dns)
	report.Addresses = addresses(t, walks)
	finish(report, chosen)
	return report
}

// walkAll walks from t at each address, and returns how each address answered
// on the first host, and the main walk to its end.
func (c *check) walkAll(ctx context.Context, t target, addrs []netip.Addr, dns Milliseconds) (walks []*walk, main *walk) {
	// What the vantage point cannot reach by its own fault is tried, and not
	// waited for.
	hopeless, giveUp := context.WithCancel(ctx)
	defer giveUp()
	var hopeful, all sync.WaitGroup
	race := newRace(len(addrs))
	for i, addr := range addrs {
		w := c.newWalk(t, addr, dns)
		w.connected = func(ok bool) { race.finish(i, ok) }
		walks = append(walks, w)
		ctx, group := ctx, &hopeful
		if len(addrs) > 1 && lacksRoute(addr) {
			ctx, group = hopeless, &all
		}
		group.Go(func() {
			defer close(w.done)
			w.onFirstHost(ctx)
		})
	}
	chosen := walks[race.winner()]
	<-chosen.done
	copied := *chosen // the address's own row is about the first host only
	copied.hops = slices.Clone(chosen.hops)
	copied.elsewhere(ctx)
	hopeful.Wait()
	giveUp()
	all.Wait()
	return walks, &copied
}

// locate asks the Guard about a host and resolves it; only addresses that may
// be dialled are returned. What else the name resolves to is not told.
func (c *check) locate(ctx context.Context, t target) ([]netip.Addr, *Failure) {
	if refusal := c.prober.Guard.judgeHost(t.host, t.port); refusal != nil {
		return nil, fail(Blocked, refusal.Code, refusal.Rule)
	}
	addrs, failure := c.resolve(ctx, t.host)
	if failure != nil {
		return nil, failure
	}
	var allowed []netip.Addr
	var refusal *Refusal
	for _, addr := range addrs {
		r := c.prober.Guard.judgeAddr(t.host, netip.AddrPortFrom(addr, t.port), c.options.withoutPrivate)
		if r == nil {
			allowed = append(allowed, addr)
			continue
		}
		refusal = r
	}
	if len(allowed) == 0 {
		return nil, fail(Blocked, refusal.Code, refusal.Rule)
	}
	if _, literal := t.addr(); !literal {
		if allowed = withoutUnspecified(allowed); len(allowed) == 0 {
			return nil, fail(DNSNoAddress, "", fmt.Sprintf("The name %s leads to 0.0.0.0 or ::, which are nobody's address.", t.host)).in(caseFiltered)
		}
	}
	if len(allowed) > 1 {
		// Nobody's browser would begin with what cannot be reached from here.
		slices.SortStableFunc(allowed, func(a, b netip.Addr) int { return rank(lacksRoute(a)) - rank(lacksRoute(b)) })
	}
	return allowed, nil
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// finish copies the main walk into the report.
func finish(r *Report, w *walk) {
	r.Hops, r.Failure = w.hops, w.failure
	last := r.Hops[len(r.Hops)-1]
	r.FinalURL, r.Status = last.URL, last.Status
}

// addresses tells how each address answered. localhost is no set of published
// addresses but the machine itself: where one loopback family refuses and the
// other one answers, nothing is down.
func addresses(t target, walks []*walk) []Address {
	rows := make([]Address, len(walks))
	answered := false
	for i, w := range walks {
		rows[i] = w.address()
		answered = answered || rows[i].Status != 0
	}
	for i := range rows {
		switch rows[i].Kind {
		case ConnectUnreachable, ConnectTimeout:
			rows[i].Skipped = lacksRoute(walks[i].addrs[0])
		case ConnectRefused:
			rows[i].Skipped = answered && isLocalhost(t.host)
		}
	}
	return rows
}

// address sums a walk up, as far as it stayed on the first host.
func (w *walk) address() Address {
	row := Address{Addr: w.addrs[0].String(), DurationMS: w.took}
	last := w.hops[len(w.hops)-1]
	row.Status = last.Status
	switch {
	case w.failure != nil:
		row.Kind = w.failure.Kind
	case row.Status >= 400:
		row.Kind = HTTPStatus
	}
	row.OK = row.Kind == "" && row.Status != 0
	return row
}
