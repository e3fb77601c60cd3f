package probe

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// parseHost reads a name or an address in any of the forms that browsers take,
// and gives it in its canonical form.
func parseHost(host string) (string, error) {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		text := strings.Replace(strings.TrimSuffix(inner, "]"), "%25", "%", 1)
		addr, err := netip.ParseAddr(text)
		if err != nil || !addr.Is6() {
			return "", badURL(tryBrackets, "%q is no IPv6 address.", clip(strings.TrimSuffix(inner, "]"), 60))
		}
		return addr.String(), nil
	}
	name := unescape(host)
	if !utf8.ValidString(name) {
		return "", badURL(tryExample, "%q is no host name.", clip(host, 60))
	}
	ascii, err := asciiHost(name)
	if err != nil {
		return "", err
	}
	if addr, isNumber, err := parseIPv4(ascii); isNumber {
		if err != nil {
			return "", err
		}
		return addr.String(), nil
	}
	return ascii, nil
}

// hostProfile maps names as browsers do (UTS 46, non-transitional): "Bücher.de"
// and fullwidth letters included. It allows what DNS allows, underscores too.
var hostProfile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false))

// asciiHost gives a name's ASCII form, lower case, without a final dot.
func asciiHost(host string) (string, error) {
	ascii, err := hostProfile.ToASCII(host)
	if err != nil {
		return "", badURL(tryExample, "%q is no host name.", clip(host, 60))
	}
	ascii = strings.ToLower(strings.TrimSuffix(ascii, "."))
	if ascii == "" {
		return "", badURL(tryExample, "The URL names no host.")
	}
	if len(ascii) > 253 {
		return "", badURL("", "The host name is longer than the 253 bytes that DNS allows.")
	}
	for label := range strings.SplitSeq(ascii, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", badURL("", "%q is no host name: between its dots stand 1 to 63 letters, digits and hyphens.", clip(host, 60))
		}
	}
	return ascii, nil
}

// parseIPv4 reads an IPv4 address as the WHATWG URL standard does: one to four
// numbers, each decimal, octal (0…) or hexadecimal (0x…), the last one filling
// what is left. isNumber says that the host can be nothing else.
func parseIPv4(host string) (addr netip.Addr, isNumber bool, err error) {
	parts := strings.Split(host, ".")
	last := parts[len(parts)-1]
	if _, ok := ipv4Number(last); !ok && !isDigits(last) {
		return netip.Addr{}, false, nil
	}
	wrong := badURL("", "%q is no IPv4 address: it has four numbers from 0 to 255, as in 192.0.2.1.", clip(host, 60))
	if len(parts) > 4 {
		return netip.Addr{}, true, wrong
	}
	var sum uint64
	for i, part := range parts {
		n, ok := ipv4Number(part)
		limit := uint64(256)
		if i == len(parts)-1 {
			limit = 1 << (8 * (5 - len(parts)))
		}
		if !ok || n >= limit {
			return netip.Addr{}, true, wrong
		}
		if i == len(parts)-1 {
			sum |= n
		} else {
			sum |= n << (8 * (3 - i))
		}
	}
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}), true, nil
}

func ipv4Number(s string) (uint64, bool) {
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"):
		if s, base = s[2:], 16; s == "" {
			return 0, true
		}
	case len(s) > 1 && s[0] == '0':
		s, base = s[1:], 8
	}
	n, err := strconv.ParseUint(s, base, 64)
	return n, err == nil && !strings.ContainsAny(s, "+-_")
}
