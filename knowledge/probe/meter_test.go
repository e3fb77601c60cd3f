package probe

import "testing"

// What a port speaks is told in words, over http and over https.
func TestOtherProtocolsAreNamed(t *testing.T) {
	t.Parallel()
	for greeting, want := range map[string]string{
		"\x00\x00\x12\x04\x00\x00\x00\x00\x00": "It speaks HTTP/2 without TLS.",
		"SSH-2.0-OpenSSH_9.9\r\n":              "It speaks SSH.",
		"220 mail.test ESMTP\r\n":              "It greets as a mail (SMTP) or FTP server does.",
		"\x00\x00\x12\x00\x00\x00\x00\x00\x00": "Its first bytes are no TLS record.",
		"hello":                                "Its first bytes are no TLS record.",
	} {
		var m meter
		m.note([]byte(greeting), nil)
		if got := otherProtocol(m.state()); got != want {
			t.Errorf("%q: %q, want %q", greeting, got, want)
		}
	}
}
