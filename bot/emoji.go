package bot

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// emoji is a word of nothing but emoji, as Slack spells them: ":fire:",
// ":wave::skin-tone-2:". A letter is in each, as there is in none of "12:34:56",
// but for four: a bare ":100:" would be read as a status.
var emoji = regexp.MustCompile(`^(:([\w+'-]*[a-z][\w+'-]*|[+-]1|100|1234):)+$`)

// maxChat is how long a question gets, in bytes, in which a person puts emoji. What
// is longer was pasted, and is read as it is.
const maxChat = 500

// withoutEmoji removes the emoji that stand between the words of a question.
func withoutEmoji(text string) string {
	if len(text) > maxChat || !strings.Contains(text, ":") && isASCII(text) {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		words := strings.Split(line, " ")
		lines[i] = strings.Join(slices.DeleteFunc(words, func(w string) bool { return w != "" && (emoji.MatchString(w) || isPictorial(w)) }), " ")
	}
	return strings.Join(lines, "\n")
}

// isPictorial says whether a word consists of symbols that are pictures, with
// what joins and tints them.
func isPictorial(word string) bool {
	for _, r := range word {
		if joiner := r == '\u200d'; !joiner && (r < 0x2190 || !unicode.In(r, unicode.So, unicode.Sk)) { // above "¦ © ® °"
			return false
		}
	}
	return word != "\u200d"
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
