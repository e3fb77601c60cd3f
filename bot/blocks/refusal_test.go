package blocks

import (
	"encoding/json"
	"strings"
	"testing"

	"httpcode/bot/blocks/outline"
)

// A share is confirmed where the person clicked, which may be elsewhere.
func TestShareSaysWhere(t *testing.T) {
	for where, want := range map[string]string{
		"": "Shared in this channel.", "C0RANDOM01": "Shared to #C0RANDOM01.", "C9": "Shared to #C9.",
		"D0ADA00001": "Shared.", "U0ADA00001": "Shared.",
	} {
		raw, err := json.Marshal(Shared(where).Blocks)
		if got := strings.TrimSpace(outline.Blocks(raw)); err != nil || got != want {
			t.Errorf("%q: %q, want %q", where, got, want)
		}
	}
}

// Slack calls a person's name deprecated and may leave it out.
func TestASharersNameMayBeMissing(t *testing.T) {
	c := &Card{Kind: KindExplain, Lead: "502 Bad Gateway"}
	if text := c.Text(Showing{SharedBy: "U0ADA00001"}); strings.Contains(text, "Shared by") {
		t.Errorf("the text says %q", text)
	}
}

// What stands between may answer in Slack's place, with a status and no code.
func TestARefusalWithoutACodeNamesTheStatus(t *testing.T) {
	if told := Refused("http_503", "post"); !strings.Contains(told, "Slack answered HTTP 503.") {
		t.Errorf("told %q", told)
	}
}
