package probe

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/miekg/dns"
)

// Cases of a name that DNS gives no address for.
const (
	caseAlias       = "alias"       // a CNAME leads nowhere
	caseDNSSEC      = "dnssec"      // the signatures do not validate
	caseFiltered    = "filtered"    // the name server's policy blocks the name
	caseUnreachable = "unreachable" // no server of the domain answers the resolver
)

// notFound is the failure of a name that does not exist, or whose alias names
// one that does not. That other name is not told: it may be a private one.
func notFound(reply *dns.Msg, host string) *Failure {
	const code = "NXDOMAIN"
	if _, within := extendedError(reply); within == caseFiltered {
		return fail(DNSNotFound, code, fmt.Sprintf("The name server blocks the name %s by its policy.", host)).in(caseFiltered)
	}
	if isAlias(reply, host) {
		return fail(DNSNotFound, code, fmt.Sprintf("The name %s is an alias (CNAME) of a name that does not exist (NXDOMAIN).", host)).in(caseAlias)
	}
	return fail(DNSNotFound, code, fmt.Sprintf("The name server says that the name %s does not exist (NXDOMAIN).", host))
}

// refusedAnswer is the failure of a question that a name server did not answer.
func refusedAnswer(reply *dns.Msg, host string) *Failure {
	if reply.Rcode == dns.RcodeSuccess {
		return fail(DNSServerFailure, "", "The name server only refers to others: it does not resolve names for this machine.")
	}
	code := rcodeName(reply.Rcode)
	told, within := extendedError(reply)
	if told != "" {
		told = " (" + told + ")"
	}
	return fail(DNSServerFailure, code, fmt.Sprintf("The name server answered %s%s when asked for %s.", code, told, host)).in(within)
}

// isReferral reports whether a reply only names the servers of a zone: it is
// neither an answer nor, for want of a SOA, a denial (RFC 2308, 2.2).
func isReferral(reply *dns.Msg) bool {
	return len(reply.Answer) == 0 && !reply.Authoritative && slices.ContainsFunc(reply.Ns, isType(dns.TypeNS)) && !slices.ContainsFunc(reply.Ns, isType(dns.TypeSOA))
}

func isType(kind uint16) func(dns.RR) bool {
	return func(rr dns.RR) bool { return rr.Header().Rrtype == kind }
}

// extendedError is what a reply says of its reason (RFC 8914), in the words of
// IANA's registry, and the case that this is. Its free text is not told.
func extendedError(reply *dns.Msg) (told, within string) {
	opt := reply.IsEdns0()
	if opt == nil {
		return "", ""
	}
	for _, option := range opt.Option {
		if e, ok := option.(*dns.EDNS0_EDE); ok && dns.ExtendedErrorCodeToString[e.InfoCode] != "" {
			return dns.ExtendedErrorCodeToString[e.InfoCode], extendedCase(e.InfoCode)
		}
	}
	return "", ""
}

func extendedCase(code uint16) string {
	switch code {
	case dns.ExtendedErrorCodeUnsupportedDNSKEYAlgorithm, dns.ExtendedErrorCodeUnsupportedDSDigestType,
		dns.ExtendedErrorCodeDNSSECIndeterminate, dns.ExtendedErrorCodeDNSBogus,
		dns.ExtendedErrorCodeSignatureExpired, dns.ExtendedErrorCodeSignatureNotYetValid,
		dns.ExtendedErrorCodeDNSKEYMissing, dns.ExtendedErrorCodeRRSIGsMissing,
		dns.ExtendedErrorCodeNoZoneKeyBitSet, dns.ExtendedErrorCodeNSECMissing,
		dns.ExtendedErrorCodeSignatureExpiredBeforeValid, dns.ExtendedErrorCodeUnsupportedNSEC3IterValue:
		return caseDNSSEC
	case dns.ExtendedErrorCodeForgedAnswer, dns.ExtendedErrorCodeBlocked, dns.ExtendedErrorCodeCensored, dns.ExtendedErrorCodeFiltered:
		return caseFiltered
	case dns.ExtendedErrorCodeNoReachableAuthority, dns.ExtendedErrorCodeNetworkError:
		return caseUnreachable
	}
	return ""
}

func rcodeName(rcode int) string {
	if name, ok := dns.RcodeToString[rcode]; ok {
		return name
	}
	return fmt.Sprintf("RCODE%d", rcode)
}

// withoutUnspecified leaves out 0.0.0.0 and ::, which are nobody's address
// (RFC 1122, 3.2.1.3): filters answer with them, and the kernel would connect
// to this very machine.
func withoutUnspecified(addrs []netip.Addr) []netip.Addr {
	return slices.DeleteFunc(addrs, netip.Addr.IsUnspecified)
}

func isAlias(reply *dns.Msg, host string) bool {
	return slices.ContainsFunc(reply.Answer, func(rr dns.RR) bool {
		return isType(dns.TypeCNAME)(rr) && dns.CanonicalName(rr.Header().Name) == dns.CanonicalName(host)
	})
}

// aliasLoop reports whether a name's aliases lead back to one of them.
func aliasLoop(reply *dns.Msg, host string) bool {
	next := map[string]string{}
	for _, rr := range reply.Answer {
		if alias, ok := rr.(*dns.CNAME); ok {
			next[dns.CanonicalName(alias.Hdr.Name)] = dns.CanonicalName(alias.Target)
		}
	}
	name, ok := dns.CanonicalName(host), true
	for i := 0; ok && i <= len(next); i++ {
		name, ok = next[name]
	}
	return ok
}
