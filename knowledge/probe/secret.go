package probe

import (
	"regexp"
	"strings"
	"unicode"
)

// secretWords are parts of names whose values are secrets, wherever in the
// name they stand: too much hidden costs less than one secret shown.
var secretWords = []string{
	"token", "secret", "password", "passwd", "passphrase", "passcode", "signature", "credential",
	"apikey", "accesskey", "privatekey", "secretkey", "session", "jwt", "bearer", "cookie",
	"assertion", "samlresponse", "samlrequest", "authorization",
}

// secretNames are whole words of a name, too short to be sought inside of
// others: "sig" is one, "design" is not; "key" is one, "keyboard" is not.
var secretNames = setOf(
	"key", "keys", "sig", "sign", "hmac", "mac", "auth", "oauth", "code", "pass", "pwd", "pw", "psw", "pin", "otp", "totp", "mfa",
	"csrf", "xsrf", "authn", "authz", "psk", "pat", "passwort", "passe", "kennwort", "senha", "contrasena", "mdp", "sid", "sso", "saml", "nonce", "state", "ticket", "creds", "cred", "hash", "hdnea", "hdnts", "sas", "login", "invite", "reset", "magic",
	"authkey", "authuser", "authcode", "sessid", "phpsessid", "jsessionid", "aspsessionid", "subscriptionkey", "clientkey", "licensekey", "appkey", "userkey",
)

// harmlessNames end in "code" or another short word and are no secrets. They
// are whole names: what is not here is hidden.
var harmlessNames = setOf(
	"zipcode", "zip_code", "zip-code", "postcode", "post_code", "postal_code", "postalcode", "country_code", "country-code", "countrycode",
	"area_code", "language_code", "lang_code", "currency_code", "status_code", "statuscode", "error_code", "errorcode", "http_code",
	"response_code", "airport_code", "keyword", "keywords", "primary_key", "sort_key", "sortkey",
)

func setOf(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// isSecretName reports whether the value under a name of a query parameter or
// form field is a secret.
func isSecretName(name string) bool {
	const layers = 4 // of URLs within URLs; the scan keeps names short
	for range layers {
		if strings.IndexByte(name, '%') >= 0 {
			name = unescape(name)
		}
	}
	if harmlessNames[strings.ToLower(name)] {
		return false
	}
	return isSecretField(name) || hasSecretWord(name)
}

// isSecretField is isSecretName for what stands before a colon. Error pages
// say "code: 502" and "state: failed" there, so only words count that mean a
// secret anywhere.
func isSecretField(name string) bool {
	squeezed := squeeze(name)
	for _, word := range secretWords {
		if strings.Contains(squeezed, word) {
			return true
		}
	}
	return squeezed == "pwd" || squeezed == "pass"
}

// squeeze is a name in lower case, without what separates its words.
func squeeze(name string) string {
	b := make([]byte, 0, 64)
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == '.' || c == ' ':
		case 'A' <= c && c <= 'Z':
			b = append(b, c|0x20)
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// hasSecretWord splits a name at whatever is no letter and at camelCase's
// humps, and reports whether one of the words is a secret's.
func hasSecretWord(name string) bool {
	word := make([]byte, 0, 64)
	lower := false
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		upper := letter && c&0x20 == 0
		if !letter || upper && lower {
			if secretNames[string(word)] {
				return true
			}
			word = word[:0]
		}
		if letter {
			word = append(word, c|0x20)
		}
		lower = letter && !upper
	}
	return secretNames[string(word)]
}

// secretHeaders never show their values, whatever they hold.
var secretHeaders = map[string]bool{
	"authorization": true, "proxy-authorization": true, "cookie": true, "set-cookie": true, "set-cookie2": true,
	"authentication-info": true, "proxy-authentication-info": true, "www-authenticate-token": true,
}

// headerSecretNames are those of secretNames that mean a secret in a header's
// name too; "code", "reset" and "state", for example, do not.
var headerSecretNames = setOf("auth", "authkey", "pass", "pwd", "otp", "totp", "csrf", "xsrf", "sid", "sessid")

// harmlessKey are headers whose keys open nothing: they name what is cached,
// a handshake or a repeated request.
var harmlessKey = regexp.MustCompile(`cache|surrogate|websocket|idempotency|edge`)

// redactHeader is a header value fit to be shown. A cookie keeps its name,
// which often tells what set it.
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
	case name == "location" || name == "content-location":
		return Redact(value)
	}
	return RedactText(value)
}

func isSecretHeader(name string) bool {
	if strings.HasSuffix(name, "-key") && !harmlessKey.MatchString(name) {
		return true
	}
	for word := range strings.SplitSeq(name, "-") {
		if headerSecretNames[word] {
			return true
		}
	}
	for _, word := range secretWords {
		if word != "cookie" && word != "signature" && strings.Contains(strings.ReplaceAll(name, "-", ""), word) {
			return true
		}
	}
	return false
}

// printable keeps what can be shown on one line: no control character, C1's
// among them (U+009B begins an escape sequence as ESC [ does), and nothing that
// reorders or hides what stands around it.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}
