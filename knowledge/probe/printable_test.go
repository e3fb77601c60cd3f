package probe

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// U+009B begins an escape sequence as ESC [ does, U+202E turns around what
// follows: encoding/json lets both through.
func TestNothingSentReachesATerminalAsControl(t *testing.T) {
	t.Parallel()
	const evil = "\u009b31m\u202eabc\u200b\u2028"
	for name, answer := range map[string]string{
		"header":         "HTTP/1.1 500 " + evil + "\r\nServer: " + evil + "\r\nWww-Authenticate: Basic realm=\"" + evil + "\"\r\n\r\n",
		"location":       "HTTP/1.1 302 Found\r\nLocation: javascript:" + evil + "\r\n\r\n",
		"location host":  "HTTP/1.1 302 Found\r\nLocation: http://" + evil + "/\r\n\r\n",
		"no HTTP at all": evil + "\r\n\r\n",
		"encoding":       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, " + evil + "\r\n\r\n" + evil,
	} {
		r := loopback().Check(t.Context(), "http://"+serve(t, say(answer))+"/")
		wantPrintable(t, name, r)
	}
	wantPrintable(t, "typed", loopback().Check(t.Context(), "http://"+evil+"/"))
}

func wantPrintable(t *testing.T, name string, r *Report) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	shown := string(text)
	if r.Failure != nil {
		shown += r.Failure.Detail
	}
	for _, hop := range r.Hops {
		shown += hop.Reason
	}
	if i := strings.IndexFunc(shown, func(c rune) bool { return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }); i >= 0 {
		t.Errorf("%s: %q shows a control character at %d", name, shown, i)
	}
}
