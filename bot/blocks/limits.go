package blocks

// Slack's limits, in characters, where the bot comes near them
// (docs.slack.dev/reference/block-kit and /reference/views).
const (
	// maxText keeps the fallback text under the 4,000 characters that
	// chat.update refuses, with room for escapes.
	maxText = 3000
	// maxButton is a button's text: 75 are allowed, about 30 are shown.
	maxButton = 40
	// maxNote is the note of a shared card: what one would write in a chat line.
	maxNote = 500
	// maxModalTitle is a modal's title.
	maxModalTitle = 24
	// maxCopy is one preformatted piece of the copy; text objects take 3,000.
	maxCopy = 2900
)
