package probe

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"time"
)

// sniffHello sends a ClientHello that offers every cipher suite ever
// registered and every version, and reads what the server would choose:
// crypto/tls knows only part of them. Nothing secret is sent or agreed on.
func (c *check) sniffHello(ctx context.Context, t target, ap netip.AddrPort) (version, suite uint16, ok bool) {
	c.sayHello(ctx, t, ap, []byte{3, 4, 3, 3, 3, 2, 3, 1, 3, 0}, func(r io.Reader) { version, suite, ok = readServerHello(r) })
	return version, suite, ok
}

// sniffCertificate asks for the server's own certificate with a ClientHello
// that accepts any signature; before TLS 1.3 it comes in the clear. nil where
// none comes.
func (c *check) sniffCertificate(ctx context.Context, t target, ap netip.AddrPort) (leaf *x509.Certificate) {
	c.sayHello(ctx, t, ap, []byte{3, 3, 3, 2, 3, 1}, func(r io.Reader) { leaf = readCertificate(r) })
	return leaf
}

// sayHello sends a ClientHello that supports the versions, and has the answer
// read.
func (c *check) sayHello(ctx context.Context, t target, ap netip.AddrPort, versions []byte, read func(io.Reader)) {
	conn, err := c.dial(ctx, t.host, ap)
	if err != nil {
		return
	}
	defer conn.Close()
	conn.SetDeadline(c.setupDeadline(time.Now()))
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if _, err := conn.Write(clientHello(t.serverName(), versions)); err == nil {
		read(conn)
	}
}

// clientHello builds the record (RFC 8446, 4.1.2). It sends no key share: a
// TLS 1.3 server then asks for one by a HelloRetryRequest, which names its
// suite just as well.
func clientHello(serverName string, versions []byte) []byte {
	random := make([]byte, 32)
	rand.Read(random)
	var suites []byte
	for id := uint16(0x0001); id <= 0x00c7; id++ {
		suites = binary.BigEndian.AppendUint16(suites, id)
	}
	for id := uint16(0x1301); id <= 0x1305; id++ {
		suites = binary.BigEndian.AppendUint16(suites, id)
	}
	for id := uint16(0xc001); id <= 0xc0b5; id++ {
		suites = binary.BigEndian.AppendUint16(suites, id)
	}
	for id := uint16(0xcca8); id <= 0xccae; id++ {
		suites = binary.BigEndian.AppendUint16(suites, id)
	}
	body := []byte{3, 3}
	body = append(body, random...)
	body = append(body, 0) // no session to resume
	body = append(body, vector16(suites)...)
	body = append(body, 1, 0) // no compression
	body = append(body, vector16(helloExtensions(serverName, versions))...)

	message := append([]byte{1, 0}, vector16(body)...) // client_hello, 24-bit length
	return append([]byte{recordHandshake, 3, 1}, vector16(message)...)
}

func helloExtensions(serverName string, versions []byte) []byte {
	var b []byte
	add := func(id uint16, data []byte) {
		b = binary.BigEndian.AppendUint16(b, id)
		b = append(b, vector16(data)...)
	}
	if serverName != "" {
		add(0, vector16(append([]byte{0}, vector16([]byte(serverName))...)))
	}
	add(10, vector16([]byte{0, 29, 0, 23, 0, 24, 0, 25, 1, 0, 1, 1, 1, 2})) // supported_groups: x25519, P-256/384/521, ffdhe
	add(11, []byte{1, 0})                                                   // ec_point_formats: uncompressed
	add(13, vector16([]byte{                                                // signature_algorithms, SHA-1 and MD5 included
		4, 3, 5, 3, 6, 3, 8, 7, 8, 8, 8, 4, 8, 5, 8, 6, 8, 9, 8, 10, 8, 11, 4, 1, 5, 1, 6, 1, 2, 3, 2, 1, 2, 2, 1, 1}))
	add(43, append([]byte{byte(len(versions))}, versions...)) // supported_versions
	add(51, []byte{0, 0})                                     // key_share: none yet
	return b
}

// vector16 is data after its length in two bytes.
func vector16(data []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(data))), data...)
}

// readRecord reads one TLS record.
func readRecord(r io.Reader) (kind byte, record []byte) {
	var header [5]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return 0, nil
	}
	record = make([]byte, min(int(binary.BigEndian.Uint16(header[3:])), 16<<10))
	if _, err := io.ReadFull(r, record); err != nil {
		return 0, nil
	}
	return header[0], record
}

// readServerHello reads the version and the cipher suite that a server chose.
func readServerHello(r io.Reader) (version, suite uint16, ok bool) {
	const warning = 1
	kind, record := readRecord(r)
	if kind == recordAlert && len(record) == 2 && record[0] == warning {
		kind, record = readRecord(r) // some servers first warn that they do not know the name
	}
	if kind != recordHandshake || len(record) < 39 || record[0] != 2 {
		return 0, 0, false
	}
	version = binary.BigEndian.Uint16(record[4:])
	session := int(record[38])
	if len(record) < 39+session+3 {
		return 0, 0, false
	}
	suite = binary.BigEndian.Uint16(record[39+session:])
	if suite>>8 == 0x13 {
		version = tls.VersionTLS13
	}
	return version, suite, true
}

// suiteName names a suite as IANA does, where Go knows it, and by its number
// otherwise.
func suiteName(id uint16) string {
	name := tls.CipherSuiteName(id)
	if name == fmt.Sprintf("0x%04X", id) {
		return "suite " + name
	}
	return name
}

// readCertificate reads handshake messages (RFC 5246, 7.4) up to the server's
// Certificate, and gives its first one.
func readCertificate(r io.Reader) *x509.Certificate {
	const certificate = 11
	const records = 64 // warnings and empty ones count: a server could send them without end
	var flight []byte
	for range records {
		kind, record := readRecord(r)
		if kind == recordAlert && len(record) == 2 && record[0] == 1 {
			continue // a warning
		}
		if kind != recordHandshake {
			return nil
		}
		flight = append(flight, record...)
		for len(flight) >= 4 {
			size := 4 + int(flight[1])<<16 + int(flight[2])<<8 + int(flight[3])
			if size > len(flight) {
				break
			}
			if flight[0] == certificate {
				return firstCertificate(flight[4:size])
			}
			flight = flight[size:]
		}
	}
	return nil
}

// firstCertificate reads a list of certificates, each behind its 24-bit length.
func firstCertificate(message []byte) *x509.Certificate {
	const lengths = 3 + 3 // of the list, and of its first entry
	if len(message) < lengths {
		return nil
	}
	size := int(message[3])<<16 + int(message[4])<<8 + int(message[5])
	if size > len(message)-lengths {
		return nil
	}
	leaf, err := x509.ParseCertificate(message[lengths : lengths+size])
	if err != nil {
		return nil
	}
	return leaf
}
