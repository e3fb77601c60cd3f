package knowledge

import (
	"regexp"
	"strings"
)

// This file writes codes as they are where a person typed them as they sound or
// look: 4O4, five oh three, err connection refused.

// respell returns a typed text with its codes written as they are.
func (c *Catalog) respell(text string) string {
	text = zeros(text)
	if low := lowerASCII(text); strings.Contains(low, " ") || strings.Contains(low, "-") {
		text = c.spokenNumbers(text, low)
		text = c.joinSymbols(text)
	}
	return text
}

// letterZeros is a status with letters for its zeros, alone or as a plural.
var letterZeros = regexp.MustCompile(`\b[1-5](?:[oO][0-9oO]|[0-9][oO])(s?)\b`)

// zeros writes the zeros of a status that were typed as the letter: 4O4. A text
// of people's lives keeps them: there it is a name.
func zeros(text string) string {
	if !strings.ContainsAny(text, "oO") || !letterZeros.MatchString(text) || speaksOfPeople(text) {
		return text
	}
	return letterZeros.ReplaceAllStringFunc(text, func(w string) string {
		return strings.NewReplacer("o", "0", "O", "0").Replace(w)
	})
}

var (
	spokenUnits = map[string]string{
		"oh": "0", "o": "0", "zero": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
		"six": "6", "seven": "7", "eight": "8", "nine": "9",
	}
	spokenTeens = map[string]string{
		"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
		"seventeen": "17", "eighteen": "18", "nineteen": "19",
	}
	spokenTens = map[string]string{"twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8", "ninety": "9"}
	// spokenClasses begin the numbers that statuses have.
	spokenClasses = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "2": "2", "3": "3", "4": "4", "5": "5"}
	// httpTalk are words beside which a spoken number is a status.
	httpTalk = wordSet("http https error errors err status code codes response responses api apis endpoint gateway backend proxy nginx apache cloudflare ingress upstream webhook curl browser url deploy request requests website")
	// tellsTime are words beside which a number is a time of day, or counts.
	tellsTime = wordSet("morning evening afternoon night noon midnight am pm clock oclock bus train days weeks months years miles steps free")
)

// spokenNumbers writes statuses that are spelt out as they are spoken in
// figures, where that is all of a text or the rest of it speaks of HTTP.
func (c *Catalog) spokenNumbers(text, low string) string {
	if !hasSpokenClass(low) {
		return text
	}
	words := strings.Fields(strings.ReplaceAll(low, "-", " "))
	var out, rest []string
	found := false
	for i := 0; i < len(words); {
		number, n := spokenStatus(words[i:])
		if n == 0 || len(c.bareNumber(number)) == 0 {
			out, rest = append(out, words[i]), append(rest, strings.Trim(words[i], ".,;:!?()"))
			i++
			continue
		}
		found, out = true, append(out, number)
		i += n
	}
	if !found || !isStatusTalk(rest) {
		return text
	}
	return strings.Join(out, " ")
}

func hasSpokenClass(low string) bool {
	for _, w := range []string{"two", "three", "four", "five", " oh ", "hundred"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// isStatusTalk says whether the words beside a spoken number leave it to be a
// status: they only ask, or speak of HTTP and of nobody's day.
func isStatusTalk(words []string) bool {
	talk, only := false, true
	for i, w := range words {
		if tellsTime[w] || builtinLexicon().everyday[w] || i+1 < len(words) && w == "in" && words[i+1] == "the" {
			return false
		}
		talk = talk || httpTalk[w] || familyWords[w] != nil
		only = only && (fillers[w] || compareWords[w] || askWords[w] || w == "")
	}
	return talk || only
}

// spokenStatus reads a number of three digits off the front of words as people
// say it: five oh three, four twenty nine, five hundred and two. It returns how
// many words that takes, 0 where they say none.
func spokenStatus(words []string) (number string, n int) {
	word := func(i int) string {
		if i < len(words) {
			return strings.TrimRight(words[i], ".,;:!?)")
		}
		return ""
	}
	class := spokenClasses[word(0)]
	if class == "" || word(0) != words[0] {
		return "", 0
	}
	at := 1
	hundred := word(1) == "hundred"
	if hundred {
		at = 2
		if word(2) == "and" && (spokenUnits[word(3)]+spokenTeens[word(3)]+spokenTens[word(3)] != "") {
			at = 3
		}
	}
	first, second := word(at), word(at+1)
	switch unit := spokenUnits[second]; {
	case spokenTeens[first] != "":
		return class + spokenTeens[first], at + 1
	case spokenTens[first] != "" && unit != "" && unit != "0":
		return class + spokenTens[first] + unit, at + 2
	case spokenTens[first] != "":
		return class + spokenTens[first] + "0", at + 1
	case hundred && spokenUnits[first] != "":
		return class + "0" + spokenUnits[first], at + 1
	case hundred:
		return class + "00", 2
	case spokenUnits[first] != "" && unit != "":
		return class + spokenUnits[first] + unit, at + 2
	case spokenUnits[first] == "0" && len(second) == 1 && isDigits(second):
		return class + "0" + second, at + 2
	}
	return "", 0
}
