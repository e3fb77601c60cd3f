package diagnosis

import "httpcode/knowledge/probe"

// Document is a Report and its Diagnosis as one JSON document: what
// `httpcode check --json` prints. The two structs' fields are merged.
type Document struct {
	probe.Report
	Diagnosis
}
