package knowledge

import (
	"embed"
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v4"
)

//go:embed questions/*.yaml
var questionFiles embed.FS

// questionFile is one file of questions/: what people ask, by the ID of the
// entry that answers it.
type questionFile struct {
	// Questions on a vendor's codes are found only where the text names the
	// vendor too.
	Questions map[string][]string `yaml:"questions"`
	// Plain ones are asked without.
	Plain map[string][]string `yaml:"plain,omitempty"`
	// Situations are what a server meets when it answers with the status.
	Situations map[string][]string `yaml:"situations,omitempty"`
}

func readQuestions(fsys fs.FS) (all questionFile, err error) {
	names, err := fs.Glob(fsys, "questions/*.yaml")
	if err != nil {
		return all, fmt.Errorf("listing questions: %w", err)
	}
	all.Questions, all.Plain, all.Situations = make(map[string][]string), make(map[string][]string), make(map[string][]string)
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return all, fmt.Errorf("reading questions: %w", err)
		}
		f, plain := plainQuestions(string(text))
		if !plain {
			if f, err = decodeQuestions(text); err != nil {
				return all, fmt.Errorf("decoding %s: %w", name, err)
			}
		}
		addLists(all.Questions, f.Questions)
		addLists(all.Plain, f.Plain)
		addLists(all.Situations, f.Situations)
	}
	return all, nil
}

// addLists adds the questions of one file to those of others.
func addLists(all, more map[string][]string) {
	for id, list := range more {
		all[id] = append(all[id], list...)
	}
}

// decodeQuestions decodes a file of questions strictly.
func decodeQuestions(text []byte) (f questionFile, err error) {
	err = yaml.Load(text, &f, yaml.WithKnownFields())
	return f, err
}

// plainQuestions reads a file of questions quickly; it reports false where that
// takes the decoder.
func plainQuestions(text string) (f questionFile, ok bool) {
	sections, ok := readPlainLists(text)
	for name, lists := range sections {
		switch name {
		case "questions":
			f.Questions = lists
		case "plain":
			f.Plain = lists
		case "situations":
			f.Situations = lists
		default:
			return f, false
		}
	}
	return f, ok
}
