package blocks

import (
	"regexp"
	"strings"
)

// codeSpan is what stands between two back-ticks.
var codeSpan = regexp.MustCompile("`[^`]*`")

// spoken is plain for a line of a fallback text, in which no address may keep
// its scheme: Slack makes links of addresses in code as well
// (https://github.com/wee-slack/wee-slack/issues/550).
func spoken(line string) string {
	if mayLink(line) {
		line = codeSpan.ReplaceAllStringFunc(line, schemeless)
	}
	return plain(line)
}

// curl stands at the beginning of a command or behind another one.
var curl = regexp.MustCompile(`\bcurl `)

// schemeless says the same as a code span without schemes: curl takes http for
// granted, and https where --proto-default says so (since curl 7.45).
func schemeless(code string) string {
	if strings.Contains(code, "https://") {
		code = curl.ReplaceAllString(code, "curl --proto-default https ")
	}
	code = bareScheme.ReplaceAllString(code, "$1:$2")
	return strings.NewReplacer("https://", "", "http://", "").Replace(code)
}

// bareScheme is a scheme without an address, as in "use it with https://".
var bareScheme = regexp.MustCompile(`(https?)://([^\w\[]|$)`)
