package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"httpcode/knowledge"
)

type knowledgeCommand struct {
	Check knowledgeCheckCommand `cmd:"" help:"Validate a folder of the team's own knowledge."`
}

type knowledgeCheckCommand struct {
	Dir string `arg:"" help:"The folder."`
}

func (c *knowledgeCheckCommand) Run(std streams) error {
	info, err := os.Stat(c.Dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		fmt.Fprintf(std.err, "httpcode: %s is no folder: name the folder that holds the YAML files\n", c.Dir)
		return outcome(statusNo)
	}
	if err != nil {
		return fmt.Errorf("reading the folder: %w", err)
	}
	overlay, err := knowledge.LoadOverlay(os.DirFS(c.Dir))
	if err != nil {
		fmt.Fprintln(std.err, err)
		return outcome(statusNo)
	}
	if len(overlay.Entries)+len(overlay.Runbooks) == 0 {
		fmt.Fprintf(std.out, "%s is valid, but holds no entry and no runbook: they are read from its files *.yaml and *.yml\n", c.Dir)
		return nil
	}
	fmt.Fprintf(std.out, "%s is valid: %s, %s\n", c.Dir,
		count(len(overlay.Entries), "entry", "entries"), count(len(overlay.Runbooks), "runbook", "runbooks"))
	return nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
