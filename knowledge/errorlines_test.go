package knowledge_test

import (
	"slices"
	"strings"
	"testing"

	"httpcode/knowledge"
)

// tlsAlerts are the alerts of the TLS protocols (RFC 5246, RFC 8446) that the
// catalogue has by the same name; close_notify is no error.
var tlsAlerts = []string{
	"unexpected_message", "bad_record_mac", "record_overflow", "handshake_failure", "bad_certificate", "unsupported_certificate",
	"certificate_revoked", "certificate_expired", "certificate_unknown", "illegal_parameter", "unknown_ca", "access_denied", "decode_error",
	"decrypt_error", "protocol_version", "insufficient_security", "internal_error", "inappropriate_fallback", "user_canceled",
	"no_renegotiation", "missing_extension", "unsupported_extension", "unrecognized_name", "bad_certificate_status_response",
	"unknown_psk_identity", "certificate_required", "no_application_protocol", "export_restriction", "decompression_failure",
	"certificate_unobtainable", "bad_certificate_hash_value",
}

// TestAlertSpellings holds each alert to the spellings of the TLS libraries.
func TestAlertSpellings(t *testing.T) {
	t.Parallel()
	c := knowledge.Builtin()
	right, all := 0, 0
	for _, alert := range tlsAlerts {
		spaced := strings.ReplaceAll(alert, "_", " ")
		camel := ""
		for part := range strings.SplitSeq(alert, "_") {
			camel += strings.ToUpper(part[:1]) + part[1:]
		}
		if strings.HasSuffix(camel, "Ca") {
			camel = strings.TrimSuffix(camel, "Ca") + "CA"
		}
		rustls := strings.Replace(camel, "Psk", "PSK", 1)
		for _, line := range []string{
			"error:0A000410:SSL routines::tlsv1 alert " + spaced,
			"error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert " + spaced,
			"error:0A000410:SSL routines::tlsv13 alert " + spaced,
			"error:0A000410:SSL routines::ssl/tls alert " + spaced,
			"SSL_do_handshake() failed (SSL: error:0A000175:SSL routines::" + spaced + ") while SSL handshaking",
			"[SSL: TLSV1_ALERT_" + strings.ToUpper(alert) + "] tlsv1 alert " + spaced + " (_ssl.c:1000)",
			"remote error: tls: " + spaced,
			"javax.net.ssl.SSLHandshakeException: Received fatal alert: " + alert,
			"javax.net.ssl.SSLHandshakeException: (" + alert + ") something went wrong",
			"received fatal alert: " + rustls,
			"AlertReceived(" + rustls + ")",
			"gnutls_handshake() failed: A TLS fatal alert has been received.: " + spaced,
		} {
			all++
			x := c.Explain(line)
			if !slices.ContainsFunc(x.Matches, func(m knowledge.Match) bool { return m.ID == "tls/"+alert }) {
				var got []string
				for _, m := range x.Matches {
					got = append(got, m.ID)
				}
				t.Errorf("%q: got %q", line, got)
				continue
			}
			right++
		}
	}
	t.Logf("%d of %d", right, all)
}

func TestErrorLinesOfRuntimes(t *testing.T) {
	t.Parallel()
	wants{
		"2024/05/01 10:00:00 [crit] 7#7: *1 SSL_do_handshake() failed (SSL: error:1417C175:SSL routines:tls_process_client_hello:inappropriate fallback) while SSL handshaking, client: 192.0.2.1, server: 0.0.0.0:443": "tls/inappropriate_fallback",
		"remote error: tls: unknown certificate authority":                                                  "tls/unknown_ca",
		"remote error: tls: bad certificate":                                                                "tls/bad_certificate",
		"remote error: tls: error decrypting message":                                                       "tls/decrypt_error",
		"remote error: tls: protocol version not supported":                                                 "tls/protocol_version",
		"remote error: tls: no application protocol":                                                        "tls/no_application_protocol",
		"remote error: tls: unrecognized name":                                                              "tls/unrecognized_name",
		"remote error: tls: expired certificate":                                                            "tls/certificate_expired",
		"remote error: tls: revoked certificate":                                                            "tls/certificate_revoked",
		"remote error: tls: insufficient security level":                                                    "tls/insufficient_security",
		"remote error: tls: unknown certificate":                                                            "tls/certificate_unknown",
		"remote error: tls: unexpected message":                                                             "tls/unexpected_message",
		"PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed": "tls/certificate_expired",
		"sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed": "tls/certificate_expired",
		`error sending request for url (https://api.example.com/): client error (Connect): dns error: failed to lookup address information: Try again`: "errno/EAI_AGAIN",
		"dns error: failed to lookup address information: Name or service not known":                                                                   "errno/EAI_NONAME",
		"dns error: failed to lookup address information: Temporary failure in name resolution":                                                        "errno/EAI_AGAIN",
		"dns error: failed to lookup address information: nodename nor servname provided, or not known":                                                "errno/EAI_NONAME",
		"failed to lookup address information: Name does not resolve":                                                                                  "errno/EAI_NONAME",
		"dns error: No such host is known. (os error 11001)":                                                                                           "errno/WSAHOST_NOT_FOUND",
		"getaddrinfo: No address associated with hostname":                                                                                             "errno/EAI_NODATA",
		"getaddrinfo: Non-recoverable failure in name resolution":                                                                                      "errno/EAI_FAIL",
		"InvalidArgumentError: invalid connection header":                                                                                              "node/UND_ERR_INVALID_ARG",
		"ConnectTimeoutError: Connect Timeout Error (attempted address: 192.0.2.1:443, timeout: 10000ms)":                                              "node/UND_ERR_CONNECT_TIMEOUT",
		"HeadersTimeoutError: Headers Timeout Error":                                                                                                   "node/UND_ERR_HEADERS_TIMEOUT",
		"BodyTimeoutError: Body Timeout Error":                                                                                                         "node/UND_ERR_BODY_TIMEOUT",
		"HeadersOverflowError: Headers Overflow Error":                                                                                                 "node/UND_ERR_HEADERS_OVERFLOW",
		"SocketError: other side closed":                                                                                                               "node/UND_ERR_SOCKET",
		"ResponseContentLengthMismatchError: Response body length does not match content-length header":                                                "node/UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
		"RequestContentLengthMismatchError: Request body length does not match content-length header":                                                  "node/UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
		"ResponseExceededMaxSizeError: Response content exceeded max size":                                                                             "node/UND_ERR_RES_EXCEEDED_MAX_SIZE",
		"ClientDestroyedError: The client is destroyed":                                                                                                "node/UND_ERR_DESTROYED",
		"NotSupportedError: not supported error undici":                                                                                                "node/UND_ERR_NOT_SUPPORTED",
	}.check(t)
}

func TestLimitsByNumber(t *testing.T) {
	t.Parallel()
	wants{
		"api gateway cuts after 29 seconds":                "aws-api-gateway/INTEGRATION_TIMEOUT",
		"why does api gateway time out at 29s":             "aws-api-gateway/INTEGRATION_TIMEOUT",
		"aws api gateway 29 second limit":                  "aws-api-gateway/INTEGRATION_TIMEOUT",
		"heroku kills my request after 30 seconds":         "heroku/H12",
		"heroku 30 second timeout":                         "heroku/H12",
		"cloudflare cuts off after 100 seconds":            "cloudflare/524",
		"cloudflare 100 second limit on long export":       "cloudflare/524",
		"nginx 1mb upload limit":                           "http/413",
		"nginx rejects bodies over 1 MB":                   "http/413",
		"cloudflare 100 MB upload limit":                   "http/413",
		"vercel function stops after 10 seconds":           "vercel/FUNCTION_INVOCATION_TIMEOUT",
		"vercel 60s limit":                                 "vercel/FUNCTION_INVOCATION_TIMEOUT",
		"alb closes idle connection after 60 seconds":      "aws-elb/504",
		"lambda 6 MB response limit":                       "http/413",
		"api gateway 10 MB payload limit":                  "http/413",
		"cloud run request dies after 300 seconds":         "http/504",
		"the meeting was cut after 29 minutes":             "",
		"we ran 30 seconds faster than heroku's marketing": "",
	}.check(t)
}

// TestEnvoyFlagsInLines holds every response flag to lines of formats of one's
// own: it is told beside the status.
func TestEnvoyFlagsInLines(t *testing.T) {
	t.Parallel()
	c := knowledge.Builtin()
	right, all := 0, 0
	for _, flag := range strings.Fields("UH UF UC UT URX NR NC UO LR UR DC LH DI FI RL UAEX RLSE SI IH DPE UPE UMSDR RFCF NFCF DT OM DF DO UDO") {
		for _, line := range []string{
			`[2024-05-01T10:00:00.000Z] "GET /api HTTP/1.1" 503 ` + flag + ` upstream_reset_before_response_started{connection_termination} - "-" 0 95 1 - "-" "curl/8"`,
			`[2024-05-01T10:00:00.000Z] "GET /api HTTP/1.1" 503 upstream_reset_before_response_started{connection_termination} ` + flag + ` 0 95 1`,
			`503 ` + flag + ` upstream_reset_before_response_started{connection_termination}`,
			`503 ` + flag,
			`GET /api HTTP/1.1 503 ` + flag + ` - 12ms`,
			`2024-05-01T10:00:00Z GET /api 503 ` + flag + ` via_upstream outbound|80||web.default.svc.cluster.local`,
			`[2024-05-01T10:00:00.000Z] "POST /x HTTP/2" 503 - 0 95 ` + flag + ` "outbound|80||web.default.svc.cluster.local" 10.0.0.1:80`,
			`{"response_code":503,"response_flags":"` + flag + `","path":"/"}`,
			`10.0.0.1 "GET / HTTP/1.1" 503 ` + flag + ` 0 95 2 "-" "curl/8" "web.default" "10.0.0.2:80"`,
		} {
			if line == "503 DO" {
				continue // "do" is a word of every question
			}
			all++
			x := c.Explain(line)
			has := func(id string) bool {
				return slices.ContainsFunc(x.Matches, func(m knowledge.Match) bool { return m.ID == id })
			}
			if !has("envoy/"+flag) || !has("http/503") {
				var got []string
				for _, m := range x.Matches {
					got = append(got, m.ID)
				}
				t.Errorf("%q: got %q", line, got)
				continue
			}
			right++
		}
	}
	t.Logf("%d of %d", right, all)
}
