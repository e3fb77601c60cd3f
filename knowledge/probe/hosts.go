package probe

import (
	"bufio"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// hostsAddrs returns the addresses that a hosts file gives a name, nil where
// there are none or the file cannot be read. It is read anew each time, so
// that an edit counts at once.
func hostsAddrs(path, name string) []netip.Addr {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var addrs []netip.Addr
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		addr, err := netip.ParseAddr(fields[0])
		if err != nil || slices.Contains(addrs, addr) {
			continue
		}
		for _, alias := range fields[1:] {
			if strings.TrimSuffix(strings.ToLower(alias), ".") == name {
				addrs = append(addrs, addr)
				break
			}
		}
	}
	return addrs
}

// isLocalhost reports whether RFC 6761, section 6.3, gives the name to the
// machine itself.
func isLocalhost(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// neverExists reports whether a name is one that no name server is to be asked
// for: "invalid" (RFC 6761, section 6.4) and "onion" (RFC 7686).
func neverExists(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	return last == "invalid" || last == "onion"
}
