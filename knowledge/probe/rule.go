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

func parseRules(texts []string) ([]rule, error) {
	var rules []rule
	for _, text := range texts {
		text = strings.ToLower(strings.TrimSpace(text))
		if text == "" {
			continue
		}
		r, err := parseRule(text)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// parseRule reads one of: host, *.host, address, CIDR, each with :port, where
// an IPv6 address or CIDR with a port stands in brackets: [2001:db8::/32]:443.
func parseRule(text string) (rule, error) {
	if strings.Contains(text, "://") {
		return rule{}, fmt.Errorf("a rule is a host, not a URL: leave out the scheme")
	}
	if p, ok := parsePrefix(unbracket(text)); ok {
		return rule{prefix: p}, nil
	}
	host, port := text, uint16(0)
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		n, err := strconv.ParseUint(text[i+1:], 10, 16)
		if err != nil || n == 0 {
			return rule{}, fmt.Errorf("%q is no port from 1 to 65535", text[i+1:])
		}
		host, port = text[:i], uint16(n)
	}
	if p, ok := parsePrefix(unbracket(host)); ok {
		return rule{prefix: p, port: port}, nil
	}
	name, err := ruleName(host)
	return rule{name: name, port: port}, err
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
func ruleName(host string) (string, error) {
	rest, wild := strings.CutPrefix(strings.TrimSuffix(host, "."), "*.")
	ascii, err := asciiHost(rest)
	switch {
	case err != nil || strings.ContainsAny(rest, "*/[]") || ascii == "":
		return "", fmt.Errorf("%q is no host, *.wildcard, address or CIDR", host)
	case wild:
		return "*." + ascii, nil
	}
	return ascii, nil
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
