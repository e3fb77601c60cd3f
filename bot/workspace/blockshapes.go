package workspace

import (
	"maps"
	"slices"
	"strings"
)

// The blocks, with their limits: docs.slack.dev, reference/block-kit/blocks,
// and @slack/types 3.2. Of the newest ones (call, layout, auth_provider,
// data_visualization) too little is known here: they are refused.

// onlyOn are the blocks that not every surface shows.
var onlyOn = map[string][]surface{
	"alert":           {surfaceModal},
	"card":            {surfaceMessage},
	"carousel":        {surfaceMessage},
	"context_actions": {surfaceMessage},
	"data_table":      {surfaceMessage},
	"file":            {surfaceMessage},
	"markdown":        {surfaceMessage},
	"plan":            {surfaceMessage},
	"table":           {surfaceMessage},
	"task_card":       {surfaceMessage},
}

// blockShapes is filled by init: blocks hold blocks.
var blockShapes map[string]shape

func init() {
	blockShapes = commonBlocks()
	maps.Copy(blockShapes, newerBlocks())
	for kind, s := range blockShapes {
		s.fields = mixed(s.fields, set{"block_id": text(1, 255)})
		blockShapes[kind] = s
	}
	blockShapes["rich_text"] = richText
}

// Which elements stand where.
var (
	inActions = []string{"button", "checkboxes", "datepicker", "datetimepicker", "overflow", "radio_buttons", "timepicker",
		"workflow_button", "rich_text_input", "static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"}
	inSection = append([]string{"image"}, without(inActions, "datetimepicker", "rich_text_input")...)
	inInput   = append([]string{"plain_text_input", "number_input", "email_text_input", "url_text_input", "file_input"},
		without(inActions, "button", "workflow_button", "overflow")...)
)

// commonBlocks are what most messages are made of.
func commonBlocks() map[string]shape {
	return map[string]shape{
		"divider": made(nil),
		"section": made(set{
			"text":      rich(1, 3000),
			"fields":    list(1, 10, rich(1, 2000)),
			"accessory": among(&elementShapes, inSection...),
			"expand":    truth,
		}).and(needsOneOf("text", "fields")),
		"header":  made(set{"text": plain(1, 150), "level": number(1, 4)}, "text"),
		"context": made(set{"elements": list(1, 10, imageOrText)}, "elements"),
		"actions": made(set{"elements": list(1, 25, among(&elementShapes, inActions...))}, "elements"),
		"image": made(set{
			"image_url":  address(3000),
			"slack_file": slackFile,
			"alt_text":   text(1, 2000),
			"title":      plain(1, 2000),
		}, "alt_text").and(needsOneOf("image_url", "slack_file")),
		"input": made(set{
			"label":           plain(1, 2000),
			"hint":            plain(1, 2000),
			"optional":        truth,
			"dispatch_action": truth,
			"element":         among(&elementShapes, inInput...),
		}, "label", "element"),
		"markdown": made(set{"text": markdownText}, "text"),
		"file":     made(set{"external_id": text(1, 255), "source": oneOf("remote")}, "external_id", "source"),
		"video": made(set{
			"video_url":         address(3000),
			"thumbnail_url":     address(3000),
			"alt_text":          text(1, 2000),
			"title":             plain(1, 199),
			"title_url":         address(3000),
			"author_name":       text(1, 49),
			"provider_name":     text(1, 49),
			"provider_icon_url": address(3000),
			"description":       plain(1, 200),
		}, "video_url", "thumbnail_url", "alt_text", "title"),
		"table": made(set{
			"rows":            list(1, 100, list(1, 20, cell)),
			"column_settings": list(0, 20, columnSetting),
		}, "rows").and(countTable),
	}
}

// newerBlocks came with Slack's features for agents.
func newerBlocks() map[string]shape {
	image := among(&elementShapes, "image")
	return map[string]shape{
		"data_table": made(set{
			"rows":                    list(1, 100, list(1, 20, cell)),
			"caption":                 text(1, 3000),
			"page_size":               number(1, 100),
			"row_header_column_index": number(0, 19),
		}, "rows", "caption").and(countTable),
		"context_actions": made(set{"elements": list(1, 5, among(&elementShapes, "feedback_buttons", "icon_button"))}, "elements"),
		"alert":           made(set{"text": rich(1, 3000), "level": oneOf("default", "info", "warning", "error", "success")}, "text"),
		"plan":            made(set{"title": text(1, 3000), "tasks": list(0, 50, nested("task_card"))}, "title"),
		"task_card": made(set{
			"task_id":    text(1, 255),
			"title":      text(1, 3000),
			"status":     oneOf("pending", "in_progress", "complete", "error"),
			"details":    nested("rich_text"),
			"output":     nested("rich_text"),
			"sources":    list(0, 50, among(&elementShapes, "url")),
			"hide_title": truth,
		}, "task_id", "title"),
		"card": made(set{
			"hero_image": image,
			"icon":       image,
			"title":      mrkdwn(1, 150),
			"subtitle":   mrkdwn(1, 150),
			"body":       mrkdwn(1, 200),
			"subtext":    mrkdwn(1, 150),
			"actions":    list(1, 25, among(&elementShapes, "button")),
		}).and(needsOneOf("hero_image", "title", "actions", "body")),
		"carousel": made(set{"elements": list(1, 10, nested("card"))}, "elements"),
		"container": made(set{
			"title":              plain(1, 150),
			"rich_text_title":    nested("rich_text"),
			"subtitle":           rich(1, 150),
			"icon":               image,
			"width":              oneOf("narrow", "standard", "wide", "full"),
			"is_collapsible":     truth,
			"default_collapsed":  truth,
			"has_header_divider": truth,
			"child_blocks": list(1, 10, nested("actions", "context", "divider", "file", "header", "image", "input",
				"rich_text", "section", "table", "video")),
		}, "child_blocks").and(needsOneOf("title", "rich_text_title")),
	}
}

func countTable(v *validator, _ string, o map[string]any) {
	v.tables++
	v.cells += textLength(o["rows"])
}

func without(list []string, drop ...string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(drop, s) {
			out = append(out, s)
		}
	}
	return out
}

// needsOneOf refuses an object that has none of the fields.
func needsOneOf(names ...string) func(*validator, string, map[string]any) {
	return func(v *validator, pointer string, o map[string]any) {
		for _, n := range names {
			if o[n] != nil {
				return
			}
		}
		v.problem(pointer, "missing required field: one of %s", strings.Join(names, ", "))
	}
}

// nested takes a block inside of another.
func nested(types ...string) check {
	return func(v *validator, pointer string, value any) { among(&blockShapes, types...)(v, pointer, value) }
}

// imageOrText is what a context block holds.
func imageOrText(v *validator, pointer string, value any) {
	kind, ok := v.typed(pointer, value)
	switch {
	case !ok:
	case kind == "image":
		among(&elementShapes, "image")(v, pointer, value)
	default:
		rich(1, 3000)(v, pointer, value)
	}
}

var slackFile = a(shape{fields: set{"id": text(1, 255), "url": text(1, 3000)}, also: needsOneOf("id", "url")})

var columnSetting = func(v *validator, pointer string, value any) {
	if value == nil { // a column with the default behaviour
		return
	}
	a(shape{fields: set{"align": oneOf("left", "center", "right"), "is_wrapped": truth}})(v, pointer, value)
}

// cell is one of a table's.
func cell(v *validator, pointer string, value any) {
	kind, ok := v.typed(pointer, value)
	switch {
	case !ok:
	case kind == "raw_text":
		a(shape{needs: []string{"text"}, fields: set{"text": text(1, 3000)}})(v, pointer, value)
	case kind == "raw_number":
		a(shape{needs: []string{"value"}, fields: set{"value": number(-1e300, 1e300), "text": text(1, 3000)}})(v, pointer, value)
	default:
		nested("rich_text")(v, pointer, value)
	}
}
