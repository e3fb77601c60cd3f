package diagnosis

import (
	"bytes"
	"encoding/binary"
)

// minLiteral is the shortest literal that can be searched for: as many bytes
// as one look at the body takes in.
const minLiteral = 6

// literals finds which of many texts occur in a body, in one pass: a bitmap
// says for the six bytes at each place whether any literal has them, and only
// then are literals compared. About a nanosecond a byte, whatever their number.
type literals struct {
	texts   []string
	index   map[string]int
	bitmap  [1 << literalBits / 64]uint64
	buckets map[uint64][]anchor
}

// literalBits makes the bitmap 8 KiB: small enough for the first-level cache,
// and with a few hundred literals set in under one bit of a hundred.
const literalBits = 16

// anchor is where in a literal the six bytes are that it is found by.
type anchor struct{ literal, offset int }

func newLiterals() *literals {
	return &literals{index: map[string]int{}, buckets: map[uint64][]anchor{}}
}

// intern gives the text its index. Build must follow before find.
func (l *literals) intern(text string) int {
	if i, ok := l.index[text]; ok {
		return i
	}
	l.index[text] = len(l.texts)
	l.texts = append(l.texts, text)
	return len(l.texts) - 1
}

// build chooses each literal's anchor: the six bytes that fewest other
// literals contain, so that common beginnings such as "<html>" cost nothing.
func (l *literals) build() {
	frequency := map[uint64]int{}
	for _, text := range l.texts {
		for i := range len(text) - minLiteral + 1 {
			frequency[six(text[i:])]++
		}
	}
	for n, text := range l.texts {
		best := 0
		for i := range len(text) - minLiteral + 1 {
			if frequency[six(text[i:])] < frequency[six(text[best:])] {
				best = i
			}
		}
		key := six(text[best:])
		slot := bitmapSlot(key)
		l.bitmap[slot/64] |= 1 << (slot % 64)
		l.buckets[key] = append(l.buckets[key], anchor{n, best})
	}
}

func six(s string) uint64 {
	var b [8]byte
	copy(b[:minLiteral], s)
	return binary.LittleEndian.Uint64(b[:])
}

// bitmapSlot spreads six bytes over the bitmap (Fibonacci hashing).
func bitmapSlot(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> (64 - literalBits) }

// literalSet says by index which literals occur.
type literalSet []uint64

func (s literalSet) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

// find returns the literals that occur in the body.
func (l *literals) find(body []byte) literalSet {
	found := make(literalSet, len(l.texts)/64+1)
	const mask = 1<<(8*minLiteral) - 1
	whole := len(body) - 8
	for i := 0; i <= whole; i++ {
		key := binary.LittleEndian.Uint64(body[i:]) & mask
		slot := bitmapSlot(key)
		if l.bitmap[slot/64]>>(slot%64)&1 == 1 {
			l.compare(body, i, key, found)
		}
	}
	for i := max(0, whole+1); i+minLiteral <= len(body); i++ {
		l.compare(body, i, six(string(body[i:i+minLiteral])), found)
	}
	return found
}

func (l *literals) compare(body []byte, at int, key uint64, found literalSet) {
	for _, a := range l.buckets[key] {
		if found.has(a.literal) || at < a.offset {
			continue
		}
		text := l.texts[a.literal]
		if start := at - a.offset; start+len(text) <= len(body) && string(body[start:start+len(text)]) == text {
			found[a.literal/64] |= 1 << (a.literal % 64)
		}
	}
}

const whiteSpace = " \t\r\n"

func trimRight(b []byte) []byte { return bytes.TrimRight(b, whiteSpace) }
func trimLeft(b []byte) []byte  { return bytes.TrimLeft(b, whiteSpace) }
