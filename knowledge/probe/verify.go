package probe

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// fault is one thing that is wrong with a certificate.
type fault struct {
	kind   Kind
	detail string
	within string // the Failure's Case
}

// judge verifies what a server presented for a host, notes the outcome in
// cert, and returns the first fault as a Failure. Faults come in the order in
// which a person would want to know of them: what the certificate itself says
// (dates, names, purpose) before whom one has to trust for it, as the former
// is wrong for every client and the latter may be wrong for this one only.
func (c *check) judge(chain []*x509.Certificate, host string, cert *Certificate) *Failure {
	if len(chain) == 0 {
		return fail(TLSBadCertificate, "", "The server presented no certificate.")
	}
	found := c.faults(chain, host)
	cert.Verified = len(found) == 0
	if cert.Verified {
		return nil
	}
	details := make([]string, len(found))
	for i, f := range found {
		cert.Faults = append(cert.Faults, f.kind)
		details[i] = f.detail
	}
	return fail(found[0].kind, "", strings.Join(details, " ")).in(found[0].within)
}

func (c *check) faults(chain []*x509.Certificate, host string) []fault {
	leaf, now := chain[0], c.prober.now()
	var found []fault
	f, dated := dateFault(leaf, now)
	if dated {
		found = append(found, f)
		now = leaf.NotAfter.Add(-time.Second) // look at the rest as it was while valid
	}
	if err := leaf.VerifyHostname(certificateHost(host)); err != nil {
		found = append(found, fault{kind: TLSHostnameMismatch, detail: nameDetail(leaf, host)})
	}
	if f, wrong := leafFault(leaf); wrong {
		return append(found, f)
	}
	if f, wrong := c.chainFault(chain, now); wrong && !(dated && isDate(f.kind)) {
		found = append(found, f)
	}
	if f, wrong := keyFault(leaf); wrong {
		found = append(found, f)
	}
	return found
}

func isDate(kind Kind) bool { return kind == TLSExpired || kind == TLSNotYetValid }

// certificateHost is the form in which x509 takes an address.
func certificateHost(host string) string {
	if strings.Contains(host, ":") {
		host, _, _ = strings.Cut(host, "%")
		return "[" + host + "]"
	}
	return host
}

func dateFault(cert *x509.Certificate, now time.Time) (fault, bool) {
	const day = "2 January 2006, 15:04 MST"
	switch {
	case now.After(cert.NotAfter):
		return fault{kind: TLSExpired, detail: "The certificate expired on " + cert.NotAfter.UTC().Format(day) + "."}, true
	case now.Before(cert.NotBefore):
		return fault{kind: TLSNotYetValid, detail: "The certificate is not valid before " + cert.NotBefore.UTC().Format(day) + "."}, true
	}
	return fault{}, false
}

func nameDetail(leaf *x509.Certificate, host string) string {
	names, more := certificateNames(leaf)
	switch {
	case len(names) == 0 && leaf.Subject.CommonName != "":
		return fmt.Sprintf("The certificate names no host among its subject alternative names, and browsers no longer read its common name %q.", clip(leaf.Subject.CommonName, 100))
	case len(names) == 0:
		return "The certificate names no host at all."
	case len(names) > 5:
		return fmt.Sprintf("The certificate is not for %s but for %s and %d more names.", host, strings.Join(names[:5], ", "), len(names)-5+more)
	}
	return fmt.Sprintf("The certificate is not for %s but for %s.", host, strings.Join(names, ", "))
}

// leafFault finds what disqualifies a server's certificate whoever signed it.
func leafFault(leaf *x509.Certificate) (fault, bool) {
	usages := leaf.ExtKeyUsage
	limited := len(usages) > 0 || len(leaf.UnknownExtKeyUsage) > 0
	if limited && !slices.Contains(usages, x509.ExtKeyUsageServerAuth) && !slices.Contains(usages, x509.ExtKeyUsageAny) {
		return fault{kind: TLSBadCertificate, detail: "The certificate is not for servers: its extended key usage leaves out server authentication."}, true
	}
	if weakSignature(leaf.SignatureAlgorithm) && !selfSigned(leaf) {
		return weakFault(leaf), true
	}
	return fault{}, false
}

// keyFault finds an RSA key below 2048 bits. Chrome and Firefox still open a
// site with 1024; Apple's systems (support article 103769) and programs that
// use OpenSSL at its usual level (SSL_CTX_set_security_level(3), level 2:
// curl on Debian, Ubuntu, Fedora) do not.
func keyFault(leaf *x509.Certificate) (fault, bool) {
	key, ok := leaf.PublicKey.(*rsa.PublicKey)
	if !ok || key.N.BitLen() >= 2048 {
		return fault{}, false
	}
	return fault{kind: TLSBadCertificate, detail: fmt.Sprintf("Its RSA key has only %d bits; Apple's systems and most programs on Linux want 2048.", key.N.BitLen())}, true
}

func weakFault(cert *x509.Certificate) fault {
	return fault{kind: TLSBadCertificate, detail: fmt.Sprintf("The certificate of %q is signed with %s, which is too weak to be accepted.", clip(commonName(cert), 100), cert.SignatureAlgorithm)}
}

func weakSignature(algorithm x509.SignatureAlgorithm) bool {
	switch algorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}

// selfSigned reports whether a certificate is its own issuer. A signature that
// Go no longer checks, such as SHA-1, counts as its own.
func selfSigned(cert *x509.Certificate) bool {
	if !bytes.Equal(cert.RawIssuer, cert.RawSubject) {
		return false
	}
	err := cert.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature)
	var insecure x509.InsecureAlgorithmError
	return err == nil || errors.As(err, &insecure) || errors.Is(err, x509.ErrUnsupportedAlgorithm)
}

// chainFault verifies the way from the leaf to an authority.
func (c *check) chainFault(chain []*x509.Certificate, now time.Time) (fault, bool) {
	pool := x509.NewCertPool()
	for _, cert := range chain[1:] {
		pool.AddCert(cert)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: c.prober.RootCAs, Intermediates: pool, CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err == nil {
		return fault{}, false
	}
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) {
		if invalid.Reason == x509.Expired && invalid.Cert != nil {
			f, _ := dateFault(invalid.Cert, now)
			whose := fmt.Sprintf("The certificate of the authority %q", clip(commonName(invalid.Cert), 100))
			f.detail, f.within = strings.Replace(f.detail, "The certificate", whose, 1), "intermediate"
			return f, f.kind != ""
		}
		return fault{kind: TLSBadCertificate, detail: "The certificate chain is not valid: " + tlsCause(err) + "."}, true
	}
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		return c.trustFault(chain, now, err), true
	}
	return fault{kind: TLSBadCertificate, detail: "The certificate chain cannot be verified: " + tlsCause(err) + "."}, true
}

// trustFault tells apart why no chain leads to a known authority.
func (c *check) trustFault(chain []*x509.Certificate, now time.Time, err error) fault {
	leaf := chain[0]
	if selfSigned(leaf) {
		return fault{kind: TLSSelfSigned, detail: "The certificate is self-signed: no authority vouches for it."}
	}
	if strings.Contains(err.Error(), "insecure algorithm") {
		return fault{kind: TLSBadCertificate, detail: "A signature in the chain uses an algorithm that is too weak to be accepted."}
	}
	top, bad := climb(chain)
	issuer := clip(top.Issuer.String(), 200)
	switch {
	case bad != "":
		return fault{kind: TLSBadCertificate, detail: bad}
	case selfSigned(top):
		return fault{kind: TLSUnknownAuthority, detail: fmt.Sprintf("The chain ends at %q, an authority that is not trusted here.", clip(commonName(top), 100))}
	case lacksIntermediate(top, top == leaf), c.presentsAuthority(chain, now):
		return fault{kind: TLSIncompleteChain, detail: fmt.Sprintf("The server left out the intermediate certificate %q that signed %q.", issuer, clip(commonName(top), 100))}
	}
	return fault{kind: TLSUnknownAuthority, detail: fmt.Sprintf("The certificate was issued by %q, an authority that is not trusted here.", issuer)}
}

// climb follows the presented certificates from the leaf upwards, in whatever
// order they were sent, and returns the last one that it reaches. bad says why
// a presented issuer cannot be one.
func climb(chain []*x509.Certificate) (top *x509.Certificate, bad string) {
	top = chain[0]
	for range chain {
		next := slices.IndexFunc(chain, func(cert *x509.Certificate) bool {
			return cert != top && bytes.Equal(cert.RawSubject, top.RawIssuer) && !bytes.Equal(cert.Raw, top.Raw)
		})
		if next < 0 || selfSigned(top) {
			return top, ""
		}
		issuer := chain[next]
		err := top.CheckSignatureFrom(issuer)
		var constraint x509.ConstraintViolationError
		var insecure x509.InsecureAlgorithmError
		switch {
		case errors.As(err, &constraint):
			return top, fmt.Sprintf("%q was issued by %q, which is no certificate authority.", clip(commonName(top), 100), clip(commonName(issuer), 100))
		case errors.As(err, &insecure):
			return top, weakFault(top).detail
		case err != nil:
			return top, "" // of the same name, but not the issuer
		}
		top = issuer
	}
	return top, ""
}

// presentsAuthority reports whether a server sends an authority that is trusted
// here, though no way leads to it: what lies between them is missing.
func (c *check) presentsAuthority(chain []*x509.Certificate, now time.Time) bool {
	return slices.ContainsFunc(chain[1:], func(cert *x509.Certificate) bool {
		_, err := cert.Verify(x509.VerifyOptions{Roots: c.prober.RootCAs, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
		return err == nil && cert.IsCA
	})
}

// intermediateName and rootName are how authorities call their certificates.
var (
	intermediateName = regexp.MustCompile(`(?i)intermediate|issuing|subordinate|\binter\b|\bsub[ -]?ca\b`)
	rootName         = regexp.MustCompile(`(?i)\broot\b`)
)

// lacksIntermediate decides, by what a certificate says of its issuer, whether
// the issuer is an intermediate that the server should have sent: the issuer's
// name says so, or a server's certificate names a place to fetch the issuer
// from, as all public ones do. An issuer that calls itself a root is none: it
// would not be sent, so the authority is unknown.
func lacksIntermediate(cert *x509.Certificate, isLeaf bool) bool {
	issuer := cert.Issuer.CommonName
	if issuer == "" {
		issuer = cert.Issuer.String()
	}
	switch {
	case intermediateName.MatchString(issuer):
		return true
	case rootName.MatchString(issuer):
		return false
	}
	return isLeaf && len(cert.IssuingCertificateURL) > 0
}

func commonName(cert *x509.Certificate) string {
	if cert.Subject.CommonName != "" {
		return cert.Subject.CommonName
	}
	return cert.Subject.String()
}
