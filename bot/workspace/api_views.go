package workspace

import "slices"

// maxModals is how many modals can lie on each other.
const maxModals = 3

func viewsOpen(c *call) (any, *apiError) { return c.w.openModal(c, false) }

func viewsPush(c *call) (any, *apiError) { return c.w.openModal(c, true) }

func (w *Workspace) openModal(c *call, onTop bool) (any, *apiError) {
	// A bad view does not use the trigger up.
	v, err := w.parseView(c.raw("view"), "modal")
	if err != nil {
		return nil, err
	}
	i, err := w.exchange(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	v.User, v.client, v.from = i.User, i.client, i.Channel
	if err := w.show(v, onTop); err != nil {
		return nil, err
	}
	return fields{"view": v.slackJSON()}, nil
}

// show puts a modal before a person, in the page that asked for it: alone, or on top of the ones there.
func (w *Workspace) show(v *View, onTop bool) *apiError {
	w.mu.Lock()
	stack := w.modals[v.tab()]
	err := w.stackable(v, stack, onTop)
	if err == nil {
		if onTop && len(stack) > 0 {
			v.Root, v.Previous, v.from = stack[0].ID, stack[len(stack)-1].ID, stack[0].from
		} else {
			w.forget(stack...)
			stack = nil
		}
		w.modals[v.tab()] = append(slices.Clone(stack), v)
		w.views[v.ID] = v
	}
	w.mu.Unlock()
	if err == nil {
		w.feed.publish(Update{Kind: "view", User: v.User})
	}
	return err
}

func (w *Workspace) stackable(v *View, stack []*View, onTop bool) *apiError {
	if onTop && len(stack) >= maxModals {
		return fail("push_limit_reached")
	}
	if v.ExternalID != "" {
		for _, other := range w.views {
			if other.ExternalID == v.ExternalID {
				return fail("duplicate_external_id")
			}
		}
	}
	return nil
}

// forget drops views that are no longer shown; locked.
func (w *Workspace) forget(views ...*View) {
	for _, v := range views {
		delete(w.views, v.ID)
	}
}

func viewsUpdate(c *call) (any, *apiError) {
	v, err := c.w.parseView(c.raw("view"), "modal", "home")
	if err != nil {
		return nil, err
	}
	c.w.mu.Lock()
	old := c.w.views[c.str("view_id")]
	if external := c.str("external_id"); external != "" {
		for _, other := range c.w.views {
			if other.ExternalID == external {
				old = other
			}
		}
	}
	c.w.mu.Unlock()
	if old == nil {
		return nil, fail("not_found")
	}
	if err := c.w.replaceView(old, v, c.str("hash")); err != nil {
		return nil, err
	}
	return fields{"view": v.slackJSON()}, nil
}

// replaceView shows v in the place of old. What was typed into blocks that are
// still there, by block_id and action_id, stays.
func (w *Workspace) replaceView(old, v *View, hash string) *apiError {
	w.mu.Lock()
	current := w.views[old.ID]
	switch {
	case current == nil:
		w.mu.Unlock()
		return fail("not_found")
	case hash != "" && hash != current.Hash:
		w.mu.Unlock()
		return fail("hash_conflict")
	case current.Type != v.Type:
		w.mu.Unlock()
		return invalidArguments("[ERROR] the view's type cannot change [json-pointer:/view/type]")
	}
	v.ID, v.User, v.Root, v.Previous, v.State = current.ID, current.User, current.Root, current.Previous, current.State
	v.client, v.from = current.client, current.from
	w.views[v.ID] = v
	kind := "view"
	if v.Type == "home" {
		w.homes[v.User], kind = v, "home"
	} else {
		stack := slices.Clone(w.modals[v.tab()])
		if at := slices.IndexFunc(stack, func(o *View) bool { return o.ID == v.ID }); at >= 0 {
			stack[at] = v
		}
		w.modals[v.tab()] = stack
	}
	w.mu.Unlock()
	w.feed.publish(Update{Kind: kind, User: v.User})
	return nil
}

func viewsPublish(c *call) (any, *apiError) {
	v, err := c.w.parseView(c.raw("view"), "home")
	if err != nil {
		return nil, err
	}
	if !c.w.app.Features.AppHome.Home {
		return nil, fail("not_enabled")
	}
	c.w.mu.Lock()
	user := c.w.users[c.str("user_id")]
	var old *View
	if user != nil {
		old = c.w.homes[user.ID]
	}
	if user == nil || user.Bot != "" {
		c.w.mu.Unlock()
		return nil, invalidArguments("[ERROR] invalid user_id")
	}
	if hash := c.str("hash"); hash != "" && (old == nil || old.Hash != hash) {
		c.w.mu.Unlock()
		return nil, fail("hash_conflict")
	}
	v.User = user.ID
	if old != nil {
		v.ID, v.Root = old.ID, old.ID
	}
	c.w.homes[user.ID] = v
	c.w.views[v.ID] = v
	c.w.mu.Unlock()
	c.w.feed.publish(Update{Kind: "home", User: v.User})
	return fields{"view": v.slackJSON()}, nil
}
