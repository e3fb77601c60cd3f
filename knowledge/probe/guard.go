package probe

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"code.dny.dev/ssrf"
)

// Guard says what may be checked. It judges a host's name before resolution,
// and each address just before it is dialled, so that neither a redirect nor a
// rebinding name gets round it. Without rules it refuses
//
//   - addresses in IANA's special-purpose registries (private, loopback,
//     link-local, NAT64, 6to4, …), IPv4 in whatever IPv6 wrapping included;
//   - the metadata services of clouds, by address and by name;
//   - ports that web servers are not usually found on.
//
// A Guard is not changed after it was made, and nil is a Guard without rules.
type Guard struct {
	open        bool
	allow, deny []rule
}

// Refusal is why a Guard lets a target not be checked. It names the rule, and
// never what is there.
type Refusal struct {
	Code string // special_address, metadata, port, deny_rule, members_only
	Rule string // one sentence for people
}

func (r *Refusal) Error() string { return r.Rule }

// The refusals. What a name resolves to is not told: the answer of a private
// name server is nobody else's business.
var (
	refusedSpecial  = &Refusal{"special_address", "Its address is private, loopback or otherwise special-purpose."}
	refusedMetadata = &Refusal{"metadata", "It is a cloud's metadata service, and these are never checked."}
	refusedDenied   = &Refusal{"deny_rule", "The operator's deny list (HTTPCODE_PROBE_DENY) names it."}
	refusedMembers  = &Refusal{"members_only", "It is private, and only full members of the bot's own workspace may check it."}
)

// NewGuard makes a Guard from the operator's rules: hosts, *.wildcards,
// addresses and CIDRs, each with an optional :port. deny wins over allow.
// Blank rules are ignored; the error is a [*RuleError].
func NewGuard(allow, deny []string) (*Guard, error) {
	g := new(Guard)
	var err error
	if g.allow, err = parseRules("allow", allow); err != nil {
		return nil, err
	}
	if g.deny, err = parseRules("deny", deny); err != nil {
		return nil, err
	}
	return g, nil
}

// Unrestricted allows everything: at their own terminal, people may check
// their own machine and network. [Guard.Denying] narrows it.
func Unrestricted() *Guard { return &Guard{open: true} }

// Denying returns a Guard that refuses these targets beside what g refuses.
// The rules are as for [NewGuard].
func (g *Guard) Denying(deny []string) (*Guard, error) {
	rules, err := parseRules("deny", deny)
	if err != nil {
		return nil, err
	}
	narrowed := *g
	narrowed.deny = slices.Concat(g.deny, rules)
	return &narrowed, nil
}

// judgeHost judges a host's name (or address in text) and port before
// anything is resolved or dialled. The name is lower case, without a final dot.
func (g *Guard) judgeHost(host string, port uint16) *Refusal {
	if g == nil {
		g = new(Guard)
	}
	addr, err := netip.ParseAddr(host)
	if err == nil {
		return g.judgeAddr(host, netip.AddrPortFrom(addr, port), false)
	}
	switch {
	case matchesName(g.deny, host, port):
		return refusedDenied
	case g.open:
		return nil
	case matchesName(g.allow, host, port):
		return nil
	case slices.Contains(metadataNames, host):
		return refusedMetadata
	case g.anyAddressRule(port):
		return nil // the port is judged again, with the address
	}
	return judgePort(port)
}

// judgeAddr judges an address that host (a name, or the address itself)
// resolved to. withoutPrivate refuses what only an allow rule lets through.
func (g *Guard) judgeAddr(host string, ap netip.AddrPort, withoutPrivate bool) *Refusal {
	if g == nil {
		g = new(Guard)
	}
	addr, port := unwrap(ap.Addr()), ap.Port()
	if matchesName(g.deny, host, port) || matchesAddr(g.deny, addr, port) || matchesEmbedded(g.deny, addr, port) {
		return refusedDenied
	}
	if g.open {
		return nil
	}
	byAddr := matchesAddr(g.allow, addr, port)
	special := judgeSpecial(addr)
	switch {
	case special == refusedMetadata && !namesAlone(g.allow, addr, port):
		return refusedMetadata
	case special != nil && withoutPrivate:
		return refusedMembersOr(special, byAddr || matchesName(g.allow, host, port))
	case byAddr || matchesName(g.allow, host, port):
		return nil
	case special != nil:
		return special
	}
	return judgePort(port)
}

// refusedMembersOr tells a person who may not check private targets that
// membership is the reason, but only where it is.
func refusedMembersOr(special *Refusal, allowed bool) *Refusal {
	if allowed {
		return refusedMembers
	}
	return special
}

// anyAddressRule reports whether an address rule could allow the port.
func (g *Guard) anyAddressRule(port uint16) bool {
	return slices.ContainsFunc(g.allow, func(r rule) bool {
		return r.prefix.IsValid() && (r.port == 0 || r.port == port)
	})
}

// unwrap removes what does not change where a packet goes.
func unwrap(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }

var special = ssrf.New(ssrf.WithAnyPort())

// judgeSpecial refuses what IANA's registries and cloud vendors keep for
// themselves.
func judgeSpecial(addr netip.Addr) *Refusal {
	if slices.Contains(metadataAddrs, addr) {
		return refusedMetadata
	}
	if special.SafeAddr(addr) != nil {
		return refusedSpecial
	}
	return nil
}

func judgePort(port uint16) *Refusal {
	if slices.Contains(webPorts, port) {
		return nil
	}
	return &Refusal{"port", fmt.Sprintf("Port %d is not one that web servers usually listen on, and no allow rule names it.", port)}
}

// metadataNames are host names under which clouds offer their metadata
// service inside of a machine. Their addresses are refused too; the names
// spare even the look-up.
var metadataNames = []string{
	"metadata", "metadata.google.internal", "metadata.goog", // Google Cloud
	"instance-data", "instance-data.ec2.internal", // AWS
	"metadata.azure.internal", "metadata.azure.com", // Azure
	"metadata.tencentyun.com",                             // Tencent Cloud
	"metadata.platformequinix.com", "metadata.packet.net", // Equinix Metal
	"rancher-metadata",
}

// metadataAddrs are the addresses of such services. IANA's registries do not
// know 168.63.129.16, which Azure takes from its own public space.
var metadataAddrs = []netip.Addr{
	netip.MustParseAddr("169.254.169.254"), // AWS, Azure, Google Cloud and most others
	netip.MustParseAddr("169.254.170.2"),   // AWS ECS: credentials of a task
	netip.MustParseAddr("169.254.170.23"),  // AWS EKS: credentials of a pod
	netip.MustParseAddr("168.63.129.16"),   // Azure's WireServer
	netip.MustParseAddr("100.100.100.200"), // Alibaba Cloud
	netip.MustParseAddr("192.0.0.192"),     // Oracle Cloud
	netip.MustParseAddr("fd00:ec2::254"),   // AWS over IPv6
	netip.MustParseAddr("fd00:ec2::23"),    // AWS EKS over IPv6
	netip.MustParseAddr("fd20:ce::254"),    // Google Cloud over IPv6
}

// webPorts are the ports that may be checked without an allow rule: those that
// web servers are commonly found on. The others (SSH, mail, databases, …) are
// closed so that the bot cannot be used as a port scanner.
var webPorts = []uint16{
	80, 443, // RFC 9110
	591, 8008, 8080, // registered with IANA as alternatives for HTTP
	8443,                                                 // registered by convention as an alternative for HTTPS
	2052, 2053, 2082, 2083, 2086, 2087, 2095, 2096, 8880, // with the above, what Cloudflare proxies
	3000, 3001, 4200, 4443, 5000, 5001, 5173, // development servers, container defaults
	7443, 8000, 8001, 8081, 8082, 8083, 8088, 8089, 8090, 8181, 8800, 8888, // further alternatives in common use
	9000, 9080, 9090, 9443, 10443,
}

// embeddedV4 returns the IPv4 addresses that an IPv6 address may deliver to:
// NAT64 (RFC 6052), 6to4 (RFC 3056), IPv4-compatible (RFC 4291).
func embeddedV4(addr netip.Addr) []netip.Addr {
	if !addr.Is6() {
		return nil
	}
	b := addr.As16()
	last := netip.AddrFrom4([4]byte(b[12:]))
	switch {
	case strings.HasPrefix(string(b[:]), "\x00\x64\xff\x9b"), strings.HasPrefix(string(b[:]), strings.Repeat("\x00", 12)):
		return []netip.Addr{last}
	case b[0] == 0x20 && b[1] == 0x02:
		return []netip.Addr{netip.AddrFrom4([4]byte(b[2:6]))}
	}
	return nil
}
