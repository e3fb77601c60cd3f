package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/joho/godotenv"
)

// loadDotEnv adds the file's variables to the environment; what the
// environment has already wins. A missing file is no error. The error names
// the line but quotes nothing of it: the file holds tokens, and godotenv's own
// message repeats what it could not parse.
func loadDotEnv(path string) error {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s in this folder: %w: let this user read it, or start in another folder", path, bare(err))
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // some editors begin a file with it
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return usagef("%s is no UTF-8 text: save it again as UTF-8", path)
	}
	values, err := godotenv.UnmarshalBytes(content)
	if err != nil {
		return usagef("%s, line %d, cannot be read: each line is NAME=value, a comment (#), or empty; put a value with spaces or # in quotes",
			path, badLine(string(content)))
	}
	for name, value := range values {
		if _, set := os.LookupEnv(name); !set {
			os.Setenv(name, value)
		}
	}
	return nil
}

// bare is the error without the operation and path that os puts before it.
func bare(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// badLine finds the first line after which no longer prefix of the content
// can be parsed, counting from 1. A quoted value may span lines, so a prefix
// that fails is only to blame when all that follow fail too.
func badLine(content string) int {
	lines := strings.SplitAfter(content, "\n")
	for n := len(lines); n > 0; n-- {
		if _, err := godotenv.Unmarshal(strings.Join(lines[:n-1], "")); err == nil {
			return n
		}
	}
	return 1
}
