package testneed

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// NPM returns a folder whose node_modules holds the packages, each with its
// version ("@slack/bolt@5.1.0"). They are installed once, into the user's cache
// folder; where that fails the test is skipped as in Missing.
func NPM(t testing.TB, packages ...string) string {
	t.Helper()
	npm := Command(t, "npm")
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256([]byte(strings.Join(packages, " ")))
	parent := filepath.Join(cache, "httpcode-tests")
	dir := filepath.Join(parent, "npm-"+hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err == nil {
		return dir
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		Missing(t, "the cache folder cannot be made: "+err.Error())
	}
	// Installed beside and renamed, so that tests at the same time, or one cut
	// short, never see half of it.
	fresh, err := os.MkdirTemp(parent, "new-")
	if err != nil {
		Missing(t, "the cache folder cannot be written: "+err.Error())
	}
	defer os.RemoveAll(fresh)
	install := exec.CommandContext(t.Context(), npm, append([]string{"install", "--prefix", fresh, "--no-audit", "--no-fund", "--ignore-scripts"}, packages...)...)
	install.Dir = fresh
	if out, err := install.CombinedOutput(); err != nil {
		Missing(t, "npm cannot install "+strings.Join(packages, " ")+": "+string(out))
	}
	if err := os.Rename(fresh, dir); err != nil {
		if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
			Missing(t, "the cache folder cannot be filled: "+err.Error())
		}
	}
	return dir
}
