package workspace

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// plain takes a plain_text object of low to high characters.
func plain(low, high int) check { return textObject([]string{"plain_text"}, low, high) }

// rich takes a plain_text or mrkdwn object.
func rich(low, high int) check { return textObject([]string{"plain_text", "mrkdwn"}, low, high) }

// mrkdwn takes a mrkdwn object only.
func mrkdwn(low, high int) check { return textObject([]string{"mrkdwn"}, low, high) }

func textObject(types []string, low, high int) check {
	length := text(low, high)
	return func(v *validator, pointer string, value any) {
		kind, ok := v.typed(pointer, value)
		if !ok {
			return
		}
		if !slices.Contains(types, kind) {
			v.problem(pointer+"/type", "must be one of: %s", strings.Join(types, ", "))
			return
		}
		s := shape{needs: []string{"text"}, fields: set{"text": length}}
		if kind == "plain_text" {
			s.fields["emoji"] = truth
		} else {
			s.fields["verbatim"] = truth
		}
		v.object(pointer, value, s)
		o := value.(map[string]any) // typed has seen to it
		content, _ := o["text"].(string)
		if kind != "mrkdwn" {
			return
		}
		if o["verbatim"] == true { // no links of its own making, but <…> all the same
			v.effect(angleEffects(content, pointer)...)
		} else {
			v.effect(textEffects(content, pointer)...)
		}
	}
}

// markdownText is the text of a markdown block.
func markdownText(v *validator, pointer string, value any) {
	text(1, markdownMax)(v, pointer, value)
	s, _ := value.(string)
	v.markdown += utf8.RuneCountInString(s)
	v.effect(markdownEffects(s, pointer)...)
}

var richStyle = shape{fields: set{"bold": truth, "italic": truth, "strike": truth, "code": truth, "underline": truth,
	"highlight": truth, "client_highlight": truth, "unlink": truth}}

// richShapes are the elements inside of rich_text. They are not parsed: what
// mentions or links says so by its type.
var richShapes = map[string]shape{
	"text":      {needs: []string{"text"}, fields: set{"text": text(1, 1<<20), "style": a(richStyle)}},
	"link":      {needs: []string{"url"}, fields: set{"url": address(3000), "text": text(0, 1<<20), "unsafe": truth, "style": a(richStyle)}},
	"emoji":     {needs: []string{"name"}, fields: set{"name": text(1, 255), "unicode": text(0, 255), "url": address(3000), "style": a(richStyle)}},
	"color":     {needs: []string{"value"}, fields: set{"value": text(1, 255), "style": a(richStyle)}},
	"team":      {needs: []string{"team_id"}, fields: set{"team_id": text(1, 255), "style": a(richStyle)}},
	"user":      mentionShape("user", "user_id"),
	"usergroup": mentionShape("usergroup", "usergroup_id"),
	"channel":   mentionShape("channel", "channel_id"),
	"broadcast": mentionShape("broadcast", "range"),
	"date": {needs: []string{"timestamp", "format"}, fields: set{"timestamp": number(0, 1e12), "format": text(1, 3000),
		"url": address(3000), "fallback": text(0, 3000), "style": a(richStyle)}},
}

// mentionShape is an element of rich text that mentions what a field names.
func mentionShape(kind, field string) shape {
	value := text(1, 255)
	if kind == "broadcast" {
		value = oneOf("here", "channel", "everyone")
	}
	return shape{needs: []string{field}, fields: set{field: value, "style": a(richStyle)},
		also: func(v *validator, pointer string, o map[string]any) {
			target, _ := o[field].(string)
			v.effect(Effect{Kind: kind, Target: target, Where: pointer})
		}}
}

var richInline = among(&richShapes, "text", "link", "emoji", "color", "team", "user", "usergroup", "channel", "broadcast", "date")

// manyElements is more than Slack has ever been seen to refuse; rich_text has no documented bound.
const manyElements = 1000

var richParts = map[string]shape{
	"rich_text_section": {needs: []string{"elements"}, fields: set{"elements": list(0, manyElements, richInline)}},
	"rich_text_quote": {needs: []string{"elements"}, fields: set{"elements": list(0, manyElements, richInline),
		"border": number(0, 1)}},
	"rich_text_preformatted": {needs: []string{"elements"}, fields: set{"border": number(0, 1), "language": text(1, 255),
		"elements": list(0, manyElements, among(&richShapes, "text", "link"))}},
}

func init() {
	richParts["rich_text_list"] = shape{needs: []string{"elements", "style"}, fields: set{
		"elements": list(0, manyElements, among(&richParts, "rich_text_section")), "style": oneOf("bullet", "ordered"),
		"indent": number(0, 8), "offset": number(0, 1e6), "border": number(0, 1)}}
}

var richText = shape{needs: []string{"elements"}, fields: set{"block_id": text(1, 255),
	"elements": func(v *validator, pointer string, value any) {
		list(0, manyElements, among(&richParts, "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"))(v, pointer, value)
	}}}
