package workspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// responseTarget is an entry of view_submission's response_urls.
type responseTarget struct {
	Block   string `json:"block_id"`
	Action  string `json:"action_id"`
	Channel string `json:"channel_id"`
	URL     string `json:"response_url"`

	invocation *Invocation
}

// SubmitView presses the modal's submit button, with values typed or chosen by
// action_id (or "block_id/action_id"): a string, or a list of them.
func (p *Person) SubmitView(values map[string][]string) *Invocation {
	v := p.View()
	if v == nil || (v.Submit == "" && !hasInput(v.Blocks)) {
		return p.w.failedInvocation("view_submission", p.ID, "", fmt.Errorf("a view to submit: %w", ErrNoElement))
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		e := findElement(v.Blocks, name)
		if e == nil {
			return p.w.failedInvocation("view_submission", p.ID, "", fmt.Errorf("%q in the view: %w", name, ErrNoElement))
		}
		state, err := e.choose(values[name]...)
		if err != nil {
			return p.w.failedInvocation("view_submission", p.ID, "", err)
		}
		v = p.fill(v, e, state)
	}
	full := v.withState(v.from)
	if missing := missingInputs(full); len(missing) > 0 {
		p.showErrors(v, missing)
		return p.w.failedInvocation("view_submission", p.ID, "", fmt.Errorf("a required field is empty (%v): %w", missing, ErrNotAllowed))
	}
	i := p.invoke("view_submission", "")
	payload := p.interaction("view_submission", i)
	payload["view"] = full.slackJSON()
	payload["response_urls"] = p.responseTargets(full)
	return p.interact(i, payload, true, func(answer []byte) { p.submitted(v, answer) })
}

// missingInputs are the input blocks that must be filled and are not.
func missingInputs(v *View) map[string]string {
	var blocks []struct {
		Type     string `json:"type"`
		ID       string `json:"block_id"`
		Optional bool   `json:"optional"`
	}
	json.Unmarshal(v.Blocks, &blocks) // they have been checked
	missing := map[string]string{}
	for _, b := range blocks {
		if b.Type != "input" || b.Optional {
			continue
		}
		for _, s := range v.State[b.ID] {
			if state, ok := s.(map[string]any); ok && emptyState(state) {
				missing[b.ID] = "Please complete this required field."
			}
		}
	}
	return missing
}

func emptyState(state map[string]any) bool {
	for name, value := range state {
		if name == "type" || value == nil {
			continue
		}
		if list, ok := value.([]any); ok && len(list) == 0 {
			continue
		}
		if list, ok := value.([]string); ok && len(list) == 0 {
			continue
		}
		return false
	}
	return true
}

// responseTargets are the response URLs of conversation selects that ask for one.
func (p *Person) responseTargets(v *View) []responseTarget {
	targets := []responseTarget{}
	for _, e := range elementsOf(v.Blocks) {
		if e.fields["response_url_enabled"] != true {
			continue
		}
		state, _ := v.State[e.block][e.action()].(map[string]any)
		for _, key := range []string{"selected_conversation", "selected_channel"} {
			channel, _ := state[key].(string)
			p.w.mu.Lock()
			ch := p.w.channels[channel]
			p.w.mu.Unlock()
			if ch != nil {
				targets = append(targets, responseTarget{Block: e.block, Action: e.action(), Channel: channel,
					invocation: p.invoke("view_submission", channel)})
			}
		}
	}
	return targets
}

// submitted does what the app answered to a submission: close the view, show
// errors, another view in its place, one on top, or close all.
func (p *Person) submitted(v *View, answer []byte) {
	if emptyPayload(answer) {
		p.closeTop(v)
		return
	}
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if err := json.Unmarshal(bytes.TrimSpace(answer), &a); err != nil {
		p.w.violate("view_submission", "an answer that is not understood: %v", err)
		return
	}
	switch a.Action {
	case "clear":
		p.clearModals()
	case "errors":
		for block := range a.Errors {
			if input, _ := inputBlock(v.Blocks, block); !input {
				p.w.violate("view_submission", "an error for %q, which is no input block", block)
			}
		}
		p.showErrors(v, a.Errors)
	case "update", "push":
		next, err := p.w.parseView(a.View, "modal")
		if err != nil {
			p.w.violate("view_submission", "a view that Slack refuses: %s %v", err.Code, err.Messages)
			return
		}
		next.User, next.client, next.from = p.ID, v.client, v.from
		if a.Action == "push" {
			err = p.w.show(next, true)
		} else {
			err = p.w.replaceView(v, next, "")
		}
		if err != nil {
			p.w.violate("view_submission", "%s: %s", a.Action, err.Code)
		}
	default:
		p.w.violate("view_submission", "unknown response_action %q", a.Action)
	}
}
