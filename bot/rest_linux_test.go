package bot

import (
	"slices"
	"testing"
)

func TestOnlyUntouchedMappingsAreReleased(t *testing.T) {
	t.Parallel()
	const smaps = `00400000-00c00000 r-xp 00000000 fe:00 1 /opt/my app
Rss:                7004 kB
Private_Dirty:         0 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
00c00000-01600000 r--p 00800000 fe:00 1 /opt/my app
Private_Dirty:      9072 kB
Anonymous:             0 kB
01600000-01700000 r--p 01200000 fe:00 1 /opt/my app
Private_Dirty:         4 kB
Anonymous:             4 kB
01700000-01800000 rw-p 01200000 fe:00 1 /opt/my app
Private_Dirty:         0 kB
c000000000-c000400000 rw-p 00000000 00:00 0
Private_Dirty:      4000 kB
Anonymous:          4000 kB
7f0000000000-7f0000100000 r-xp 00000000 fe:00 2 /lib/libc.so.6
Private_Dirty:         0 kB
`
	want := []mapping{{0x400000, 0xc00000}, {0xc00000, 0x1600000}}
	if got := readOnlyMappings(smaps, "/opt/my app"); !slices.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
	releaseProgram() // and the program goes on
}
