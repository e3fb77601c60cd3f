package bot

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// FuzzAnswerBody reads whatever may come as the body of an answer to a call of
// the Web API, or to a response URL: a label stays a label, and of an answer in
// Slack's form nothing that matters is lost.
func FuzzAnswerBody(f *testing.F) {
	for _, seed := range []string{
		`{"ok":true}`, `ok`, `{"ok":true,"channel":"C1","ts":"1.2","message":{"text":"x","blocks":[{}]}}`,
		`{"ok":false,"error":"channel_not_found"}`, `{"ok":false,"error":"missing_scope","needed":"a","provided":"b","response_metadata":{"messages":["x"]}}`,
		`{"ok":false,"error":"used_url"}`, `no_text`, `<html>502 Bad Gateway</html>`, `{"ok":false,"error":"<script>"}`, `{"ok":"yes"}`,
		`null`, `[]`, ``, `{"ok":true}{"ok":false}`, "\xff", `{"error":"a","error":"b","OK":true}`, `{"ok":false,"response_metadata":[1]}`,
	} {
		f.Add(200, []byte(seed))
	}
	f.Add(429, []byte(""))
	f.Add(0, []byte("ok"))
	label := regexp.MustCompile(`^([a-z0-9_]{1,60}|-?[0-9]+)$`)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if got := callOutcome(status, body); !label.MatchString(got) {
			t.Errorf("the outcome of %q is labelled %q", body, got)
		}
		if word, _ := refusal(body); word != "" && json.Unmarshal(body, new(any)) != nil && (len(word) >= 60 || strings.ContainsAny(word, " <")) {
			t.Errorf("%q refuses with %q", body, word)
		}
		var full, short map[string]any
		if json.Unmarshal(body, &full) != nil {
			return
		}
		if err := json.Unmarshal(withoutEcho(body), &short); err != nil {
			t.Fatalf("%q cannot be read any more: %v", body, err)
		}
		if ok, is := full["ok"].(bool); is && short["ok"] != ok {
			t.Errorf("%q says ok %v, want %v", body, short["ok"], ok)
		}
	})
}
