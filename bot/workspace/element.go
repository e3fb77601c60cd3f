package workspace

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// element is an interactive element with the block that it stands in.
type element struct {
	block  string // block_id
	fields map[string]any
}

func (e *element) kind() string { s, _ := e.fields["type"].(string); return s }

func (e *element) action() string { s, _ := e.fields["action_id"].(string); return s }

// elementsOf returns every interactive element of blocks, in order.
func elementsOf(blocks json.RawMessage) []*element {
	var list []any
	if json.Unmarshal(blocks, &list) != nil {
		return nil
	}
	var out []*element
	for _, b := range list {
		if block, ok := b.(map[string]any); ok {
			id, _ := block["block_id"].(string)
			collectElements(block, id, true, &out)
		}
	}
	return out
}

// collectElements looks for what has an action_id, however deep: new kinds of
// blocks nest elements, and blocks, in fields of their own.
func collectElements(node any, block string, top bool, out *[]*element) {
	switch node := node.(type) {
	case []any:
		for _, n := range node {
			collectElements(n, block, false, out)
		}
	case map[string]any:
		if id, ok := node["block_id"].(string); ok && !top {
			block = id
		}
		if _, ok := node["action_id"].(string); ok {
			*out = append(*out, &element{block, node})
			return
		}
		for _, key := range []string{"accessory", "element", "elements", "blocks", "actions", "child_blocks"} {
			collectElements(node[key], block, false, out)
		}
	}
}

// findElement finds an element by its action_id, or by "block_id/action_id".
func findElement(blocks json.RawMessage, name string) *element {
	all := elementsOf(blocks)
	for _, e := range all {
		if e.action() == name || e.block+"/"+e.action() == name {
			return e
		}
	}
	return nil
}

// choose returns what a stateful element tells once values were chosen or typed
// in it; buttons and overflow menus have their fields from here too.
func (e *element) choose(values ...string) (map[string]any, error) {
	first := ""
	if len(values) > 0 {
		first = values[0]
	}
	state := map[string]any{"type": e.kind()}
	switch kind := e.kind(); kind {
	case "button", "workflow_button", "icon_button":
		copyFields(state, e.fields, "text", "value", "style", "url")
	case "feedback_buttons":
		if len(values) == 0 {
			first = "positive_button"
		}
		button, ok := e.fields[first].(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s has no %q: %w", e.action(), first, ErrNoElement)
		}
		copyFields(state, button, "text", "value")
	case "overflow", "static_select", "radio_buttons":
		option := e.option(first)
		if option == nil && len(values) > 0 {
			return nil, fmt.Errorf("%s has no option %q: %w", e.action(), first, ErrNoElement)
		}
		state["selected_option"] = option
	case "external_select":
		state["selected_option"] = externalOption(first)
	case "checkboxes", "multi_static_select":
		chosen := []any{}
		for _, v := range values {
			option := e.option(v)
			if option == nil {
				return nil, fmt.Errorf("%s has no option %q: %w", e.action(), v, ErrNoElement)
			}
			chosen = append(chosen, option)
		}
		state["selected_options"] = chosen
	case "multi_external_select":
		chosen := []any{}
		for _, v := range values {
			chosen = append(chosen, externalOption(v))
		}
		state["selected_options"] = chosen
	case "users_select", "conversations_select", "channels_select":
		state["selected_"+strings.TrimSuffix(strings.TrimSuffix(kind, "_select"), "s")] = nilEmpty(first)
	case "multi_users_select", "multi_conversations_select", "multi_channels_select":
		state["selected_"+strings.TrimSuffix(strings.TrimPrefix(kind, "multi_"), "_select")] = append([]string{}, values...)
	case "datepicker":
		state["selected_date"] = nilEmpty(first)
	case "timepicker":
		state["selected_time"] = nilEmpty(first)
	case "datetimepicker":
		n, _ := strconv.ParseInt(first, 10, 64)
		state["selected_date_time"] = n
	default: // plain_text_input, number_input, email_text_input, url_text_input …
		state["value"] = nilEmpty(first)
	}
	return state, nil
}

func nilEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func externalOption(value string) any {
	if value == "" {
		return nil
	}
	return map[string]any{"text": plainText{Type: "plain_text", Text: value}, "value": value}
}

func copyFields(to, from map[string]any, names ...string) {
	for _, n := range names {
		if v, ok := from[n]; ok {
			to[n] = v
		}
	}
}

// option finds an option by its value, or by its text.
func (e *element) option(name string) any {
	for _, o := range e.options() {
		option, _ := o.(map[string]any)
		text, _ := option["text"].(map[string]any)
		if option["value"] == name || text["text"] == name {
			return o
		}
	}
	return nil
}

func (e *element) options() []any {
	options, _ := e.fields["options"].([]any)
	groups, _ := e.fields["option_groups"].([]any)
	options = slices.Clone(options)
	for _, g := range groups {
		if group, ok := g.(map[string]any); ok {
			more, _ := group["options"].([]any)
			options = append(options, more...)
		}
	}
	return options
}

// stateful says whether the element keeps what was chosen.
func (e *element) stateful() bool {
	switch e.kind() {
	case "button", "workflow_button", "icon_button", "feedback_buttons", "overflow":
		return false
	}
	return true
}

// initial is an element's state before anybody has touched it.
func (e *element) initial(channel string) map[string]any {
	state, _ := e.choose()
	for from, to := range map[string]string{"initial_value": "value", "initial_option": "selected_option", "initial_options": "selected_options",
		"initial_user": "selected_user", "initial_users": "selected_users", "initial_channel": "selected_channel", "initial_channels": "selected_channels",
		"initial_conversation": "selected_conversation", "initial_conversations": "selected_conversations", "initial_date": "selected_date",
		"initial_time": "selected_time", "initial_date_time": "selected_date_time"} {
		if v, ok := e.fields[from]; ok {
			state[to] = v
		}
	}
	if e.fields["default_to_current_conversation"] == true && channel != "" {
		if _, set := e.fields["initial_conversation"]; !set && e.kind() == "conversations_select" {
			state["selected_conversation"] = channel
		}
	}
	return state
}

// stateOf is the state of all elements: as chosen, or as at first.
func stateOf(blocks json.RawMessage, chosen map[string]map[string]any, channel string) map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, e := range elementsOf(blocks) {
		if !e.stateful() {
			continue
		}
		if out[e.block] == nil {
			out[e.block] = map[string]any{}
		}
		if state, ok := chosen[e.block][e.action()]; ok {
			out[e.block][e.action()] = state
		} else {
			out[e.block][e.action()] = e.initial(channel)
		}
	}
	return out
}

// choice is chosen with one more state in it; maps in use are not changed.
func choice(chosen map[string]map[string]any, e *element, state map[string]any) map[string]map[string]any {
	out := map[string]map[string]any{}
	for block, actions := range chosen {
		out[block] = map[string]any{}
		for id, s := range actions {
			out[block][id] = s
		}
	}
	if out[e.block] == nil {
		out[e.block] = map[string]any{}
	}
	out[e.block][e.action()] = state
	return out
}
