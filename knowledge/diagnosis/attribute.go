package diagnosis

import "httpcode/knowledge/probe"

// attribution is who wrote an answer, and who passed it on.
type attribution struct {
	author Author
	via    []Intermediary
}

// attribute judges one answer.
func attribute(h *probe.Hop) attribution {
	return attribution{
		author: Author{Layer: LayerUnknown, Product: string(Unknown), Confidence: Unknown, Evidence: []string{}},
		via:    []Intermediary{},
	}
}
