package probe

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxURL is how long a URL may be: what Chrome allows (2 MiB) is more than
// anyone means; the longest line that common servers take is far below this.
const maxURL = 16 << 10

// errURL says in a sentence what is wrong with a URL, and in another one what
// to type instead.
type errURL struct{ wrong, instead string }

func (e errURL) Error() string { return strings.TrimSpace(e.wrong + " " + e.instead) }

func badURL(instead, format string, args ...any) error {
	return errURL{fmt.Sprintf(format, args...), instead}
}

// What to type instead.
const (
	tryExample  = "Type for example https://example.com/."
	tryBrackets = "Type for example http://[2001:db8::1]:8080/."
)

// try is the very thing to type instead: a scheme, and what stands after it
// without what else may have been meant as its end.
func try(scheme, rest string) string {
	if rest = strings.TrimLeft(rest, "/:"); rest == "" {
		return tryExample
	}
	return "Type " + showInvalid(scheme+"://"+rest) + "."
}

// parseTarget reads what a person typed. Without a scheme the target has
// https, and guessed is true.
func parseTarget(text string) (t target, guessed bool, err error) {
	text, err = cleanURL(text)
	if err != nil {
		return target{}, false, err
	}
	if addr, err := netip.ParseAddr(text); err == nil && addr.Is6() {
		return target{}, false, badURL(try("http", "["+text+"]/"), "An IPv6 address stands in brackets.")
	}
	scheme, rest, ok := cutScheme(text)
	switch {
	case !ok && statusCode.MatchString(text):
		return target{}, false, badURL("To have the code explained, ask for it: httpcode explain "+text+".", "%s is a number, not an address.", text)
	case !ok && strings.HasPrefix(text, "//"):
		return target{}, false, badURL(try("https", text), "The URL lacks its scheme.")
	case !ok && typoedScheme.MatchString(text):
		return target{}, false, badURL(try(missingColon(text)), "After http or https comes a colon.")
	case !ok:
		scheme, rest, guessed = "https", text, true
	case scheme != "http" && scheme != "https":
		return target{}, false, badURL(tryExample, "Only http and https URLs can be checked, not %s: ones.", clip(scheme, 20))
	case !strings.HasPrefix(rest, "//"):
		return target{}, false, badURL(try(scheme, rest), "After %s: come two slashes and a host.", scheme)
	default:
		rest = rest[2:]
	}
	if twice := doubledScheme.FindStringSubmatch(rest); twice != nil {
		return target{}, false, badURL(try(twice[1], rest[len(twice[0]):]), "The URL begins with two schemes.")
	}
	if !strings.ContainsAny(rest, "/?#") {
		rest = strings.TrimRight(rest, ".,;!)>\"'»”’") // of the sentence that it was copied from
	}
	t, err = newTarget(scheme, rest)
	return t, guessed, err
}

// How URLs are mistyped.
var (
	typoedScheme  = regexp.MustCompile(`(?i)^https?//`)     // lacks its colon
	doubledScheme = regexp.MustCompile(`(?i)^(https?):?//`) // stands after another one
	statusCode    = regexp.MustCompile(`^[1-9][0-9]{2}$`)   // as an address it would be 0.0.1.246, which is nobody's
)

func missingColon(text string) (scheme, rest string) {
	scheme, rest, _ = strings.Cut(text, "//")
	return strings.ToLower(scheme), rest
}

// cleanURL strips what surrounds a pasted URL, and refuses what no URL holds.
func cleanURL(text string) (string, error) {
	text = strings.TrimSpace(text)
	for _, pair := range []string{"<>", `""`, "''", "``", "“”", "‘’", "«»", "()"} {
		open, size := utf8.DecodeRuneInString(pair)
		if inner, ok := strings.CutPrefix(text, string(open)); ok {
			text = strings.TrimSpace(strings.TrimSuffix(inner, pair[size:]))
		}
	}
	switch {
	case text == "":
		return "", badURL(tryExample, "There is no URL.")
	case len(text) > maxURL:
		return "", badURL("Leave out the part after the question mark.", "The URL is longer than %d bytes.", maxURL)
	case !utf8.ValidString(text):
		return "", badURL("Percent-encode its bytes, as in %E9.", "The URL is not valid UTF-8.")
	case strings.ContainsFunc(text, unicode.IsControl):
		return "", badURL("Type it again on one line.", "The URL holds a control character (a line break, a tab, …).")
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "", badURL("Write it as %20, or check one URL after the other.", "The URL holds a space.")
	case strings.Contains(text, `\`):
		return "", badURL("URLs use forward slashes: https://example.com/path.", "The URL holds a backslash.")
	}
	return text, nil
}
