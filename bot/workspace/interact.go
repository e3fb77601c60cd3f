package workspace

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// interaction starts the payload that every interaction has.
func (p *Person) interaction(kind string, i *Invocation) map[string]any {
	p.w.mu.Lock()
	u := p.w.users[p.ID]
	p.w.mu.Unlock()
	payload := map[string]any{"type": kind, "token": verificationToken, "api_app_id": AppID,
		"team": map[string]any{"id": TeamID, "domain": "example"}, "enterprise": nil, "is_enterprise_install": false,
		"user": map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.Team}}
	if kind != "view_closed" {
		payload["trigger_id"] = i.trigger()
	}
	return payload
}

// interact sends an interaction to any one connection. It is not repeated
// where the app does not answer (python-slack-sdk#1940).
func (p *Person) interact(i *Invocation, payload map[string]any, respond bool, acked func(payload []byte)) *Invocation {
	if !p.w.app.Settings.Interactivity.Enabled {
		i.finish(fmt.Errorf("interactivity is off in the app's manifest: %w", ErrNotAllowed), nil)
		return i
	}
	d := &delivery{id: newEnvelopeID(), kind: "interactive", respond: respond,
		acked: func(answer []byte) {
			if acked != nil {
				acked(answer)
			}
			i.finish(nil, answer)
		},
		failed: func(reason string) {
			i.finish(failure(reason), nil)
			p.w.feed.publish(Update{Kind: "invocation", User: p.ID})
		}}
	p.w.deliver(d, func(base string) []byte {
		if _, ok := payload["response_url"]; ok {
			payload["response_url"] = i.responseURL(base)
		}
		if urls, ok := payload["response_urls"].([]responseTarget); ok {
			for n := range urls {
				urls[n].URL = urls[n].invocation.responseURL(base)
			}
		}
		return encode(payload)
	})
	return i
}

// actionTS is when somebody acted, in the form of a timestamp.
func actionTS() string {
	now := time.Now().UnixMicro()
	return fmt.Sprintf("%d.%06d", now/1e6, now%1e6)
}

// current returns the message as it is now, where the person sees it.
func (p *Person) current(m Message) (*Message, *channel, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	ch := p.w.channels[m.Channel]
	if ch == nil || !ch.visible(p.w.users[p.ID]) {
		return nil, nil, fmt.Errorf("%q: %w", m.Channel, ErrNoChannel)
	}
	if _, private := ch.findEphemeral(p.ID, m.TS); private != nil {
		return private, ch, nil
	}
	if now := ch.find(m.TS); now != nil {
		return now, ch, nil
	}
	return nil, nil, fmt.Errorf("%s: %w", m.TS, ErrNoMessage)
}

// Click presses a button of a message, by its action_id, or by
// "block_id/action_id" where several blocks have it.
func (p *Person) Click(m Message, actionID string) *Invocation { return p.Select(m, actionID) }

// Select chooses values in an element of a message: options by value or text,
// users and conversations by ID, dates and times in Slack's form.
func (p *Person) Select(m Message, actionID string, values ...string) *Invocation {
	now, ch, err := p.current(m)
	if err != nil {
		return p.w.failedInvocation("block_actions", p.ID, m.Channel, err)
	}
	e := findElement(now.Blocks, actionID)
	if e == nil {
		return p.w.failedInvocation("block_actions", p.ID, m.Channel, fmt.Errorf("%q in %s: %w", actionID, m.TS, ErrNoElement))
	}
	state, err := e.choose(values...)
	if err != nil {
		return p.w.failedInvocation("block_actions", p.ID, m.Channel, err)
	}
	i := p.invoke("block_actions", m.Channel)
	i.original, i.private = now.TS, now.Ephemeral()
	payload := p.interaction("block_actions", i)
	container := map[string]any{"type": "message", "message_ts": now.TS, "channel_id": ch.ID, "is_ephemeral": now.Ephemeral()}
	if now.ThreadTS != "" {
		container["thread_ts"] = now.ThreadTS
	}
	payload["container"], payload["channel"] = container, channelRef(ch)
	if !now.Ephemeral() { // Slack keeps no ephemeral message to show
		payload["message"] = now.slackJSON()
	}
	payload["state"] = map[string]any{"values": stateOf(now.Blocks, p.w.remember(now, p.ID, e, state), ch.ID)}
	payload["response_url"] = ""
	payload["actions"] = []any{acted(e, state)}
	return p.interact(i, payload, true, p.w.noAnswer)
}

// noAnswer notes an answer to a click: Slack says that it takes one, and makes
// nothing of it.
func (w *Workspace) noAnswer(payload []byte) {
	if !emptyPayload(payload) {
		w.violate("socket", "an answer to block_actions: Slack makes nothing of it")
	}
}

// acted is an entry of "actions".
func acted(e *element, state map[string]any) map[string]any {
	action := maps.Clone(state)
	action["action_id"], action["block_id"], action["action_ts"] = e.action(), e.block, actionTS()
	copyFields(action, e.fields, "placeholder")
	for _, field := range []string{"text", "selected_option", "selected_options", "placeholder"} {
		if action[field] != nil {
			action[field] = escapeTexts(action[field])
		}
	}
	return action
}

// escapeTexts is a copy of text objects, and what holds them, with & < > in
// their escaped form, in which Slack gives them back (bolt-python#513).
func escapeTexts(node any) any {
	switch node := node.(type) {
	case []any:
		out := make([]any, len(node))
		for n, item := range node {
			out[n] = escapeTexts(item)
		}
		return out
	case map[string]any:
		out := maps.Clone(node)
		for key, item := range node {
			if s, ok := item.(string); ok && key == "text" {
				out[key] = escaper.Replace(s)
			} else if !ok {
				out[key] = escapeTexts(item)
			}
		}
		return out
	}
	return node
}

func channelRef(ch *channel) map[string]any {
	return map[string]any{"id": ch.ID, "name": ch.payloadName()}
}

// remember keeps what was chosen in a message, and returns all of it.
func (w *Workspace) remember(m *Message, user string, e *element, state map[string]any) map[string]map[string]any {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !e.stateful() {
		return m.states[user]
	}
	if m.states == nil {
		m.states = map[string]map[string]map[string]any{}
	}
	m.states[user] = choice(m.states[user], e, state)
	return m.states[user]
}

// Shortcut uses a message shortcut, such as "explain", on a message.
func (p *Person) Shortcut(m Message, callbackID string) *Invocation {
	now, ch, err := p.current(m)
	switch {
	case err != nil:
	case now.Ephemeral():
		err = fmt.Errorf("ephemeral messages have no shortcuts: %w", ErrNotAllowed)
	case !p.w.app.shortcut(callbackID, "message"):
		err = fmt.Errorf("no message shortcut %q in the manifest: %w", callbackID, ErrNotAllowed)
	}
	if err != nil {
		return p.w.failedInvocation("message_action", p.ID, m.Channel, err)
	}
	i := p.invoke("message_action", ch.ID)
	payload := p.interaction("message_action", i)
	payload["callback_id"], payload["action_ts"], payload["message_ts"] = callbackID, actionTS(), now.TS
	payload["channel"], payload["message"], payload["response_url"] = channelRef(ch), now.slackJSON(), ""
	return p.interact(i, payload, false, nil)
}

// GlobalShortcut uses a shortcut from the search or the composer.
func (p *Person) GlobalShortcut(callbackID string) *Invocation {
	if !p.w.app.shortcut(callbackID, "global") {
		return p.w.failedInvocation("shortcut", p.ID, "", fmt.Errorf("no global shortcut %q in the manifest: %w", callbackID, ErrNotAllowed))
	}
	i := p.invoke("shortcut", "")
	payload := p.interaction("shortcut", i)
	payload["callback_id"], payload["action_ts"] = callbackID, actionTS()
	return p.interact(i, payload, false, nil)
}

// OpenHome opens the app's Home tab; the app hears of every visit.
func (p *Person) OpenHome() { p.openTab("home") }

// OpenMessages opens the app's Messages tab, the direct message.
func (p *Person) OpenMessages() { p.openTab("messages") }

func (p *Person) openTab(tab string) {
	event := map[string]any{"type": "app_home_opened", "user": p.ID, "channel": p.DM(), "tab": tab, "event_ts": p.w.stamp()}
	if home := p.Home(); home != nil && tab == "home" {
		event["view"] = home.slackJSON()
	}
	p.w.event("app_home_opened", encode(event), false)
}

// Suggest types into an external select of a message and returns the app's
// options, as JSON, through the invocation's Response.
func (p *Person) Suggest(m Message, actionID, typed string) *Invocation {
	now, ch, err := p.current(m)
	if err != nil {
		return p.w.failedInvocation("block_suggestion", p.ID, m.Channel, err)
	}
	e := findElement(now.Blocks, actionID)
	if e == nil {
		return p.w.failedInvocation("block_suggestion", p.ID, m.Channel, fmt.Errorf("%q: %w", actionID, ErrNoElement))
	}
	i := p.invoke("block_suggestion", ch.ID)
	payload := p.interaction("block_suggestion", i)
	delete(payload, "trigger_id")
	payload["action_id"], payload["block_id"], payload["value"] = e.action(), e.block, typed
	payload["channel"], payload["message"] = channelRef(ch), now.slackJSON()
	payload["container"] = map[string]any{"type": "message", "message_ts": now.TS, "channel_id": ch.ID, "is_ephemeral": now.Ephemeral()}
	return p.interact(i, payload, true, func(answer []byte) {
		var options struct {
			Options, OptionGroups json.RawMessage
		}
		if json.Unmarshal(answer, &options) != nil {
			p.w.violate("socket", "an answer to a block_suggestion that holds no options")
		}
	})
}
