package knowledge

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Overlay is the team's own knowledge: entries, runbooks, and the error texts
// by which its entries are recognised. It is immutable once loaded.
type Overlay struct {
	Entries  []Entry // Team is set
	Runbooks []Runbook
	Wordings []Wording
}

// FileError is one thing that is wrong with the team's knowledge folder.
type FileError struct {
	File   string // relative to the folder
	Line   int    // 1 for the first; 0 where the file as a whole is meant
	Reason string
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// maxOverlayFile is the size in bytes of the largest file read: far more than a
// team writes, far less than would hurt.
const maxOverlayFile = 4 << 20

// teamFile is one file of the folder: the catalogue's own form, and runbooks.
type teamFile struct {
	Family   string      `yaml:"family"`
	Title    string      `yaml:"title"`
	Entries  []teamEntry `yaml:"entries"`
	Wordings []Wording   `yaml:"wordings"`
	Runbooks []Runbook   `yaml:"runbooks"`
}

// teamEntry is an entry that carries the texts that name it.
type teamEntry struct {
	Entry `yaml:",inline"`
	Texts []string `yaml:"wordings"`
}

// LoadOverlay reads every .yaml and .yml file of the team's knowledge folder and
// the folders in it; names that begin with a dot are passed over. The error
// joins a [FileError] for each thing that is wrong, and then there is no
// Overlay: half of a team's knowledge would be told as if it were all.
func LoadOverlay(fsys fs.FS) (*Overlay, error) {
	names, err := overlayFiles(fsys)
	if err != nil {
		return nil, err
	}
	l := overlayLoader{overlay: &Overlay{}, lines: make(map[string]place)}
	for _, name := range names {
		l.file(fsys, name)
	}
	for _, check := range l.later {
		check()
	}
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return l.overlay, nil
}

// Fingerprint changes when a file of the folder does: its name, size or time.
// It reads no file's content.
func Fingerprint(fsys fs.FS) (string, error) {
	names, err := overlayFiles(fsys)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, name := range names {
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return "", fmt.Errorf("looking at %s: %w", name, err)
		}
		fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	return b.String(), nil
}

func overlayFiles(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return &FileError{File: name, Reason: reason(err)}
		}
		hidden := name != "." && strings.HasPrefix(d.Name(), ".") // also ..data of a mounted ConfigMap
		switch {
		case hidden && d.IsDir():
			return fs.SkipDir
		case hidden || d.IsDir():
		case path.Ext(name) == ".yaml" || path.Ext(name) == ".yml":
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// reason is an error's text without the path, which FileError names.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// overlayLoader collects what the files hold, and everything that is wrong.
type overlayLoader struct {
	overlay *Overlay
	lines   map[string]place // entry ID → where it was defined
	later   []func()         // checks that need all the files
	errs    []error
}

func (l *overlayLoader) fail(at place, format string, args ...any) {
	l.errs = append(l.errs, &FileError{File: at.file, Line: at.line, Reason: fmt.Sprintf(format, args...)})
}

func (l *overlayLoader) file(fsys fs.FS, name string) {
	whole := place{file: name}
	if info, err := fs.Stat(fsys, name); err == nil && info.Size() > maxOverlayFile {
		l.fail(whole, "is larger than %d MiB", maxOverlayFile>>20)
		return
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		l.fail(whole, "%s", reason(err))
		return
	}
	if strings.TrimSpace(string(text)) == "" {
		return
	}
	var f teamFile
	if err := yaml.Load(text, &f, yaml.WithKnownFields()); err != nil {
		l.yamlErrors(name, err)
		return
	}
	at := newLines(name, text)
	l.entries(&f, at)
	l.wordings(f.Wordings, at)
	l.runbooks(f.Runbooks, at)
}

// yamlErrors reports each fault that the decoder found, with its line.
func (l *overlayLoader) yamlErrors(name string, err error) {
	var many *yaml.LoadErrors
	if errors.As(err, &many) && len(many.Errors) > 0 {
		for _, e := range many.Errors {
			l.fail(place{name, e.Mark.Line}, "%s", yamlReason(e))
		}
		return
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		l.fail(place{name, cmp.Or(one.Mark.Line, one.ContextMark.Line)}, "%s", yamlReason(one))
		return
	}
	l.fail(place{file: name}, "%s", err)
}

func (l *overlayLoader) entries(f *teamFile, at lines) {
	if len(f.Entries) > 0 && !isSlug(f.Family) {
		l.fail(at.key("family"), "family %q: want a name of lower-case letters, digits and hyphens, such as acme", f.Family)
		return
	}
	for i, e := range f.Entries {
		where := at.item("entries", i)
		e.Family, e.ID, e.Team = f.Family, f.Family+"/"+e.Code, true
		e.Fault = cmp.Or(e.Fault, FaultEither)
		for _, fault := range entryFaults(e.Entry) {
			l.fail(where, "entry %q: %s", e.Code, fault)
		}
		if before, twice := l.lines[e.ID]; twice {
			l.fail(where, "%s is defined twice, first at %s:%d", e.ID, before.file, before.line)
		}
		l.lines[e.ID] = where
		l.overlay.Entries = append(l.overlay.Entries, e.Entry)
		if len(e.Texts) > 0 {
			l.wording(Wording{ID: e.ID, Texts: e.Texts, Rank: RankDetail}, where)
		}
		for _, ref := range references(e.Entry) {
			l.later = append(l.later, func() { l.mustKnow(ref, where) })
		}
	}
}

func references(e Entry) []string {
	refs := slices.Clone(e.See)
	for _, c := range e.Confused {
		refs = append(refs, c.With)
	}
	return refs
}

// mustKnow reports an ID that neither the team nor the program defines.
func (l *overlayLoader) mustKnow(id string, at place) bool {
	_, ours := l.lines[id]
	if _, builtin := Builtin().byID[id]; !ours && !builtin {
		l.fail(at, "%q names no entry", id)
		return false
	}
	return true
}

func (l *overlayLoader) wordings(list []Wording, at lines) {
	for i, w := range list {
		l.wording(w, at.item("wordings", i))
	}
}

func (l *overlayLoader) wording(w Wording, where place) {
	if w.Rank != "" && !slices.Contains([]Rank{RankDetail, RankCause, RankSymptom, RankStatus, RankHint}, w.Rank) {
		l.fail(where, "rank %q: want detail, cause, symptom, status or hint", w.Rank)
	}
	if len(w.Texts) == 0 {
		l.fail(where, "wording of %q: wants texts", w.ID)
	}
	for _, text := range w.Texts {
		if _, ok := newPattern(&w, text); !ok {
			l.fail(where, "text %q is too short to be recognised: want at least %d bytes", text, gram)
		}
	}
	for _, id := range append([]string{w.ID}, w.Also...) {
		l.later = append(l.later, func() { l.mustKnow(id, where) })
	}
	l.overlay.Wordings = append(l.overlay.Wordings, w)
}

func (l *overlayLoader) runbooks(list []Runbook, at lines) {
	for i, r := range list {
		where := at.item("runbooks", i)
		for _, fault := range runbookFaults(r) {
			l.fail(where, "%s", fault)
		}
		for _, subject := range r.For {
			l.later = append(l.later, func() { l.mustKnowSubject(subject, where) })
		}
		l.overlay.Runbooks = append(l.overlay.Runbooks, r)
	}
}

// mustKnowSubject reports a subject that no answer could ever have.
func (l *overlayLoader) mustKnowSubject(s string, at place) {
	switch {
	case strings.Contains(s, "/"):
		l.mustKnow(s, at)
	case isStatus(s) || classToken.MatchString(s) || slices.Contains(problemKinds, s):
	default:
		l.fail(at, "for %q: want an entry's id (http/502), a code (502), a class (5xx) or a kind of problem (connect_refused)", s)
	}
}
