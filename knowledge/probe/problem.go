package probe

import (
	"strings"
	"time"
)

// When a fact becomes a warning.
const (
	// ExpiresSoon: issuers and their tools renew 30 days before; what is left
	// at 21 has not been renewed by itself.
	ExpiresSoon = 21 * 24 * time.Hour
	// slowFirstByteMS is how long a first byte may take.
	slowFirstByteMS Milliseconds = 2000
)

// Problem is the one kind of problem that a Report amounts to, "" for a
// healthy URL. An outage of some addresses comes before what the main one
// happened to answer, unless the main walk failed at another host, as it would
// have from any address.
func (r *Report) Problem() Kind {
	main := Kind("")
	switch {
	case r.Failure != nil && !(r.Status >= 400 && r.Failure.inBody()):
		main = r.Failure.Kind
	case r.Status >= 400:
		main = HTTPStatus
	}
	if r.partial() && (main == "" || r.endsOnFirstHost()) {
		return PartialOutage
	}
	return main
}

// inBody reports whether the failure befell the body of an answer that had
// come: an error status is then the greater finding. The one exception is a
// refusal for want of a client certificate, which comes as a 400.
func (f *Failure) inBody() bool { return f.Kind != TLSClientCertificateRequired }

// partial reports whether some addresses answer well and others fail.
func (r *Report) partial() bool {
	good, bad := false, false
	for _, a := range r.Addresses {
		good = good || a.OK
		bad = bad || a.Failing()
	}
	return good && bad
}

// Failing reports whether an address counts as down: it gave no whole answer,
// or a 5xx one. A 4xx answer is one, and what the vantage point cannot reach
// by its own fault says nothing.
func (a Address) Failing() bool {
	if a.OK || a.Skipped {
		return false
	}
	if a.Kind == "" || a.Kind == HTTPStatus {
		return a.Status == 0 || a.Status >= 500
	}
	return true
}

// endsOnFirstHost reports whether the last request went to the host that was
// asked for, whose addresses are compared.
func (r *Report) endsOnFirstHost() bool {
	if len(r.Hops) == 0 {
		return true
	}
	return HostOf(r.Hops[0].URL) == HostOf(r.Hops[len(r.Hops)-1].URL)
}

// Warnings are the kinds of what is worth knowing although it is no problem.
func (r *Report) Warnings() []Kind {
	var kinds []Kind
	note := func(kind Kind, is bool) {
		if is {
			kinds = append(kinds, kind)
		}
	}
	note(CertificateExpiresSoon, r.ExpiringHop() >= 0)
	note(RedirectDowngrade, r.DowngradeHop() >= 0)
	note(SlowFirstByte, r.SlowHop() >= 0)
	note(RetryAfter, r.retryAfter() != "")
	note(MixedAnswers, r.mixed())
	return kinds
}

// ExpiringHop is the index of the first hop whose valid certificate ends
// within ExpiresSoon of the check, -1 where there is none.
func (r *Report) ExpiringHop() int {
	return r.hop(func(_ int, h Hop) bool {
		return h.TLS != nil && h.TLS.Verified && h.TLS.NotAfter.Sub(r.StartedAt) < ExpiresSoon
	})
}

// DowngradeHop is the index of the first hop that redirects from https to
// plain http, -1 where there is none.
func (r *Report) DowngradeHop() int {
	return r.hop(func(i int, h Hop) bool {
		return i+1 < len(r.Hops) && strings.HasPrefix(h.URL, "https:") && strings.HasPrefix(r.Hops[i+1].URL, "http:")
	})
}

// SlowHop is the index of the first hop whose first byte took over two
// seconds, -1 where there is none.
func (r *Report) SlowHop() int {
	return r.hop(func(_ int, h Hop) bool { return h.Timing.FirstByte > slowFirstByteMS })
}

func (r *Report) hop(is func(i int, h Hop) bool) int {
	for i, h := range r.Hops {
		if is(i, h) {
			return i
		}
	}
	return -1
}

// retryAfter is what the last response says about when to come back.
func (r *Report) retryAfter() string {
	if len(r.Hops) == 0 {
		return ""
	}
	return r.Hops[len(r.Hops)-1].Headers.Get("retry-after")
}

// mixed reports whether addresses disagree about the status, none failing.
func (r *Report) mixed() bool {
	statuses := map[int]bool{}
	for _, a := range r.Addresses {
		if a.Failing() {
			return false
		}
		if !a.Skipped {
			statuses[a.Status] = true
		}
	}
	return len(statuses) > 1
}
