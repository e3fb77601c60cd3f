package probe

import (
	"bufio"
	"encoding/base64"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
)

// signedWithMD5 is a certificate made with OpenSSL for this test: crypto/x509
// makes no such thing any more.
const signedWithMD5 = "MIIBYDCBygIUB52eV+bLvpcOfGCJ28g5BvzkOakwDQYJKoZIhvcNAQEEBQAwDTELMAkGA1UEAwwCY2EwIBcNMjYxMTIzMDMwNTQ1WhgPMjEyNjEwMzAwMzA1NDVaMBQxEjAQBgNVBAMMCXNpdGUudGVzdDBcMA0GCSqGSIb3DQEBAQUAA0sAMEgCQQC5HPH0rOK/gYxS7OUOE5dSePJ9EHeQS4R/oTgr/d12mTpMJQwl2sKLzvKPD5tjEhoBWvl4ABvtJsACai6Uw0dxAgMBAAEwDQYJKoZIhvcNAQEEBQADgYEAkQ+86sCijAxizayROWIOH0/qY4AvkawcLKL9BfizbQQpQPigiOXKQHcrksy0Di52ZG8ZrKONqU3gAI2Tc01enDtEyYnRoTmC4ShVn8crrzIfAt7ifIoOZlBnI9QLzrio0jnMYQwcWpwiM2Jq2YvivbG+SSkpSQCgAfVS7hC9FHM="

// handshakeRecord is a handshake message in a TLS record of its own.
func handshakeRecord(kind byte, body []byte) string {
	message := append([]byte{kind, 0}, vector16(body)...)
	return string(append([]byte{recordHandshake, 3, 3}, vector16(message)...))
}

// serverHello chooses a cipher suite of TLS 1.2.
func serverHello(suite uint16) string {
	body := append([]byte{3, 3}, make([]byte, 32)...)
	body = append(body, 0, byte(suite>>8), byte(suite), 0, 0, 0)
	return handshakeRecord(2, body)
}

func certificateMessage(der []byte) string {
	entry := append([]byte{0}, vector16(der)...)
	return handshakeRecord(11, append([]byte{0}, vector16(entry)...))
}

// A server that refuses what browsers offer, and would accept a suite that was
// offered, lacks something else: that is found out, or left open.
func TestRefusedHandshakesAreNotBlamedOnCiphers(t *testing.T) {
	t.Parallel()
	const offered = 0xc02f // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
	md5, err := base64.StdEncoding.DecodeString(signedWithMD5)
	if err != nil {
		t.Fatal(err)
	}
	const refusal = "\x15\x03\x03\x00\x02\x02\x28"
	for name, test := range map[string]struct {
		hello, certificate string // what a lenient ClientHello gets
		want               Kind
		within, detail     string
	}{
		"a suite that was offered":     {serverHello(offered), refusal, TLSHandshakeFailed, "parameters", "which was offered"},
		"a suite that was not offered": {serverHello(0x0041), refusal, TLSNoSharedCipher, "", "0x0041"},
		"a certificate of MD5's time":  {serverHello(offered), serverHello(offered) + certificateMessage(md5), TLSBadCertificate, "", "MD5"},
		"half a certificate":           {serverHello(offered), serverHello(offered) + certificateMessage(md5)[:100], TLSHandshakeFailed, "parameters", ""},
	} {
		var count atomic.Int32
		answers := []string{refusal, refusal, test.hello, test.certificate}
		addr := serve(t, func(conn net.Conn) {
			readSome(conn)
			io.WriteString(conn, answers[min(int(count.Add(1)), len(answers))-1])
		})
		t.Run(name, func(t *testing.T) {
			wantFailure(t, loopback().Check(t.Context(), "https://"+addr), test.want, test.within, test.detail)
		})
	}
}

// endless repeats a text for ever.
type endless string

func (e endless) Read(p []byte) (int, error) {
	return copy(p, strings.Repeat(string(e), len(p)/len(e)+1)[:len(p)/len(e)*len(e)]), nil
}

// A server that only warns, or sends empty records, is given up.
func TestRecordsWithoutEndHoldNoCertificate(t *testing.T) {
	for name, record := range map[string]string{"warnings": "\x15\x03\x03\x00\x02\x01\x70", "empty records": "\x16\x03\x03\x00\x00"} {
		source := bufio.NewReader(endless(record)) // asks for more than one record at a time
		if leaf := readCertificate(source); leaf != nil {
			t.Errorf("%s: %v", name, leaf.Subject)
		}
	}
}
