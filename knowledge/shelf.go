package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed catalog/*.yaml
var catalogFiles embed.FS

// Every entry of a catalogue file begins with this line. Decoding YAML costs
// about 70 ms for the whole catalogue, splitting it at these lines well under
// one: so files are split on load and an entry is decoded when it is asked for.
const entryMark = "\n  - code: "

// shelf is one family's file, split but not yet decoded.
type shelf struct {
	family  string
	title   string
	team    bool // the family is the team's own
	records []*record
}

// record is one entry, decoded on first use. Safe for concurrent use.
type record struct {
	id, family, code string
	text             string // the YAML; empty for the team's, which is decoded already

	once   sync.Once // guards full, err
	full   Entry
	err    error
	onName sync.Once // guards named
	named  head
}

// entry returns the decoded entry, false where the YAML is no entry (a test
// proves that there is none such among the built-in ones).
func (r *record) entry() (Entry, bool) {
	r.once.Do(func() {
		if r.text != "" {
			r.full, r.err = decodeEntry(r.family, r.text)
		}
	})
	return r.full, r.err == nil
}

// head returns the entry's names.
func (r *record) head() head {
	r.onName.Do(func() {
		if r.text == "" {
			r.named = head{Code: r.full.Code, Name: r.full.Name, Aliases: r.full.Aliases}
			return
		}
		r.named = decodeHead(r.text)
	})
	return r.named
}

// newRecord indexes one entry's YAML, which starts with its entryMark line.
func newRecord(family, text string) *record {
	first, _, _ := strings.Cut(text, "\n")
	code := unquote(strings.TrimPrefix(first, entryMark[1:]))
	return &record{id: family + "/" + code, family: family, code: code, text: text}
}

// fixedRecord wraps an entry that is decoded already.
func fixedRecord(e Entry) *record {
	return &record{id: e.ID, family: e.Family, code: e.Code, full: e}
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// decodeEntry decodes one entry's YAML strictly.
func decodeEntry(family, text string) (Entry, error) {
	var list []Entry
	if err := yaml.Load([]byte(text), &list, yaml.WithKnownFields()); err != nil {
		return Entry{}, fmt.Errorf("decoding an entry of %s: %w", family, err)
	}
	if len(list) != 1 {
		return Entry{}, fmt.Errorf("decoding an entry of %s: want one, have %d", family, len(list))
	}
	e := list[0]
	e.Family, e.ID = family, family+"/"+e.Code
	return e, nil
}

// splitShelf splits a catalogue file into its records.
func splitShelf(text string) (*shelf, error) {
	top, rest, found := strings.Cut(text, entryMark)
	if !found {
		return nil, fmt.Errorf("no line starts with %q", entryMark[1:])
	}
	s := &shelf{}
	for line := range strings.Lines(top) {
		if v, ok := strings.CutPrefix(line, "family:"); ok {
			s.family = unquote(v)
		} else if v, ok := strings.CutPrefix(line, "title:"); ok {
			s.title = unquote(v)
		}
	}
	if s.family == "" {
		return nil, fmt.Errorf("no family named")
	}
	for chunk := range strings.SplitSeq(rest, entryMark) {
		s.records = append(s.records, newRecord(s.family, entryMark[1:]+chunk+"\n"))
	}
	return s, nil
}

// readShelves splits all the catalogue files in dir of fsys, in name order.
func readShelves(fsys fs.FS, dir string) ([]*shelf, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	var shelves []*shelf
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading the catalogue: %w", err)
		}
		s, err := splitShelf(string(text))
		if err != nil {
			return nil, fmt.Errorf("splitting %s: %w", name, err)
		}
		shelves = append(shelves, s)
	}
	return shelves, nil
}
