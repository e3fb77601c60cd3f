package diagnosis

import (
	"slices"
	"strconv"
	"strings"

	"httpcode/knowledge"
)

// statusEntries are the entries of the status itself: what an intermediary's
// own report names, then HTTP's, or for a code that HTTP does not define its
// likeliest owners', or at least the class.
func statusEntries(c *knowledge.Catalog, status int, seen attribution) []string {
	var ids []string
	if seen.proxy != "" {
		ids = append(ids, "proxy-status/"+seen.proxy)
	}
	ids = append(ids, entryOfStatus(status))
	if _, known := c.Entry(entryOfStatus(status)); !known {
		const owners = 2
		for _, m := range atMost(c.Explain(strconv.Itoa(status)).Matches, owners) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// absentOwner names who defines a status that HTTP does not, where none of its
// owners left a trace: "" where one did, or leaves none that is known here.
func absentOwner(c *knowledge.Catalog, status int, seen attribution) string {
	if _, defined := c.Entry(entryOfStatus(status)); defined {
		return ""
	}
	owner := ""
	for _, m := range c.Explain(strconv.Itoa(status)).Matches {
		family, _, _ := strings.Cut(m.ID, "/")
		if family == "http" {
			continue
		}
		if known().bySlug[family] == nil || owns(family, seen.author.Product) ||
			slices.ContainsFunc(seen.via, func(i Intermediary) bool { return owns(family, i.Product) }) {
			return ""
		}
		if owner == "" {
			owner = productName(family)
		}
	}
	return owner
}

// codeName is what the catalogue calls an error that its author names by a
// code of its own, "" where it is unknown.
func codeName(c *knowledge.Catalog, product, code string) string {
	if code == "" {
		return ""
	}
	for _, family := range familiesOf(product) {
		if e, ok := c.Entry(family + "/" + code); ok {
			name, _, _ := strings.Cut(e.Name, " (") // "Not Found (IIS)" says whose it is
			return name
		}
	}
	return ""
}

// owns says that the product uses the family's codes.
func owns(family, product string) bool { return slices.Contains(familiesOf(product), family) }

// familiesOf are the families of the catalogue whose codes a product uses.
func familiesOf(product string) []string {
	families := []string{product}
	switch product {
	case "minio", "ceph", "wasabi", "cloudflare-r2", "google-cloud-storage":
		families = append(families, "aws-s3") // whose protocol they speak
	case "iis-arr", "http-sys", "asp-net", "asp-net-core":
		families = append(families, "iis")
	case "aws-alb":
		families = append(families, "aws-elb")
	case "openresty", "tengine", "angie", "freenginx":
		families = append(families, "nginx")
	}
	return families
}
