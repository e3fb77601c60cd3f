package probe

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A server that repeats what it was sent gives nothing away: not the password,
// not its base64, not a token under another name.
func TestRepeatedSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	const password, token, session = "p&ss wörd", "tok3n+value", "s3ss10n-value"
	echo := func(conn net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		_, encoded, _ := strings.Cut(req.Header.Get("Authorization"), " ")
		name, plain, _ := req.BasicAuth()
		said := fmt.Sprintf("%s %s %s %s %s", encoded, plain, req.URL.Query().Get("token"), req.URL.RawQuery, req.Header.Get("Cookie"))
		head := "HTTP/1.1 500 " + encoded + "\r\nX-Debug: " + said + "\r\nX-Request-Id: " + encoded + "\r\n"
		if req.URL.Path == "/" {
			head = "HTTP/1.1 302 Found\r\nSet-Cookie: sid=" + session + "\r\nLocation: /next?token=" + req.URL.Query().Get("token") + "&x=" + encoded + "\r\n"
		}
		io.WriteString(conn, head+"\r\n<title>"+said+" "+name+"</title>")
	}
	addr := serve(t, echo)
	r := loopback().Check(t.Context(), "http://alice:p%26ss%20w%C3%B6rd@"+addr+"/?token=tok3n%2Bvalue")
	wantKind(t, r, HTTPStatus)
	shown := show(r)
	for _, hop := range r.Hops {
		shown += string(hop.Body) + hop.Reason
	}
	for _, secret := range []string{password, "p%26ss", token, "tok3n%2B", session, "YWxpY2U6"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is shown in %s", secret, shown)
		}
	}
	if !strings.Contains(shown, "alice") || !strings.Contains(shown, addr) {
		t.Errorf("too much is hidden: %s", shown)
	}
}

// A password that the host's name or a short word holds would be told by being
// hidden.
func TestHidingDoesNotTellSecrets(t *testing.T) {
	t.Parallel()
	addr := serve(t, say("HTTP/1.1 500 a localhost\r\n\r\n"))
	_, port, _ := net.SplitHostPort(addr)
	r := loopback().Check(t.Context(), "http://u:localhost@localhost:"+port+"/?key=a")
	if r.FinalURL != "http://REDACTED@localhost:"+port+"/?key=REDACTED" || r.Hops[0].Reason != "a localhost" {
		t.Error(show(r))
	}
}
