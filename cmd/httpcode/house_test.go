package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// walls says which of our own packages each package may import, directly or
// not. Imports run one way: cmd → bot → blocks → diagnosis → probe → knowledge;
// the workspace stands apart, so that it cannot share a misunderstanding of
// Slack with the bot.
var walls = map[string][]string{
	"httpcode/knowledge":           {},
	"httpcode/knowledge/testneed":  {},
	"httpcode/knowledge/probe":     {"httpcode/knowledge"},
	"httpcode/knowledge/diagnosis": {"httpcode/knowledge", "httpcode/knowledge/probe"},
	"httpcode/bot/blocks":          {"httpcode/knowledge", "httpcode/knowledge/probe", "httpcode/knowledge/diagnosis"},
	"httpcode/bot":                 {"httpcode/knowledge", "httpcode/knowledge/probe", "httpcode/knowledge/diagnosis", "httpcode/bot/blocks", "httpcode/bot/socket"},
	"httpcode/bot/socket":          {},
	"httpcode/bot/workspace":       {},
}

func TestImportsRunOneWay(t *testing.T) {
	for pkg, allowed := range walls {
		for _, dep := range deps(t, pkg) {
			if strings.HasPrefix(dep, "httpcode/") && dep != pkg && !slices.Contains(allowed, dep) {
				t.Errorf("%s imports %s, which lies outside of its walls", pkg, dep)
			}
		}
	}
}

// The knowledge itself opens no socket and knows no Slack.
func TestKnowledgeIsPure(t *testing.T) {
	for _, dep := range deps(t, "httpcode/knowledge") {
		if dep == "net" || dep == "net/http" || strings.HasPrefix(dep, "github.com/slack-go/") {
			t.Errorf("httpcode/knowledge imports %s", dep)
		}
	}
}

func TestWorkspaceParsesRawJSON(t *testing.T) {
	for _, dep := range deps(t, "httpcode/bot/workspace") {
		if strings.HasPrefix(dep, "github.com/slack-go/") {
			t.Errorf("httpcode/bot/workspace imports %s: it must not share slack-go's view of Slack", dep)
		}
	}
}

// deps lists what a package imports, directly or not, tests left out.
func deps(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", pkg).Output()
	if err != nil {
		t.Fatalf("listing the imports of %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}
