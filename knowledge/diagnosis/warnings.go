package diagnosis

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"httpcode/knowledge/probe"
)

// The limits beyond which contract.md asks for a warning.
const (
	expiresSoon   = 21 * 24 * time.Hour
	slowFirstByte = probe.Milliseconds(2000)
)

// warnings tells what to know about although it is not a problem yet.
func warnings(r *probe.Report) []Warning {
	ws := []Warning{}
	add := func(kind probe.Kind, format string, args ...any) {
		ws = append(ws, Warning{Kind: kind, Summary: fmt.Sprintf(format, args...)})
	}
	seen := map[string]bool{}
	for i := range r.Hops {
		h := &r.Hops[i]
		host := hostOf(h.URL)
		if c := h.TLS; c != nil && !seen[host] {
			seen[host] = true
			if left := c.NotAfter.Sub(r.StartedAt); !c.NotAfter.IsZero() && left >= 0 && left < expiresSoon {
				add(probe.CertificateExpiresSoon, "The certificate of %s expires in %s, on %s.", host, Span(left), day(c.NotAfter))
			}
		}
		if i > 0 && strings.HasPrefix(r.Hops[i-1].URL, "https://") && strings.HasPrefix(h.URL, "http://") {
			add(probe.RedirectDowngrade, "%s redirects from https to http: what follows can be read and changed on the way.", clean(r.Hops[i-1].URL))
		}
		if h.Timing.FirstByte > slowFirstByte {
			add(probe.SlowFirstByte, "%s took %s to begin its answer.", host, elapsed(h.Timing.FirstByte))
		}
	}
	if h := lastAnswer(r); h != nil {
		value := h.Headers.Get("retry-after")
		if when := retryAfter(value, r.StartedAt); when != "" {
			add(probe.RetryAfter, "The answer asks to try again %s (Retry-After: %s).", when, clean(value))
		}
	}
	if o := compare(r.Addresses); o.mixed() {
		add(probe.MixedAnswers, "The addresses of %s answer differently: %s.", hostOf(r.URL), answers(r.Addresses))
	}
	return ws
}

// standIns are the pages by which products answer in the site's place, often
// with a status that says all is well, and why they do.
var standIns = map[string]string{
	"block": "blocks this request", "challenge": "wants to see that a browser is asking", "policy": "denies it by its policy",
}

// standIn is why the author of a good status put a page of its own in the place
// of the site's, "" where it did not.
func standIn(r *probe.Report, seen attribution) string {
	if r.Status < 200 || r.Status > 299 {
		return ""
	}
	return standIns[seen.page]
}

// perhaps stands before what is not certain.
func perhaps(c Confidence) string {
	if c == Certain {
		return ""
	}
	return "probably "
}

// retryAfter reads a Retry-After header (RFC 9110, 10.2.3) as a person would
// say it: "in 2 minutes". It is empty where the header is absent or no such value.
func retryAfter(value string, now time.Time) string {
	value = strings.TrimSpace(value)
	if s, err := strconv.ParseUint(value, 10, 31); err == nil && s == 0 {
		return "at once"
	} else if err == nil {
		return "in " + Span(time.Duration(s)*time.Second)
	}
	if t, err := http.ParseTime(value); err == nil {
		if left := t.Sub(now); left > 0 && !now.IsZero() {
			return "in " + Span(left)
		}
		return "from " + t.UTC().Format("2 January 2006 15:04 MST") + " on"
	}
	return ""
}

// answers lists what each address answered.
func answers(addresses []probe.Address) string {
	var words []string
	for _, a := range addresses {
		if a.Status != 0 && !a.Skipped {
			words = append(words, fmt.Sprintf("%s %d", clean(a.Addr), a.Status))
		}
	}
	return list(words, 4)
}

// hostOf is the host of a URL without its port, cleaned; the whole where it is no URL.
func hostOf(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.Hostname() != "" {
		return clean(u.Hostname())
	}
	return clean(raw)
}

// lastAnswer is the last response that came, nil without one.
func lastAnswer(r *probe.Report) *probe.Hop {
	for i := len(r.Hops) - 1; i >= 0; i-- {
		if r.Hops[i].Status != 0 {
			return &r.Hops[i]
		}
	}
	return nil
}
