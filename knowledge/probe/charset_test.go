package probe

import (
	"fmt"
	"strings"
	"testing"
)

// Pages are read as browsers read them, whatever their encoding.
func TestPagesAreReadInTheirEncoding(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ kind, body, want string }{
		"UTF-8":                    {"text/html", "<title>Störung</title>", "<title>Störung</title>"},
		"Latin-1, undeclared":      {"text/html", "<title>St\xf6rung</title>", "<title>Störung</title>"},
		"windows-1251, declared":   {"text/html; charset=windows-1251", "<title>\xce\xf8\xe8\xe1\xea\xe0</title>", "<title>Ошибка</title>"},
		"Shift_JIS, in the page":   {"text/html", "<meta charset=shift_jis><title>\x8f\xe1\x8aQ</title>", "<meta charset=shift_jis><title>障害</title>"},
		"UTF-16 with its mark":     {"text/html", "\xff\xfe<\x00b\x00>\x00", "<b>"},
		"a charset of nobody's":    {"text/html; charset=x-none", "<title>St\xf6rung</title>", "<title>Störung</title>"},
		"no text at all":           {"image/png", "\x89PNG\xf6", "\x89PNG\xf6"},
		"UTF-8 that broke off":     {"text/html", "<title>Störung</title>\xc3", "<title>Störung</title>\xc3"},
		"UTF-8 that is cut":        {"text/html", strings.Repeat("ö", MaxBody), strings.Repeat("ö", MaxBody/2)},
		"Latin-1 that is too long": {"text/plain", strings.Repeat("\xf6", MaxBody), strings.Repeat("ö", MaxBody/2)},
	} {
		answer := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", test.kind, len(test.body), test.body)
		r := loopback().Check(t.Context(), "http://"+serve(t, say(answer)))
		wantKind(t, r, "")
		if got := string(r.Hops[0].Body); got != test.want {
			t.Errorf("%s: %q, want %q", name, clip(got, 100), clip(test.want, 100))
		}
	}
}
