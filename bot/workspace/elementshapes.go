package workspace

import "maps"

// The elements, with their limits: docs.slack.dev, reference/block-kit/block-elements
// and composition-objects, and @slack/types 3.2.

// elementShapes is filled by init, from the mix-ins below.
var elementShapes map[string]shape

var (
	actionable   = set{"action_id": text(1, 255)}
	confirmable  = set{"confirm": a(confirmation)}
	focusable    = set{"focus_on_load": focus}
	placeholding = set{"placeholder": plain(1, 150)}
	dispatching  = set{"dispatch_action_config": a(shape{fields: set{"trigger_actions_on": list(1, 2, oneOf("on_enter_pressed", "on_character_entered"))}})}
	// selecting is what every select menu has, limited how many choices a multi-select takes.
	selecting = mixed(actionable, confirmable, focusable, placeholding)
	limited   = set{"max_selected_items": number(1, 1000)}
	typing    = mixed(actionable, focusable, placeholding, dispatching)
)

var confirmation = shape{needs: []string{"text"}, fields: set{"title": plain(1, 100), "text": rich(1, 300),
	"confirm": plain(1, 30), "deny": plain(1, 30), "style": oneOf("primary", "danger")}}

var conversationFilter = a(shape{fields: set{"include": list(1, 4, oneOf("im", "mpim", "private", "public")),
	"exclude_external_shared_channels": truth, "exclude_bot_users": truth}, also: needsOneOf("include", "exclude_external_shared_channels", "exclude_bot_users")})

// option is one choice; words is what its text may be.
func option(words func(low, high int) check, more set) check {
	return a(shape{needs: []string{"text", "value"}, fields: mixed(set{"text": words(1, 75), "value": text(1, 150), "description": words(1, 75)}, more)})
}

var (
	id       = text(1, 255)
	ids      = list(1, 1000, id)
	choice75 = option(plain, nil)
	tick     = option(rich, nil)
	menuItem = a(made(set{"text": plain(1, 75), "value": text(1, 150), "description": plain(1, 75), "url": address(3000)}, "text"))
	groups   = list(1, 100, a(made(set{"label": plain(1, 75), "options": list(1, 100, choice75)}, "label", "options")))
	choices  = set{"options": list(1, 100, choice75), "option_groups": groups}
)

func init() {
	elementShapes = buttons()
	maps.Copy(elementShapes, pickers())
	maps.Copy(elementShapes, selects())
	maps.Copy(elementShapes, inputs())
	elementShapes["image"] = made(set{"image_url": address(3000), "slack_file": slackFile, "alt_text": text(1, 2000)}, "alt_text").
		and(needsOneOf("image_url", "slack_file"))
	elementShapes["url"] = made(set{"url": address(3000), "text": text(1, 3000)}, "url", "text")
}

func buttons() map[string]shape {
	style, label := oneOf("primary", "danger"), text(1, 75)
	return map[string]shape{
		"button": made(mixed(actionable, confirmable, set{
			"text":                plain(1, 75),
			"value":               text(0, 2000),
			"url":                 address(3000),
			"style":               style,
			"accessibility_label": label,
		}), "text"),
		"workflow_button": made(mixed(actionable, confirmable, set{
			"text":                plain(1, 75),
			"style":               style,
			"accessibility_label": label,
			"workflow":            func(*validator, string, any) {}, // this workspace has no workflows
		}), "text", "workflow"),
		"feedback_buttons": made(mixed(actionable, set{"positive_button": a(feedback), "negative_button": a(feedback)}),
			"positive_button", "negative_button"),
		"icon_button": made(mixed(actionable, confirmable, set{
			"icon":                oneOf("trash"),
			"text":                plain(1, 75),
			"value":               text(0, 2000),
			"accessibility_label": label,
			"visible_to_user_ids": ids,
		}), "icon", "text"),
		"overflow": made(mixed(actionable, confirmable, set{"options": list(1, 5, menuItem)}), "options"),
	}
}

func pickers() map[string]shape {
	return map[string]shape{
		"checkboxes": made(mixed(actionable, confirmable, focusable, set{"options": list(1, 10, tick), "initial_options": list(1, 10, tick)}), "options").
			and(initialAmongOptions),
		"radio_buttons": made(mixed(actionable, confirmable, focusable, set{"options": list(1, 10, tick), "initial_option": tick}), "options").
			and(initialAmongOptions),
		"datepicker":     made(mixed(selecting, set{"initial_date": text(10, 10)})),
		"timepicker":     made(mixed(selecting, set{"initial_time": text(5, 5), "timezone": text(1, 255)})),
		"datetimepicker": made(mixed(actionable, confirmable, focusable, set{"initial_date_time": number(1e9, 1e10-1)})),
	}
}

func selects() map[string]shape {
	current := set{"default_to_current_conversation": truth, "filter": conversationFilter}
	respond := set{"response_url_enabled": truth}
	query := set{"min_query_length": number(0, 1000)}
	return map[string]shape{
		"static_select":              made(mixed(selecting, choices, set{"initial_option": choice75})).and(optionsOrGroups),
		"multi_static_select":        made(mixed(selecting, limited, choices, set{"initial_options": list(1, 100, choice75)})).and(optionsOrGroups),
		"external_select":            made(mixed(selecting, query, set{"initial_option": choice75})),
		"multi_external_select":      made(mixed(selecting, limited, query, set{"initial_options": list(1, 100, choice75)})),
		"users_select":               made(mixed(selecting, set{"initial_user": id})),
		"multi_users_select":         made(mixed(selecting, limited, set{"initial_users": ids})),
		"channels_select":            made(mixed(selecting, respond, set{"initial_channel": id})).and(responseURLOnlyInModals),
		"multi_channels_select":      made(mixed(selecting, limited, set{"initial_channels": ids})),
		"conversations_select":       made(mixed(selecting, respond, current, set{"initial_conversation": id})).and(responseURLOnlyInModals),
		"multi_conversations_select": made(mixed(selecting, limited, current, set{"initial_conversations": ids})),
	}
}

func inputs() map[string]shape {
	return map[string]shape{
		"plain_text_input": made(mixed(typing, set{
			"initial_value": text(0, 3000),
			"multiline":     truth,
			"min_length":    number(0, 3000),
			"max_length":    number(1, 3000),
		})),
		"email_text_input": made(mixed(typing, set{"initial_value": text(0, 3000)})),
		"url_text_input":   made(mixed(typing, set{"initial_value": text(0, 3000)})),
		"number_input": made(mixed(typing, set{
			"is_decimal_allowed": truth,
			"initial_value":      text(1, 255),
			"min_value":          text(1, 255),
			"max_value":          text(1, 255),
		}), "is_decimal_allowed"),
		"rich_text_input": made(mixed(typing, set{"initial_value": nested("rich_text"), "min_lines": number(1, 1000), "max_lines": number(1, 1000)})),
		"file_input":      made(mixed(actionable, set{"filetypes": list(1, 100, text(1, 255)), "max_files": number(1, 10)})),
	}
}

var feedback = shape{needs: []string{"text", "value"}, fields: set{"text": plain(1, 75), "value": text(1, 2000), "accessibility_label": text(1, 75)}}

func mixed(sets ...set) set {
	out := set{}
	for _, s := range sets {
		maps.Copy(out, s)
	}
	return out
}

// optionsOrGroups wants one of the two, and initial options to be among them.
func optionsOrGroups(v *validator, pointer string, o map[string]any) {
	if (o["options"] == nil) == (o["option_groups"] == nil) {
		v.problem(pointer, "needs either options or option_groups")
	}
	initialAmongOptions(v, pointer, o)
}

// initialAmongOptions refuses initial options that are not offered: they have
// to be the very same objects.
func initialAmongOptions(v *validator, pointer string, o map[string]any) {
	offered := map[string]bool{}
	for _, option := range (&element{fields: o}).options() {
		offered[string(encode(option))] = true
	}
	initial, _ := o["initial_options"].([]any)
	if one := o["initial_option"]; one != nil {
		initial = append(initial[:len(initial):len(initial)], one)
	}
	for _, option := range initial {
		if !offered[string(encode(option))] {
			v.problem(pointer, "an initial option is not among the options")
		}
	}
}

// responseURLOnlyInModals refuses response_url_enabled elsewhere.
func responseURLOnlyInModals(v *validator, pointer string, o map[string]any) {
	if o["response_url_enabled"] == true && v.surface != surfaceModal {
		v.problem(pointer, "response_url_enabled is for modals only")
	}
}
