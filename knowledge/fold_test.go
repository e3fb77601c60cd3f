package knowledge

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"
)

func TestUTF16IsRead(t *testing.T) {
	const text = "curl: (7) Failed to connect to www.example.com port 443: Connection refused — ошибка"
	units := utf16.Encode([]rune(text))
	little, big := binary.LittleEndian, binary.BigEndian
	for name, raw := range map[string][]byte{
		"little":              little.AppendUint16(nil, 0xfeff),
		"big":                 big.AppendUint16(nil, 0xfeff),
		"little without mark": nil,
	} {
		for _, u := range units {
			if name == "big" {
				raw = big.AppendUint16(raw, u)
			} else {
				raw = little.AppendUint16(raw, u)
			}
		}
		if got := decodeUTF16(string(raw)); got != text {
			t.Errorf("%s: got %q", name, got)
		}
		x := Builtin().Explain(string(append(raw, 'x'))) // half a unit too many
		if len(x.Matches) == 0 || x.Matches[0].ID != "curl/7" {
			t.Errorf("%s: explained as %+v", name, x.Matches)
		}
	}
	for _, plain := range []string{"", "502", "ab\x00c", text} {
		if got := decodeUTF16(plain); got != plain {
			t.Errorf("%q became %q", plain, got)
		}
	}
}
