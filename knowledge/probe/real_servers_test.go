package probe

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"httpcode/knowledge/testneed"
)

// writePair writes a certificate and its key as PEM files.
func writePair(t testing.TB, cert tls.Certificate) (certFile, keyFile string) {
	t.Helper()
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	var chain []byte
	for _, der := range cert.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(certFile, chain, 0o600)
	os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600)
	return certFile, keyFile
}

// freePort is a port that nobody listened on a moment ago.
func freePort(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

// run starts a server, waits until its port takes connections, and ends it
// with the test.
func run(t testing.TB, port string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.Stdin = nil
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() { cmd.Wait(); close(exited) }()
	t.Cleanup(func() { cmd.Process.Kill(); <-exited })
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-exited:
			testneed.Missing(t, fmt.Sprintf("%s does not start: %s", name, log.String()))
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Fatalf("%s did not start: %s", name, log.String())
}

// OpenSSL knows versions and ciphers that crypto/tls cannot serve.
func TestOpenSSLServersAreToldApart(t *testing.T) {
	t.Parallel()
	openssl := testneed.Command(t, "openssl")
	root := newAuthority(t, "Test Root")
	cert, key := writePair(t, root.issue(nil))
	for name, test := range map[string]struct {
		args   []string
		want   Kind
		detail string
	}{
		"a usual server":                    {nil, "", ""},
		"TLS 1.0 only":                      {[]string{"-tls1", "-cipher", "ALL:@SECLEVEL=0"}, TLSVersion, "TLS 1.0"},
		"TLS 1.1 only":                      {[]string{"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"}, TLSVersion, "TLS 1.1"},
		"a cipher Go lacks":                 {[]string{"-tls1_2", "-cipher", "ECDHE-ECDSA-CAMELLIA128-SHA256:@SECLEVEL=0"}, TLSNoSharedCipher, "accepts none"},
		"no encryption":                     {[]string{"-tls1_2", "-cipher", "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0"}, TLSNoSharedCipher, "accepts none"},
		"CCM over TLS 1.3":                  {[]string{"-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"}, TLSNoSharedCipher, "TLS 1.3"},
		"a client certificate":              {[]string{"-Verify", "1"}, TLSClientCertificateRequired, "client certificate"},
		"a client certificate over TLS 1.2": {[]string{"-Verify", "1", "-tls1_2"}, TLSClientCertificateRequired, "client certificate"},
		"no protocol in common":             {[]string{"-alpn", "mqtt"}, TLSHandshakeFailed, "no_application_protocol"},
		"a name it does not know":           {[]string{"-servername", "other.test", "-servername_fatal", "-cert2", cert, "-key2", key}, TLSHandshakeFailed, "unrecognized_name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			port := freePort(t)
			run(t, port, openssl, append([]string{"s_server", "-accept", "127.0.0.1:" + port, "-cert", cert, "-key", key, "-www", "-quiet"}, test.args...)...)
			p := loopback()
			p.RootCAs = root.pool()
			r := p.Check(t.Context(), "https://localhost:"+port)
			wantKind(t, r, test.want)
			if r.Failure != nil && !strings.Contains(r.Failure.Detail, test.detail) {
				t.Errorf("detail %q lacks %q", r.Failure.Detail, test.detail)
			}
			if test.want == TLSVersion && r.Hops[0].TLS == nil {
				t.Error("the certificate of an old server is not described")
			}
		})
	}
}

func TestNginxIsToldApart(t *testing.T) {
	t.Parallel()
	nginx := testneed.Command(t, "nginx")
	root := newAuthority(t, "Test Root")
	cert, key := writePair(t, root.issue(nil))
	ca, _ := writePair(t, selfAsServer(root))
	port, clientPort := freePort(t), freePort(t)
	dir := t.TempDir()
	config := filepath.Join(dir, "nginx.conf")
	os.WriteFile(config, []byte(fmt.Sprintf(`
daemon off; master_process off; pid %[1]s/pid; error_log %[1]s/error.log;
events {}
http {
	access_log off; client_body_temp_path %[1]s; proxy_temp_path %[1]s; fastcgi_temp_path %[1]s; uwsgi_temp_path %[1]s; scgi_temp_path %[1]s;
	server {
		listen 127.0.0.1:%[2]s ssl http2; ssl_certificate %[4]s; ssl_certificate_key %[5]s;
		location / { return 200 fine; }
		location /444 { return 444; }
	}
	server {
		listen 127.0.0.1:%[3]s ssl; ssl_certificate %[4]s; ssl_certificate_key %[5]s;
		ssl_verify_client on; ssl_client_certificate %[6]s;
		location / { return 200 fine; }
	}
}`, dir, port, clientPort, cert, key, ca)), 0o600)
	run(t, port, nginx, "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", config)
	for url, test := range map[string]struct {
		want   Kind
		status int
	}{
		"https://127.0.0.1:" + port:          {"", 200},
		"https://127.0.0.1:" + port + "/444": {ProtocolError, 0}, // over HTTP/2 nginx resets the stream
		"http://127.0.0.1:" + port:           {HTTPStatus, 400},
		"https://127.0.0.1:" + clientPort:    {TLSClientCertificateRequired, 400},
	} {
		p := loopback()
		p.RootCAs = root.pool()
		r := p.Check(t.Context(), url)
		wantKind(t, r, test.want)
		if r.Status != test.status {
			t.Error(show(r))
		}
	}
}
