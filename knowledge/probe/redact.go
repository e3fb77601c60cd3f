package probe

import (
	"net/url"
	"regexp"
	"strings"
)

// Redacted stands where a secret was.
const Redacted = "REDACTED"

// secretWords are parts of names whose values are secrets, wherever in the
// name they stand: too much hidden costs less than one secret shown.
var secretWords = []string{
	"token", "secret", "password", "passwd", "passphrase", "passcode", "signature", "credential",
	"apikey", "accesskey", "privatekey", "secretkey", "session", "jwt", "bearer", "cookie",
	"assertion", "samlresponse", "samlrequest", "authorization",
}

// secretNames are whole words of a name, too short to be sought inside of
// others: "sig" is one, "design" is not; "key" is one, "keyboard" is not.
var secretNames = []string{
	"key", "keys", "sig", "sign", "hmac", "mac", "auth", "oauth", "code", "pass", "pwd", "pw", "psw", "pin", "otp", "totp", "mfa",
	"sid", "sso", "saml", "nonce", "state", "ticket", "creds", "cred", "hash", "hdnea", "hdnts", "sas", "login", "invite", "reset", "magic",
	"authkey", "authuser", "authcode", "sessid", "phpsessid", "jsessionid", "aspsessionid", "subscriptionkey", "clientkey", "licensekey", "appkey", "userkey",
}

// harmlessNames end in "code" or another short word and are no secrets. They
// are whole names: what is not here is hidden.
var harmlessNames = []string{
	"zipcode", "zip_code", "zip-code", "postcode", "post_code", "postal_code", "postalcode", "country_code", "country-code", "countrycode",
	"area_code", "language_code", "lang_code", "currency_code", "status_code", "statuscode", "error_code", "errorcode", "http_code",
	"response_code", "airport_code", "keyword", "keywords", "primary_key", "sort_key", "sortkey",
}

// isSecretName reports whether the value under a name of a query parameter,
// form field or header is a secret.
func isSecretName(name string) bool {
	name = unescape(name)
	lower := strings.ToLower(name)
	for _, ok := range harmlessNames {
		if lower == ok {
			return false
		}
	}
	squeezed := strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(lower)
	for _, word := range secretWords {
		if strings.Contains(squeezed, word) {
			return true
		}
	}
	for _, word := range nameWords(name) {
		for _, secret := range secretNames {
			if word == secret {
				return true
			}
		}
	}
	return false
}

// isSecretField is isSecretName for what stands before a colon. Error pages
// say "code: 502" and "state: failed" there, so only words count that mean a
// secret anywhere.
func isSecretField(name string) bool {
	squeezed := strings.NewReplacer("_", "", "-", "", ".", "").Replace(strings.ToLower(name))
	for _, word := range secretWords {
		if strings.Contains(squeezed, word) {
			return true
		}
	}
	return squeezed == "pwd" || squeezed == "pass"
}

// nameWords splits a name at whatever is no letter and at camelCase's humps.
func nameWords(name string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	lower := false
	for _, r := range name {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z'
		upper := letter && r&0x20 == 0
		if !letter || upper && lower {
			flush()
		}
		if letter {
			word.WriteRune(r)
		}
		lower = letter && !upper
	}
	flush()
	return words
}

// Redact replaces the secrets of a URL: user info, and the values of query and
// fragment parameters (and of ;parameters of the path) whose names say so. It
// takes anything, also what is no URL.
func Redact(rawURL string) string {
	if strings.ContainsAny(rawURL, " \t\r\n") {
		return RedactText(rawURL)
	}
	head, fragment, hasFragment := strings.Cut(rawURL, "#")
	head, query, hasQuery := strings.Cut(head, "?")
	out := RedactText(head)
	if hasQuery {
		out += "?" + redactQuery(query)
	}
	if hasFragment {
		path, query, ok := strings.Cut(fragment, "?") // a single-page application's route
		if out += "#" + redactQuery(path); ok {
			out += "?" + redactQuery(query)
		}
	}
	return out
}

// redactQuery replaces the values of secret parameters, whatever they hold.
func redactQuery(query string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if ok && value != "" && isSecretName(name) {
			pairs[i] = name + "=" + Redacted
			continue
		}
		pairs[i] = RedactText(pair)
	}
	return strings.Join(pairs, "&")
}

// HasSecret reports whether a URL carries something that Redact would hide.
func HasSecret(rawURL string) bool { return Redact(rawURL) != rawURL }

// redactURL is a parsed URL as text, without its secrets.
func redactURL(u *url.URL) string {
	clone := *u
	if clone.User != nil {
		clone.User = url.User(Redacted)
	}
	return Redact(clone.String())
}

var (
	// user info: everything between "//" and the last "@" before the path; and
	// name:password@ where the scheme was left out.
	userInfoPattern = regexp.MustCompile(`(//|\b[^\s/?#:@"'<>]+:)[^\s/?#"'<>]+@`)
	// name=value as in URLs, forms and cookies. The value ends where a
	// URL, a header or a quoted string would go on.
	pairPattern = regexp.MustCompile(`([A-Za-z0-9_.\[\]$%~+-]{1,100})(=|%3[Dd])("[^"<>]*"|'[^'<>]*'|(?:[^\s&;#"'<>]|;\S)+)`)
	// "name": "value" as in JSON, and name: value as in headers and YAML.
	fieldPattern = regexp.MustCompile(`(["']?)([A-Za-z][A-Za-z0-9_.-]{0,99})(["']?\s{0,3}:\s{0,3})("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;"'<>{}\[\]]+)`)
	// credentials that show by their form alone.
	schemePattern = regexp.MustCompile(`(?i)\b(bearer|basic|digest|negotiate)(\s+)[A-Za-z0-9+/=_.~-]{8,}`)
	shapePattern  = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*)*|\b(?:xox[a-z]|xapp|gh[pousr]|github_pat|glpat|sk|rk|pk)[-_][A-Za-z0-9_-]{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|hooks\.slack\.com/services/[A-Za-z0-9/]+`)
)

// RedactText replaces the secrets in any text: those of the URLs in it, pairs
// and fields whose names say so, and credentials that show by their form.
func RedactText(text string) string {
	if strings.IndexByte(text, '@') >= 0 {
		text = replaceGroups(userInfoPattern, text, func(m []string) string {
			if m[1] == "//" {
				return "//" + Redacted + "@"
			}
			return Redacted + "@"
		})
	}
	text = schemePattern.ReplaceAllString(text, "${1}${2}"+Redacted)
	if strings.IndexByte(text, '=') >= 0 || strings.Contains(text, "%3") {
		text = redactPairs(text)
	}
	if strings.IndexByte(text, ':') >= 0 {
		text = redactFields(text)
	}
	return shapePattern.ReplaceAllString(text, Redacted)
}

func redactPairs(text string) string {
	return replaceGroups(pairPattern, text, func(m []string) string {
		if !isSecretName(m[1]) {
			return m[1] + m[2] + redactPairs(m[3]) // a URL may hold another one
		}
		return m[1] + m[2] + Redacted
	})
}

func redactFields(text string) string {
	return replaceGroups(fieldPattern, text, func(m []string) string {
		value := m[4]
		if !isSecretField(m[2]) || strings.HasPrefix(value, "//") {
			return m[0]
		}
		if quote := value[:1]; quote == `"` || quote == "'" {
			return m[1] + m[2] + m[3] + quote + Redacted + quote
		}
		return m[1] + m[2] + m[3] + Redacted
	})
}

// replaceGroups is ReplaceAllStringFunc with the groups of each match.
func replaceGroups(re *regexp.Regexp, text string, replace func(groups []string) string) string {
	var b strings.Builder
	end := 0
	for _, loc := range re.FindAllStringSubmatchIndex(text, -1) {
		groups := make([]string, 0, len(loc)/2)
		for i := 0; i < len(loc); i += 2 {
			groups = append(groups, text[loc[i]:loc[i+1]])
		}
		b.WriteString(text[end:loc[0]])
		b.WriteString(replace(groups))
		end = loc[1]
	}
	b.WriteString(text[end:])
	return b.String()
}

// secretHeaders never show their values, whatever they hold.
var secretHeaders = map[string]bool{
	"authorization": true, "proxy-authorization": true, "cookie": true, "set-cookie": true, "set-cookie2": true,
	"authentication-info": true, "proxy-authentication-info": true, "www-authenticate-token": true,
}

// redactHeader is a header value fit to be shown. A cookie keeps its name,
// which often tells what set it; the names of headers are judged as those of
// parameters are, save that "key" and the like are no secrets there by
// themselves (Sec-WebSocket-Key, Surrogate-Key).
func redactHeader(name, value string) string {
	value = printable(value)
	switch {
	case name == "set-cookie" || name == "set-cookie2":
		cookie, _, ok := strings.Cut(value, "=")
		if !ok {
			return Redacted
		}
		return cookie + "=" + Redacted
	case secretHeaders[name], isSecretHeader(name):
		return Redacted
	}
	return RedactText(value)
}

func isSecretHeader(name string) bool {
	for _, word := range secretWords {
		if word != "cookie" && word != "signature" && strings.Contains(strings.ReplaceAll(name, "-", ""), word) {
			return true
		}
	}
	return false
}

// printable keeps what can be shown on one line.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}
