package knowledge

// bitset is a set of small numbers.
type bitset []uint64

func newBitset(n int) bitset    { return make(bitset, (n+63)/64) }
func (b bitset) add(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) has(i int) bool { return b != nil && b[i>>6]&(1<<(i&63)) != 0 }

// with adds i to the set, of numbers below n, which may be nil.
func (b bitset) with(i, n int) bitset {
	if b == nil {
		b = newBitset(n)
	}
	b.add(i)
	return b
}

// atLeast says whether the set has n members or more.
func (b bitset) atLeast(n int) bool {
	for _, word := range b {
		for ; word != 0 && n > 0; n-- {
			word &= word - 1
		}
	}
	return n <= 0
}
