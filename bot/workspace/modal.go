package workspace

import (
	"encoding/json"
	"fmt"
	"slices"
)

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
	i := p.invoke("block_actions", "")
	if input, dispatches := inputBlock(now.Blocks, e.block); input && !dispatches {
		i.finish(nil, nil)
		return i
	}
	payload := p.interaction("block_actions", i)
	payload["container"] = map[string]any{"type": "view", "view_id": now.ID}
	payload["view"] = now.withState(now.from).slackJSON()
	payload["actions"] = []any{acted(e, state)}
	return p.interact(i, payload, true, p.w.noAnswer)
}

// fill notes what was chosen, in a copy that takes the view's place.
func (p *Person) fill(v *View, e *element, state map[string]any) *View {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	filled := *v
	filled.State, filled.Errors = choice(v.State, e, state), nil // what is touched is no longer marked
	p.w.views[v.ID] = &filled
	if v.Type == "home" {
		p.w.homes[p.ID] = &filled
		return &filled
	}
	stack := slices.Clone(p.w.modals[p.tab()])
	for n := range stack {
		if stack[n].ID == v.ID {
			stack[n] = &filled
		}
	}
	p.w.modals[p.tab()] = stack
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

func (p *Person) showErrors(v *View, errors map[string]string) {
	p.w.mu.Lock()
	stack := slices.Clone(p.w.modals[p.tab()])
	for n := range stack {
		if stack[n].ID == v.ID {
			marked := *stack[n]
			marked.Errors = errors
			stack[n], p.w.views[v.ID] = &marked, &marked
		}
	}
	p.w.modals[p.tab()] = stack
	p.w.mu.Unlock()
	p.w.feed.publish(Update{Kind: "view", User: p.ID})
}

func (p *Person) closeTop(v *View) {
	p.w.mu.Lock()
	stack := p.w.modals[p.tab()]
	if at := slices.IndexFunc(stack, func(o *View) bool { return o.ID == v.ID }); at >= 0 {
		p.w.forget(stack[at:]...)
		p.w.modals[p.tab()] = slices.Clone(stack[:at])
	}
	p.w.mu.Unlock()
	p.w.feed.publish(Update{Kind: "view", User: p.ID})
}

func (p *Person) clearModals() {
	p.w.mu.Lock()
	p.w.forget(p.w.modals[p.tab()]...)
	delete(p.w.modals, p.tab())
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
	i := p.invoke("view_closed", "")
	payload := p.interaction("view_closed", i)
	payload["view"], payload["is_cleared"] = v.withState(v.from).slackJSON(), v.ClearOnClose
	return p.interact(i, payload, false, nil)
}
