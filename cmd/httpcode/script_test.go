package main

import (
	"flag"
	"strings"
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
	targets, err := startDemo()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { targets.Close() })
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			for word, variable := range map[string]string{
				"healthy": "HEALTHY", "502": "BAD_GATEWAY", "loop": "REDIRECT_LOOP", "expired": "EXPIRED",
			} {
				env.Setenv(variable, targets.url(word))
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": statusCommand},
	})
}

// url is the address of the target whose name contains the word.
func (d *demo) url(word string) string {
	for _, target := range d.targets {
		if strings.Contains(target.Name, word) {
			return target.URL
		}
	}
	panic("no demo target is called " + word)
}
