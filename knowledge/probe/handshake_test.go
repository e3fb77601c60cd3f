package probe

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

func tlsConfig(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}}
}

// badssl.com's certificates, and those that a test lab makes.
func TestCertificatesAreToldApart(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "Test Root")
	middle := root.issueAuthority("Test Middle", nil)
	stranger := newAuthority(t, "Strange Root")
	strangeMiddle := stranger.issueAuthority("Strange Middle", nil)
	alone := &authority{t: t}
	expired := func(c *x509.Certificate) { c.NotBefore, c.NotAfter = ago(48), ago(24) }
	wrongName := func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = []string{"wrong.test"}, nil }
	aia := func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.test/middle.crt"} }
	leafAsIssuer := func() tls.Certificate {
		cert, key := root.sign(&x509.Certificate{SerialNumber: nextSerial(), Subject: pkix.Name{CommonName: "No Authority"},
			NotBefore: ago(1), NotAfter: ago(-99), BasicConstraintsValid: true})
		fake := &authority{t: t, cert: cert, key: key}
		return fake.issue(nil, fake)
	}
	short := root.issueAuthority("Test Short", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	constrained := root.issueAuthority("Test Constrained", func(c *x509.Certificate) {
		c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"elsewhere.test"}
	})
	old := root.issueAuthority("Test Old", func(c *x509.Certificate) { c.NotBefore, c.NotAfter = ago(48), ago(24) })
	young := root.issueAuthority("Test Young", func(c *x509.Certificate) { c.NotBefore = ago(-48) })
	for name, test := range map[string]struct {
		cert   tls.Certificate
		want   Kind
		faults []Kind
		detail string
	}{
		"good":                                  {root.issue(nil), "", nil, ""},
		"good with an intermediate":             {middle.issue(nil, middle), "", nil, ""},
		"good with a chain in the wrong order":  {short.issue(nil, root, short), "", nil, ""},
		"good with the root sent along":         {middle.issue(nil, middle, root), "", nil, ""},
		"expired":                               {root.issue(expired), TLSExpired, []Kind{TLSExpired}, "expired on"},
		"not yet valid":                         {root.issue(func(c *x509.Certificate) { c.NotBefore = ago(-24) }), TLSNotYetValid, []Kind{TLSNotYetValid}, "before"},
		"wrong name":                            {root.issue(wrongName), TLSHostnameMismatch, []Kind{TLSHostnameMismatch}, "wrong.test"},
		"no names but a common name":            {root.issue(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, nil }), TLSHostnameMismatch, []Kind{TLSHostnameMismatch}, "site.test"},
		"self-signed":                           {alone.issue(nil), TLSSelfSigned, []Kind{TLSSelfSigned}, "self-signed"},
		"self-signed authority":                 {selfAsServer(stranger), TLSHostnameMismatch, []Kind{TLSHostnameMismatch, TLSSelfSigned}, ""},
		"self-signed, expired and misnamed":     {alone.issue(func(c *x509.Certificate) { expired(c); wrongName(c) }), TLSExpired, []Kind{TLSExpired, TLSHostnameMismatch, TLSSelfSigned}, "self-signed"},
		"by a stranger":                         {stranger.issue(nil), TLSUnknownAuthority, []Kind{TLSUnknownAuthority}, "Strange Root"},
		"by a stranger who is sent along":       {stranger.issue(nil, stranger), TLSUnknownAuthority, []Kind{TLSUnknownAuthority}, "Strange Root"},
		"by a stranger's intermediate":          {strangeMiddle.issue(nil, strangeMiddle), TLSUnknownAuthority, []Kind{TLSUnknownAuthority}, "Strange Root"},
		"by a stranger's intermediate and root": {strangeMiddle.issue(nil, strangeMiddle, stranger), TLSUnknownAuthority, []Kind{TLSUnknownAuthority}, "Strange Root"},
		"intermediate missing, by what is said": {middle.issue(aia), TLSIncompleteChain, []Kind{TLSIncompleteChain}, "Test Middle"},
		"intermediate missing below the root":   {middle.issue(nil, root), TLSIncompleteChain, []Kind{TLSIncompleteChain}, "Test Middle"},
		"intermediate missing, by its name":     {root.issueAuthority("R3 Intermediate", nil).issue(nil), TLSIncompleteChain, []Kind{TLSIncompleteChain}, "R3 Intermediate"},
		"not for servers":                       {root.issue(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }), TLSBadCertificate, []Kind{TLSBadCertificate}, "not for servers"},
		"issued by what is no authority":        {leafAsIssuer(), TLSBadCertificate, []Kind{TLSBadCertificate}, "authority"},
		"a path too long":                       {short.issueAuthority("Test Deeper", nil).deep(short), TLSBadCertificate, []Kind{TLSBadCertificate}, ""},
		"a name out of the issuer's bounds":     {constrained.issue(nil, constrained), TLSBadCertificate, []Kind{TLSBadCertificate}, "constrain"},
		"an intermediate that is expired":       {old.issue(nil, old), TLSExpired, []Kind{TLSExpired}, "Test Old"},
		"an intermediate not valid yet":         {young.issue(nil, young), TLSNotYetValid, []Kind{TLSNotYetValid}, "Test Young"},
		"a thousand names":                      {root.issue(manyNames), "", nil, ""},
		"a key too short":                       {root.issueRSA(1024), TLSBadCertificate, []Kind{TLSBadCertificate}, "1024 bits"},
		"self-signed with a key too short":      {alone.issueRSA(1024), TLSSelfSigned, []Kind{TLSSelfSigned, TLSBadCertificate}, "1024 bits"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := loopback()
			p.RootCAs = root.pool()
			r := p.Check(t.Context(), "https://"+serveTLS(t, tlsConfig(test.cert)))
			wantKind(t, r, test.want)
			cert := r.Hops[0].TLS
			if cert == nil || cert.Version == "" || cert.Cipher == "" || cert.NotAfter.IsZero() || cert.ChainLength != len(test.cert.Certificate) {
				t.Fatalf("what was presented is not described: %s", show(r))
			}
			if cert.Verified != (test.want == "") || !slices.Equal(cert.Faults, test.faults) {
				t.Errorf("verified %v, faults %v, want %v", cert.Verified, cert.Faults, test.faults)
			}
			if r.Failure != nil && !strings.Contains(r.Failure.Detail, test.detail) {
				t.Errorf("detail %q lacks %q", r.Failure.Detail, test.detail)
			}
			if r.Failure != nil && (r.Failure.Case == "intermediate") != strings.Contains(name, "an intermediate") {
				t.Errorf("the case is %q", r.Failure.Case)
			}
		})
	}
}

func ago(hours int) time.Time { return time.Now().Add(time.Duration(-hours) * time.Hour) }

func manyNames(c *x509.Certificate) {
	for i := range 1000 {
		c.DNSNames = append(c.DNSNames, strings.Repeat("a", 1+i%50)+".test")
	}
}

func selfAsServer(a *authority) tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{a.cert.Raw}, PrivateKey: a.key}
}

func (a *authority) deep(above ...*authority) tls.Certificate {
	return a.issue(nil, append([]*authority{a}, above...)...)
}

// issueRSA makes a certificate with an RSA key, which can encrypt.
func (a *authority) issueRSA(bits int) tls.Certificate {
	a.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		a.t.Fatal(err)
	}
	template, err := x509.ParseCertificate(a.issue(nil).Certificate[0])
	if err != nil {
		a.t.Fatal(err)
	}
	template.KeyUsage |= x509.KeyUsageKeyEncipherment
	parent, signer := a.cert, crypto.Signer(a.key)
	if parent == nil {
		parent, signer = template, key
		template.SignatureAlgorithm, template.PublicKey = x509.SHA256WithRSA, key.Public()
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		a.t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestHandshakesAreToldApart(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "Test Root")
	cert, rsaCert := root.issue(nil), root.issueRSA(2048)
	config := func(change func(*tls.Config)) func(net.Conn) {
		c := tlsConfig(cert)
		change(c)
		return func(raw net.Conn) {
			conn := tls.Server(raw, c)
			defer conn.Close()
			if conn.Handshake() == nil {
				say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(conn)
			}
		}
	}
	afterHello := func(answer string) func(net.Conn) {
		return func(c net.Conn) {
			c.Read(make([]byte, 4096))
			io.WriteString(c, answer)
			hang(c)
		}
	}
	for name, test := range map[string]struct {
		handle func(net.Conn)
		want   Kind
		code   string
	}{
		"TLS 1.3": {config(func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 }), "", ""},
		"TLS 1.2": {config(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }), "", ""},
		"TLS 1.1": {config(func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }), TLSVersion, "protocol_version"},
		"TLS 1.0": {config(func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 }), TLSVersion, "protocol_version"},
		"RC4 only": {config(func(c *tls.Config) {
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA}
		}), TLSNoSharedCipher, "handshake_failure"},
		"RSA key exchange only, as in badssl.com's static-rsa": {func(raw net.Conn) {
			conn := tls.Server(raw, &tls.Config{Certificates: []tls.Certificate{rsaCert}, MaxVersion: tls.VersionTLS12,
				CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}})
			say("HTTP/1.1 204 No Content\r\n\r\n")(conn)
			conn.Close()
		}, "", ""},
		"a client certificate over TLS 1.2": {config(func(c *tls.Config) { c.MaxVersion, c.ClientAuth = tls.VersionTLS12, tls.RequireAnyClientCert }), TLSClientCertificateRequired, ""},
		"a client certificate over TLS 1.3": {config(func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }), TLSClientCertificateRequired, ""},
		"a close after an optional client certificate": {func(raw net.Conn) {
			c := tlsConfig(cert)
			c.ClientAuth = tls.RequestClientCert
			conn := tls.Server(raw, c)
			defer conn.Close()
			readRequest(conn)
		}, ConnectionClosed, ""},
		"a close in place of session tickets": {func(raw net.Conn) {
			c := tlsConfig(cert)
			c.ClientAuth, c.SessionTicketsDisabled = tls.RequestClientCert, true
			conn := tls.Server(raw, c)
			defer conn.Close()
			readRequest(conn)
		}, TLSClientCertificateRequired, ""},
		"plain text after the handshake": {func(raw net.Conn) {
			conn := tls.Server(raw, tlsConfig(cert))
			conn.Handshake()
			readRequest(conn)
			io.WriteString(raw, "\x15\x03\x03\x00\x02\x02\x50")
		}, TLSHandshakeFailed, "bad_record_mac"},
		"a client certificate asked for, not needed": {config(func(c *tls.Config) { c.ClientAuth = tls.RequestClientCert }), "", ""},
		"plain HTTP":                  {afterHello("HTTP/1.1 400 Bad Request\r\n\r\n"), TLSNotTLS, ""},
		"HTTP/2 in plain text":        {afterHello("\x00\x00\x00\x04\x00\x00\x00\x00\x00"), TLSNotTLS, ""},
		"SSH":                         {func(c net.Conn) { io.WriteString(c, "SSH-2.0-OpenSSH_9.9\r\n"); hang(c) }, TLSNotTLS, ""},
		"a short greeting":            {func(c net.Conn) { readSome(c); io.WriteString(c, "hi\n") }, TLSNotTLS, ""},
		"silence":                     {hang, TLSTimeout, ""},
		"half a record and silence":   {afterHello("\x16\x03\x03\x00\x7a\x02"), TLSTimeout, ""},
		"a close":                     {func(c net.Conn) { readSome(c) }, ConnectionClosed, ""},
		"a reset":                     {func(c net.Conn) { readSome(c); reset(c) }, ConnectionReset, "ECONNRESET"},
		"alert unrecognized_name":     {afterHello("\x15\x03\x03\x00\x02\x02\x70"), TLSHandshakeFailed, "unrecognized_name"},
		"alert internal_error":        {afterHello("\x15\x03\x03\x00\x02\x02\x50"), TLSHandshakeFailed, "internal_error"},
		"alert handshake_failure":     {afterHello("\x15\x03\x03\x00\x02\x02\x28"), TLSHandshakeFailed, "handshake_failure"},
		"alert protocol_version":      {afterHello("\x15\x03\x01\x00\x02\x02\x46"), TLSVersion, "protocol_version"},
		"no protocol in common":       {config(func(c *tls.Config) { c.NextProtos = []string{"mqtt"} }), TLSHandshakeFailed, "no_application_protocol"},
		"a hello that makes no sense": {afterHello("\x16\x03\x03\x00\x04\x02\x00\x00\x00"), TLSHandshakeFailed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := loopback()
			p.RootCAs, p.Timeout = root.pool(), budgetFor(test.want)
			r := p.Check(t.Context(), "https://"+serve(t, test.handle))
			wantKind(t, r, test.want)
			if r.Failure != nil && test.code != "" && r.Failure.Code != test.code {
				t.Errorf("code %q, want %q", r.Failure.Code, test.code)
			}
			if test.want == TLSVersion && strings.HasPrefix(name, "TLS") && !strings.Contains(r.Failure.Detail, name) {
				t.Errorf("detail %q does not name %s", r.Failure.Detail, name)
			}
		})
	}
}

func readSome(conn net.Conn) { conn.Read(make([]byte, 4096)) }
