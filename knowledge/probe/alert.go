package probe

import (
	"errors"
	"net"
	"reflect"
	"strconv"
)

// alertNames are the TLS alerts that mean the end, by RFC 8446, section 6 and,
// for those that TLS 1.3 dropped, RFC 5246 and RFC 6101.
var alertNames = map[uint8]string{
	0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed", 22: "record_overflow",
	30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate", 42: "bad_certificate",
	43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown",
	47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied", 50: "decode_error", 51: "decrypt_error",
	60: "export_restriction", 70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
	86: "inappropriate_fallback", 90: "user_canceled", 100: "no_renegotiation", 109: "missing_extension",
	110: "unsupported_extension", 111: "certificate_unobtainable", 112: "unrecognized_name",
	113: "bad_certificate_status_response", 114: "bad_certificate_hash_value", 115: "unknown_psk_identity",
	116: "certificate_required", 117: "general_error", 120: "no_application_protocol", 121: "ech_required",
}

// Alerts that say more than that the handshake failed.
const (
	alertHandshakeFailure     = 40
	alertProtocolVersion      = 70
	alertInsufficientSecurity = 71
)

// remoteAlert is the TLS alert with which the other side ended a connection.
func remoteAlert(err error) (uint8, bool) { return alertIn(err, "remote error") }

// localAlert is the alert with which our side answered what broke TLS's rules.
func localAlert(err error) (uint8, bool) { return alertIn(err, "local error") }

// alertIn finds an alert in an error of crypto/tls, which keeps its type to
// itself; it is a uint8 all the same.
func alertIn(err error, side string) (uint8, bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != side || op.Err == nil {
		return 0, false
	}
	v := reflect.ValueOf(op.Err)
	if v.Kind() != reflect.Uint8 {
		return 0, false
	}
	return uint8(v.Uint()), true
}

func alertName(code uint8) string {
	if name, ok := alertNames[code]; ok {
		return name
	}
	return "alert_" + strconv.Itoa(int(code))
}
