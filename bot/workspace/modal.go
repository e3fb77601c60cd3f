package workspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
)

// responseTarget is an entry of view_submission's response_urls.
type responseTarget struct {
	Block   string `json:"block_id"`
	Action  string `json:"action_id"`
	Channel string `json:"channel_id"`
	URL     string `json:"response_url"`

	invocation *Invocation
}

// viewNow returns the view as it is now, where it is before the person.
func (p *Person) viewNow(v *View) *View {
	if v == nil {
		return nil
	}
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if now := p.w.views[v.ID]; now != nil && now.User == p.ID {
		return now
	}
	return nil
}

// Act presses a button, or chooses values, in a view: the modal or the Home tab.
// An element of an input block tells the app only with dispatch_action.
func (p *Person) Act(v *View, actionID string, values ...string) *Invocation {
	now := p.viewNow(v)
	if now == nil {
		return p.w.failedInvocation("block_actions", p.ID, "", fmt.Errorf("the view: %w", ErrNoElement))
	}
	e := findElement(now.Blocks, actionID)
	if e == nil {
		return p.w.failedInvocation("block_actions", p.ID, "", fmt.Errorf("%q in the view: %w", actionID, ErrNoElement))
	}
	state, err := e.choose(values...)
	if err != nil {
		return p.w.failedInvocation("block_actions", p.ID, "", err)
	}
	if e.stateful() {
		now = p.fill(now, e, state)
	}
	i := p.w.invoke("block_actions", p.ID, "")
	if input, dispatches := inputBlock(now.Blocks, e.block); input && !dispatches {
		i.finish(nil, nil)
		return i
	}
	payload := p.interaction("block_actions", i)
	payload["container"] = map[string]any{"type": "view", "view_id": now.ID}
	payload["view"] = now.withState(now.from).slackJSON()
	payload["actions"] = []any{acted(e, state)}
	return p.interact(i, payload, false, nil)
}

// fill notes what was chosen, in a copy that takes the view's place.
func (p *Person) fill(v *View, e *element, state map[string]any) *View {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	filled := *v
	filled.State = choice(v.State, e, state)
	p.w.views[v.ID] = &filled
	if v.Type == "home" {
		p.w.homes[p.ID] = &filled
		return &filled
	}
	stack := slices.Clone(p.w.modals[p.ID])
	for n := range stack {
		if stack[n].ID == v.ID {
			stack[n] = &filled
		}
	}
	p.w.modals[p.ID] = stack
	return &filled
}

// inputBlock says whether a block is an input, and whether it dispatches actions.
func inputBlock(blocks json.RawMessage, id string) (input, dispatches bool) {
	var list []struct {
		Type     string `json:"type"`
		ID       string `json:"block_id"`
		Dispatch bool   `json:"dispatch_action"`
		Optional bool   `json:"optional"`
	}
	json.Unmarshal(blocks, &list) // they have been checked
	for _, b := range list {
		if b.ID == id && b.Type == "input" {
			return true, b.Dispatch
		}
	}
	return false, false
}

// withState is the view with the state of every element.
func (v *View) withState(channel string) *View {
	full := *v
	full.State = stateOf(v.Blocks, v.State, channel)
	return &full
}

// SubmitView presses the modal's submit button, with values typed or chosen by
// action_id (or "block_id/action_id"): a string, or a list of them.
func (p *Person) SubmitView(values map[string][]string) *Invocation {
	v := p.View()
	if v == nil || (v.Submit == "" && !hasInput(v.Blocks)) {
		return p.w.failedInvocation("view_submission", p.ID, "", fmt.Errorf("a view to submit: %w", ErrNoElement))
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
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
	i := p.w.invoke("view_submission", p.ID, "")
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
					invocation: p.w.invoke("view_submission", p.ID, channel)})
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
		next.User, next.from = p.ID, v.from
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

func (p *Person) showErrors(v *View, errors map[string]string) {
	p.w.mu.Lock()
	stack := slices.Clone(p.w.modals[p.ID])
	for n := range stack {
		if stack[n].ID == v.ID {
			marked := *stack[n]
			marked.Errors = errors
			stack[n], p.w.views[v.ID] = &marked, &marked
		}
	}
	p.w.modals[p.ID] = stack
	p.w.mu.Unlock()
	p.w.feed.publish(Update{Kind: "view", User: p.ID})
}

func (p *Person) closeTop(v *View) {
	p.w.mu.Lock()
	stack := p.w.modals[p.ID]
	if at := slices.IndexFunc(stack, func(o *View) bool { return o.ID == v.ID }); at >= 0 {
		p.w.forget(stack[at:]...)
		p.w.modals[p.ID] = slices.Clone(stack[:at])
	}
	p.w.mu.Unlock()
	p.w.feed.publish(Update{Kind: "view", User: p.ID})
}

func (p *Person) clearModals() {
	p.w.mu.Lock()
	p.w.forget(p.w.modals[p.ID]...)
	delete(p.w.modals, p.ID)
	p.w.mu.Unlock()
	p.w.feed.publish(Update{Kind: "view", User: p.ID})
}

// CloseView presses the modal's close button; the app hears of it where the
// view has notify_on_close. Nil where there was nothing to close or to tell.
func (p *Person) CloseView() *Invocation {
	v := p.View()
	if v == nil {
		return nil
	}
	if v.ClearOnClose {
		p.clearModals()
	} else {
		p.closeTop(v)
	}
	if !v.NotifyOnClose {
		return nil
	}
	i := p.w.invoke("view_closed", p.ID, "")
	payload := p.interaction("view_closed", i)
	payload["view"], payload["is_cleared"] = v.withState(v.from).slackJSON(), v.ClearOnClose
	return p.interact(i, payload, false, nil)
}
