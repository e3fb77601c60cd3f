package probe

import "time"

// Report is what one check of one URL saw. It is plain data, free of secrets:
// whatever builds it has already replaced them by REDACTED. A broken site
// makes a good Report.
type Report struct {
	URL      string `json:"url"`       // as asked for, made absolute
	FinalURL string `json:"final_url"` // after redirects
	Vantage  string `json:"vantage"`   // names the place that the check ran from

	StartedAt  time.Time    `json:"started_at"` // UTC
	DurationMS Milliseconds `json:"duration_ms"`
	// Guessing is how much of DurationMS went into https, where the URL had no
	// scheme and the Report is about http.
	Guessing Milliseconds `json:"-"`

	// Status is the last response's, 0 where none came.
	Status int `json:"status"`

	// Failure is what stopped the check, nil when a final response was read
	// whole. A final status of 400 or above is no Failure: it is an answer.
	Failure *Failure `json:"-"`

	Hops      []Hop     `json:"hops"`
	Addresses []Address `json:"addresses"`
}

// Waited is how long the check had waited for the phase that never ended when
// it gave up, 0 where no time-out ended it. No hop's timing holds it, because
// that phase did not happen.
func (r *Report) Waited() Milliseconds {
	if r.Failure == nil {
		return 0
	}
	switch r.Failure.Kind {
	case DNSTimeout, ConnectTimeout, TLSTimeout, ResponseTimeout, ResponseStalled:
	default:
		return 0
	}
	waited := r.DurationMS - r.Guessing
	for _, hop := range r.Hops {
		waited -= hop.Timing.Total()
	}
	return max(0, waited)
}

// Milliseconds is a duration for people and JSON, with one microsecond's
// precision. 0 means that the phase did not happen.
type Milliseconds float64

// Failure is why a check could not go on to a whole response.
type Failure struct {
	Kind Kind
	// Detail is the cause in one sentence, for evidence: an error's text, a TLS
	// alert's name, the policy rule. Redacted; no address's content.
	Detail string
	// Code is the machine's own word for it where there is one: a DNS
	// response code (NXDOMAIN), a TLS alert (handshake_failure), an HTTP/2 error
	// (REFUSED_STREAM), an errno (ECONNREFUSED).
	Code string
	// Case is a finer case within the Kind, which advice may be written for:
	// tls_expired/intermediate. "" for the usual one.
	Case string
	// Hop is the index in Hops of the request that failed, -1 before the first.
	Hop int
}

// in says which case within its kind a failure is.
func (f *Failure) in(c string) *Failure {
	f.Case = c
	return f
}

// Hop is one request and what came back.
type Hop struct {
	URL        string       `json:"url"`
	Method     string       `json:"method"`
	Status     int          `json:"status"`   // 0 where no response came
	Protocol   string       `json:"protocol"` // HTTP/1.0, HTTP/1.1, HTTP/2.0
	RemoteAddr string       `json:"remote_addr,omitempty"`
	Timing     Timing       `json:"timing"`
	Headers    Headers      `json:"headers,omitempty"`
	TLS        *Certificate `json:"tls,omitempty"`

	// Reason is the reason phrase of an HTTP/1 status line, as sent.
	Reason string `json:"-"`
	// Body is the start of the decoded body: at most MaxBody bytes, redacted.
	Body []byte `json:"-"`
	// BodyComplete says that Body is all of it.
	BodyComplete bool `json:"-"`
}

// Headers are a response's header fields under lower-case names, values in
// order, secrets replaced.
type Headers map[string][]string

// Get returns the first value of the field, "" where it is absent. The name
// is lower case.
func (h Headers) Get(name string) string {
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Timing holds the phases of one request; a phase that did not happen is 0.
type Timing struct {
	DNS       Milliseconds `json:"dns_ms,omitzero"`
	Connect   Milliseconds `json:"connect_ms,omitzero"`
	TLS       Milliseconds `json:"tls_ms,omitzero"`
	FirstByte Milliseconds `json:"first_byte_ms,omitzero"` // request sent to first byte of the response
	Body      Milliseconds `json:"body_ms,omitzero"`
}

// Total is the time of all phases together.
func (t Timing) Total() Milliseconds { return t.DNS + t.Connect + t.TLS + t.FirstByte + t.Body }

// Certificate is what the server presented in the TLS handshake, and what the
// handshake agreed on. It is filled also where verification failed.
type Certificate struct {
	Version string   `json:"version"` // "TLS 1.3"
	Cipher  string   `json:"cipher"`
	Subject string   `json:"subject"`
	Issuer  string   `json:"issuer"`
	Names   []string `json:"names"`
	// MoreNames is how many names there are beside those in Names.
	MoreNames   int       `json:"more_names,omitempty"`
	NotBefore   time.Time `json:"not_before"`
	NotAfter    time.Time `json:"not_after"`
	ChainLength int       `json:"chain_length"`
	Verified    bool      `json:"verified"`

	// Faults are all that is wrong with the certificate, the most telling first.
	Faults []Kind `json:"faults,omitempty"`
	// ClientCertificateRequested says that the server asked for one of ours.
	ClientCertificateRequested bool `json:"client_certificate_requested,omitempty"`
}

// Address is how one of the host's addresses answered.
type Address struct {
	Addr       string       `json:"addr"`
	OK         bool         `json:"ok"`             // answered below 400
	Kind       Kind         `json:"kind,omitempty"` // what failed
	Status     int          `json:"status,omitempty"`
	DurationMS Milliseconds `json:"duration_ms"`
	// Skipped says that the vantage point itself has no route for this
	// address's family, so that its failure says nothing about the site.
	Skipped bool `json:"skipped,omitempty"`
}
