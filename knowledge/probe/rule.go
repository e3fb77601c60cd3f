package probe

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// rule is one entry of an allow or deny list: either a name, which may start
// with "*.", or a prefix. port 0 means every port.
type rule struct {
	name   string
	prefix netip.Prefix
	port   uint16
}

// RuleError is a rule that cannot be read.
type RuleError struct {
	List  string // "allow" or "deny"
	Rule  string // as it was given
	Fault string // how the sentence goes on: "is no host, …"
}

func (e *RuleError) Error() string {
	return fmt.Sprintf("reading the %s rules: %q %s", e.List, e.Rule, e.Fault)
}

func parseRules(list string, texts []string) ([]rule, error) {
	var rules []rule
	for _, text := range texts {
		text = strings.ToLower(strings.TrimSpace(text))
		if text == "" {
			continue
		}
		r, fault := parseRule(text)
		if fault != "" {
			return nil, &RuleError{list, text, fault}
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// parseRule reads one of: host, *.host, address, CIDR, each with :port, where
// an IPv6 address or CIDR with a port stands in brackets: [2001:db8::/32]:443.
// What is wrong with any other text is told as in [RuleError].
func parseRule(text string) (r rule, fault string) {
	if strings.Contains(text, "://") {
		return rule{}, "is a URL: give its host alone, without scheme and path"
	}
	if p, ok := parsePrefix(unbracket(text)); ok {
		return rule{prefix: p}, ""
	}
	host, port := text, uint16(0)
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		n, err := strconv.ParseUint(text[i+1:], 10, 16)
		if err != nil || n == 0 {
			return rule{}, "has no port from 1 to 65535 behind its last colon"
		}
		host, port = text[:i], uint16(n)
	}
	if p, ok := parsePrefix(unbracket(host)); ok {
		return rule{prefix: p, port: port}, ""
	}
	name, ok := ruleName(host)
	if !ok {
		return rule{}, "is no host, *.wildcard, address or CIDR"
	}
	return rule{name: name, port: port}, ""
}

func unbracket(text string) string {
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		return text[1 : len(text)-1]
	}
	return text
}

// parsePrefix reads an address or a CIDR; an IPv4-mapped one is the IPv4 one.
func parsePrefix(text string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(text); err == nil {
		addr = unwrap(addr)
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p.Masked(), true
}

// ruleName checks a name with or without a leading "*." and gives its ASCII form.
func ruleName(host string) (name string, ok bool) {
	rest, wild := strings.CutPrefix(strings.TrimSuffix(host, "."), "*.")
	ascii, err := asciiHost(rest)
	switch {
	case err != nil || strings.ContainsAny(rest, "*/[]") || ascii == "":
		return "", false
	case wild:
		return "*." + ascii, true
	}
	return ascii, true
}

func matchesName(rules []rule, host string, port uint16) bool {
	return slices.ContainsFunc(rules, func(r rule) bool {
		return r.name != "" && r.onPort(port) && r.covers(host)
	})
}

func matchesAddr(rules []rule, addr netip.Addr, port uint16) bool {
	return slices.ContainsFunc(rules, func(r rule) bool {
		return r.prefix.IsValid() && r.onPort(port) && r.prefix.Contains(addr)
	})
}

// matchesEmbedded reports whether a rule names an IPv4 address that addr wraps.
func matchesEmbedded(rules []rule, addr netip.Addr, port uint16) bool {
	return slices.ContainsFunc(embeddedV4(addr), func(v4 netip.Addr) bool {
		return matchesAddr(rules, v4, port)
	})
}

// namesAlone reports whether a rule names this one address and no other.
func namesAlone(rules []rule, addr netip.Addr, port uint16) bool {
	return slices.ContainsFunc(rules, func(r rule) bool {
		return r.prefix.IsValid() && r.onPort(port) && r.prefix.IsSingleIP() && r.prefix.Addr() == addr
	})
}

func (r rule) onPort(port uint16) bool { return r.port == 0 || r.port == port }

// covers reports whether the name is the rule's; "*.example.com" covers names
// below example.com, not example.com itself.
func (r rule) covers(host string) bool {
	if base, wild := strings.CutPrefix(r.name, "*"); wild {
		return strings.HasSuffix(host, base) && len(host) > len(base)
	}
	return host == r.name
}
