package probe

import "testing"

// What a port speaks is told in words, over http and over https.
func TestOtherProtocolsAreNamed(t *testing.T) {
	t.Parallel()
	for greeting, want := range map[string]string{
		"\x00\x00\x12\x04\x00\x00\x00\x00\x00": "It speaks HTTP/2 without TLS (h2c), as gRPC servers do, and browsers do not.",
		"SSH-2.0-OpenSSH_9.9\r\n":              "It speaks SSH.",
		"220 mail.test ESMTP\r\n":              "It greets as a mail (SMTP) or FTP server does.",
		"\x4a\x00\x00\x00\x0a8.4.0":            "It greets as a MySQL server does.",
		"\xff\xfd\x18\xff\xfd\x20":             "It speaks Telnet.",
		"\x15\x03\x01\x00\x02\x02\x0a":         "It speaks TLS: this port wants https, not http.",
		"\x00\x00\x12\x00\x00\x00\x00\x00\x00": "",
		"hello":                                "",
	} {
		var m meter
		m.note([]byte(greeting), nil)
		if got, _ := otherProtocol(m.state()); got != want {
			t.Errorf("%q: %q, want %q", greeting, got, want)
		}
	}
}
