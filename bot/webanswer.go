package bot

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// verdict says whether a Web API's answer is one: slack-go takes {}, null and
// {"ok":false} for success.
func verdict(body []byte) bool {
	if bytes.HasPrefix(body, okTrue) {
		return true
	}
	var answer struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	return json.Unmarshal(body, &answer) == nil && (answer.OK || answer.Error != "")
}

// okTrue is how Slack's answers begin where all went well.
var okTrue = []byte(`{"ok":true`)

// withoutEcho leaves out the message, which Slack sends back whole: decoding
// its blocks was half of the bot's work for a mention, and nobody looks at them.
func withoutEcho(body []byte) []byte {
	var kept struct {
		OK       bool            `json:"ok"`
		Error    string          `json:"error,omitempty"`
		Errors   json.RawMessage `json:"errors,omitempty"`
		Warning  string          `json:"warning,omitempty"`
		Needed   string          `json:"needed,omitempty"`
		Provided string          `json:"provided,omitempty"`
		Metadata json.RawMessage `json:"response_metadata,omitempty"`
		Channel  string          `json:"channel,omitempty"`
		TS       string          `json:"ts,omitempty"`
		// MessageTS is chat.postEphemeral's, Permalink chat.getPermalink's.
		MessageTS string `json:"message_ts,omitempty"`
		Permalink string `json:"permalink,omitempty"`
	}
	if json.Unmarshal(body, &kept) != nil {
		return body
	}
	short, err := json.Marshal(kept)
	if err != nil {
		return body
	}
	return short
}

// neverSent says whether the attempt failed before a byte of the request left:
// while dialling Slack or a proxy, or over a certificate.
func neverSent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, plain := errors.AsType[tls.RecordHeaderError](err) // what answers does not speak TLS
	return plain || errors.Is(err, http.ErrSchemeMismatch)
}

// callFailure labels an exchange without an answer.
func callFailure(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case neverSent(err):
		return "unreachable"
	}
	return "error"
}

// callOutcome labels an answer: "ok", Slack's error code, or the HTTP status.
func callOutcome(status int, body []byte) string {
	if status != http.StatusOK {
		return strconv.Itoa(status)
	}
	if bytes.HasPrefix(body, okTrue) || string(body) == "ok" {
		return "ok"
	}
	var answer struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return "unreadable"
	}
	if answer.OK {
		return "ok"
	}
	if len(answer.Error) > 60 || strings.Trim(answer.Error, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || answer.Error == "" {
		return "not_ok" // no free text in a label
	}
	return answer.Error
}
