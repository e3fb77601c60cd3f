package probe

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// target is a URL that can be asked for.
type target struct {
	url    *url.URL // as sent: ASCII host, encoded path, user info still in place
	host   string   // ASCII name or address, lower case, without brackets and final dot
	port   uint16
	secure bool // https
}

// cutScheme splits off a scheme. "example.com:8080/x" has none, though by the
// letter of RFC 3986 it would: what stands before the colon is then a host,
// which shows by a dot, by being localhost, or by the port that follows.
func cutScheme(text string) (scheme, rest string, ok bool) {
	scheme, rest, ok = strings.Cut(text, ":")
	if !ok || scheme == "" {
		return "", text, false
	}
	for i, c := range []byte(strings.ToLower(scheme)) {
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || strings.IndexByte("+-.", c) >= 0)) {
			return "", text, false
		}
	}
	port, _, _ := strings.Cut(rest, "/")
	port, _, _ = strings.Cut(port, "?")
	if !strings.HasPrefix(rest, "//") && (strings.Contains(scheme, ".") || isDigits(port) || isUserInfo(scheme, port)) {
		return "", text, false
	}
	return strings.ToLower(scheme), rest, true
}

// isUserInfo reports whether name:rest is a name and a password before a host.
func isUserInfo(name, rest string) bool {
	return strings.Contains(rest, "@") && !slices.Contains([]string{"mailto", "sip", "sips", "xmpp", "acct", "im"}, strings.ToLower(name))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// newTarget reads host, port, path, query and fragment: all after the "//".
func newTarget(scheme, rest string) (target, error) {
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	u := &url.URL{Scheme: scheme}
	if err := setTail(u, tail); err != nil {
		return target{}, err
	}
	hostport := authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		u.User, hostport = userInfo(authority[:i]), authority[i+1:]
	}
	hostname, port, err := splitPort(hostport)
	if err != nil {
		return target{}, err
	}
	host, err := parseHost(hostname)
	if err != nil {
		return target{}, err
	}
	t := target{url: u, host: host, secure: scheme == "https"}
	t.port, err = t.parsePort(port)
	if err != nil {
		return target{}, err
	}
	u.Host = t.authority()
	return t, nil
}

// setTail sets path, query and fragment, encoding what browsers would.
func setTail(u *url.URL, tail string) error {
	parsed, err := url.Parse("http://host" + encodeTail(tail))
	if err != nil {
		return badURL("", "The part after the host cannot be read: a %% is followed by two hexadecimal digits, as in %%20.")
	}
	u.Path, u.RawPath = parsed.Path, parsed.RawPath
	u.RawQuery, u.ForceQuery = parsed.RawQuery, parsed.ForceQuery
	u.Fragment, u.RawFragment = parsed.Fragment, parsed.RawFragment
	if u.Path == "" {
		u.Path = "/"
	}
	return nil
}

// encodeTail percent-encodes what a URL may not hold and browsers send
// encoded: spaces, quotes, angle brackets, control characters and everything
// beyond ASCII; also a % that begins no escape, which browsers send as it is
// and Go's parser does not take.
func encodeTail(tail string) string {
	var b strings.Builder
	for i := range len(tail) {
		c := tail[i]
		bare := c == '%' && !(i+2 < len(tail) && isHex(tail[i+1]) && isHex(tail[i+2]))
		if bare || c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>`{}|^\\", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func userInfo(text string) *url.Userinfo {
	name, password, ok := strings.Cut(text, ":")
	if name == "" && password == "" {
		return nil // as browsers read https://@example.com/
	}
	if ok {
		return url.UserPassword(unescape(name), unescape(password))
	}
	return url.User(unescape(name))
}

func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// splitPort separates host and port; the host keeps its brackets.
func splitPort(hostport string) (host, port string, err error) {
	colon := strings.LastIndexByte(hostport, ':')
	if strings.HasPrefix(hostport, "[") {
		end := strings.IndexByte(hostport, ']')
		switch {
		case end < 0:
			return "", "", badURL(tryBrackets, "The bracket around the IPv6 address is not closed.")
		case end == len(hostport)-1:
			return hostport, "", nil
		case hostport[end+1] != ':':
			return "", "", badURL(tryBrackets, "After the bracket comes nothing, or a colon and a port.")
		}
		return hostport[:end+1], hostport[end+2:], nil
	}
	if colon < 0 {
		return hostport, "", nil
	}
	if first, rest, _ := strings.Cut(hostport, ":"); strings.Contains(rest, ":") {
		if strings.Trim(first, "0123456789abcdefABCDEF") == "" {
			return "", "", badURL(tryBrackets, "An IPv6 address stands in brackets.")
		}
		return "", "", badURL("Type for example http://example.com:8080/.", "After the host come several colons, and there is one port at most.")
	}
	return hostport[:colon], hostport[colon+1:], nil
}

// parsePort reads a port, "" being the scheme's own.
func (t target) parsePort(text string) (uint16, error) {
	if text == "" {
		return t.defaultPort(), nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 || !isDigits(text) {
		return 0, badURL("Leave it out for the usual one.", "The port is no number from 1 to 65535.")
	}
	return uint16(n), nil
}

func (t target) defaultPort() uint16 {
	if t.secure {
		return 443
	}
	return 80
}

// authority is the host as it stands in a URL and in the Host header: with
// brackets where needed, and a port where it is not the scheme's own.
func (t target) authority() string {
	host := t.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if t.port != t.defaultPort() {
		return host + ":" + strconv.Itoa(int(t.port))
	}
	return host
}

// addr is the host's address where it is one.
func (t target) addr() (netip.Addr, bool) {
	addr, err := netip.ParseAddr(t.host)
	return addr, err == nil
}

// withScheme is the same target under the other scheme. A port that was given
// stays.
func (t target) withScheme(scheme string) target {
	wasDefault := t.port == t.defaultPort()
	u := *t.url
	u.Scheme = scheme
	t.secure = scheme == "https"
	if wasDefault {
		t.port = t.defaultPort()
	}
	t.url = &u
	u.Host = t.authority()
	return t
}

// clip shortens text for a sentence.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
