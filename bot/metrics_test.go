package bot

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// The README lists every metric of the bot's own, and its alerts use no other.
func TestReadmeKnowsTheMetrics(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := NewMetrics("test")
	m.WatchQueue(func() int { return 0 }, 1)
	descriptions := make(chan *prometheus.Desc, 200)
	m.registry.Describe(descriptions)
	close(descriptions)
	var names []string
	for d := range descriptions {
		if name := regexp.MustCompile(`fqName: "httpcode_(\w+)"`).FindStringSubmatch(d.String()); name != nil {
			names = append(names, name[1])
			if !regexp.MustCompile("`" + name[1] + "[`{]").Match(readme) {
				t.Errorf("the README does not list %s", name[1])
			}
		}
	}
	if len(names) < 15 {
		t.Fatalf("only %d metrics are registered", len(names))
	}
	for _, used := range regexp.MustCompile(`\bhttpcode_(\w+?)(_bucket|_count|_sum)?\b`).FindAllSubmatch(readme, -1) {
		if name := string(used[1]); name != "" && !slices.Contains(names, name) {
			t.Errorf("the README uses httpcode_%s, which is no metric", name)
		}
	}
}
