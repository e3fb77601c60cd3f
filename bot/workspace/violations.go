package workspace

import (
	"fmt"
	"slices"
	"sync"
)

// Violation is something that Slack lets pass, at least at times, and that an
// app should not do: a message without text for screen readers, an
// acknowledgement of what was never sent.
type Violation struct {
	Where string `json:"where"` // "socket", or a method of the Web API
	What  string `json:"what"`
}

func (v Violation) String() string { return v.Where + ": " + v.What }

type violations struct {
	mu   sync.Mutex
	list []Violation
}

// keptViolations bounds the list: the first ones tell the story.
const keptViolations = 1000

func (w *Workspace) violate(where, format string, args ...any) {
	v := &w.violations
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.list) < keptViolations {
		v.list = append(v.list, Violation{where, fmt.Sprintf(format, args...)})
	}
}

// Violations returns what the app did that Slack would frown upon.
func (w *Workspace) Violations() []Violation {
	w.violations.mu.Lock()
	defer w.violations.mu.Unlock()
	return slices.Clone(w.violations.list)
}
