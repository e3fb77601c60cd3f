package probe

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// loopback is a Prober for tests: it may go anywhere, and all servers are here.
func loopback() *Prober {
	return &Prober{Guard: Unrestricted(), Vantage: "test", Timeout: 5 * time.Second}
}

// budgetFor is how long a check may take that is to find a kind: where it will
// wait to the end, no longer than a busy machine needs to get so far.
func budgetFor(kind Kind) time.Duration {
	switch kind {
	case ResponseTimeout, ResponseStalled, TLSTimeout:
		return 1500 * time.Millisecond
	}
	return 4 * time.Second
}

// serve runs handle on each connection to a new loopback listener, and
// returns its address.
func serve(t testing.TB, handle func(net.Conn)) string {
	t.Helper()
	return serveOn(t, "127.0.0.1:0", handle)
}

func serveOn(t testing.TB, addr string, handle func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	var mu sync.Mutex
	conns := map[net.Conn]bool{}
	open.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns[conn] = true
			mu.Unlock()
			open.Go(func() {
				defer conn.Close()
				handle(conn)
			})
		}
	})
	t.Cleanup(func() {
		ln.Close()
		mu.Lock()
		for conn := range conns {
			conn.Close()
		}
		mu.Unlock()
		open.Wait()
	})
	return ln.Addr().String()
}

// readRequest reads one HTTP/1 request, so that closing afterwards sends FIN
// rather than RST.
func readRequest(conn net.Conn) {
	http.ReadRequest(bufio.NewReader(conn))
}

// say answers a request with the very bytes given, and closes.
func say(answer string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		io.WriteString(conn, answer)
	}
}

// hang waits until the other side is gone.
func hang(conn net.Conn) { io.Copy(io.Discard, conn) }

// reset ends a connection by RST.
func reset(conn net.Conn) {
	if c, ok := conn.(*net.TCPConn); ok {
		c.SetLinger(0)
	}
	conn.Close()
}

// authority is a certificate authority of the test's own.
type authority struct {
	t    testing.TB
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB, name string) *authority {
	return (&authority{t: t}).issueAuthority(name, nil)
}

var serial = struct {
	sync.Mutex
	n int64
}{n: 1000}

func nextSerial() *big.Int {
	serial.Lock()
	defer serial.Unlock()
	serial.n++
	return big.NewInt(serial.n)
}

// issueAuthority makes an authority below this one, or a root where this one
// has no certificate.
func (a *authority) issueAuthority(name string, change func(*x509.Certificate)) *authority {
	a.t.Helper()
	template := &x509.Certificate{
		SerialNumber: nextSerial(), Subject: pkix.Name{CommonName: name, Organization: []string{name}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(5, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	if change != nil {
		change(template)
	}
	cert, key := a.sign(template)
	return &authority{t: a.t, cert: cert, key: key}
}

func (a *authority) sign(template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	parent, parentKey := a.cert, a.key
	if parent == nil {
		parent, parentKey = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, key
}

// issue makes a good certificate for 127.0.0.1, ::1, localhost and site.test,
// spoilt by change; via are sent along with it.
func (a *authority) issue(change func(*x509.Certificate), via ...*authority) tls.Certificate {
	a.t.Helper()
	template := &x509.Certificate{
		SerialNumber: nextSerial(), Subject: pkix.Name{CommonName: "site.test"},
		DNSNames:    []string{"localhost", "site.test"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotBefore:   time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(template)
	}
	cert, key := a.sign(template)
	chain := tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}
	for _, v := range via {
		chain.Certificate = append(chain.Certificate, v.cert.Raw)
	}
	return chain
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// serveTLS answers "ok" over TLS.
func serveTLS(t testing.TB, config *tls.Config) string {
	t.Helper()
	return serve(t, func(raw net.Conn) {
		conn := tls.Server(raw, config)
		defer conn.Close()
		if conn.Handshake() == nil {
			say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(conn)
		}
	})
}

// wantKind fails the test where a Report's problem is another one.
func wantKind(t testing.TB, r *Report, want Kind) {
	t.Helper()
	if got := r.Problem(); got != want {
		t.Errorf("problem is %q, want %q\n%s", got, want, show(r))
	}
}

func show(r *Report) string {
	text, _ := json.MarshalIndent(r, "", "  ")
	if r.Failure != nil {
		text = append(text, "\nfailure: "+string(r.Failure.Kind)+" "+r.Failure.Code+" "+r.Failure.Detail...)
	}
	return string(text)
}

// quiet swallows what a server under test logs.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
