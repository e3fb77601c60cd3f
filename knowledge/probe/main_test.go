package probe

import (
	"testing"

	"go.uber.org/goleak"
)

// Whatever a server does, a check leaves no goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
