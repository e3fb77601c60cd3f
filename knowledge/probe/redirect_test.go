package probe

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func redirectServer(t *testing.T, handle http.HandlerFunc) string {
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s.URL
}

func TestLoginThatMakesProgressByCookiesIsNoLoop(t *testing.T) {
	t.Parallel()
	url := redirectServer(t, func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie("step")
		switch {
		case err != nil:
			http.SetCookie(w, &http.Cookie{Name: "step", Value: "1"})
			http.Redirect(w, r, "/", http.StatusFound)
		case cookie.Value == "1":
			http.SetCookie(w, &http.Cookie{Name: "step", Value: "2"})
			http.Redirect(w, r, "/", http.StatusFound)
		}
	})
	r := loopback().Check(t.Context(), url)
	wantKind(t, r, "")
	if len(r.Hops) != 3 {
		t.Error(show(r))
	}
}

func TestLoginThatRefusesItsCookieIsALoop(t *testing.T) {
	t.Parallel()
	url := redirectServer(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "always"})
		http.Redirect(w, r, map[string]string{"/": "/login", "/login": "/"}[r.URL.Path], http.StatusFound)
	})
	r := loopback().Check(t.Context(), url)
	wantKind(t, r, RedirectLoop)
	if len(r.Hops) > 4 || r.Failure.Hop != len(r.Hops)-1 || r.Status != 302 {
		t.Error(show(r))
	}
}

func TestTenRedirectsAreFollowedAndNotEleven(t *testing.T) {
	t.Parallel()
	chain := func(last int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			var n int
			fmt.Sscanf(r.URL.Path, "/%d", &n)
			if n < last {
				http.Redirect(w, r, fmt.Sprintf("/%d", n+1), http.StatusFound)
			}
		}
	}
	r := loopback().Check(t.Context(), redirectServer(t, chain(10)))
	wantKind(t, r, "")
	if len(r.Hops) != 11 {
		t.Errorf("%d hops", len(r.Hops))
	}
	r = loopback().Check(t.Context(), redirectServer(t, chain(11)))
	wantKind(t, r, TooManyRedirects)
	if len(r.Hops) != 11 {
		t.Errorf("%d hops", len(r.Hops))
	}
}

func TestLocationsAreFollowedAsBrowsersDo(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"/b":            "/b",
		"b":             "/a/b",
		"?q=1":          "/a/start?q=1",
		"../c":          "/c",
		"/with space":   "/with%20space",
		"/größe":        "/gr%C3%B6%C3%9Fe",
		"/caf\xe9":      "/caf%E9",
		`\backslash`:    "/backslash",
		"/100%":         "/100%25",
		"/x?a=b|c":      "/x?a=b%7Cc",
		"/ok?u=%2Fpath": "/ok?u=%2Fpath",
	} {
		t.Run(location, func(t *testing.T) {
			t.Parallel()
			var got atomic.Value
			url := redirectServer(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/a/start" && r.URL.RawQuery == "" {
					w.Header()["Location"] = []string{location}
					w.WriteHeader(http.StatusSeeOther)
					return
				}
				got.Store(r.RequestURI)
			})
			wantKind(t, loopback().Check(t.Context(), url+"/a/start"), "")
			if got.Load() != want {
				t.Errorf("asked for %v, want %s", got.Load(), want)
			}
		})
	}
}

func TestFragmentsAreInherited(t *testing.T) {
	t.Parallel()
	url := redirectServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/b", http.StatusFound)
		}
	})
	r := loopback().Check(t.Context(), url+"/#part")
	if r.FinalURL != url+"/b#part" {
		t.Error(r.FinalURL)
	}
}

func TestUserInfoStaysWithinItsOriginAndOutOfTheReport(t *testing.T) {
	t.Parallel()
	var leaked atomic.Bool
	other := redirectServer(t, func(w http.ResponseWriter, r *http.Request) {
		leaked.Store(r.Header.Get("Authorization") != "")
	})
	var names []string
	url := redirectServer(t, func(w http.ResponseWriter, r *http.Request) {
		name, password, _ := r.BasicAuth()
		names = append(names, name+":"+password)
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/b", http.StatusFound)
			return
		}
		http.Redirect(w, r, other+"/?access_token=hunter3", http.StatusFound)
	})
	r := loopback().Check(t.Context(), strings.Replace(url, "//", "//ann:p%40ss@", 1))
	wantKind(t, r, "")
	if leaked.Load() || strings.Join(names, " ") != "ann:p@ss ann:p@ss" {
		t.Errorf("leaked %v, sent %v", leaked.Load(), names)
	}
	if text := show(r); strings.Contains(text, "ann") || strings.Contains(text, "ss@") || strings.Contains(text, "hunter3") {
		t.Error(text)
	}
}

func TestRedirectToHTTPIsADowngrade(t *testing.T) {
	t.Parallel()
	plain := redirectServer(t, func(http.ResponseWriter, *http.Request) {})
	root := newAuthority(t, "Test Root")
	s := httptest.NewUnstartedServer(http.RedirectHandler(plain+"/", http.StatusMovedPermanently))
	s.TLS = tlsConfig(root.issue(nil))
	s.StartTLS()
	defer s.Close()
	p := loopback()
	p.RootCAs = root.pool()
	r := p.Check(t.Context(), s.URL)
	wantKind(t, r, "")
	if r.DowngradeHop() != 0 {
		t.Error(show(r))
	}
}

// What follows the header of a redirect, and of an endless answer, is not
// waited for.
func TestBodiesThatDoNotMatterCostNoTime(t *testing.T) {
	t.Parallel()
	redirect := "HTTP/1.1 302 Found\r\nLocation: /there\r\n"
	for name, test := range map[string]func(net.Conn){
		"a redirect's body that stalls":     func(c net.Conn) { io.WriteString(c, redirect+"Content-Length: 9\r\n\r\nhalf"); hang(c) },
		"a redirect's chunks that stall":    func(c net.Conn) { io.WriteString(c, redirect+"Transfer-Encoding: chunked\r\n\r\n9\r\nhalf"); hang(c) },
		"a redirect's body that never ends": drip(redirect+"Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
		"chunks that never end":             drip("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "80000\r\n"+strings.Repeat("x", 512<<10)+"\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := serve(t, func(c net.Conn) {
				request, err := http.ReadRequest(bufio.NewReader(c))
				if err == nil && request.URL.Path == "/there" {
					io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n")
					return
				}
				test(c)
			})
			r := loopback().Check(t.Context(), "http://"+addr)
			wantKind(t, r, "")
			if r.DurationMS > 2000 { // of a budget of 5000
				t.Errorf("took %v ms", r.DurationMS)
			}
		})
	}
}
