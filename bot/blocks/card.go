package blocks

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"httpcode/knowledge"
)

// Kind is what a card answers.
type Kind string

// The kinds of a card.
const (
	KindCheck   Kind = "check"   // one or more URLs were checked
	KindExplain Kind = "explain" // a code, a class, a comparison, a text
	KindUnknown Kind = "unknown" // nothing known
)

// Tone is what a card's verdict amounts to. It chooses the sign beside it.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Good    Tone = "ok"
	Warned  Tone = "warn"
	Bad     Tone = "bad"
)

// Form is how a part's lines are set.
type Form string

// The forms.
const (
	Prose   Form = ""
	Bullets Form = "-"
	Steps   Form = "1"
	Figure  Form = "=" // preformatted; left out of the fallback text
)

// Card is one answer as plain data: all that is shown of it, in the order of
// showing. The names in JSON are short because a card travels in a button.
type Card struct {
	Kind Kind   `json:"k"`
	Tone Tone   `json:"t,omitempty"`
	Lead string `json:"v"` // the verdict, one sentence
	// Parts are shown in the message, More only in Details and in the copy.
	Parts []Part `json:"p,omitempty"`
	More  []Part `json:"m,omitempty"`
	Foot  string `json:"f,omitempty"` // when, from where, how long
	// Checks are what a repeat and a comparison need.
	Checks []Check `json:"c,omitempty"`
	Offers []Offer `json:"o,omitempty"`
	// Internal says that the answer as a whole is the team's own, such as a check
	// of a private target that the operator allowed: not for other organisations.
	Internal bool `json:"i,omitempty"`
	// From is the place that the check ran from, as Foot names it.
	From string `json:"w,omitempty"`
	// Cut says that something was left out for the button's room.
	Cut bool `json:"z,omitempty"`
	// Thread is the message that the answer belongs under when it is shared.
	Thread string `json:"r,omitempty"`

	value   string // the card encoded, "" before it was
	blocked bool   // see Blocked
}

// Blocked says that every check of a freshly made card was refused, by policy or
// for the asker's pace: it tells of who asked, and nothing of the address.
func (c *Card) Blocked() bool { return c.blocked }

// Part is a piece of a card. In its lines, back-ticks mark code.
type Part struct {
	Title string           `json:"h,omitempty"`
	Form  Form             `json:"s,omitempty"`
	Lines []string         `json:"l,omitempty"`
	Links []knowledge.Link `json:"u,omitempty"`
	Owner string           `json:"w,omitempty"` // a Slack ID (mentioned) or a plain name
	// Team marks the team's own words: not for other organisations.
	Team bool `json:"x,omitempty"`
}

// Check is one URL's outcome, as far as the next check compares with it.
type Check struct {
	URL string `json:"u"` // redacted
	// Again says that URL is the whole address as asked: no secret was taken out.
	Again bool `json:"a,omitempty"`
	Point
	Past []Point `json:"p,omitempty"` // earlier outcomes, oldest first
}

// Point is an outcome at a time.
type Point struct {
	At      int64  `json:"t"` // Unix milliseconds
	Outcome string `json:"o"` // "502 Bad Gateway", "connect_refused"
	Healthy bool   `json:"h,omitempty"`
}

// Time is when the outcome was measured, in UTC.
func (p Point) Time() time.Time { return time.UnixMilli(p.At).UTC() }

// Offer is a button that asks something further.
type Offer struct {
	Label string `json:"l"`
	Ask   string `json:"q"` // what a person would type after /httpcode
}

// Limits of a card's size; a builder shortens to them before anything is shown.
const (
	maxLead   = 300  // runes; a verdict is one sentence
	maxTitle  = 200  // runes; a check's verdict where several are told
	maxLine   = 400  // runes
	maxFigure = 1200 // runes
	maxPart   = 2400 // runes of lines; with title and links it stays under a text's 3,000
	maxParts  = 14
	maxLines  = 12   // per part
	maxMore   = 60   // lines in a part of More
	maxPast   = 12   // points of a timeline
	maxOffers = 5    // as many buttons as fit a row on a desktop
	maxRepeat = 600  // bytes; a longer address has no Check again button
	maxLink   = 1000 // bytes
)

// slackID is a user, a group or a channel, as a runbook's owner names them.
var slackID = regexp.MustCompile(`^[UWSCG][A-Z0-9]{6,20}$`)

// userID and channelID are a person and a channel as Slack names them in a
// payload: typed by nobody, so a short one is no word either.
var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{1,20}$`)
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]{1,20}$`)
)

// threadTS is a message's timestamp, as Slack identifies it in its channel.
var threadTS = regexp.MustCompile(`^\d{6,12}\.\d{3,9}$`)

// tidy brings a card within its limits, whoever made it.
func (c *Card) tidy() {
	switch c.Kind {
	case KindCheck, KindExplain, KindUnknown:
	default:
		c.Kind = KindExplain
	}
	c.Lead = clip(oneLine(c.Lead), maxLead)
	c.Foot = clip(oneLine(c.Foot), maxLead)
	c.From = clip(oneLine(c.From), 80)
	c.Parts = tidyParts(c.Parts, maxLines)
	c.More = tidyParts(c.More, maxMore)
	c.Checks = c.Checks[:min(len(c.Checks), maxOffers)]
	for i := range c.Checks {
		c.Checks[i].tidy()
	}
	c.Offers = c.Offers[:min(len(c.Offers), maxOffers)]
	for i, o := range c.Offers {
		c.Offers[i] = Offer{Label: clip(oneLine(o.Label), maxButton), Ask: clip(Clean(o.Ask), maxRepeat)}
	}
	if !threadTS.MatchString(c.Thread) {
		c.Thread = ""
	}
}

func (c *Check) tidy() {
	c.URL = oneLine(c.URL)
	if len(c.URL) > maxRepeat {
		c.URL, c.Again = clipBytes(c.URL, maxRepeat), false
	}
	c.Outcome = clip(oneLine(c.Outcome), 80)
	c.Past = c.Past[max(0, len(c.Past)-maxPast):]
	for i := range c.Past {
		c.Past[i].Outcome = clip(oneLine(c.Past[i].Outcome), 80)
	}
}

func tidyParts(parts []Part, lines int) []Part {
	parts = parts[:min(len(parts), maxParts)]
	kept := parts[:0]
	for _, p := range parts {
		p.Title = clip(oneLine(p.Title), maxTitle)
		p.Lines = tidyLines(p, lines)
		p.Links = tidyLinks(p.Links)
		p.Owner = clip(oneLine(p.Owner), 80)
		if len(p.Lines)+len(p.Links) > 0 || p.Owner != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

func tidyLines(p Part, n int) []string {
	var kept []string
	room := maxPart
	for _, line := range p.Lines[:min(len(p.Lines), n)] {
		if p.Form == Figure {
			line = clip(strings.Trim(Clean(line), "\n"), maxFigure)
		} else {
			line = clip(oneLine(line), maxLine)
		}
		if room -= utf8.RuneCountInString(line); room < 0 {
			break
		}
		if line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// tidyLinks keeps links to the web with a title. A bar would end Slack's
// label early in the fallback text of older clients, so it is escaped.
func tidyLinks(links []knowledge.Link) []knowledge.Link {
	var kept []knowledge.Link
	for _, l := range links[:min(len(links), maxOffers)] {
		url := strings.ReplaceAll(oneLine(l.URL), "|", "%7C")
		if len(url) > maxLink || strings.ContainsAny(url, " <>\"`") ||
			!(strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")) {
			continue
		}
		title := clip(oneLine(l.Title), 100)
		if title == "" {
			title = clip(url, 100)
		}
		kept = append(kept, knowledge.Link{Title: title, URL: url})
	}
	return kept
}

// Outside returns the card as people of other organisations may read it:
// without the team's runbooks and the name of the place that it was measured
// from. changed says whether it differs.
func (c *Card) Outside() (out *Card, changed bool) {
	copied := *c
	copied.Parts, copied.More = withoutTeam(c.Parts), withoutTeam(c.More)
	if c.From != "" {
		copied.Foot = strings.Replace(c.Foot, " from "+c.From, "", 1)
		copied.From = ""
	}
	copied.Fit()
	return &copied, len(copied.Parts) != len(c.Parts) || len(copied.More) != len(c.More) || copied.Foot != c.Foot
}

func withoutTeam(parts []Part) []Part {
	return slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { return p.Team })
}

// Repeatable says whether every check of the card can be asked again from a
// button.
func (c *Card) Repeatable() bool {
	for _, check := range c.Checks {
		if !check.Again {
			return false
		}
	}
	return len(c.Checks) > 0
}
