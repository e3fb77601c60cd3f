// Package testgrowth tests how the time that something takes grows with what it
// is given, without asserting how long it takes: machines differ, and are busy.
package testgrowth

import (
	"math"
	"testing"
	"time"
)

// Something that takes 16 times as long for 16 times as much is linear, and
// quadratic if it takes 256 times as long: the limit is half way between. A busy
// machine can spoil a measurement, not all of them.
const (
	growth = 16
	most   = 64
	tries  = 5
)

// Linear fails the test where run takes far more than growth times as long for
// size as for size/growth. Both are to be given to run, which prepares what it
// needs and returns what is measured.
func Linear(t testing.TB, what string, size int, run func(size int) func()) {
	t.Helper()
	small, large := run(size/growth), run(size)
	small() // so that nothing is measured which happens once
	least := math.Inf(1)
	for range tries {
		if least = min(least, float64(duration(large))/float64(duration(small))); least <= most {
			return
		}
	}
	t.Errorf("%s: %d times as much takes %.0f times as long", what, growth, least)
}

// duration is at least what clocks can tell apart.
func duration(run func()) time.Duration {
	start := time.Now()
	run()
	return max(time.Since(start), time.Microsecond)
}
