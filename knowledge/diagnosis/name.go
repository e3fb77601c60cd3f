package diagnosis

import (
	"cmp"
	"strings"

	"httpcode/knowledge/probe"
)

// Name is the author as people write it.
func (a Author) Name() string { return nameOf(a.Product, a.Layer, a.Called) }

// Name is the intermediary as people write it.
func (i Intermediary) Name() string { return nameOf(i.Product, i.Layer, i.Called) }

func nameOf(product string, layer Layer, called string) string {
	switch {
	case product != string(Unknown):
		return productName(product)
	case called != "":
		return "the proxy “" + called + "”"
	case layer == LayerApplication:
		return "the application"
	}
	return "a proxy on the way"
}

// productName is a product as people write it: "Go net/http" for "go". What
// it does not know stays as it is.
func productName(slug string) string {
	if p := known().bySlug[slug]; p != nil {
		return p.Name
	}
	return slug
}

// viaNames are those that passed the answer on, without those that only the
// Server header names.
func viaNames(via []Intermediary) []string { return namesOf(via, false) }

func namesOf(via []Intermediary, named bool) []string {
	var names []string
	for _, v := range via {
		if v.Named == named {
			names = append(names, v.Name())
		}
	}
	return names
}

// AsksForAuthor says that who wrote the last answer is worth telling: where it
// is known, or where the answer is the problem.
func (d *Diagnosis) AsksForAuthor() bool {
	return d.AnsweredBy != nil && (d.AnsweredBy.Confidence != Unknown || d.Problem != nil && d.Problem.Kind == probe.HTTPStatus)
}

// Untold says of an answer without a known author who may have written it.
func (d *Diagnosis) Untold() string {
	passed, named := viaNames(d.Via), namesOf(d.Via, true)
	if d.AnsweredBy != nil && d.AnsweredBy.Claim != "" {
		named = append(named, "“"+d.AnsweredBy.Claim+"”")
	}
	claim := ""
	if len(named) > 0 {
		claim = "the Server header names " + list(named, maxNamed) + ", which anybody on the way can set; nothing else"
	}
	nothing := cmp.Or(claim, "nothing") + " in the answer says "
	switch len(passed) {
	case 0:
		return "cannot tell: " + nothing + "who wrote it"
	case 1:
		return "cannot tell: " + passed[0] + " or something behind it; " + nothing + "which"
	}
	return "cannot tell: " + strings.Join(passed, ", ") + " or something behind them; " + nothing + "which"
}

// maxNamed is how many names of one Server header a sentence tells.
const maxNamed = 2
