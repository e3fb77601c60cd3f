package main

import (
	"strings"
	"testing"
	"testing/iotest"
)

func TestLongInputKeepsItsEnds(t *testing.T) {
	for name, test := range map[string]struct {
		in, want string
		whole    bool
	}{
		"empty":                      {"", "", true},
		"short":                      {"one", "one", true},
		"as long as may be":          {"123456\n8abcdefg\n", "123456\n8abcdefg\n", true},
		"one byte more":              {"123456\n8abcdefgh\n", "123456\n", false},
		"cut lines are left out":     {"first\nxxxxxxxxxxxxxxxxxxxxxxxxx\nlast\n", "first\nlast\n", false},
		"a line without end is kept": {"abcdefgh" + strings.Repeat("x", 99) + "ijklmnop", "abcdefgh\nijklmnop", false},
	} {
		t.Run(name, func(t *testing.T) {
			got, whole, err := readEnds(iotest.OneByteReader(strings.NewReader(test.in)), 8)
			if err != nil || got != test.want || whole != test.whole {
				t.Errorf("readEnds(%q) = %q, %v, %v; want %q, %v", test.in, got, whole, err, test.want, test.whole)
			}
		})
	}
}
