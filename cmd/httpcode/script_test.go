package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect on stdout and stderr")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"httpcode": main})
}

// TestScripts runs whole command-line sessions of the real program:
// testdata/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": statusCommand},
	})
}
