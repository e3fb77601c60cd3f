package diagnosis

import (
	"fmt"
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

func viaNames(via []Intermediary) []string {
	var names []string
	for _, v := range via {
		names = append(names, v.Name())
	}
	return names
}

// AsksForAuthor says that who wrote the last answer is worth telling: where it
// is known, or where the answer is the problem.
func (d *Diagnosis) AsksForAuthor() bool {
	return d.AnsweredBy != nil && (d.AnsweredBy.Confidence != Unknown || d.Problem != nil && d.Problem.Kind == probe.HTTPStatus)
}

// Untold says of an answer without a known author who may have written it.
func Untold(via []Intermediary) string {
	switch len(via) {
	case 0:
		return "cannot tell: nothing in the answer says who wrote it"
	case 1:
		return fmt.Sprintf("cannot tell: %s or something behind it; nothing in the answer says which", via[0].Name())
	}
	return fmt.Sprintf("cannot tell: %s or something behind them; nothing in the answer says which", strings.Join(viaNames(via), ", "))
}
