package diagnosis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"httpcode/knowledge/probe"
)

// maxSaid is how many bytes a body may have of which the one line is quoted:
// what is longer is no sentence about an error.
const maxSaid = 200

// says is the sentence in which an error answer tells its reason to people: the
// message of a JSON document, the one line of a plain text, the reason of a page.
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
	case len(body) <= maxShortPage && body[0] == '<':
		return reasonOf(body)
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
		if depth >= maxNested {
			break
		}
		for _, key := range messageKeys {
			if m := message(v[key], depth+1); m != "" {
				return located(v, m)
			}
		}
		return ofField(v, depth)
	}
	return ""
}

// located puts in front of a message which part of the request it is about:
// FastAPI's loc, a list of keys, or the name of a field.
func located(v map[string]any, m string) string {
	var place []string
	if keys, ok := v["loc"].([]any); ok {
		for _, key := range keys {
			place = append(place, fmt.Sprint(key))
		}
	}
	for _, name := range []string{"field", "param", "parameter"} {
		if s, ok := v[name].(string); ok && len(place) == 0 && s != "" && !strings.Contains(m, s) {
			place = []string{s}
		}
	}
	if len(place) == 0 {
		return m
	}
	return strings.Join(place, ".") + ": " + m
}

// ofField is the message of a document that has one list of sentences for each
// field of a form, as Django REST framework and Rails write them: that of the
// first field by name.
func ofField(v map[string]any, depth int) string {
	for _, field := range slices.Sorted(maps.Keys(v)) {
		if list, ok := v[field].([]any); ok && len(list) > 0 {
			if m, ok := list[0].(string); ok && strings.Contains(strings.TrimSpace(m), " ") {
				if depth == 0 && len(v) == 1 || depth > 0 {
					return field + ": " + m
				}
			}
		}
	}
	return ""
}
