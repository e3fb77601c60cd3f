package diagnosis

import (
	"fmt"
	"strings"

	"httpcode/knowledge/probe"
)

// chain tells the path in words, from the client to where it broke.
func chain(r *probe.Report, d *Diagnosis) string {
	links := []string{"you"}
	if d.Problem.Kind != probe.HTTPStatus || d.AnsweredBy == nil {
		f := newFacts(r, failedHop(r))
		return strings.Join(append(links, fmt.Sprintf("%s (%s)", f["host"], briefly[d.Problem.Kind])), " → ")
	}
	for _, v := range d.Via {
		links = append(links, v.Product)
	}
	return strings.Join(append(links, fmt.Sprintf("%s (wrote this %d)", d.AnsweredBy.Product, r.Status)), " → ")
}
