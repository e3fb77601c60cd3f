package knowledge

// Kind says which question an Explanation answers, and so how it is told.
type Kind string

// The kinds of an Explanation.
const (
	KindCode       Kind = "code"       // one code or name was asked for
	KindClass      Kind = "class"      // a class such as 4xx, or an unassigned code inside one
	KindComparison Kind = "comparison" // several codes, side by side
	KindText       Kind = "text"       // pasted text in which clues were found
	KindLog        Kind = "log"        // a log of many lines, counted
	KindHelp       Kind = "help"       // nothing asked, or "help"
	KindNone       Kind = "none"       // nothing known
)

// Match is an entry that fits a query, and the clue that led to it.
type Match struct {
	Entry
	// Clue is the part of the query that led here; empty when the whole query did.
	Clue string `json:"clue,omitempty"`
	// Count is how many lines of a log it occurs in; 0 outside of logs.
	Count int `json:"count,omitempty"`
}

// Suggestion is an entry offered where the query itself found nothing.
type Suggestion struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Difference tells two entries of a comparison apart.
type Difference struct {
	Between [2]string `json:"between"` // the two IDs
	Text    string    `json:"text"`
}

// Explanation is what the catalogue has to say to a query.
type Explanation struct {
	Query string `json:"query"`
	Kind  Kind   `json:"kind"`
	// Matches are ordered, best first; empty, never nil, when nothing is known.
	Matches []Match `json:"matches"`
	// Note is a sentence on the query itself: "427 is not an assigned status code."
	Note string `json:"note,omitempty"`
	// Differences are set for comparisons.
	Differences []Difference `json:"differences,omitempty"`
	// Nearest are what the person may have meant, likeliest first.
	Nearest []Suggestion `json:"nearest,omitempty"`
	// Lines is how many lines of a log were read; 0 outside of logs.
	Lines int `json:"lines,omitempty"`
	// Runbooks are the team's own for what was found.
	Runbooks []Runbook `json:"runbooks,omitempty"`
}
