package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"
)

// demoTarget is a small server on loopback with one thing to find, so that
// checks in the playground work without internet.
type demoTarget struct {
	Name string // what a person reads
	URL  string
}

// demo is the set of running targets.
type demo struct {
	targets []demoTarget
	allow   []string       // host:port of each, for the guard
	roots   *x509.CertPool // the authority that signed the targets' certificates
	servers []*http.Server
}

// slowness is how long the slow page thinks: over the threshold of the
// slow_first_byte warning, well under the budget of a check.
const slowness = 3 * time.Second

// startDemo starts every target on a free port of loopback.
func startDemo() (*demo, error) {
	expired, roots, err := expiredCertificate(time.Now())
	if err != nil {
		return nil, fmt.Errorf("making the demo certificate: %w", err)
	}
	d := &demo{roots: roots}
	plain := []struct {
		name    string
		path    string
		handler http.Handler
	}{
		{"a healthy page", "/", page("All is well.")},
		{"a 502 from a proxy with nothing behind it", "/checkout", orphanedProxy()},
		{"a redirect loop", "/login", redirectTo("/login")},
		{"a slow page", "/report", slow(slowness, page("At last."))},
		{"down for maintenance, with Retry-After", "/shop", maintenance()},
	}
	for _, target := range plain {
		if err := d.start(target.name, target.path, target.handler, nil); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	if err := d.start("an expired certificate", "/", page("Behind an expired certificate."), expired); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// start serves one target; a certificate makes it HTTPS.
func (d *demo) start(name, path string, handler http.Handler, certificate *tls.Certificate) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening for demo target %q: %w", name, err)
	}
	scheme := "http"
	if certificate != nil {
		scheme = "https"
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{*certificate}})
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // failing is these servers' purpose
	}
	go server.Serve(listener)
	address := listener.Addr().String()
	d.servers = append(d.servers, server)
	d.allow = append(d.allow, address)
	d.targets = append(d.targets, demoTarget{Name: name, URL: scheme + "://" + address + path})
	return nil
}

// Close stops every target.
func (d *demo) Close() error {
	var errs []error
	for _, server := range d.servers {
		errs = append(errs, server.Close())
	}
	return errors.Join(errs...)
}

func page(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><title>httpcode demo</title><p>%s</p>\n", text)
	})
}

func redirectTo(location string) http.Handler {
	return http.RedirectHandler(location, http.StatusFound)
}

func slow(delay time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(delay):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}

func maintenance() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "600")
		http.Error(w, "Down for maintenance. Back in ten minutes.", http.StatusServiceUnavailable)
	})
}

// orphanedProxy is a real reverse proxy with nothing behind it. Port 1
// (tcpmux) is reserved and privileged: nothing listens there by accident, as
// it might on a port that was merely free a moment ago.
func orphanedProxy() http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "127.0.0.1:1"})
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	return proxy
}
