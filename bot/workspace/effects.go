package workspace

import (
	"regexp"
	"strings"
)

// Effect is something that Slack makes of a message beyond showing letters.
type Effect struct {
	// Kind is "user", "broadcast", "usergroup", "channel", "link" or "date".
	Kind string `json:"kind"`
	// Target is the user's, group's or channel's ID, "here", "channel" or
	// "everyone", the URL, or the time.
	Target string `json:"target"`
	// Label is what is shown in its place, where the text gives one.
	Label string `json:"label,omitempty"`
	// Where is the field that it came from: "text", or a pointer into blocks.
	Where string `json:"where"`
}

// Mentions says whether the effect notifies somebody.
func (e Effect) Mentions() bool {
	return e.Kind == "user" || e.Kind == "broadcast" || e.Kind == "usergroup"
}

var (
	angle = regexp.MustCompile(`<([^<>\s][^<>]*)>`)
	// bareURL is what Slack turns into a link by itself.
	bareURL = regexp.MustCompile(`(?i)\b(?:https?://|mailto:)[^\s<>|"]+`)
	// markdownLink is [label](target), as the markdown block reads it.
	markdownLink = regexp.MustCompile(`\[([^\]]*)\]\(\s*<?([^\s)>]+)`)
)

// textEffects returns what mrkdwn does. Slack parses <…> wherever it stands,
// in code spans and in verbatim texts too.
func textEffects(text, where string) []Effect {
	effects := angleEffects(text, where)
	return append(effects, linkEffects(text, where)...)
}

func angleEffects(text, where string) []Effect {
	if !strings.Contains(text, "<") {
		return nil
	}
	var effects []Effect
	for _, m := range angle.FindAllStringSubmatch(text, -1) {
		if e, ok := angleEffect(m[1]); ok {
			e.Where = where
			effects = append(effects, e)
		}
	}
	return effects
}

// angleEffect reads what stands between < and >.
func angleEffect(inside string) (Effect, bool) {
	target, label, _ := strings.Cut(inside, "|")
	e := Effect{Target: target, Label: label}
	switch {
	case strings.HasPrefix(target, "@"):
		e.Kind, e.Target = "user", target[1:]
	case strings.HasPrefix(target, "#"):
		e.Kind, e.Target = "channel", target[1:]
	case strings.HasPrefix(target, "!subteam^"):
		e.Kind, e.Target = "usergroup", strings.TrimPrefix(target, "!subteam^")
	case strings.HasPrefix(target, "!date^"):
		e.Kind, e.Target = "date", strings.TrimPrefix(target, "!date^")
	case target == "!here", target == "!channel", target == "!everyone", target == "!group":
		e.Kind, e.Target = "broadcast", target[1:]
	case strings.Contains(target, "://"), strings.HasPrefix(strings.ToLower(target), "mailto:"), strings.HasPrefix(strings.ToLower(target), "tel:"):
		e.Kind = "link"
	default:
		return e, false
	}
	return e, true
}

// linkEffects returns the links that Slack makes by itself of bare URLs.
func linkEffects(text, where string) []Effect {
	if !strings.Contains(text, "://") && !strings.Contains(text, "mailto:") {
		return nil
	}
	var effects []Effect
	for _, url := range bareURL.FindAllString(angle.ReplaceAllString(text, " "), -1) {
		effects = append(effects, Effect{Kind: "link", Target: strings.TrimRight(url, ".,;:!?)"), Where: where})
	}
	return effects
}

// markdownEffects returns what the markdown block does: links in Markdown's
// form, and Slack's own <…> beside them.
func markdownEffects(text, where string) []Effect {
	effects := textEffects(text, where)
	for _, m := range markdownLink.FindAllStringSubmatch(text, -1) {
		effects = append(effects, Effect{Kind: "link", Target: m[2], Label: m[1], Where: where})
	}
	return effects
}
