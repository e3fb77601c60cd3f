package probe

import (
	"testing"
	"time"

	"github.com/miekg/dns"
)

// answering sends the same records and extended error to every question.
func answering(rcode int, extended uint16, answer, authority []string) dns.HandlerFunc {
	return func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetRcode(q, rcode)
		for _, record := range answer {
			rr, err := dns.NewRR(record)
			if err != nil {
				panic(err)
			}
			m.Answer = append(m.Answer, rr)
		}
		for _, record := range authority {
			rr, _ := dns.NewRR(record)
			m.Ns = append(m.Ns, rr)
		}
		if extended != 0 {
			m.SetEdns0(1232, false)
			m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: extended, ExtraText: "a secret of the server"})
		}
		w.WriteMsg(m)
	}
}

// Why a name server gives no address is told as far as it tells it.
func TestReasonsOfNameServers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handle dns.HandlerFunc
		want   Kind
		within string
		detail string
	}{
		"DNSSEC":                      {answering(dns.RcodeServerFailure, dns.ExtendedErrorCodeDNSBogus, nil, nil), DNSServerFailure, caseDNSSEC, "SERVFAIL (DNSSEC Bogus)"},
		"an expired signature":        {answering(dns.RcodeServerFailure, dns.ExtendedErrorCodeSignatureExpired, nil, nil), DNSServerFailure, caseDNSSEC, "Signature Expired"},
		"dead name servers":           {answering(dns.RcodeServerFailure, dns.ExtendedErrorCodeNoReachableAuthority, nil, nil), DNSServerFailure, caseUnreachable, ""},
		"another reason":              {answering(dns.RcodeServerFailure, dns.ExtendedErrorCodeNotReady, nil, nil), DNSServerFailure, "", "Not Ready"},
		"a filter that denies":        {answering(dns.RcodeNameError, dns.ExtendedErrorCodeBlocked, nil, nil), DNSNotFound, caseFiltered, "blocks"},
		"a filter that refuses":       {answering(dns.RcodeRefused, dns.ExtendedErrorCodeFiltered, nil, nil), DNSServerFailure, caseFiltered, ""},
		"a filter that lies":          {answering(dns.RcodeSuccess, 0, []string{"site.test. A 0.0.0.0"}, nil), DNSNoAddress, caseFiltered, "nobody's"},
		"an alias to nothing":         {answering(dns.RcodeNameError, 0, []string{"site.test. CNAME gone.internal."}, nil), DNSNotFound, caseAlias, "alias"},
		"an alias without address":    {answering(dns.RcodeSuccess, 0, []string{"site.test. CNAME bare.test."}, nil), DNSNoAddress, "", ""},
		"an alias of itself":          {answering(dns.RcodeSuccess, 0, []string{"site.test. CNAME site.test."}, nil), DNSServerFailure, caseAlias, "circle"},
		"a referral":                  {answering(dns.RcodeSuccess, 0, nil, []string{"test. NS ns.test."}), DNSServerFailure, "", "refers"},
		"a denial with its authority": {answering(dns.RcodeSuccess, 0, nil, []string{"test. SOA ns.test. a.test. 1 2 3 4 5", "test. NS ns.test."}), DNSNoAddress, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := loopback()
			p.Nameservers, p.Timeout = []string{nameServer(t, test.handle)}, time.Second
			wantFailure(t, p.Check(t.Context(), "http://site.test:1/"), test.want, test.within, test.detail)
		})
	}
}

// A strict guard says no more of 0.0.0.0 than of any other special address.
func TestGuardJudgesTheUnspecifiedAddressFirst(t *testing.T) {
	t.Parallel()
	p := &Prober{Nameservers: []string{nameServer(t, answering(dns.RcodeSuccess, 0, []string{"site.test. A 0.0.0.0"}, nil))}}
	wantFailure(t, p.Check(t.Context(), "http://site.test/"), Blocked, "", "special-purpose")
}
