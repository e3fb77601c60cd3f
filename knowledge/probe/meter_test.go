package probe

import "testing"

// What a port speaks is told in words, over http and over https.
func TestOtherProtocolsAreNamed(t *testing.T) {
	t.Parallel()
	for greeting, want := range map[string]string{
		"\x00\x00\x12\x04\x00\x00\x00\x00\x00": "it speaks HTTP/2 without TLS",
		"SSH-2.0-OpenSSH_9.9\r\n":              "it speaks SSH",
		"220 mail.test ESMTP\r\n":              "it greets as a mail (SMTP) or FTP server does",
		"\x00\x00\x12\x00\x00\x00\x00\x00\x00": "",
		"hello":                                "",
	} {
		var m meter
		m.note([]byte(greeting), nil)
		if want != "" {
			want = ": " + want
		}
		if got := otherProtocol(m.state()); got != want {
			t.Errorf("%q: %q, want %q", greeting, got, want)
		}
	}
}
