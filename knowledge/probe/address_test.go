package probe

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// serveEach runs a handler on each of several addresses, all on one port.
func serveEach(t *testing.T, handlers map[string]func(net.Conn)) (port string) {
	t.Helper()
	for range 20 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port = strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
		ln.Close()
		free := true
		for addr := range handlers {
			ln, err := net.Listen("tcp", net.JoinHostPort(addr, port))
			if err != nil {
				free = false
				break
			}
			ln.Close()
		}
		if free {
			break
		}
	}
	for addr, handle := range handlers {
		if handle != nil {
			serveOn(t, net.JoinHostPort(addr, port), handle)
		}
	}
	return port
}

// named is a Prober for which site.test has the addresses.
func named(t *testing.T, name string, addrs ...string) *Prober {
	path := filepath.Join(t.TempDir(), "hosts")
	var lines strings.Builder
	for _, addr := range addrs {
		fmt.Fprintln(&lines, addr, name)
	}
	os.WriteFile(path, []byte(lines.String()), 0o600)
	p := loopback()
	p.HostsFile = path
	return p
}

func status(code int) func(net.Conn) {
	return say(fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n", code))
}

func TestEveryAddressIsTried(t *testing.T) {
	t.Parallel()
	const a, b, v6 = "127.0.0.1", "127.0.0.2", "::1"
	for name, test := range map[string]struct {
		handlers map[string]func(net.Conn)
		addrs    []string
		want     Kind
		warnings []Kind
		status   int
	}{
		"all well":                      {map[string]func(net.Conn){a: status(200), b: status(200)}, []string{a, b}, "", nil, 200},
		"one refuses, not the main one": {map[string]func(net.Conn){a: status(200), b: nil}, []string{a, b}, PartialOutage, nil, 200},
		"the first one refuses":         {map[string]func(net.Conn){a: nil, b: status(200)}, []string{a, b}, PartialOutage, nil, 200},
		"IPv6 refuses":                  {map[string]func(net.Conn){a: status(200), v6: nil}, []string{a, v6}, PartialOutage, nil, 200},
		"one answers 502":               {map[string]func(net.Conn){a: status(502), b: status(200)}, []string{a, b}, PartialOutage, nil, 502},
		"the other answers 503":         {map[string]func(net.Conn){a: status(200), b: status(503)}, []string{a, b}, PartialOutage, nil, 200},
		"one closes without a word":     {map[string]func(net.Conn){a: status(200), b: readRequest}, []string{a, b}, PartialOutage, nil, 200},
		"all refuse":                    {map[string]func(net.Conn){a: nil, b: nil}, []string{a, b}, ConnectRefused, nil, 0},
		"all answer 502":                {map[string]func(net.Conn){a: status(502), b: status(502)}, []string{a, b}, HTTPStatus, nil, 502},
		"200 and 404":                   {map[string]func(net.Conn){a: status(200), b: status(404)}, []string{a, b}, "", []Kind{MixedAnswers}, 200},
		"404 and 403":                   {map[string]func(net.Conn){a: status(404), b: status(403)}, []string{a, b}, HTTPStatus, []Kind{MixedAnswers}, 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			port := serveEach(t, test.handlers)
			r := named(t, "site.test", test.addrs...).Check(t.Context(), "http://site.test:"+port+"/")
			wantKind(t, r, test.want)
			if got := r.Warnings(); fmt.Sprint(got) != fmt.Sprint(test.warnings) {
				t.Errorf("warnings %v, want %v", got, test.warnings)
			}
			if r.Status != test.status || len(r.Addresses) != len(test.addrs) {
				t.Error(show(r))
			}
		})
	}
}

func TestLocalhostOnOneFamilyIsNoOutage(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"127.0.0.1", "::1"} {
		port := serveEach(t, map[string]func(net.Conn){addr: status(200)})
		r := named(t, "localhost", "127.0.0.1", "::1").Check(t.Context(), "http://localhost:"+port)
		wantKind(t, r, "")
		if r.Status != 200 || len(r.Addresses) != 2 {
			t.Error(show(r))
		}
	}
}

func TestEachAddressGetsOneGET(t *testing.T) {
	t.Parallel()
	var connections, gets atomic.Int32
	count := func(conn net.Conn) {
		connections.Add(1)
		buf := make([]byte, 4096)
		n, _ := conn.Read(buf)
		if strings.HasPrefix(string(buf[:n]), "GET / HTTP/1.1\r\nHost: site.test:") {
			gets.Add(1)
		}
		conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
	}
	port := serveEach(t, map[string]func(net.Conn){"127.0.0.1": count, "127.0.0.2": count, "127.0.0.3": count})
	wantKind(t, named(t, "site.test", "127.0.0.1", "127.0.0.2", "127.0.0.3").Check(t.Context(), "http://site.test:"+port), "")
	if connections.Load() != 3 || gets.Load() != 3 {
		t.Errorf("%d connections, %d GETs", connections.Load(), gets.Load())
	}
}

func TestAtMostEightAddressesAreTried(t *testing.T) {
	t.Parallel()
	var addrs []string
	for i := range 20 {
		addrs = append(addrs, fmt.Sprintf("127.0.1.%d", i+1))
	}
	r := named(t, "site.test", addrs...).Check(t.Context(), "http://site.test:1/")
	if len(r.Addresses) != MaxAddresses {
		t.Errorf("%d addresses", len(r.Addresses))
	}
}

// An address that never answers neither delays nor changes what the main one
// says, and is told as an outage within the budget.
func TestSilentAddressIsAPartialOutage(t *testing.T) {
	t.Parallel()
	port := serveEach(t, map[string]func(net.Conn){"127.0.0.1": status(200), "127.0.0.2": hang})
	p := named(t, "site.test", "127.0.0.1", "127.0.0.2")
	p.Timeout = time.Second
	r := p.Check(t.Context(), "http://site.test:"+port)
	wantKind(t, r, PartialOutage)
	if r.Addresses[1].Kind != ResponseTimeout || r.DurationMS > 2000 {
		t.Error(show(r))
	}
}

func TestConnectTimeoutAndNoRoute(t *testing.T) {
	t.Parallel()
	// A listener whose queue is full drops what comes: its SYNs go unanswered.
	p := loopback()
	p.Timeout = 600 * time.Millisecond
	full := fullListener(t)
	r := p.Check(t.Context(), "http://"+full)
	wantKind(t, r, ConnectTimeout)
}
