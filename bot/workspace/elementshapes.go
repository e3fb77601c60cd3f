package workspace

import "maps"

// The elements, with their limits: docs.slack.dev, reference/block-kit/block-elements
// and composition-objects, and @slack/types 3.2.

// elementShapes is filled by init, from the mix-ins below.
var elementShapes map[string]shape

type set = map[string]check

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
	choice75   = option(plain, nil)
	tick       = option(rich, nil)
	menuItem   = a(shape{needs: []string{"text"}, fields: set{"text": plain(1, 75), "value": text(1, 150), "description": plain(1, 75), "url": address(3000)}})
	groups     = list(1, 100, a(shape{needs: []string{"label", "options"}, fields: set{"label": plain(1, 75), "options": list(1, 100, choice75)}}))
	choices    = set{"options": list(1, 100, choice75), "option_groups": groups}
	ids        = list(1, 1000, text(1, 255))
	id         = text(1, 255)
	queryLimit = set{"min_query_length": number(0, 1000)}
)

func init() {
	elementShapes = map[string]shape{
		"button": {needs: []string{"text"}, fields: mixed(actionable, confirmable, set{"text": plain(1, 75), "value": text(0, 2000), "url": address(3000),
			"style": oneOf("primary", "danger"), "accessibility_label": text(1, 75)})},
		"workflow_button": {needs: []string{"text", "workflow"}, fields: mixed(actionable, confirmable, set{"text": plain(1, 75), "style": oneOf("primary", "danger"),
			"accessibility_label": text(1, 75), "workflow": func(*validator, string, any) {}})},
		"image": {needs: []string{"alt_text"}, fields: set{"image_url": address(3000), "slack_file": slackFile, "alt_text": text(1, 2000)}, also: needsOneOf("image_url", "slack_file")},
		"checkboxes": {needs: []string{"options"}, fields: mixed(actionable, confirmable, focusable, set{"options": list(1, 10, tick), "initial_options": list(1, 10, tick)}),
			also: initialAmongOptions},
		"radio_buttons": {needs: []string{"options"}, fields: mixed(actionable, confirmable, focusable, set{"options": list(1, 10, tick), "initial_option": tick}),
			also: initialAmongOptions},
		"overflow":       {needs: []string{"options"}, fields: mixed(actionable, confirmable, set{"options": list(1, 5, menuItem)})},
		"datepicker":     {fields: mixed(selecting, set{"initial_date": text(10, 10)})},
		"timepicker":     {fields: mixed(selecting, set{"initial_time": text(5, 5), "timezone": text(1, 255)})},
		"datetimepicker": {fields: mixed(actionable, confirmable, focusable, set{"initial_date_time": number(1e9, 1e10-1)})},

		"static_select":              {fields: mixed(selecting, choices, set{"initial_option": choice75}), also: optionsOrGroups},
		"multi_static_select":        {fields: mixed(selecting, limited, choices, set{"initial_options": list(1, 100, choice75)}), also: optionsOrGroups},
		"external_select":            {fields: mixed(selecting, queryLimit, set{"initial_option": choice75})},
		"multi_external_select":      {fields: mixed(selecting, limited, queryLimit, set{"initial_options": list(1, 100, choice75)})},
		"users_select":               {fields: mixed(selecting, set{"initial_user": id})},
		"multi_users_select":         {fields: mixed(selecting, limited, set{"initial_users": ids})},
		"channels_select":            {fields: mixed(selecting, set{"initial_channel": id, "response_url_enabled": truth}), also: responseURLOnlyInModals},
		"multi_channels_select":      {fields: mixed(selecting, limited, set{"initial_channels": ids})},
		"conversations_select":       {fields: mixed(selecting, set{"initial_conversation": id, "default_to_current_conversation": truth, "filter": conversationFilter, "response_url_enabled": truth}), also: responseURLOnlyInModals},
		"multi_conversations_select": {fields: mixed(selecting, limited, set{"initial_conversations": ids, "default_to_current_conversation": truth, "filter": conversationFilter})},

		"plain_text_input": {fields: mixed(typing, set{"initial_value": text(0, 3000), "multiline": truth, "min_length": number(0, 3000), "max_length": number(1, 3000)})},
		"email_text_input": {fields: mixed(typing, set{"initial_value": text(0, 3000)})},
		"url_text_input":   {fields: mixed(typing, set{"initial_value": text(0, 3000)})},
		"number_input":     {needs: []string{"is_decimal_allowed"}, fields: mixed(typing, set{"is_decimal_allowed": truth, "initial_value": text(1, 255), "min_value": text(1, 255), "max_value": text(1, 255)})},
		"rich_text_input":  {fields: mixed(typing, set{"initial_value": nested("rich_text"), "min_lines": number(1, 1000), "max_lines": number(1, 1000)})},
		"file_input":       {fields: mixed(actionable, set{"filetypes": list(1, 100, text(1, 255)), "max_files": number(1, 10)})},

		"feedback_buttons": {needs: []string{"positive_button", "negative_button"}, fields: mixed(actionable, set{"positive_button": a(feedback), "negative_button": a(feedback)})},
		"icon_button": {needs: []string{"icon", "text"}, fields: mixed(actionable, confirmable, set{"icon": oneOf("trash"), "text": plain(1, 75), "value": text(0, 2000),
			"accessibility_label": text(1, 75), "visible_to_user_ids": list(1, 1000, id)})},
		"url": {needs: []string{"url", "text"}, fields: set{"url": address(3000), "text": text(1, 3000)}},
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
