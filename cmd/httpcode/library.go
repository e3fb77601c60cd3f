package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"httpcode/knowledge"
)

// knowledgeSettings name the team's own knowledge.
type knowledgeSettings struct {
	Dir string `name:"knowledge-dir" env:"HTTPCODE_KNOWLEDGE_DIR" placeholder:"DIR" help:"A folder of the team's own entries and runbooks, laid over the built-in knowledge."`
}

// catalog reads the knowledge once, for a command that answers and ends. What
// is wrong with the team's folder is told on stderr and does not keep the
// built-in knowledge from answering.
func (s *knowledgeSettings) catalog(stderr io.Writer) (*knowledge.Catalog, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if s.Dir == "" {
		return knowledge.Builtin(), nil
	}
	overlay, err := knowledge.LoadOverlay(os.DirFS(s.Dir))
	if err != nil {
		fmt.Fprintf(stderr, "httpcode: the team's knowledge is left out: %v\n", err)
		return knowledge.Builtin(), nil
	}
	return knowledge.Builtin().With(overlay), nil
}

func (s *knowledgeSettings) check() error {
	if s.Dir == "" {
		return nil
	}
	info, err := os.Stat(s.Dir)
	if err != nil || !info.IsDir() {
		return usagef("HTTPCODE_KNOWLEDGE_DIR is %q, which is no folder that can be read: name a folder of YAML files, or leave it empty", s.Dir)
	}
	return nil
}

// library is the knowledge in use by a running bot. It follows changes of the
// team's folder; a broken state is logged, and the last good one stays in use.
type library struct {
	dir     string
	log     *slog.Logger
	current atomic.Pointer[knowledge.Catalog]
	seen    string // the folder's fingerprint when it was last read
}

func newLibrary(settings knowledgeSettings, log *slog.Logger) (*library, error) {
	if err := settings.check(); err != nil {
		return nil, err
	}
	l := &library{dir: settings.Dir, log: log}
	l.current.Store(knowledge.Builtin())
	l.refresh()
	return l, nil
}

// Catalog returns the knowledge as it is now.
func (l *library) Catalog() *knowledge.Catalog { return l.current.Load() }

// watchInterval is how soon a change is noticed. Polling sees what Kubernetes
// does to a mounted ConfigMap (a symbolic link changed), which notifications
// of single files do not.
const watchInterval = 2 * time.Second

// watch follows the folder until ctx ends.
func (l *library) watch(ctx context.Context) {
	if l.dir == "" {
		return
	}
	ticker := time.NewTicker(watchInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			l.refresh()
		}
	}
}

func (l *library) refresh() {
	if l.dir == "" {
		return
	}
	folder := os.DirFS(l.dir)
	state, err := knowledge.Fingerprint(folder)
	if err != nil {
		state = err.Error() // a lasting error is told once
	}
	if state == l.seen {
		return
	}
	l.seen = state
	var overlay *knowledge.Overlay
	if err == nil {
		overlay, err = knowledge.LoadOverlay(folder)
	}
	if err != nil {
		l.log.Error("the team's knowledge cannot be read; what was read before stays in use", "dir", l.dir, "error", err)
		return
	}
	l.current.Store(knowledge.Builtin().With(overlay))
	l.log.Info("the team's knowledge is in use", "dir", l.dir, "entries", len(overlay.Entries), "runbooks", len(overlay.Runbooks))
}
