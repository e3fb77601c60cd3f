package bot

import _ "embed"

// Manifest is the Slack app's manifest, in YAML. It asks for the fewest scopes
// that serve everything the bot does.
//
//go:embed manifest.yaml
var Manifest []byte
