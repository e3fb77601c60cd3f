package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

// walk follows redirects from a first target. As long as they stay on the
// first host it keeps to one of the host's addresses; at another host it
// pauses, and goes on only where it is the check's main walk.
type walk struct {
	check   *check
	host    string       // the first host
	addrs   []netip.Addr // where to find it: one address
	jar     http.CookieJar
	seen    map[string]bool
	hops    []Hop
	failure *Failure
	next    *target // where a redirect leads to; nil at the end
	dns     Milliseconds
	took    Milliseconds
	done    chan struct{} // closed when the first host is done with
	// connected is told whether the first address took the connection.
	connected func(ok bool)
}

func (c *check) newWalk(t target, addr netip.Addr, dns Milliseconds) *walk {
	// New fails for no reason.
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	return &walk{check: c, host: t.host, addrs: []netip.Addr{addr}, jar: jar, seen: map[string]bool{}, next: &t, dns: dns, done: make(chan struct{})}
}

// onFirstHost walks until the end, or until a redirect leaves the first host.
func (w *walk) onFirstHost(ctx context.Context) {
	start := time.Now()
	for w.next != nil && w.next.host == w.host {
		w.step(ctx, *w.next, w.addrs, w.dns)
		w.dns = 0
	}
	w.took = since(start)
}

// elsewhere walks on to the end, resolving each further host.
func (w *walk) elsewhere(ctx context.Context) {
	for w.next != nil {
		t := *w.next
		if t.host == w.host {
			w.step(ctx, t, w.addrs, 0)
			continue
		}
		start := time.Now()
		addrs, failure := w.check.locate(ctx, t)
		dns := since(start)
		if _, literal := t.addr(); literal {
			dns = 0
		}
		if failure != nil {
			w.stop(Hop{URL: redactURL(t.url), Method: http.MethodGet, Timing: Timing{DNS: dns}}, failure)
			return
		}
		w.step(ctx, t, addrs, dns)
	}
}

// step asks for one target and decides what comes next.
func (w *walk) step(ctx context.Context, t target, addrs []netip.Addr, dns Milliseconds) {
	w.next = nil
	cookies := w.jar.Cookies(t.url)
	w.check.known.learn(t, cookies)
	w.seen[state(t, cookies)] = true
	v := visit{connected: w.connected}
	w.connected = nil
	w.check.get(ctx, t, addrs, cookies, &v)
	v.hop.Timing.DNS = dns
	if v.failure != nil || v.resp == nil || !isRedirect(v.hop.Status) {
		w.stop(v.hop, v.failure)
		return
	}
	w.jar.SetCookies(t.url, v.resp.Cookies())
	next, failure := follow(t, v.resp.Header.Values("Location"))
	switch {
	case failure != nil:
	case w.seen[state(next, w.jar.Cookies(next.url))]:
		failure = fail(RedirectLoop, "", "The redirects lead back to "+redactURL(next.url)+", which was asked for before with the same cookies.")
	case len(w.hops) >= MaxRedirects:
		failure = fail(TooManyRedirects, "", fmt.Sprintf("After %d redirects the server redirects once more, to %s.", MaxRedirects, redactURL(next.url)))
	}
	if failure != nil {
		w.stop(v.hop, failure)
		return
	}
	w.hops = append(w.hops, v.hop)
	w.next = &next
}

// stop ends the walk at a hop, with a failure or without.
func (w *walk) stop(hop Hop, failure *Failure) {
	w.hops = append(w.hops, hop)
	w.failure, w.next = failure, nil
	if failure != nil {
		failure.Hop = len(w.hops) - 1
	}
}

// state is all that decides what a server answers: asking twice in the same
// state is a loop. A login that makes progress by a cookie is none.
func state(t target, cookies []*http.Cookie) string {
	u := *t.url
	u.Fragment, u.RawFragment = "", ""
	pairs := make([]string, len(cookies))
	for i, cookie := range cookies {
		pairs[i] = cookie.Name + "=" + cookie.Value
	}
	slices.Sort(pairs)
	return u.String() + "\n" + strings.Join(pairs, "\n")
}

// follow reads where a redirect leads, as browsers do: relative to the URL it
// came from, whose fragment it inherits, with stray characters encoded. It
// takes user info along within the same origin only.
func follow(from target, locations []string) (target, *Failure) {
	location, failure := oneLocation(locations)
	if failure != nil {
		return target{}, failure
	}
	t, err := resolveLocation(from, location)
	if err != nil {
		why := err.Error()
		if bad, ok := errors.AsType[errURL](err); ok {
			why = bad.wrong // what to type instead is nothing for a server
		}
		return target{}, fail(RedirectInvalid, "", fmt.Sprintf("The Location %q cannot be followed: %s", clip(Redact(location), 200), small(why)))
	}
	if t.url.Fragment == "" {
		t.url.Fragment, t.url.RawFragment = from.url.Fragment, from.url.RawFragment
	}
	if t.url.User == nil && sameOrigin(t.url, from.url) {
		t.url.User = from.url.User
	}
	return t, nil
}

// oneLocation is the Location that counts. Several that differ mean nothing,
// as in Chrome (ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION).
func oneLocation(locations []string) (string, *Failure) {
	locations = slices.Compact(slices.Clone(locations))
	switch {
	case len(locations) == 0:
		return "", fail(RedirectInvalid, "", "There is no Location header.")
	case len(locations) > 1:
		return "", fail(RedirectInvalid, "", "There are several Location headers, and they differ.")
	}
	location := strings.TrimSpace(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(locations[0]))
	if location == "" {
		return "", fail(RedirectInvalid, "", "The Location header is empty.")
	}
	return location, nil
}

func resolveLocation(from target, location string) (target, error) {
	head, tail := location, ""
	if i := strings.IndexAny(location, "?#"); i >= 0 {
		head, tail = location[:i], location[i:]
	}
	location = strings.ReplaceAll(head, `\`, "/") + tail // as browsers do before the query
	if scheme, rest, ok := cutLocationScheme(location); ok {
		if scheme != "http" && scheme != "https" {
			return target{}, badURL("", "It leads to a %s: URL, and only http and https can be checked.", clip(scheme, 20))
		}
		if !strings.HasPrefix(rest, "//") {
			return target{}, badURL("", "After %s: two slashes and a host are missing.", scheme)
		}
		return newTarget(scheme, rest[2:])
	}
	if rest, ok := strings.CutPrefix(location, "//"); ok {
		return newTarget(from.url.Scheme, rest)
	}
	reference, err := url.Parse(encodeTail(location))
	if err != nil {
		return target{}, badURL("", "It is no URL reference.")
	}
	t := from
	t.url = from.url.ResolveReference(reference)
	t.url.User = nil
	if t.url.Path == "" {
		t.url.Path = "/"
	}
	return t, nil
}

// cutLocationScheme is cutScheme by the letter of RFC 3986: a server that
// sends "example.com:8080" names a scheme, however much it did not mean to.
func cutLocationScheme(location string) (scheme, rest string, ok bool) {
	scheme, rest, ok = strings.Cut(location, ":")
	if !ok || scheme == "" || strings.ContainsAny(scheme, "/?#") {
		return "", location, false
	}
	for i, c := range []byte(strings.ToLower(scheme)) {
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || strings.IndexByte("+-.", c) >= 0)) {
			return "", location, false
		}
	}
	return strings.ToLower(scheme), rest, true
}
