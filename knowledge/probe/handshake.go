package probe

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// The first byte of a TLS record says what it holds (RFC 8446, 5.1).
const (
	recordAlert     = 0x15
	recordHandshake = 0x16
)

// secured is a connection after its TLS handshake.
type secured struct {
	conn   *tls.Conn
	h2     bool
	record *meter // what is below conn
	shaken int64  // how many bytes the handshake took
}

// accepted reports whether the server went on after the client's part of the
// handshake: it sent more than alerts (in TLS 1.3 they take 24 bytes each),
// session tickets for example (RFC 8446, 4.6.1).
func (s *secured) accepted() bool {
	const alerts = 2 * 24
	return s.record.state().read-s.shaken > alerts
}

// handshake speaks TLS over raw. Verification is ours, so that what the server
// presented is described also where it is refused. The Certificate is nil
// where none was presented.
func (c *check) handshake(ctx context.Context, raw net.Conn, t target, protocols []string) (*secured, *Certificate, *Failure) {
	var (
		cert   *Certificate
		fault  *Failure
		asked  bool // the server wants a certificate of ours
		record = &meter{Conn: raw}
	)
	config := &tls.Config{
		ServerName: t.serverName(),
		NextProtos: protocols,
		// Only up to TLS 1.2; the suites of 1.3 are not a matter of choice.
		CipherSuites: browserSuites(),
		// Nothing is resumed, but without a cache no session tickets are asked
		// for, which tell whether the server accepts us: see accepted.
		ClientSessionCache: tls.NewLRUClientSessionCache(1),
		// VerifyConnection does more than what is skipped here: see judge.
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			cert = describe(state)
			fault = c.judge(state.PeerCertificates, t.host, cert)
			if fault != nil {
				return errCertificate
			}
			return nil
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			asked = true
			return new(tls.Certificate), nil
		},
	}
	conn := tls.Client(record, config)
	raw.SetDeadline(c.setupDeadline(time.Now()))
	err := conn.HandshakeContext(ctx)
	raw.SetDeadline(c.deadline)
	if cert != nil {
		cert.ClientCertificateRequested = asked
	}
	switch {
	case err == nil:
		h2 := conn.ConnectionState().NegotiatedProtocol == "h2"
		return &secured{conn: conn, h2: h2, record: record, shaken: record.state().read}, cert, nil
	case fault != nil:
		return nil, cert, fault
	case asked && !isTimeout(err) && refusesCertificate(err):
		return nil, cert, clientCertificateFailure(err)
	}
	return nil, cert, handshakeFailure(err, record.state())
}

// serverName is the name to send in the handshake (SNI); addresses have none.
func (t target) serverName() string {
	if _, ok := t.addr(); ok {
		return ""
	}
	return t.host
}

var errCertificate = errors.New("the certificate is not accepted")

// refusesCertificate reports whether a connection that ended like this, after
// the server asked for a certificate and got none, ended for that reason: by no
// alert at all, or by one that speaks of certificates or access.
func refusesCertificate(err error) bool {
	alert, ok := remoteAlert(err)
	if !ok {
		return true
	}
	switch name := alertName(alert); name {
	case "handshake_failure", "access_denied", "unknown_ca":
		return true
	default:
		return strings.Contains(name, "certificate")
	}
}

func clientCertificateFailure(err error) *Failure {
	code := ""
	if alert, ok := remoteAlert(err); ok {
		code = alertName(alert)
	}
	detail := "The server asked for a client certificate, and refused the connection as it got none."
	if code != "" {
		detail = "The server asked for a client certificate, and refused the connection with the TLS alert " + code + "."
	}
	return fail(TLSClientCertificateRequired, code, detail)
}

// handshakeFailure tells apart why a handshake ended before the server's
// certificate was judged. A missing agreement is looked into by secondLook.
func handshakeFailure(err error, got reading) *Failure {
	if alert, ok := remoteAlert(err); ok {
		return alertFailure(alert)
	}
	switch {
	case got.read > 0 && !got.looksTLS():
		told, within := otherProtocol(got)
		return fail(TLSNotTLS, "", cmp.Or(told, "Its first bytes are no TLS record.")).in(within)
	case isTimeout(err):
		return fail(TLSTimeout, "", "The connection was accepted, but the TLS handshake was not completed in time.")
	case isReset(err), isReset(got.err):
		return fail(ConnectionReset, "ECONNRESET", "The server reset the connection during the TLS handshake.").in("handshake")
	case isClosed(err):
		return fail(ConnectionClosed, "", "The server closed the connection during the TLS handshake.").in("handshake")
	case strings.Contains(err.Error(), "unsupported protocol version"):
		return fail(TLSVersion, "protocol_version", "The server chose a TLS version below 1.2.")
	case strings.Contains(err.Error(), "cipher suite"):
		return fail(TLSNoSharedCipher, "", "The server chose a cipher suite that was not offered: "+tlsCause(err)+".")
	case strings.Contains(err.Error(), "certificate") && !strings.Contains(err.Error(), "unexpected"):
		return fail(TLSBadCertificate, "", sentence(tlsCause(err)))
	}
	return fail(TLSHandshakeFailed, "", sentence(tlsCause(err)))
}

func alertFailure(alert uint8) *Failure {
	name := alertName(alert)
	if alert == alertProtocolVersion {
		return fail(TLSVersion, name, "The server accepts no TLS version from 1.2 on: it sent the alert protocol_version.")
	}
	return fail(TLSHandshakeFailed, name, "The server ended the TLS handshake with the alert "+name+".")
}

func tlsCause(err error) string {
	return strings.TrimPrefix(strings.TrimPrefix(cause(err), "tls: "), "x509: ")
}

// mayLackAgreement reports whether a failure may come from the two sides having
// no version or cipher in common.
func mayLackAgreement(f *Failure) bool {
	return f.Kind == TLSVersion || f.Kind == TLSHandshakeFailed && (f.Code == "handshake_failure" || f.Code == "insufficient_security")
}

// secondLook asks a server that agreed to nothing what it would agree to, and
// so tells an old version from a missing cipher. It sends no request.
func (c *check) secondLook(ctx context.Context, t target, ap netip.AddrPort, first *Failure) (*Certificate, *Failure) {
	conn, err := c.dial(ctx, t.host, ap)
	if err != nil {
		return nil, first
	}
	defer conn.Close()
	conn.SetDeadline(c.setupDeadline(time.Now()))
	lax := tls.Client(conn, &tls.Config{ServerName: t.serverName(), InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, CipherSuites: allSuites()})
	if lax.HandshakeContext(ctx) == nil {
		state := lax.ConnectionState()
		return describe(state), disagreement(state.Version, state.CipherSuite, first)
	}
	version, suite, ok := c.sniffHello(ctx, t, ap)
	if !ok {
		return nil, first
	}
	if leaf := c.sniffCertificate(ctx, t, ap); leaf != nil && weakSignature(leaf.SignatureAlgorithm) {
		f := weakFault(leaf)
		return nil, fail(f.kind, "", f.detail)
	}
	return nil, disagreement(version, suite, first)
}

// disagreement tells what two sides have not in common, where the server would
// choose this version and suite.
func disagreement(version, suite uint16, first *Failure) *Failure {
	if version < tls.VersionTLS12 {
		return fail(TLSVersion, "protocol_version", fmt.Sprintf("The server speaks %s at most, which browsers refuse: they want TLS 1.2 or newer.", tls.VersionName(version)))
	}
	if first.Kind == TLSVersion {
		return first
	}
	if slices.Contains(browserSuites(), suite) {
		return fail(first.Kind, first.Code, fmt.Sprintf("The server would accept %s (%s), which was offered, but no signature algorithm or key exchange group that was.", suiteName(suite), tls.VersionName(version))).in("parameters")
	}
	return fail(TLSNoSharedCipher, first.Code, fmt.Sprintf("The server accepts none of the cipher suites that browsers offer; it would accept %s (%s).", suiteName(suite), tls.VersionName(version)))
}

// browserSuites are crypto/tls's usual suites and those with RSA key exchange
// that Chrome and Firefox still offer (badssl.com's static-rsa opens in them):
// what they open is not broken.
func browserSuites() []uint16 {
	return append(suiteIDs(tls.CipherSuites()),
		tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA)
}

func allSuites() []uint16 {
	return append(suiteIDs(tls.CipherSuites()), suiteIDs(tls.InsecureCipherSuites())...)
}

func suiteIDs(suites []*tls.CipherSuite) (ids []uint16) {
	for _, suite := range suites {
		ids = append(ids, suite.ID)
	}
	return ids
}

// describe tells what a server presented, and what the handshake agreed on.
func describe(state tls.ConnectionState) *Certificate {
	cert := &Certificate{
		Version: tls.VersionName(state.Version), Cipher: suiteName(state.CipherSuite),
		ChainLength: len(state.PeerCertificates), Names: []string{},
	}
	if len(state.PeerCertificates) == 0 {
		return cert
	}
	leaf := state.PeerCertificates[0]
	cert.Subject, cert.Issuer = printable(leaf.Subject.String()), printable(leaf.Issuer.String())
	cert.NotBefore, cert.NotAfter = leaf.NotBefore.UTC(), leaf.NotAfter.UTC()
	cert.Names, cert.MoreNames = certificateNames(leaf)
	return cert
}

// certificateNames are what a certificate is for. maxNames are kept: badssl.com
// shows that there can be 10,000. more says how many there are beyond.
func certificateNames(leaf *x509.Certificate) (names []string, more int) {
	const maxNames = 100
	names = []string{}
	for _, name := range leaf.DNSNames {
		names = append(names, printable(name))
	}
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) > maxNames {
		more = len(names) - maxNames
		names = names[:maxNames]
	}
	return names, more
}
