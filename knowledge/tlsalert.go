package knowledge

import (
	"strings"
	"unicode"
)

// tlsAlertNames are the alerts of RFC 5246, RFC 6066 and RFC 8446 as the catalogue
// has them.
var tlsAlertNames = wordSet(`unexpected_message bad_record_mac record_overflow handshake_failure bad_certificate unsupported_certificate
	certificate_revoked certificate_expired certificate_unknown illegal_parameter unknown_ca access_denied decode_error decrypt_error
	protocol_version insufficient_security internal_error inappropriate_fallback user_canceled no_renegotiation missing_extension
	unsupported_extension unrecognized_name bad_certificate_status_response unknown_psk_identity certificate_required
	no_application_protocol export_restriction decompression_failure certificate_unobtainable bad_certificate_hash_value ech_required general_error`)

// namedAlertIDs names the alert whose name a text begins with, whatever joins its
// words: bad record mac, BadRecordMac. Of two the longer is meant.
func namedAlertIDs(text string) []string {
	words := strings.FieldsFunc(snake(text), func(r rune) bool { return r == '_' || r == ' ' })
	const longest = 4 // words: bad_certificate_status_response
	for n := min(len(words), longest); n > 1; n-- {
		if name := strings.Join(words[:n], "_"); tlsAlertNames[name] {
			return []string{"tls/" + name}
		}
	}
	return nil
}

// snake parts the words of a CamelCase name: UnknownPSKIdentity, UnknownCA.
func snake(text string) string {
	if !strings.ContainsFunc(text, unicode.IsLower) {
		return lowerASCII(text)
	}
	var b strings.Builder
	for i := range len(text) {
		upper := 'A' <= text[i] && text[i] <= 'Z'
		begins := i > 0 && upper && ('a' <= text[i-1] && text[i-1] <= 'z' || i+1 < len(text) && 'a' <= text[i+1] && text[i+1] <= 'z')
		if begins {
			b.WriteByte('_')
		}
		b.WriteByte(text[i])
	}
	return lowerASCII(b.String())
}
