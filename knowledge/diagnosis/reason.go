package diagnosis

import (
	"html"
	"regexp"
	"strings"
)

// maxShortPage is how many bytes a page may have whose reason is looked for:
// servers write theirs with little around it.
const maxShortPage = 8 << 10

// maxPlainWords is how many words a page may have of which a sentence that
// nothing marks as the reason is told: then there is nothing else it could be.
const maxPlainWords = 45

// marked is a paragraph that says of itself that it is the reason, as those of
// Apache ("Reason: DNS lookup failure"), Traffic Server and Squid do.
var markedReason = regexp.MustCompile(`(?i)^(?:reason|description|error message|the system returned):\s*(.{3,})$`)

// signature is what servers and frameworks put under their pages.
var signature = regexp.MustCompile(`(?i)^(?:powered by |generated |[\w.-]+/\d|.* server at .* port \d)`)

// reasonOf is the sentence in which a page tells what went wrong: the one that
// is marked as such, or the only one of a short page. "" where the page has none,
// or says nothing but its status.
func reasonOf(body []byte) string {
	p := readPage(body)
	var rest []string
	for _, text := range p.paragraphs() {
		if m := markedReason.FindStringSubmatch(text); m != nil {
			return unlessCommon(m[1])
		}
		if !signature.MatchString(text) && !strings.HasSuffix(text, ":") && strings.Count(text, " ") >= 2 && text != strings.TrimSpace(title(body)) {
			rest = append(rest, text)
		}
	}
	if len(rest) == 1 && p.words <= maxPlainWords {
		return unlessCommon(rest[0])
	}
	return ""
}

// unstyled is the beginning of a body without style sheets, so many bytes of it.
func unstyled(body []byte, most int) []byte {
	var b []byte
	for len(b) < most && len(body) > 0 {
		at := endOf(body[:min(len(body), most)], "<style")
		b, body = append(b, body[:at]...), body[at:]
		if !hasPrefix(body, "<style") {
			break
		}
		body = body[endOf(body, "</style"):]
	}
	return b[:min(len(b), most)]
}

func unlessCommon(text string) string {
	if len(text) > maxSaid || common(text) {
		return ""
	}
	return text
}

// paragraphs are the page's texts, each in one line.
func (p *page) paragraphs() []string {
	var all []string
	var b strings.Builder
	flush := func() {
		if text := strings.Join(strings.Fields(html.UnescapeString(b.String())), " "); text != "" {
			all = append(all, text)
		}
		b.Reset()
	}
	for _, r := range p.runs {
		if r.place != spokenText && r.place != citedText || p.body[r.start] == '<' { // a tag in a quotation is a run too
			continue
		}
		if r.before == 0 {
			flush()
		}
		b.Write(p.body[r.start:r.end])
	}
	flush()
	return all
}

// common says that a sentence tells no more than its status does, by having
// nothing but the words of which such sentences are made.
func common(text string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' && r != '’' }) {
		if !commonWords[strings.ReplaceAll(word, "’", "'")] {
			return false
		}
	}
	return true
}

var commonWords = func() map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(`a an the this that it its is was are be been has have had do does did not no on at in of to for from with by and or
		but if as we you your our i you're we're it's i'm don't doesn't couldn't can't cannot could can may might will would should please sorry try again later
		back soon go home contact support administrator webmaster site owner team page file resource document url uri address path link item object requested
		request requests server service system application app website web host client browser found find exist exists existed any longer anymore available
		unavailable temporarily currently moved deleted removed renamed looking entered manually check spelling error errors occurred occurs internal
		unexpected something went wrong happened encountered unable process handle handling complete fulfill fulfil your bad invalid gateway timeout timed out
		forbidden denied access accessing permission permissions allowed authorized authorised unauthorized unauthorised login authentication required method
		http status code message while processing trying serve problem problems an know about been notified moment few minutes too many overloaded maintenance
		downtime capacity due due condition which prevented fulfilling appropriate representation got itself in trouble need valid user password content
		administrative rules seems seem appears just here there ok oops whoops uh oh`) {
		m[word] = true
	}
	return m
}()
