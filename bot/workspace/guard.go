package workspace

import (
	"embed"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

//go:embed web
var embedded embed.FS

// crossOrigin refuses what other sites' pages send here by a person's browser.
var crossOrigin = http.NewCrossOriginProtection()

// guarded lets only the page itself reach the people's side: no other site,
// and no host name that another site has bound to this address.
func (w *Workspace) guarded(h http.HandlerFunc) http.Handler {
	return crossOrigin.Handler(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !w.ownHost(r.Host) {
			refuse(rw, http.StatusForbidden, "this host name is not the workspace's own; open it by its address")
			return
		}
		if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" && strings.HasPrefix(r.URL.Path, "/client/") {
			refuse(rw, http.StatusForbidden, "other sites may not ask here")
			return
		}
		h(rw, r)
	}))
}

// fromBrowser refuses what a browser sends to the app's side, so that no page
// can speak there for the app: the default tokens are known to all. Browsers
// say Sec-Fetch-Site, and no Slack library does.
func fromBrowser(rw http.ResponseWriter, r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") == "" {
		return false
	}
	refuse(rw, http.StatusForbidden, "this is for the app, not for browsers")
	return true
}

// ownHost says whether a Host header names the workspace.
func (w *Workspace) ownHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() || strings.EqualFold(host, "localhost") {
		return true
	}
	if base, err := url.Parse(w.opts.BaseURL); err == nil && base.Hostname() == host && host != "" {
		return true
	}
	return slices.Contains(w.opts.Hosts, host)
}

// pagePolicy lets the page load nothing from elsewhere, and nobody frame it.
const pagePolicy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// servePage serves the page's files.
func (w *Workspace) servePage() http.HandlerFunc {
	files := w.opts.Page
	if files == nil {
		files, _ = fs.Sub(embedded, "web") // it is embedded
	}
	server := http.FileServerFS(files)
	return func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", pagePolicy)
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		rw.Header().Set("Referrer-Policy", "no-referrer")
		rw.Header().Set("Cache-Control", "no-cache")
		server.ServeHTTP(rw, r)
	}
}
