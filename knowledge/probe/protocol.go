package probe

import "strings"

// Cases of a port that speaks another protocol than it was asked in.
const (
	caseHTTP  = "http"  // plain HTTP where TLS was asked for
	caseHTTPS = "https" // TLS where plain HTTP was asked for
	caseOther = "other" // no protocol of the web
)

// greetings are how services of other protocols begin, whether they speak
// first or answer what they do not understand.
var greetings = []struct{ prefix, told, within string }{
	{"HTTP/", "It answers in plain HTTP.", caseHTTP},
	{"<", "It answers in plain text that looks like HTML.", caseHTTP},
	{"SSH-", "It speaks SSH.", caseOther},
	{"220", "It greets as a mail (SMTP) or FTP server does.", caseOther},
	{"421", "It refuses as a mail (SMTP) or FTP server does.", caseOther},
	{"554", "It refuses as a mail (SMTP) server does.", caseOther},
	{"+OK", "It greets as a POP3 server does.", caseOther},
	{"* OK", "It greets as an IMAP server does.", caseOther},
	{"-ERR", "It answers as Redis or POP3 does.", caseOther},
	{"-DENIED", "It answers as Redis does.", caseOther},
	{"ERROR\r\n", "It answers as memcached does.", caseOther},
	{"RFB ", "It speaks VNC.", caseOther},
	{"AMQP", "It speaks AMQP, as RabbitMQ does.", caseOther},
	{"RTSP/", "It speaks RTSP, as cameras do.", caseOther},
	{"SIP/", "It speaks SIP, as telephones do.", caseOther},
	{"ICY ", "It speaks SHOUTcast's protocol, as radio streams do.", caseOther},
	{"It looks", "It answers as MongoDB does.", caseOther},
	{"PRI *", "It speaks HTTP/2 without TLS.", caseOther},
}

// otherProtocol tells what a port speaks by the first bytes that it sent, and
// the case that this is; "" where they are not known.
func otherProtocol(got reading) (told, within string) {
	for _, g := range greetings {
		if strings.HasPrefix(string(got.head[:]), g.prefix) {
			return g.told, g.within
		}
	}
	const telnet, mysql = 0xff, 10 // "interpret as command"; the protocol's version
	switch {
	case got.looksHTTP2():
		return "It speaks HTTP/2 without TLS (h2c), as gRPC servers do, and browsers do not.", caseOther
	case got.read >= 2 && got.looksTLS():
		return "It speaks TLS: this port wants https, not http.", caseHTTPS
	case got.read >= 2 && got.head[0] == telnet && got.head[1] >= 0xfb:
		return "It speaks Telnet.", caseOther
	case got.read >= 5 && got.head[1] == 0 && got.head[2] == 0 && got.head[3] == 0 && got.head[4] == mysql:
		return "It greets as a MySQL server does.", caseOther
	}
	return "", ""
}
