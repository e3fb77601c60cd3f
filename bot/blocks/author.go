package blocks

import (
	"fmt"
	"strings"

	"httpcode/knowledge/diagnosis"
)

// layers are the layers' names in a sentence.
var layers = map[diagnosis.Layer]string{
	diagnosis.LayerForwardProxy: "a forward proxy", diagnosis.LayerCDN: "a CDN", diagnosis.LayerWAF: "a web application firewall",
	diagnosis.LayerLoadBalancer: "a load balancer", diagnosis.LayerCache: "a cache", diagnosis.LayerReverseProxy: "a reverse proxy",
	diagnosis.LayerPlatform: "a platform", diagnosis.LayerWebServer: "a web server", diagnosis.LayerAppServer: "an application server",
	diagnosis.LayerApplication: "the application",
}

// author says who wrote the answer, how sure that is, and on what evidence.
func author(d *diagnosis.Diagnosis) string {
	a := d.AnsweredBy
	if a == nil {
		return ""
	}
	who := a.Name()
	layer := layers[a.Layer]
	switch {
	case a.Called != "" && a.Product == string(diagnosis.Unknown):
	case a.Product == string(diagnosis.Unknown) || a.Product == string(diagnosis.LayerApplication):
		who = layer
	case layer != "":
		who += ", " + layer
	}
	if who == "" || a.Confidence == diagnosis.Unknown {
		return d.Untold() + "."
	}
	sure := "for certain"
	if a.Confidence == diagnosis.Likely {
		sure = "likely"
	}
	if len(a.Evidence) == 0 {
		return fmt.Sprintf("%s (%s).", who, sure)
	}
	return fmt.Sprintf("%s (%s): %s.", who, sure, strings.TrimRight(strings.Join(a.Evidence[:min(len(a.Evidence), shownEvidence)], "; "), "."))
}
