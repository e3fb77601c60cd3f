package testgrowth

import (
	"testing"
	"testing/synctest"
	"time"
)

// told keeps what a test would have failed with.
type told struct {
	testing.TB
	failed bool
}

func (t *told) Helper()               {}
func (t *told) Errorf(string, ...any) { t.failed = true }

func TestLinearTellsGrowthApart(t *testing.T) {
	for name, test := range map[string]struct {
		steps func(size int) int
		fails bool
	}{
		"constant":  {func(int) int { return 100 }, false},
		"linear":    {func(size int) int { return size }, false},
		"quadratic": {func(size int) int { return size * size }, true},
	} {
		out := &told{TB: t}
		synctest.Test(t, func(*testing.T) { // whose time is exact
			Linear(out, name, 64, func(size int) func() {
				return func() { time.Sleep(time.Duration(test.steps(size)) * time.Millisecond) }
			})
		})
		if out.failed != test.fails {
			t.Errorf("%s: fails is %v", name, out.failed)
		}
	}
}
