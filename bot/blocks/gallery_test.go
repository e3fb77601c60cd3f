package blocks

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"httpcode/bot/blocks/outline"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// shown is a sample as Slack would be given it.
func (s Sample) shown(t testing.TB) map[string]any {
	t.Helper()
	var v any
	switch {
	case s.Message != nil:
		v = map[string]any{"text": s.Message.Text, "blocks": s.Message.Blocks}
	case s.Modal != nil:
		v = s.Modal
	default:
		v = s.Home
	}
	return plainJSON(t, v)
}

func plainJSON(t testing.TB, v any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var notInFileNames = regexp.MustCompile(`[^a-z0-9]+`)

func (s Sample) file() string {
	return strings.Trim(notInFileNames.ReplaceAllString(strings.ToLower(s.Name), "_"), "_")
}

func TestGallery(t *testing.T) {
	names := map[string]bool{}
	for _, s := range Gallery() {
		if names[s.file()] {
			t.Errorf("two samples are called %q", s.file())
		}
		names[s.file()] = true
		t.Run(s.file(), func(t *testing.T) {
			shown := s.shown(t)
			for _, problem := range Problems(shown) {
				t.Error(problem)
			}
			for _, danger := range dangers(s, shown) {
				t.Error(danger)
			}
			if !s.Extreme() {
				golden(t, filepath.Join("testdata", "gallery", s.file()+".txt"), s.read(t))
			}
		})
	}
}

// Extreme samples test limits; nobody reads them.
func (s Sample) Extreme() bool {
	return strings.Contains(s.Name, "hostile") || strings.Contains(s.Name, "longest") || s.Name == "late"
}

// read is a sample as a person reads it, and the fallback text below it.
func (s Sample) read(t *testing.T) string {
	t.Helper()
	shown := s.shown(t)
	blocks, err := json.Marshal(shown["blocks"])
	if err != nil {
		t.Fatal(err)
	}
	out := outline.Blocks(blocks)
	if title, ok := shown["title"].(map[string]any); ok {
		out = fmt.Sprintf("== %v ==\n", title["text"]) + out
	}
	if text, ok := shown["text"].(string); ok {
		out += "\n-- fallback --\n" + text + "\n"
	}
	return out
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); go test -update rewrites it:\n%s", file, diff)
	}
}

// What is shown after a share is what was shown before.
func TestSharedCardShowsTheSame(t *testing.T) {
	for _, s := range Gallery() {
		if s.Card == nil {
			continue
		}
		value := s.Card.Value()
		if len(value) > MaxValue {
			t.Errorf("%s: the value has %d characters", s.Name, len(value))
		}
		back, err := ParseCard(value)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		for _, showing := range []Showing{{}, {Audience: Posted, SharedBy: "U0ADA00001", SharedName: "ada", Note: "n"}, {Audience: Viewed}} {
			before, after := plainJSON(t, s.Card.Message(showing)), plainJSON(t, back.Message(showing))
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("%s: shown differently after a share (-before +after):\n%s", s.Name, diff)
			}
		}
		if diff := cmp.Diff(s.Card.Markdown(), back.Markdown()); diff != "" {
			t.Errorf("%s: copied differently after a share:\n%s", s.Name, diff)
		}
	}
}
