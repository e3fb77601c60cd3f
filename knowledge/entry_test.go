package knowledge_test

import (
	"testing"

	"httpcode/knowledge"
)

func TestCalledSaysNothingTwice(t *testing.T) {
	for _, c := range []struct{ code, name, want string }{
		{"502", "Bad Gateway", "502 Bad Gateway"},
		{"handshake_failure", "handshake_failure", "handshake_failure"},
		{"certificate_expired", "certificate expired", "certificate_expired"},
		{"no_certificate", "no_certificate (reserved)", "no_certificate (reserved)"},
		{"self_signed", "self-signed certificate", "self_signed certificate"},
		{"DEPLOYMENT_NOT_FOUND", "Deployment not found (404)", "DEPLOYMENT_NOT_FOUND (404)"},
		{"--", "Normal termination", "-- Normal termination"},
		{"UT", "UTF trouble", "UT UTF trouble"},
		{"ECONNREFUSED", "connection refused", "ECONNREFUSED: connection refused"},
		{"403.14", "Directory listing denied", "403.14 Directory listing denied"},
		{"E1042", "Basket locked", "E1042 Basket locked"},
		{"502", "", "502"},
	} {
		if got := (knowledge.Entry{Code: c.code, Name: c.name}).Called(); got != c.want {
			t.Errorf("%s %q is called %q, want %q", c.code, c.name, got, c.want)
		}
	}
}

func TestBesideLeavesOutTheLabelsOwnWord(t *testing.T) {
	for _, c := range []struct{ label, difference, want string }{
		{"nginx 499 Client Closed Request", "499: the client left. 504: nginx did.", "the client left. 504: nginx did."},
		{"nginx/499", "499: the client left. 504: nginx did.", "the client left. 504: nginx did."},
		{"gRPC 4 DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED: time ran out.", "time ran out."},
		{"ECONNREFUSED: connection refused", "ECONNREFUSED: nothing listens.", "nothing listens."},
		{"504 Gateway Timeout", "499: the client left.", "499: the client left."},
		{"503 Service Unavailable", "502 means no valid answer.", "502 means no valid answer."},
	} {
		if got := (knowledge.Confusion{Difference: c.difference}).Beside(c.label); got != c.want {
			t.Errorf("beside %q: %q, want %q", c.label, got, c.want)
		}
	}
}
