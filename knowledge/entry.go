package knowledge

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fault says on whose side the cause of an error most often lies.
type Fault string

// The sides a fault can be on. FaultEither is the honest answer where the code
// alone does not tell; FaultNone belongs to codes that report no error.
const (
	FaultClient  Fault = "client"
	FaultServer  Fault = "server"
	FaultNetwork Fault = "network"
	FaultEither  Fault = "either"
	FaultNone    Fault = "none"
)

// Source is where a fact comes from: a standard, a product's documentation or
// its own code.
type Source struct {
	Title string `yaml:"title" json:"title"`
	URL   string `yaml:"url" json:"url"`
}

// Confusion names an entry that people mistake this one for, and what tells
// the two apart.
type Confusion struct {
	With       string `yaml:"with" json:"with"` // an entry's ID
	Difference string `yaml:"difference" json:"difference"`
}

// Beside is the difference as it reads beside the other entry's label: where it
// begins with a word of that label, as in "499: the client left", without it.
func (c Confusion) Beside(label string) string {
	head, rest, found := strings.Cut(c.Difference, ": ")
	words := strings.FieldsFunc(label, func(r rune) bool { return r == ' ' || r == '/' || r == ':' })
	if found && slices.Contains(words, head) {
		return rest
	}
	return c.Difference
}

// Entry explains one code. Entries are plain data, read from YAML; the fields'
// order here is the order in which an answer tells them.
type Entry struct {
	// ID is family/code. IDs are case-sensitive: haproxy/sH is not haproxy/SH.
	ID     string `yaml:"-" json:"id"`
	Family string `yaml:"-" json:"family"`
	Code   string `yaml:"code" json:"code"`
	Name   string `yaml:"name" json:"name"`
	// Aliases are other names and short phrases that people use for the code,
	// in lower case. Look-ups forgive typos in names and aliases.
	Aliases []string `yaml:"aliases,omitempty" json:"aliases,omitempty"`
	// Summary says what the code means, in one to three plain sentences.
	Summary string `yaml:"summary" json:"summary"`
	// Causes are likeliest first.
	Causes []string `yaml:"causes" json:"causes"`
	// Checks can each be done now: a command, a log to read, a setting.
	Checks []string `yaml:"checks" json:"checks"`
	Fault  Fault    `yaml:"fault" json:"fault"`
	// Retry says in one sentence whether trying again can help.
	Retry    string      `yaml:"retry" json:"retry"`
	Confused []Confusion `yaml:"confused,omitempty" json:"confused,omitempty"`
	// See names related entries by ID.
	See     []string `yaml:"see,omitempty" json:"see,omitempty"`
	Sources []Source `yaml:"sources" json:"sources"`
	// Team is set on entries of the team's own knowledge folder.
	Team bool `yaml:"-" json:"team,omitempty"`
}

// Called is the entry's code and name, without saying the same twice: of a name
// that begins with the code, only the rest is told.
func (e Entry) Called() string {
	code, name := spaced.Replace(e.Code), spaced.Replace(e.Name)
	size := min(len(code), len(name))
	if strings.EqualFold(name[:size], code) && strings.HasPrefix(name[size:]+" ", " ") {
		return e.Code + e.Name[size:]
	}
	return strings.TrimSpace(e.Code + e.between() + e.Name)
}

// between is what stands between code and name: a name in capitals is read with
// its code, "502 Bad Gateway", a description is not, "ECONNREFUSED: connection
// refused".
func (e Entry) between() string {
	first, _ := utf8.DecodeRuneInString(e.Name)
	if unicode.IsLower(first) {
		return ": "
	}
	return " "
}

// spaced writes a code as its name is written: self_signed, self-signed.
var spaced = strings.NewReplacer("_", " ", "-", " ")
