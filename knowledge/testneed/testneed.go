// Package testneed lets tests name the parts that a machine must have for
// them: a server, a browser, Node. Where a part is missing the test is skipped,
// saying why; with HTTPCODE_TEST_REQUIRE=all, as in .ci/run, it fails instead.
package testneed

import (
	"os"
	"os/exec"
	"testing"
)

// Variable is the environment variable that turns skips into failures.
const Variable = "HTTPCODE_TEST_REQUIRE"

// Missing skips the test, or fails it where every part is required.
func Missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(Variable) == "all" {
		t.Fatalf("%s=all, and %s", Variable, why)
	}
	t.Skip(why)
}

// Command returns the path of the first of names that is installed.
func Command(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		// Debian keeps servers in sbin, which a person's PATH often lacks.
		for _, dir := range []string{"", "/usr/sbin/", "/usr/local/sbin/"} {
			if path, err := exec.LookPath(dir + name); err == nil {
				return path
			}
		}
	}
	Missing(t, names[0]+" is not installed")
	return ""
}
