package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Catalog is the whole of what is known: entries, and the wordings by which
// they are recognised. It is immutable and safe for concurrent use.
type Catalog struct {
	shelves      []*shelf
	records      []*record // in the order of families, then of their files
	families     []Family
	byID         map[string]*record
	byCode       map[string][]*record // likeliest owner first
	byFolded     map[string][]*record // lower-case ID
	byFoldedCode map[string][]*record // lower-case code
	overlay      *Overlay             // nil without one

	vocabulary func() *vocabulary // names and aliases, for forgiving look-ups
	wordings   func() *wordings   // error texts
}

// Family is one vendor's or standard's list of codes.
type Family struct {
	Slug  string // the part of an ID before the slash
	Title string
	Codes []string // in the order of the source's own list
}

// likelyOwners orders families where several define the same number: by how
// often people meet the number from them. Families not listed follow by name.
var likelyOwners = []string{
	"http", "nginx", "cloudflare", "aws-elb", "iis", "laravel", "shopify", "twitter", "apache", "linkedin", "qualys", "esri",
	"errno", "tls", "dns", "browser", "node", "curl", "grpc", "h2", "envoy", "haproxy", "heroku", "apple", "proxy-status",
}

func ownerRank(family string) int {
	if i := slices.Index(likelyOwners, family); i >= 0 {
		return i
	}
	return len(likelyOwners)
}

var builtin = sync.OnceValue(func() *Catalog {
	shelves, err := readShelves(catalogFiles, "catalog")
	if err != nil {
		panic("knowledge: " + err.Error()) // embedded, and proved whole by the tests
	}
	return newCatalog(shelves, nil)
})

// rank puts the team's own families behind HTTP's and before the vendors'.
func (s *shelf) rank() int {
	if s.team {
		return 1
	}
	return 2 * ownerRank(s.family)
}

// Builtin returns the catalogue that is part of the program. It is shared:
// every call returns the same one.
func Builtin() *Catalog { return builtin() }

func newCatalog(shelves []*shelf, overlay *Overlay) *Catalog {
	slices.SortStableFunc(shelves, func(a, b *shelf) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), strings.Compare(a.family, b.family))
	})
	c := &Catalog{
		shelves: shelves,
		byID:    make(map[string]*record), byCode: make(map[string][]*record),
		byFolded: make(map[string][]*record), byFoldedCode: make(map[string][]*record), overlay: overlay,
	}
	for _, s := range shelves {
		f := Family{Slug: s.family, Title: s.title}
		for _, r := range s.records {
			c.add(r)
			f.Codes = append(f.Codes, r.code)
		}
		c.families = append(c.families, f)
	}
	c.vocabulary = sync.OnceValue(func() *vocabulary { return newVocabulary(c) })
	c.wordings = sync.OnceValue(func() *wordings { return newWordings(c) })
	return c
}

func (c *Catalog) add(r *record) {
	if _, dup := c.byID[r.id]; dup {
		return // proved absent by the tests
	}
	c.records = append(c.records, r)
	c.byID[r.id] = r
	c.byCode[r.code] = append(c.byCode[r.code], r)
	folded := strings.ToLower(r.id)
	c.byFolded[folded] = append(c.byFolded[folded], r)
	code := strings.ToLower(r.code)
	c.byFoldedCode[code] = append(c.byFoldedCode[code], r)
}

// Entry returns the entry with exactly this ID.
func (c *Catalog) Entry(id string) (Entry, bool) {
	if r, ok := c.byID[id]; ok {
		return r.entry()
	}
	return Entry{}, false
}

// IDs returns the ID of every entry, grouped by family.
func (c *Catalog) IDs() []string {
	ids := make([]string, len(c.records))
	for i, r := range c.records {
		ids[i] = r.id
	}
	return ids
}

// Families returns the families, the commonest first.
func (c *Catalog) Families() []Family { return slices.Clone(c.families) }

// find returns the entry of an ID as people type it: exactly, or in another
// case where that names one entry only.
func (c *Catalog) find(id string) []*record {
	if r, ok := c.byID[id]; ok {
		return []*record{r}
	}
	if found := c.byFolded[strings.ToLower(id)]; len(found) == 1 {
		return found
	}
	return nil
}

// inFamily returns the family's entry for a code or another word for it.
func (c *Catalog) inFamily(family, code string) []*record {
	if found := c.find(family + "/" + code); len(found) > 0 {
		return found
	}
	if found := c.find("errno/" + errnoNumbers[code]); family == "errno" && len(found) > 0 {
		return found
	}
	if found := c.find("apple/-" + code); family == "apple" && len(found) > 0 {
		return found
	}
	var found []*record
	exact := c.vocabulary().exact
	for _, name := range []string{normalise(code), normalise(family + " " + code), normalise("alert " + code), normalise("alert number " + code), normalise("rcode " + code)} {
		for _, r := range exact[name] {
			if r.family == family {
				found = appendNew(found, r)
			}
		}
	}
	return found
}

// needContext are the families whose numbers are too small and common to mean
// anything alone.
var needContext = map[string]bool{"curl": true, "grpc": true, "tls": true, "dns": true, "h2": true, "errno": true}

// isAccountCode: Cloudflare's 10xxx come from its dashboard and API, and most of
// them are Winsock errors too, which people meet far more often.
func isAccountCode(r *record) bool { return r.family == "cloudflare" && len(r.code) == 5 }

// bareNumber returns who uses a number that stands alone, likeliest first.
func (c *Catalog) bareNumber(w string) []*record {
	var found []*record
	if w == "000" {
		return nil // many tools' word for "no answer"; one load balancer's only in its context
	}
	for _, r := range c.byCode[w] {
		if !needContext[r.family] && !isAccountCode(r) && len(strings.TrimPrefix(w, "-")) >= 3 {
			found = append(found, r)
		}
	}
	if len(found) == 0 && len(strings.TrimPrefix(w, "-")) >= 4 {
		found = append(found, c.vocabulary().exact[w]...)
		if len(found) == 0 && w[0] != '-' {
			found = append(found, c.find("apple/-"+w)...)
		}
	}
	return found
}
