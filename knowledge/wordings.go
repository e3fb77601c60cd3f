package knowledge

// wordings are the error texts by which entries are recognised.
type wordings struct{}

func newWordings(*Catalog) *wordings { return &wordings{} }
