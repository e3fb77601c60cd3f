package blocks

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// limit is how many characters a string field may have
// (docs.slack.dev/reference/block-kit and /reference/views).
var limits = map[string]int{
	"action_id": 255, "block_id": 255, "callback_id": 255, "external_id": 255,
	"private_metadata": 3000, "value": 2000, "url": 3000,
}

// elements is how many elements a block may hold.
var elementLimits = map[string]int{"actions": 25, "context": 10}

// Problems is what Slack would refuse of a message, a modal or a Home tab.
func Problems(v map[string]any) []string {
	j := &judge{top: 50, text: 3000, total: 12_000}
	if kind, _ := v["type"].(string); kind == "modal" || kind == "home" {
		j.top, j.total = 100, 250_000
		if title, ok := v["title"].(map[string]any); ok {
			j.length("title", title["text"], 24)
		}
		for _, field := range []string{"submit", "close"} {
			if o, ok := v[field].(map[string]any); ok {
				j.length(field, o["text"], 24)
			}
		}
		if kind == "modal" && strings.Contains(fmt.Sprint(v["blocks"]), "type:input") && v["submit"] == nil {
			j.bad("a modal with inputs has no submit")
		}
	} else {
		j.length("text", v["text"], 4000)
		if v["text"] == "" {
			j.bad("no fallback text")
		}
	}
	blocks, _ := v["blocks"].([]any)
	if len(blocks) == 0 || len(blocks) > j.top {
		j.bad("%d blocks", len(blocks))
	}
	for i, b := range blocks {
		j.walk(fmt.Sprintf("blocks[%d]", i), b)
		j.unique(b)
	}
	if j.sum > j.total {
		j.bad("%d characters of text in all, of about %d", j.sum, j.total)
	}
	return j.problems
}

type judge struct {
	top, text, total int
	sum              int
	problems         []string
}

func (j *judge) bad(format string, args ...any) {
	j.problems = append(j.problems, fmt.Sprintf(format, args...))
}

func (j *judge) length(where string, v any, most int) {
	s, _ := v.(string)
	if n := utf8.RuneCountInString(s); n > most {
		j.bad("%s has %d characters of at most %d", where, n, most)
	}
}

// unique: an action_id stands once in a block.
func (j *judge) unique(b any) {
	block, _ := b.(map[string]any)
	elements, _ := block["elements"].([]any)
	seen := map[any]bool{}
	for _, e := range elements {
		if id := e.(map[string]any)["action_id"]; id != nil {
			if seen[id] {
				j.bad("two elements of a block are called %v", id)
			}
			seen[id] = true
		}
	}
}

func (j *judge) walk(where string, v any) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			j.walk(fmt.Sprintf("%s[%d]", where, i), item)
		}
	case map[string]any:
		j.object(where, v)
		for key, item := range v {
			j.walk(where+"."+key, item)
		}
	case string:
		j.string(where, v)
	}
}

func (j *judge) object(where string, o map[string]any) {
	kind, _ := o["type"].(string)
	elements, hasElements := o["elements"].([]any)
	if most := elementLimits[kind]; most > 0 && len(elements) > most {
		j.bad("%s has %d elements", where, len(elements))
	}
	if hasElements && len(elements) == 0 {
		j.bad("%s is empty", where)
	}
	switch kind {
	case "button":
		j.length(where+".text", o["text"].(map[string]any)["text"], 75)
	case "header":
		j.length(where+".text", o["text"].(map[string]any)["text"], 150)
	case "rich_text":
		if n := runes(o); n > 3000 {
			j.bad("%s has %d characters of text", where, n)
		}
		j.sum += runes(o)
	case "text", "plain_text":
		if o["text"] == "" {
			j.bad("%s is an empty text", where)
		}
	}
}

// runes counts the characters of every text inside.
func runes(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			n += runes(item)
		}
	case map[string]any:
		if s, ok := v["text"].(string); ok {
			n += utf8.RuneCountInString(s)
		}
		for _, item := range v {
			n += runes(item)
		}
	}
	return n
}

func (j *judge) string(where, s string) {
	field := where[strings.LastIndexByte(where, '.')+1:]
	if most, ok := limits[field]; ok {
		j.length(where, s, most)
	}
	if !utf8.ValidString(s) {
		j.bad("%s is no UTF-8", where)
	}
	if field == "value" || field == "private_metadata" {
		return
	}
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			j.bad("%s holds %U, which could change how it is read", where, r)
		}
	}
}

var angle = regexp.MustCompile(`<[^>]*>`)

// dangers are the mentions and links that a message makes without the right to:
// the only mentions are the sharer's and a runbook owner's, the only links
// those of sources and runbooks.
func dangers(s Sample, v map[string]any) []string {
	var out []string
	if text, ok := v["text"].(string); ok {
		if found := angle.FindString(text); found != "" {
			out = append(out, "the fallback text holds "+found)
		}
		if scheme.MatchString(text) {
			out = append(out, "the fallback text makes a link")
		}
	}
	var walk func(where string, v any)
	walk = func(where string, v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(where, item)
			}
		case map[string]any:
			switch v["type"] {
			case "user", "usergroup", "channel":
				if id := fmt.Sprint(v["user_id"], v["usergroup_id"], v["channel_id"]); !ours.MatchString(id) {
					out = append(out, "mentions "+id)
				}
			case "broadcast", "mrkdwn", "markdown":
				out = append(out, fmt.Sprintf("uses %v", v["type"]))
			case "link":
				if url := fmt.Sprint(v["url"]); !ourLinks.MatchString(url) {
					out = append(out, "links to "+url)
				}
			}
			for key, item := range v {
				walk(key, item)
			}
		}
	}
	walk("", v["blocks"])
	return out
}

var (
	ours     = regexp.MustCompile(`U0ADA00001|S0PAYMENTS|C0GENERAL1`)
	ourLinks = regexp.MustCompile(`^https://(www\.rfc-editor\.org|nginx\.org|grafana\.example\.com|wiki\.example\.com|example\.com)/`)
)
