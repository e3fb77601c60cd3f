package diagnosis

import "encoding/binary"

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

// commonHTML is what nearly every page has; six bytes of it tell nothing.
const commonHTML = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title></title></head>` +
	`<body><div class="" id=""></div><span style=""></span><a href="https://www." target=""><script src="/" type="text/javascript">` +
	`</script><link rel="stylesheet" href="/"><img src="" alt=""><p></p><br /><h1></h1><h2></h2><ul><li></li></ul><table><tr><td></td></tr></table>` +
	` the server error page this that with from your request not found website `

// build chooses each literal's anchor: six bytes that are common neither in
// pages nor in other literals, so that beginnings such as "<html>" cost nothing.
func (l *literals) build() {
	cost := map[uint64]int{}
	for i := range len(commonHTML) - minLiteral + 1 {
		cost[six(commonHTML[i:])] += len(l.texts)
	}
	for _, text := range l.texts {
		for i := range len(text) - minLiteral + 1 {
			cost[six(text[i:])]++
		}
	}
	for n, text := range l.texts {
		best := 0
		for i := range len(text) - minLiteral + 1 {
			if cost[six(text[i:])] < cost[six(text[best:])] {
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

// find returns the literals that occur in any of the parts of a body.
func (l *literals) find(parts ...[]byte) literalSet {
	found := make(literalSet, len(l.texts)/64+1)
	for _, p := range parts {
		l.search(p, found)
	}
	return found
}

func (l *literals) search(body []byte, found literalSet) {
	const mask = 1<<(8*minLiteral) - 1
	i := 0
	// Eight bytes hold the six at three places.
	for rest := body; len(rest) >= 8; rest = rest[3:] {
		x := binary.LittleEndian.Uint64(rest)
		if l.candidate(x & mask) {
			l.compare(body, i, x&mask, found)
		}
		if l.candidate(x >> 8 & mask) {
			l.compare(body, i+1, x>>8&mask, found)
		}
		if l.candidate(x >> 16) {
			l.compare(body, i+2, x>>16, found)
		}
		i += 3
	}
	for ; i+minLiteral <= len(body); i++ {
		l.compare(body, i, six(string(body[i:i+minLiteral])), found)
	}
}

// candidate says that some literal may have these six bytes at its anchor.
func (l *literals) candidate(key uint64) bool {
	slot := bitmapSlot(key)
	return l.bitmap[slot/64%uint64(len(l.bitmap))]>>(slot%64)&1 == 1
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
