package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed wordings/*.yaml
var wordingFiles embed.FS

// Rank orders what one text holds: the root cause before its consequence.
type Rank string

// The ranks of a wording. Within one rank the text's own order decides.
const (
	RankDetail  Rank = "detail"  // a code that a product names itself: curl: (35), UF, sH--
	RankCause   Rank = "cause"   // why something failed: connection refused
	RankSymptom Rank = "symptom" // that something failed: no live upstreams; the default
	RankStatus  Rank = "status"  // a plain HTTP status or its reason phrase
	RankHint    Rank = "hint"    // what else the text may stand for; told last
)

// order makes ranks comparable, the first to be told smallest.
func (r Rank) order() int {
	switch r {
	case RankDetail:
		return 0
	case RankCause:
		return 1
	case RankStatus:
		return 3
	case RankHint:
		return 4
	}
	return 2
}

// Wording is how error texts name an entry.
type Wording struct {
	ID string `yaml:"id"`
	// Texts are case-insensitive literals; " * " within one stands for anything
	// up to maxGap bytes of the same line.
	Texts []string `yaml:"texts"`
	Rank  Rank     `yaml:"rank,omitempty"`
	// Words says whether a text that begins or ends with a letter or digit must
	// do so at a word's boundary; nil means yes.
	Words *bool `yaml:"words,omitempty"`
	// Also names entries that the text implies too; they are listed after ID.
	Also []string `yaml:"also,omitempty"`
	// Question marks texts as what people ask in their own words: they are
	// also found with typos and in another order of words.
	Question bool `yaml:"question,omitempty"`
}

// wordingFile is one file of wordings/.
type wordingFile struct {
	Family   string    `yaml:"family"`
	Wordings []Wording `yaml:"wordings"`
}

// readWordings reads every file of wordings/, in name order.
func readWordings(fsys fs.FS) ([]Wording, error) {
	names, err := fs.Glob(fsys, "wordings/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("listing wordings: %w", err)
	}
	var all []Wording
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading wordings: %w", err)
		}
		list, plain := readPlainWordings(string(text))
		if !plain {
			if list, err = decodeWordings(text); err != nil {
				return nil, fmt.Errorf("decoding %s: %w", name, err)
			}
		}
		all = append(all, list...)
	}
	return all, nil
}

// decodeWordings decodes a file of wordings strictly.
func decodeWordings(text []byte) ([]Wording, error) {
	var f wordingFile
	err := yaml.Load(text, &f, yaml.WithKnownFields())
	return f.Wordings, err
}

// maxGap is how many bytes " * " may stand for: a host, a path, an address, but
// not the rest of an endless line.
const maxGap = 200

// pattern is one text of a wording, ready to be searched for.
type pattern struct {
	wording  *Wording
	segments []string // lower case, in order
	anchor   int      // index of the segment that the scanner looks for
	offset   int      // of the anchor's four bytes within that segment
	wordHead bool     // must begin, end at a word's boundary
	wordTail bool
}

// newPattern compiles a text; it reports false where no segment is long
// enough to be searched for.
func newPattern(w *Wording, text string) (pattern, bool) {
	p := pattern{wording: w, anchor: -1}
	for segment := range strings.SplitSeq(lowerASCII(foldText(text)), " * ") {
		if segment = strings.TrimSpace(segment); segment != "" {
			p.segments = append(p.segments, segment)
		}
	}
	for i, s := range p.segments {
		if len(s) >= gram && (p.anchor < 0 || len(s) > len(p.segments[p.anchor])) {
			p.anchor = i
		}
	}
	if p.anchor < 0 {
		return p, false
	}
	words := w.Words == nil || *w.Words
	last := p.segments[len(p.segments)-1]
	p.wordHead = words && isWordByte(p.segments[0][0])
	p.wordTail = words && isWordByte(last[len(last)-1])
	return p, true
}

// match checks the pattern around position at of line, where its anchor's four
// bytes were seen, and returns the bounds of the whole.
func (p *pattern) match(line string, at int) (start, end int, ok bool) {
	start = at - p.offset
	segment := p.segments[p.anchor]
	if start < 0 || !strings.HasPrefix(line[start:], segment) {
		return 0, 0, false
	}
	end = start + len(segment)
	for _, s := range p.segments[p.anchor+1:] {
		window := line[end:min(len(line), end+maxGap+len(s))]
		i := strings.Index(window, s)
		if i < 0 {
			return 0, 0, false
		}
		end += i + len(s)
	}
	for k := p.anchor - 1; k >= 0; k-- {
		s := p.segments[k]
		from := max(0, start-maxGap-len(s))
		i := strings.LastIndex(line[from:start], s)
		if i < 0 {
			return 0, 0, false
		}
		start = from + i
	}
	if p.wordHead && start > 0 && isWordByte(line[start-1]) {
		return 0, 0, false
	}
	if p.wordTail && end < len(line) && isWordByte(line[end]) {
		return 0, 0, false
	}
	return start, end, true
}

func isWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
