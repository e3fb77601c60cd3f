package probe

import (
	"regexp"
	"strings"
)

// Flags of command lines that people paste, such as curl's -u name:password:
// the first group is what is secret. What follows an equals sign is found by
// its name already.
var (
	userFlag   = regexp.MustCompile(`(?:^|\s)(?:-[uU]|--user|--proxy-user)[ =]+["']?([^\s:"'=]*:[^\s"']+)`)
	secretFlag = regexp.MustCompile(`(?i)(?:^|\s)--?[a-z-]{0,40}(?:password|passwd|token|secret|api-?key)\s+["']?([^\s"']+)`)
)

// flaggedSecrets finds credentials that are given as flags of a command.
func flaggedSecrets(text string) (spans []span) {
	if !strings.Contains(text, " -") && !strings.HasPrefix(text, "-") && !strings.Contains(text, "\n-") {
		return nil
	}
	for _, at := range userFlag.FindAllStringSubmatchIndex(text, -1) {
		spans = append(spans, span{at[2], at[3]})
	}
	for _, at := range secretFlag.FindAllStringSubmatchIndex(text, -1) {
		if looksRandom(text[at[2]:at[3]]) { // and no word of a sentence
			spans = append(spans, span{at[2], at[3]})
		}
	}
	return spans
}
