// Package probe finds out about a URL: one GET per address, phases timed,
// redirects followed, every connection judged by a guard. Its result, a
// [Report], is plain data; what it means is told by package diagnosis.
//
// Start with a [Prober]; its zero value is strict. A bot adds what its operator
// allows, and at a person's own terminal nothing is refused:
//
//	guard, err := probe.NewGuard(allow, deny)
//	bot := &probe.Prober{Guard: guard, Timeout: budget, Vantage: name}
//	own := &probe.Prober{Guard: probe.Unrestricted()}
//	report := bot.Check(ctx, url, probe.WithoutPrivate())
//
// How a check goes: target.go reads the URL; check.go resolves its host
// (resolve.go), asks the Guard about each address, and walks (walk.go) from each
// of them at the same time, hop by hop (hop.go), over connect.go, handshake.go
// and http1.go or http2.go. The address that a browser would have used makes
// the Report's Hops; as long as redirects stay on the first host, every address
// is followed, and the Report's Addresses are about that host.
//
// Nothing here trusts what a server sends: all of it is bounded by the limits
// in prober.go, and passes redact.go before it is in the Report.
package probe
