package probe

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// target is a URL that can be asked for.
type target struct {
	url    *url.URL // as sent: ASCII host, encoded path, user info still in place
	host   string   // ASCII name or address, lower case, without brackets and final dot
	port   uint16
	secure bool // https
}

// maxURL is how long a URL may be: what Chrome allows (2 MiB) is more than
// anyone means; the longest line that common servers take is far below this.
const maxURL = 16 << 10

// errURL says in a sentence what is wrong with a URL, and in another one what
// to type instead.
type errURL struct{ wrong, instead string }

func (e errURL) Error() string { return strings.TrimSpace(e.wrong + " " + e.instead) }

func badURL(instead, format string, args ...any) error {
	return errURL{fmt.Sprintf(format, args...), instead}
}

// What to type instead.
const (
	tryExample  = "Type for example https://example.com/."
	tryBrackets = "Type for example http://[2001:db8::1]:8080/."
)

// try is the very thing to type instead: a scheme, and what stands after it
// without what else may have been meant as its end.
func try(scheme, rest string) string {
	if rest = strings.TrimLeft(rest, "/:"); rest == "" {
		return tryExample
	}
	return "Type " + showInvalid(scheme+"://"+rest) + "."
}

// parseTarget reads what a person typed. Without a scheme the target has
// https, and guessed is true.
func parseTarget(text string) (t target, guessed bool, err error) {
	text, err = cleanURL(text)
	if err != nil {
		return target{}, false, err
	}
	if addr, err := netip.ParseAddr(text); err == nil && addr.Is6() {
		return target{}, false, badURL(try("http", "["+text+"]/"), "An IPv6 address stands in brackets.")
	}
	scheme, rest, ok := cutScheme(text)
	switch {
	case !ok && statusCode.MatchString(text):
		return target{}, false, badURL("To have the code explained, ask for it: httpcode explain "+text+".", "%s is a number, not an address.", text)
	case !ok && strings.HasPrefix(text, "//"):
		return target{}, false, badURL(try("https", text), "The URL lacks its scheme.")
	case !ok && typoedScheme.MatchString(text):
		return target{}, false, badURL(try(missingColon(text)), "After http or https comes a colon.")
	case !ok:
		scheme, rest, guessed = "https", text, true
	case scheme != "http" && scheme != "https":
		return target{}, false, badURL(tryExample, "Only http and https URLs can be checked, not %s: ones.", clip(scheme, 20))
	case !strings.HasPrefix(rest, "//"):
		return target{}, false, badURL(try(scheme, rest), "After %s: come two slashes and a host.", scheme)
	default:
		rest = rest[2:]
	}
	if twice := doubledScheme.FindStringSubmatch(rest); twice != nil {
		return target{}, false, badURL(try(twice[1], rest[len(twice[0]):]), "The URL begins with two schemes.")
	}
	if !strings.ContainsAny(rest, "/?#") {
		rest = strings.TrimRight(rest, ".,;!)>\"'»”’") // of the sentence that it was copied from
	}
	t, err = newTarget(scheme, rest)
	return t, guessed, err
}

// How URLs are mistyped.
var (
	typoedScheme  = regexp.MustCompile(`(?i)^https?//`)     // lacks its colon
	doubledScheme = regexp.MustCompile(`(?i)^(https?):?//`) // stands after another one
	statusCode    = regexp.MustCompile(`^[1-9][0-9]{2}$`)   // as an address it would be 0.0.1.246, which is nobody's
)

func missingColon(text string) (scheme, rest string) {
	scheme, rest, _ = strings.Cut(text, "//")
	return strings.ToLower(scheme), rest
}

// cleanURL strips what surrounds a pasted URL, and refuses what no URL holds.
func cleanURL(text string) (string, error) {
	text = strings.TrimSpace(text)
	for _, pair := range []string{"<>", `""`, "''", "``", "“”", "‘’", "«»", "()"} {
		open, size := utf8.DecodeRuneInString(pair)
		if inner, ok := strings.CutPrefix(text, string(open)); ok {
			text = strings.TrimSpace(strings.TrimSuffix(inner, pair[size:]))
		}
	}
	switch {
	case text == "":
		return "", badURL(tryExample, "There is no URL.")
	case len(text) > maxURL:
		return "", badURL("Leave out the part after the question mark.", "The URL is longer than %d bytes.", maxURL)
	case !utf8.ValidString(text):
		return "", badURL("Percent-encode its bytes, as in %E9.", "The URL is not valid UTF-8.")
	case strings.ContainsFunc(text, unicode.IsControl):
		return "", badURL("Type it again on one line.", "The URL holds a control character (a line break, a tab, …).")
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "", badURL("Write it as %20, or check one URL after the other.", "The URL holds a space.")
	case strings.Contains(text, `\`):
		return "", badURL("URLs use forward slashes: https://example.com/path.", "The URL holds a backslash.")
	}
	return text, nil
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

// clip shortens text for a sentence.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
