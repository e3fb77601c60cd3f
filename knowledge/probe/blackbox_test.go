package probe

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// The failure modes that prometheus/blackbox_exporter's tests name
// (prober/http_test.go). There each is the one bit "probe_success 0".
func TestFailuresOfBlackboxExporterAreToldApart(t *testing.T) {
	t.Parallel()
	root, stranger := newAuthority(t, "Test Root"), newAuthority(t, "Strange Root")
	packed := func(coding string, writer io.WriteCloser, b *bytes.Buffer) func(net.Conn) {
		io.WriteString(writer, strings.Repeat("hello world", 10))
		writer.Close()
		return say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", coding, b.Len(), b))
	}
	var deflated, mislabelled, brotlied bytes.Buffer
	raw, _ := flate.NewWriter(&deflated, flate.DefaultCompression)
	secure := func(a *authority) func(net.Conn) {
		config := tlsConfig(a.issue(nil))
		return func(raw net.Conn) {
			conn := tls.Server(raw, config)
			defer conn.Close()
			status(200)(conn)
		}
	}
	closed := "127.0.0.1:1"
	for name, test := range map[string]struct {
		url  string
		want Kind
	}{
		"a status that is not 2xx":          {"http://" + serve(t, status(404)), HTTPStatus},
		"content in bare deflate":           {"http://" + serve(t, packed("deflate", raw, &deflated)), ""},
		"content in brotli":                 {"http://" + serve(t, packed("br", brotli.NewWriter(&brotlied), &brotlied)), ""},
		"a compression that does not match": {"http://" + serve(t, packed("br", gzip.NewWriter(&mislabelled), &mislabelled)), BadContentEncoding},
		"a redirect loop":                   {"http://" + serve(t, say("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")), RedirectLoop},
		"no TLS where it was asked for":     {"https://" + serve(t, status(200)), TLSNotTLS},
		"TLS where it was not asked for":    {"http://" + serve(t, secure(root)), ConnectionClosed}, // crypto/tls hangs up on it
		"an authority that is not trusted":  {"https://" + serve(t, secure(stranger)), TLSUnknownAuthority},
		"an authority that is trusted":      {"https://" + serve(t, secure(root)), ""},
		"the wrong server name":             {strings.Replace("https://"+serve(t, secure(root)), "127.0.0.1", "wrong.test", 1), TLSHostnameMismatch},
		"a name that does not resolve":      {"http://nosuch.test/", DNSNotFound},
		"a port that is closed":             {"http://" + closed, ConnectRefused},
		"a URL without a host":              {"http:///", InvalidURL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := named(t, "wrong.test", "127.0.0.1")
			p.RootCAs, p.Nameservers = root.pool(), []string{nameServer(t, zone())}
			wantKind(t, p.Check(t.Context(), test.url), test.want)
		})
	}
}
