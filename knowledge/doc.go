// Package knowledge holds what is true whoever asks: the catalogue of codes
// and the recognition of them in whatever a person types or pastes.
//
// Start at [Catalog.Explain]. The facts are YAML: catalog/ holds the entries,
// one file per family, and wordings/ the error texts by which they are
// recognised. The package opens no socket, reads no clock and knows no Slack.
package knowledge
