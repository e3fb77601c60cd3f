package blocks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"httpcode/knowledge/testneed"
)

// Slack's own types, checked by the TypeScript compiler: they know fields and
// their types, which our own rules about lengths do not.
func TestGalleryIsWhatSlackTypes(t *testing.T) {
	t.Parallel() // it mostly waits for Node
	dir := testneed.NPM(t, "@slack/types@3.2.0", "typescript@5.9.3")
	source := filepath.Join(t.TempDir(), "gallery.ts")
	var b bytes.Buffer
	b.WriteString("import type { KnownBlock, ModalView, HomeView } from '@slack/types';\n")
	for i, s := range Gallery() {
		var kind string
		var v any
		switch {
		case s.Message != nil:
			kind, v = "KnownBlock[]", s.Message.Blocks
		case s.Modal != nil:
			kind, v = "ModalView", s.Modal
		default:
			kind, v = "HomeView", s.Home
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "// %s\nexport const sample%d: %s = %s;\n", s.file(), i, kind, raw)
	}
	if err := os.WriteFile(source, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "node_modules"), filepath.Join(filepath.Dir(source), "node_modules")); err != nil {
		t.Fatal(err)
	}
	tsc := exec.Command(filepath.Join(dir, "node_modules", ".bin", "tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext", "--target", "es2022", source)
	if out, err := tsc.CombinedOutput(); err != nil {
		t.Errorf("tsc: %v\n%s", err, clip(string(out), 4000))
	}
}
