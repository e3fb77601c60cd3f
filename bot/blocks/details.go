package blocks

import (
	"fmt"
	"slices"
	"strings"

	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

// telling are the headers that most often explain an error, in the order in
// which they are worth the room of a button.
var telling = []string{
	"server", "via", "location", "retry-after", "www-authenticate", "proxy-status", "x-cache", "cf-ray", "cf-cache-status",
	"x-amzn-errortype", "x-served-by", "x-powered-by", "x-request-id", "age", "date", "content-type", "content-length",
	"cache-control", "alt-svc", "strict-transport-security",
}

// details tell everything else that the check saw. The most telling comes
// first, because a button has room for 2,000 characters and no more.
func details(r *probe.Report, d diagnosis.Diagnosis) []Part {
	var parts []Part
	add := func(p Part) {
		if len(p.Lines) > 0 {
			parts = append(parts, p)
		}
	}
	add(Part{Title: "Requests", Form: Steps, Lines: hopLines(r.Hops)})
	if len(r.Hops) > 0 {
		add(certificate(lastTLS(r.Hops)))
	}
	add(Part{Title: "Addresses", Form: Bullets, Lines: addressLines(r.Addresses)})
	add(Part{Title: "On the way", Form: Bullets, Lines: via(d.Via)})
	if d.AnsweredBy != nil && len(d.AnsweredBy.Evidence) > shownEvidence {
		add(Part{Title: "Further evidence", Form: Bullets, Lines: d.AnsweredBy.Evidence[shownEvidence:]})
	}
	add(Part{Title: "Other causes", Form: Bullets, Lines: rest(d.Causes, shownCauses)})
	add(Part{Title: "Further steps", Form: Bullets, Lines: rest(d.NextSteps, shownSteps)})
	if len(r.Hops) > 0 {
		add(Part{Title: "Headers of the last answer", Form: Bullets, Lines: headerLines(r.Hops[len(r.Hops)-1].Headers)})
	}
	return parts
}

func rest(lines []string, shown int) []string { return lines[min(len(lines), shown):] }

func hopLines(hops []probe.Hop) []string {
	var out []string
	for _, h := range hops {
		status := "no response"
		if h.Status != 0 {
			status = statusLine(h.Status)
		}
		line := fmt.Sprintf("%s `%s`: %s", h.Method, plain(oneLine(h.URL)), status)
		if h.Protocol != "" {
			line += ", " + h.Protocol
		}
		if h.RemoteAddr != "" {
			line += ", `" + h.RemoteAddr + "`"
		}
		out = append(out, line+", "+Duration(h.Timing.Total()))
	}
	return out
}

func lastTLS(hops []probe.Hop) *probe.Certificate {
	for i := len(hops) - 1; i >= 0; i-- {
		if hops[i].TLS != nil {
			return hops[i].TLS
		}
	}
	return nil
}

func certificate(t *probe.Certificate) Part {
	p := Part{Title: "Certificate", Form: Bullets}
	if t == nil {
		return p
	}
	verified := "verified"
	if !t.Verified {
		verified = "not verified"
	}
	p.Lines = append(p.Lines, fmt.Sprintf("%s, %s, %s", t.Version, t.Cipher, verified))
	if !t.NotAfter.IsZero() {
		p.Lines = append(p.Lines, fmt.Sprintf("valid from %s until %s", stamp(t.NotBefore), stamp(t.NotAfter)))
	}
	for _, l := range [][2]string{{"for", t.Subject}, {"issued by", t.Issuer}} {
		if l[1] != "" {
			p.Lines = append(p.Lines, l[0]+" `"+plain(oneLine(l[1]))+"`")
		}
	}
	if len(t.Names) > 0 {
		p.Lines = append(p.Lines, "names: `"+plain(oneLine(strings.Join(t.Names[:min(len(t.Names), 12)], " ")))+"`")
	}
	if t.ChainLength > 0 {
		p.Lines = append(p.Lines, fmt.Sprintf("%d %s sent", t.ChainLength, plural(t.ChainLength, "certificate", "certificates")))
	}
	return p
}

func addressLines(all []probe.Address) []string {
	var out []string
	for _, a := range all {
		out = append(out, address(a))
	}
	return out
}

func via(list []diagnosis.Intermediary) []string {
	var out []string
	for _, v := range list {
		line := v.Name()
		if layer := layers[v.Layer]; layer != "" && v.Product != string(diagnosis.Unknown) {
			line += ", " + layer
		}
		if v.Named {
			line += ", named by the Server header alone"
		} else if len(v.Evidence) > 0 {
			line += ": " + v.Evidence[0]
		}
		out = append(out, line)
	}
	return out
}

func headerLines(h probe.Headers) []string {
	var names []string
	for name := range h {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if ra, rb := rank(a), rank(b); ra != rb {
			return ra - rb
		}
		return strings.Compare(a, b)
	})
	var out []string
	for _, name := range names {
		for _, value := range h[name] {
			out = append(out, fmt.Sprintf("`%s: %s`", plain(oneLine(name)), plain(clip(oneLine(value), 200))))
		}
	}
	return out
}

func rank(name string) int {
	if i := slices.Index(telling, name); i >= 0 {
		return i
	}
	return len(telling)
}
