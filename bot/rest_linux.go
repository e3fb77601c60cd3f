package bot

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// releaseProgram unmaps the pages of the program file that starting it touched:
// the catalogue and the tables behind it, and what the kernel maps around each
// fault. They were 17 of the 31 MiB resident of a bot at rest, which needs a
// third of them; what is needed again comes from the page cache, unread from
// disk. Only mappings that nobody has written to are dropped: a relocated one
// (-buildmode=pie) would come back unrelocated.
func releaseProgram() {
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return
	}
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	for _, m := range readOnlyMappings(string(smaps), program) {
		// Advice: where the kernel does not take it, the memory stays.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, m.from, m.to-m.from, syscall.MADV_DONTNEED)
	}
}

type mapping struct{ from, to uintptr }

// readOnlyMappings finds in /proc/PID/smaps the mappings of a file that can
// neither be written nor ever were: a page that was is anonymous. (A dirty one
// may just belong to a file that was built a moment ago.)
func readOnlyMappings(smaps, file string) []mapping {
	var all []mapping
	ours := false
	for line := range strings.Lines(smaps) {
		f := strings.Fields(line)
		var m mapping
		switch {
		case len(f) >= 6 && !strings.HasSuffix(f[0], ":"):
			n, _ := fmt.Sscanf(f[0], "%x-%x", &m.from, &m.to)
			if ours = n == 2 && f[1][0] == 'r' && f[1][1] == '-' && strings.Join(f[5:], " ") == file; ours {
				all = append(all, m)
			}
		case len(f) >= 2 && ours && f[0] == "Anonymous:" && f[1] != "0":
			all, ours = all[:len(all)-1], false
		case len(f) == 5:
			ours = false // a mapping without a name
		}
	}
	return all
}
