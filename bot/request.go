package bot

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// maxChecks is how many URLs one message may ask about: enough for "all of
// these fail", few enough to answer within one budget and one message.
const maxChecks = 5

// Request is what a person asked, read from what Slack sent.
type Request struct {
	// Text is the whole of it as the person sees it: entities decoded, the
	// mention of the bot and Slack's markup removed.
	Text string
	// Rest is Text without its addresses.
	Rest string
	// URLs are the addresses with a scheme, in order, each once.
	URLs []string
	// Hosts are bare words that may be addresses: example.com, 10.0.0.1:8080,
	// localhost/x. They may as well be a file or an exception's name.
	Hosts []string
	// Help, Check and Public are the words that lead a request.
	Help, Check, Public bool
}

var (
	// entity is Slack's markup: <https://h|label>, <@U1>, <#C1|name>, <!here>.
	// Anything else in angle brackets is the person's own.
	entity = regexp.MustCompile(`<([@#!][^<>\n]*|(?i:https?|ftp|mailto|tel):[^<>\n]*)>`)
	// address is a URL with a scheme, as raw text has it.
	address = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s<>"` + "`" + `“”|]*`)
	// listed are two addresses with nothing but a comma between them. In a query
	// or a fragment it may belong to the first.
	listed = regexp.MustCompile(`(?i)(\bhttps?://[^\s<>?#,;]*[,;])(https?://)`)
	// host is a bare name or IP address, with an optional port and path.
	host = regexp.MustCompile(`(?i)^(localhost|[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.(\p{L}{2,}|xn--[a-z0-9-]+)|\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])\.?(:\d{1,5})?([/?#]\S*)?$`)
	// helpWords ask for the usage; an empty request does too.
	helpWords = []string{"help", "?", "-h", "--help", "usage", "hi", "hello", "hey"}
)

// ParseRequest reads the text of a command, a mention or a direct message. It
// takes both of Slack's forms: raw, and with <…> entities. The bot's own
// mention is one of self (its user ID, its name).
func ParseRequest(text string, self ...string) Request {
	p := &parser{}
	text = p.unescape(text, self)
	r := Request{}
	text, r.Public = cutWord(text, "public")
	r.Help = text == "" || slices.Contains(helpWords, strings.ToLower(strings.TrimRight(text, "!. ")))
	stripped, check := cutWord(text, "check")
	if check && stripped != "" {
		text, r.Check = stripped, true
	}
	r.Text = text
	r.Rest, r.URLs, r.Hosts = p.addresses(text)
	return r
}

// cutWord removes a leading word from text, and says whether it was there.
func cutWord(text, word string) (string, bool) {
	head, tail, _ := strings.Cut(text, " ")
	if strings.EqualFold(strings.TrimRight(head, ":"), word) {
		return strings.TrimSpace(tail), true
	}
	return text, false
}

// parser remembers which addresses Slack itself made of bare words.
type parser struct {
	autolinked map[string]bool
}

// unescape turns Slack's text into what the person sees, once: a text that
// spells "&amp;lt;" means "&lt;".
func (p *parser) unescape(text string, self []string) string {
	var b strings.Builder
	for {
		at := entity.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		b.WriteString(decode(text[:at[0]]))
		b.WriteString(p.entity(text[at[2]:at[3]]))
		text = text[at[1]:]
	}
	b.WriteString(decode(text))
	return trimSelf(tidy(b.String()), self)
}

// entity says what the inside of <…> stands for. Mentions of people and
// groups carry no question, so they vanish.
func (p *parser) entity(inside string) string {
	target, label, labelled := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(target, "#") && labelled:
		return "#" + decode(label)
	case strings.HasPrefix(target, "!date^") && labelled:
		return decode(label)
	case strings.ContainsRune("@#!", rune(target[0])):
		return " "
	}
	target, label = decode(target), decode(label)
	scheme, bare, _ := strings.Cut(target, ":")
	bare = strings.TrimPrefix(bare, "//")
	linked := strings.HasPrefix(strings.ToLower(scheme), "http")
	if linked && labelled && (label == bare || label+"/" == bare) {
		if p.autolinked == nil {
			p.autolinked = map[string]bool{}
		}
		p.autolinked[label] = true
		return label
	}
	if linked || strings.EqualFold(scheme, "ftp") {
		return target
	}
	return bare
}

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

func decode(s string) string { return entities.Replace(s) }

// unseen are characters that show nothing of themselves: zero-width ones, marks
// of writing direction, soft hyphens, variants of emoji. The joiner of emoji and
// of some scripts (U+200D) is not among them: it changes what is read.
var unseen = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x00ad, Hi: 0x00ad, Stride: 1}, {Lo: 0x061c, Hi: 0x061c, Stride: 1},
	{Lo: 0x200b, Hi: 0x200b, Stride: 1}, {Lo: 0x200e, Hi: 0x200f, Stride: 1},
	{Lo: 0x202a, Hi: 0x202e, Stride: 1}, {Lo: 0x2060, Hi: 0x2060, Stride: 1},
	{Lo: 0x2066, Hi: 0x2069, Stride: 1}, {Lo: 0xfe00, Hi: 0xfe0f, Stride: 1},
	{Lo: 0xfeff, Hi: 0xfeff, Stride: 1},
}, LatinOffset: 1}

// tidy removes what formats a message without being part of the question:
// code fences, back-ticks, and the emphasis around the whole of it.
func tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '`':
			return -1
		case r != '\n' && unicode.IsSpace(r):
			return ' '
		case unicode.Is(unseen, r): // pasted along with text from web pages
			return -1
		case r >= '！' && r <= '～': // as East Asian input methods type ASCII
			return r - '！' + '!'
		}
		return r
	}, text)
	text = strings.TrimSpace(withoutEmoji(text))
	for len(text) > 2 && strings.ContainsRune("*_~", rune(text[0])) && text[0] == text[len(text)-1] {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	return text
}

// trimSelf removes the bot's name where somebody typed it without Slack
// making a mention of it, as in "/httpcode @httpcode 403".
func trimSelf(text string, self []string) string {
	head, tail, _ := strings.Cut(text, " ")
	name := strings.ToLower(strings.Trim(head, "@,:"))
	if strings.HasPrefix(head, "@") && slices.ContainsFunc(self, func(s string) bool { return strings.ToLower(s) == name }) {
		text = strings.TrimSpace(tail)
	}
	return strings.TrimLeft(text, " ,:")
}

// addresses finds URLs and bare hosts, and returns the text without them.
func (p *parser) addresses(text string) (rest string, urls, hosts []string) {
	for range 2 { // a match ends where the next pair begins: every second comma, then the others
		text = listed.ReplaceAllString(text, "$1 $2")
	}
	named := map[string]bool{} // a hostile text names thousands
	rest = address.ReplaceAllStringFunc(text, func(u string) string {
		trimmed := trimPunctuation(u)
		if !named[trimmed] {
			urls = append(urls, trimmed)
		}
		named[trimmed] = true
		return " " + u[len(trimmed):]
	})
	var words []string
	for _, word := range strings.Fields(rest) {
		bare := strings.Trim(trimPunctuation(word), `("'<`)
		if p.autolinked[bare] || host.MatchString(bare) {
			if !named[bare] {
				hosts = append(hosts, bare)
			}
			named[bare] = true
			continue
		}
		words = append(words, word)
	}
	return strings.Join(words, " "), urls, hosts
}

// trimPunctuation removes what ends a sentence rather than an address: "see
// https://example.com/x)." A closing bracket stays where it was opened.
func trimPunctuation(u string) string {
	round := strings.Count(u, ")") - strings.Count(u, "(")
	square := strings.Count(u, "]") - strings.Count(u, "[")
	for u != "" {
		last := u[len(u)-1]
		switch {
		case strings.IndexByte(`.,;:!'"*~>`, last) >= 0:
		case last == '?' && strings.Count(u, "?") == 1:
		case last == ')' && round > 0:
			round--
		case last == ']' && square > 0:
			square--
		case strings.HasSuffix(u, "’"), strings.HasSuffix(u, "…"):
			u = u[:len(u)-2]
		default:
			return u
		}
		u = u[:len(u)-1]
	}
	return u
}
