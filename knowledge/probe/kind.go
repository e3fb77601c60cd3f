package probe

// Kind names what went wrong with a check. The names are public: see the
// README's section on JSON.
type Kind string

// The kinds of a problem, in the order of the phases of a check.
const (
	InvalidURL Kind = "invalid_url"
	Blocked    Kind = "blocked"

	DNSNotFound      Kind = "dns_not_found"
	DNSNoAddress     Kind = "dns_no_address"
	DNSServerFailure Kind = "dns_server_failure"
	DNSTimeout       Kind = "dns_timeout"

	ConnectRefused     Kind = "connect_refused"
	ConnectTimeout     Kind = "connect_timeout"
	ConnectUnreachable Kind = "connect_unreachable"

	TLSExpired                   Kind = "tls_expired"
	TLSNotYetValid               Kind = "tls_not_yet_valid"
	TLSHostnameMismatch          Kind = "tls_hostname_mismatch"
	TLSSelfSigned                Kind = "tls_self_signed"
	TLSUnknownAuthority          Kind = "tls_unknown_authority"
	TLSIncompleteChain           Kind = "tls_incomplete_chain"
	TLSBadCertificate            Kind = "tls_bad_certificate"
	TLSVersion                   Kind = "tls_version"
	TLSNoSharedCipher            Kind = "tls_no_shared_cipher"
	TLSClientCertificateRequired Kind = "tls_client_certificate_required"
	TLSNotTLS                    Kind = "tls_not_tls"
	TLSTimeout                   Kind = "tls_timeout"
	TLSHandshakeFailed           Kind = "tls_handshake_failed"

	ResponseTimeout    Kind = "response_timeout"
	ResponseStalled    Kind = "response_stalled"
	ConnectionClosed   Kind = "connection_closed"
	ConnectionReset    Kind = "connection_reset"
	MalformedResponse  Kind = "malformed_response"
	ProtocolError      Kind = "protocol_error"
	HeadersTooLarge    Kind = "headers_too_large"
	BodyTruncated      Kind = "body_truncated"
	BadContentEncoding Kind = "bad_content_encoding"

	RedirectLoop     Kind = "redirect_loop"
	TooManyRedirects Kind = "too_many_redirects"
	RedirectInvalid  Kind = "redirect_invalid"

	HTTPStatus    Kind = "http_status"
	PartialOutage Kind = "partial_outage"
)

// The kinds of a warning.
const (
	CertificateExpiresSoon Kind = "certificate_expires_soon"
	RedirectDowngrade      Kind = "redirect_downgrade"
	SlowFirstByte          Kind = "slow_first_byte"
	RetryAfter             Kind = "retry_after"
	MixedAnswers           Kind = "mixed_answers"
)
