package diagnosis

import (
	"bytes"
	"encoding/json"
	"strings"

	"httpcode/knowledge/probe"
)

// maxSaid is how many bytes a body may have of which the one line is quoted:
// what is longer is no sentence about an error.
const maxSaid = 200

// says is the sentence in which an error answer tells its reason to people: the
// message of a JSON document, or the one line of a plain text.
func says(h *probe.Hop) string {
	body := bytes.TrimSpace(h.Body)
	switch {
	case !h.BodyComplete || len(body) == 0:
		return ""
	case body[0] == '{' || body[0] == '[':
		var document any
		if json.Unmarshal(body, &document) != nil {
			return ""
		}
		return message(document, 0)
	case strings.HasPrefix(h.Headers.Get("content-type"), "text/plain") && len(body) <= maxSaid && !bytes.ContainsAny(body, "\n<"):
		return string(body)
	}
	return ""
}

// messageKeys are under which names errors carry their message, best first:
// those of RFC 9457 (detail, title) and RFC 6749 (error_description), and what
// frameworks use.
var messageKeys = []string{"error_description", "detail", "message", "error_message", "msg", "reason", "error", "errors", "title"}

// maxNested is how deep a message may be: {"errors": [{"message": …}]}.
const maxNested = 3

func message(v any, depth int) string {
	switch v := v.(type) {
	case string:
		if depth > 0 && strings.Contains(strings.TrimSpace(v), " ") { // a word alone is a code
			return v
		}
	case []any:
		if len(v) > 0 && depth < maxNested {
			return message(v[0], depth+1)
		}
	case map[string]any:
		for _, key := range messageKeys {
			if depth >= maxNested {
				break
			}
			if m := message(v[key], depth+1); m != "" {
				return m
			}
		}
	}
	return ""
}
