package main

import (
	"strings"

	"github.com/alecthomas/kong"
)

// typedError tells an error with the flags that were typed. The sentences about
// settings name the variable; who typed the flag instead looks for the flag.
type typedError struct {
	error
	names *strings.Replacer
}

func (e typedError) Error() string { return e.names.Replace(e.error.Error()) }
func (e typedError) Unwrap() error { return e.error }

// asTyped puts the flags of the command line in place of their variables.
func asTyped(parsed *kong.Context, err error) error {
	if err == nil {
		return nil
	}
	var names []string
	for _, step := range parsed.Path {
		if step.Flag == nil {
			continue
		}
		for _, variable := range step.Flag.Envs {
			names = append(names, variable, "--"+step.Flag.Name)
		}
	}
	return typedError{err, strings.NewReplacer(names...)}
}
