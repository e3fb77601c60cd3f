package knowledge

import (
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// terminalColour is what log viewers and test runners wrap words in.
var terminalColour = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)

var typographic = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "\u00a0", " ", "\r\n", "\n", "\r", "\n")

// foldText takes out of a text what carries no meaning here: colours of a
// terminal, typographic quotes, foreign line ends.
func foldText(s string) string {
	if strings.Contains(s, "\x1b[") {
		s = terminalColour.ReplaceAllString(s, "")
	}
	if strings.ContainsAny(s, "\r\u00a0’‘“”") {
		s = typographic.Replace(s)
	}
	return s
}

// decodeUTF16 decodes what PowerShell's > writes: UTF-16, told by its mark or,
// where an editor took that away, by the zero behind each of the first letters.
func decodeUTF16(s string) string {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case len(s) < 4:
		return s
	case strings.HasPrefix(s, "\xff\xfe"):
		s = s[2:]
	case strings.HasPrefix(s, "\xfe\xff"):
		s, order = s[2:], binary.BigEndian
	case s[0] == 0 || s[1] != 0 || s[2] == 0 || s[3] != 0:
		return s
	}
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = order.Uint16([]byte(s[2*i : 2*i+2]))
	}
	return string(utf16.Decode(units))
}

// lowerASCII folds the case of ASCII letters only, so that every byte keeps its
// place: positions in the result are positions in s.
func lowerASCII(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// isASCII says whether a text holds ASCII only.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
