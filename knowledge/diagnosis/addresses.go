package diagnosis

import (
	"fmt"
	"slices"

	"httpcode/knowledge/probe"
)

// MaxFailing is how many failing addresses the verdict on a partial outage
// names.
const MaxFailing = 4

// outage is how a name's addresses compare.
type outage struct {
	good, bad []probe.Address
	statuses  []int // the distinct ones, in order of the addresses
}

// compare sorts the addresses that were tried. An address of a family that
// the vantage point itself cannot reach says nothing about the site.
func compare(addresses []probe.Address) outage {
	var o outage
	for _, a := range addresses {
		switch {
		case a.Skipped:
			continue
		case a.Failing():
			o.bad = append(o.bad, a)
		case a.OK:
			o.good = append(o.good, a)
		}
		if a.Status != 0 && !slices.Contains(o.statuses, a.Status) {
			o.statuses = append(o.statuses, a.Status)
		}
	}
	return o
}

// mixed says that the addresses disagree, although none of them fails.
func (o outage) mixed() bool { return len(o.bad) == 0 && len(o.statuses) > 1 }

// summary is the verdict on a partial outage.
func (o outage) summary(host string) string {
	fail, others := "fail", "The others answer"
	if len(o.bad) == 1 {
		fail = "fails"
	}
	if len(o.good) == 1 {
		others = "The other one answers"
	}
	return fmt.Sprintf("%d of %d addresses of %s %s: %s. %s well.", len(o.bad), len(o.bad)+len(o.good), host, fail, o.tell(), others)
}

// tell names the addresses that fail and how: "192.0.2.7 (502 Bad Gateway)".
func (o outage) tell() string {
	var words []string
	for _, a := range o.bad {
		words = append(words, fmt.Sprintf("%s (%s)", clean(a.Addr), howItFails(a)))
	}
	return list(words, MaxFailing)
}

// howItFails is an error status, or what went wrong with an answer that may
// well have had a good one: a body cut short, a circle of redirects.
func howItFails(a probe.Address) string {
	switch {
	case a.Kind != "" && a.Kind != probe.HTTPStatus:
		return Brief(a.Kind)
	case a.Status != 0:
		return statusText(a.Status)
	}
	return "no answer"
}
