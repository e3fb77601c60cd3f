package probe

import (
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// known are the secrets that a check itself has sent: what a server says may
// repeat them, under names and in places that tell nobody what they are.
type known struct {
	mu    sync.Mutex // guards what follows
	words map[string]bool
}

// shortestSecret is how long a value must be to be sought everywhere: a shorter
// one would be found inside of other words, and so be told rather than hidden.
const shortestSecret = 6

// learn takes the secrets of a request: user info, the parameters whose names
// say so, and cookies.
func (k *known) learn(t target, cookies []*http.Cookie) {
	if user := t.url.User; user != nil {
		password, has := user.Password()
		k.add(t, password)
		if !has {
			k.add(t, user.Username()) // https://TOKEN@host/
		}
		k.add(t, base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	for _, query := range []string{t.url.RawQuery, t.url.EscapedFragment()} {
		for pair := range strings.SplitSeq(query, "&") {
			if name, value, ok := strings.Cut(pair, "="); ok && isSecretName(name) {
				k.add(t, unescape(value))
			}
		}
	}
	for _, cookie := range cookies {
		k.add(t, cookie.Value)
	}
}

// add takes a secret in the forms in which a page may repeat it. What stands in
// the host's name is none.
func (k *known) add(t target, secret string) {
	if len(secret) < shortestSecret || strings.Contains(t.host, strings.ToLower(secret)) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.words == nil {
		k.words = map[string]bool{}
	}
	for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret)} {
		k.words[form] = true
	}
}

// scrub replaces the secrets in all that a server could have repeated them in.
func (k *known) scrub(r *Report) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.words) == 0 {
		return
	}
	var pairs []string
	for word := range k.words {
		pairs = append(pairs, word, Redacted)
	}
	replace := strings.NewReplacer(pairs...).Replace
	r.URL, r.FinalURL = replace(r.URL), replace(r.FinalURL)
	if r.Failure != nil {
		r.Failure.Detail = replace(r.Failure.Detail)
	}
	for i := range r.Hops {
		hop := &r.Hops[i]
		hop.URL, hop.Reason = replace(hop.URL), replace(hop.Reason)
		hop.Body = []byte(replace(string(hop.Body)))
		for _, values := range hop.Headers {
			for j := range values {
				values[j] = replace(values[j])
			}
		}
	}
}
