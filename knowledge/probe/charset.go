package probe

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// toUTF8 reads a page in the encoding that browsers would find for it (by its
// byte order mark, its Content-Type, its meta element), so that what it says
// can be recognised and quoted. Anything but text, and text that is UTF-8
// already, stays as it is. At most MaxBody bytes are kept.
func toUTF8(body []byte, contentType string) []byte {
	if !isText(contentType) || isUTF8(body) {
		return body
	}
	encoding, name, _ := charset.DetermineEncoding(body, contentType)
	if name == "utf-8" || name == "replacement" {
		return body
	}
	text, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		return body
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	return text[:min(len(text), MaxBody)]
}

// isText reports whether a body is meant to be read; where nothing is said, it
// may be.
func isText(contentType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	for _, part := range []string{"text/", "html", "xml", "json", "javascript"} {
		if strings.Contains(kind, part) {
			return true
		}
	}
	return strings.TrimSpace(kind) == ""
}

// isUTF8 judges the start of a body, as encodings show early; UTF-16 without
// accents is valid UTF-8 too, but for its zeros.
func isUTF8(body []byte) bool {
	const judged = 64 << 10
	body = body[:min(len(body), judged)]
	for range utf8.UTFMax - 1 { // a character that is cut in two is no fault
		if r, _ := utf8.DecodeLastRune(body); r != utf8.RuneError || len(body) == 0 {
			break
		}
		body = body[:len(body)-1]
	}
	return utf8.Valid(body) && bytes.IndexByte(body, 0) < 0
}
