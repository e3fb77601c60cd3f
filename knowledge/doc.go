// Package knowledge holds what is true whoever asks: the catalogue of codes
// and the recognition of them in whatever a person types or pastes.
//
// Start at [Catalog.Explain]. It writes codes as they are where a person typed them
// as they sound (respell.go, spelledsymbol.go), reads codes and names (ask.go), then error texts
// and log lines by their wording (text.go), then what people say in their own
// words by its meaning: concepts.yaml holds the words that they use for one
// another, questions/ what they ask, and judge.go tells a complaint from chat.
// Who asks which status to answer with tells a situation instead of naming one:
// situation.go reads it, and profile.go ranks the statuses.
//
// The facts are YAML: catalog/ holds the entries, one file per family, and
// wordings/ the error texts by which they are recognised. The package opens no socket, reads no clock and knows no Slack.
package knowledge
