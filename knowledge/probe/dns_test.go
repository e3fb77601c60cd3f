package probe

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// nameServer answers on UDP and TCP of one loopback port.
func nameServer(t testing.TB, handle dns.HandlerFunc) string {
	t.Helper()
	var pc net.PacketConn
	var ln net.Listener
	for range 10 {
		var err error
		if pc, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		if ln, err = net.Listen("tcp", pc.LocalAddr().String()); err == nil {
			break
		}
		pc.Close()
	}
	for _, s := range []*dns.Server{{PacketConn: pc, Handler: handle}, {Listener: ln, Handler: handle}} {
		started := make(chan struct{})
		s.NotifyStartedFunc = func() { close(started) }
		go s.ActivateAndServe()
		<-started
		t.Cleanup(func() { s.Shutdown() })
	}
	return pc.LocalAddr().String()
}

// zone answers from records in zone-file form; other names do not exist.
func zone(records ...string) dns.HandlerFunc {
	return func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		known := false
		for _, record := range records {
			rr, err := dns.NewRR(record)
			if err != nil {
				panic(err)
			}
			if strings.EqualFold(rr.Header().Name, q.Question[0].Name) {
				known = true
				if rr.Header().Rrtype == q.Question[0].Qtype {
					m.Answer = append(m.Answer, rr)
				}
			}
		}
		if !known {
			m.Rcode = dns.RcodeNameError
		}
		w.WriteMsg(m)
	}
}

func rcode(code int) dns.HandlerFunc {
	return func(w dns.ResponseWriter, q *dns.Msg) { w.WriteMsg(new(dns.Msg).SetRcode(q, code)) }
}

// circle answers with aliases that lead back to the name asked for.
func circle(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg).SetReply(q)
	for _, record := range []string{"Site.test. CNAME www.site.test.", "www.site.test. CNAME site.test."} {
		rr, _ := dns.NewRR(record)
		m.Answer = append(m.Answer, rr)
	}
	w.WriteMsg(m)
}

func TestNameServersAreToldApart(t *testing.T) {
	t.Parallel()
	refused := "127.0.0.1:1"
	for name, test := range map[string]struct {
		server string
		want   Kind
		code   string
	}{
		"no such name":           {nameServer(t, zone()), DNSNotFound, "NXDOMAIN"},
		"a name without address": {nameServer(t, zone(`site.test. TXT "x"`)), DNSNoAddress, "NODATA"},
		"SERVFAIL":               {nameServer(t, rcode(dns.RcodeServerFailure)), DNSServerFailure, "SERVFAIL"},
		"REFUSED":                {nameServer(t, rcode(dns.RcodeRefused)), DNSServerFailure, "REFUSED"},
		"NOTIMP":                 {nameServer(t, rcode(dns.RcodeNotImplemented)), DNSServerFailure, "NOTIMP"},
		"FORMERR":                {nameServer(t, rcode(dns.RcodeFormatError)), DNSServerFailure, "FORMERR"},
		"silence":                {nameServer(t, func(dns.ResponseWriter, *dns.Msg) {}), DNSTimeout, ""},
		"garbage":                {nameServer(t, func(w dns.ResponseWriter, _ *dns.Msg) { w.Write([]byte("no DNS")) }), DNSServerFailure, ""},
		"a question sent back":   {nameServer(t, func(w dns.ResponseWriter, q *dns.Msg) { w.WriteMsg(q) }), DNSServerFailure, ""},
		"aliases in a circle":    {nameServer(t, circle), DNSServerFailure, ""},
		"nobody there":           {refused, DNSServerFailure, "ECONNREFUSED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := loopback()
			p.Nameservers, p.Timeout = []string{test.server}, time.Second
			r := p.Check(t.Context(), "http://site.test/")
			wantKind(t, r, test.want)
			if r.Failure == nil || r.Failure.Code != test.code {
				t.Error(show(r))
			}
		})
	}
}

func TestNamesAreResolvedAndTimed(t *testing.T) {
	t.Parallel()
	addr := serve(t, say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
	_, port, _ := net.SplitHostPort(addr)
	good := nameServer(t, zone("site.test. 60 A 127.0.0.1"))
	big := func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		if _, udp := w.LocalAddr().(*net.UDPAddr); udp {
			m.Truncated = true
		} else if q.Question[0].Qtype == dns.TypeA {
			rr, _ := dns.NewRR("site.test. 60 A 127.0.0.1")
			m.Answer = append(m.Answer, rr)
		}
		w.WriteMsg(m)
	}
	deaf := func(w dns.ResponseWriter, q *dns.Msg) {
		if q.Question[0].Qtype == dns.TypeA {
			zone("site.test. 60 A 127.0.0.1")(w, q)
		}
	}
	noEDNS := func(w dns.ResponseWriter, q *dns.Msg) {
		if q.IsEdns0() != nil {
			rcode(dns.RcodeFormatError)(w, q)
			return
		}
		zone("site.test. 60 A 127.0.0.1")(w, q)
	}
	for name, servers := range map[string][]string{
		"at once":                     {good},
		"over TCP where it is long":   {nameServer(t, big)},
		"by the second server":        {nameServer(t, rcode(dns.RcodeServerFailure)), good},
		"past a server that is gone":  {"127.0.0.1:1", good},
		"without AAAA ever answering": {nameServer(t, deaf)},
		"without EDNS":                {nameServer(t, noEDNS)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := loopback()
			p.Nameservers = servers
			r := p.Check(t.Context(), "http://SITE.test.:"+port+"/")
			wantKind(t, r, "")
			if r.Hops[0].Timing.DNS <= 0 || len(r.Addresses) != 1 {
				t.Error(show(r))
			}
		})
	}
}

func TestHostsFileAnswersFirst(t *testing.T) {
	t.Parallel()
	addr := serve(t, say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
	_, port, _ := net.SplitHostPort(addr)
	path := filepath.Join(t.TempDir(), "hosts")
	os.WriteFile(path, []byte("# comment\n127.0.0.1 other Site.Test # yes\nnonsense site.test\n"), 0o600)
	p := loopback()
	p.HostsFile, p.Nameservers = path, []string{"127.0.0.1:1"}
	wantKind(t, p.Check(t.Context(), "http://site.test:"+port), "")
}
