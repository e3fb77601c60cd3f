package workspace

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// slackChannel is a conversation as Slack's API shows one to the app.
func slackChannel(ch *channel) map[string]any {
	if ch.IM {
		return map[string]any{"id": ch.ID, "is_im": true, "is_channel": false, "is_group": false, "is_mpim": false,
			"is_private": true, "user": ch.partner(BotUser), "is_archived": false, "is_org_shared": false, "is_open": true,
			"context_team_id": TeamID, "created": 1}
	}
	return map[string]any{"id": ch.ID, "name": ch.Name, "name_normalized": ch.Name, "is_channel": !ch.Private,
		"is_group": ch.Private, "is_im": false, "is_mpim": false, "is_private": ch.Private, "is_archived": ch.Archived,
		"is_general": ch.ID == General, "is_shared": ch.Shared, "is_ext_shared": ch.Shared, "is_org_shared": false,
		"is_member": ch.has(BotUser), "num_members": len(ch.Members), "creator": Ada, "created": 1, "context_team_id": TeamID,
		"topic": map[string]any{"value": ch.Topic, "creator": "", "last_set": 0}, "purpose": map[string]any{"value": "", "creator": "", "last_set": 0}}
}

// seen finds a conversation that the app may know of; locked.
func (c *call) seen() (*channel, *apiError) {
	ch := c.w.channels[c.str("channel")]
	if ch == nil || ((ch.Private || ch.IM) && !ch.has(BotUser)) {
		return nil, fail("channel_not_found")
	}
	return ch, nil
}

// allows checks the scope that this very kind of conversation needs, such as
// "groups:history" for a private channel.
func (c *call) allows(ch *channel, right string) *apiError {
	kind := "channels"
	switch {
	case ch.IM:
		kind = "im"
	case ch.Private:
		kind = "groups"
	}
	if scope := kind + ":" + right; !c.w.app.hasScope(scope) {
		return &apiError{Code: "missing_scope", Extra: map[string]any{"needed": scope, "provided": strings.Join(c.w.app.OAuth.Scopes.Bot, ",")}}
	}
	return nil
}

func conversationsInfo(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, err := c.seen()
	if err == nil {
		err = c.allows(ch, "read")
	}
	if err != nil {
		return nil, err
	}
	return fields{"channel": slackChannel(ch)}, nil
}

func conversationsList(c *call) (any, *apiError) {
	types := strings.Split(c.str("types"), ",")
	if c.str("types") == "" {
		types = []string{"public_channel"}
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	list := []any{}
	for _, id := range c.w.order {
		ch := c.w.channels[id]
		kind := "public_channel"
		switch {
		case ch.IM:
			kind = "im"
		case ch.Private:
			kind = "private_channel"
		}
		hidden := (ch.Private || ch.IM) && !ch.has(BotUser) || ch.Archived && c.flag("exclude_archived", false)
		if slices.Contains(types, kind) && !hidden {
			list = append(list, slackChannel(ch))
		}
	}
	return page(c, "channels", list)
}

// page cuts a list by the limit and cursor of the call.
func page(c *call, name string, list []any) (any, *apiError) {
	start := 0
	if cursor := c.str("cursor"); cursor != "" {
		text, err := base64.StdEncoding.DecodeString(cursor)
		if err != nil {
			return nil, fail("invalid_cursor")
		}
		if start, err = strconv.Atoi(string(text)); err != nil || start < 0 || start > len(list) {
			return nil, fail("invalid_cursor")
		}
	}
	limit, _ := strconv.Atoi(c.str("limit"))
	if limit <= 0 || limit > 1000 {
		limit = 100
	}
	end, next := min(len(list), start+limit), ""
	if end < len(list) {
		next = base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(end)))
	}
	return fields{name: list[start:end], "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}}, nil
}

func conversationsMembers(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, err := c.seen()
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, m := range ch.Members {
		list = append(list, m)
	}
	return page(c, "members", list)
}

func conversationsJoin(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, err := c.seen()
	switch {
	case err != nil:
		return nil, err
	case ch.IM || ch.Private:
		return nil, fail("method_not_supported_for_channel_type")
	case ch.Archived:
		return nil, fail("is_archived")
	case !ch.has(BotUser):
		ch.Members = append(ch.Members, BotUser)
	}
	return fields{"channel": slackChannel(ch)}, nil
}

func conversationsOpen(c *call) (any, *apiError) {
	users := strings.FieldsFunc(c.str("users"), func(r rune) bool { return r == ',' || r == ' ' })
	if id := c.str("channel"); id != "" && len(users) == 0 {
		c.w.mu.Lock()
		ch, err := c.seen()
		c.w.mu.Unlock()
		if err != nil {
			return nil, err
		}
		return fields{"channel": map[string]any{"id": ch.ID}}, nil
	}
	if len(users) == 0 {
		return nil, fail("users_list_not_supplied")
	}
	if len(users) > 1 {
		return nil, fail("not_enough_users") // conversations of several are not part of this workspace
	}
	c.w.mu.Lock()
	u := c.w.users[users[0]]
	c.w.mu.Unlock()
	switch {
	case u == nil:
		return nil, fail("user_not_found")
	case u.Bot != "":
		return nil, fail("cannot_dm_bot")
	case u.Deleted:
		return nil, fail("user_disabled")
	}
	ch := c.w.dm(u.ID)
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	if c.flag("return_im", false) {
		return fields{"channel": slackChannel(ch)}, nil
	}
	return fields{"channel": map[string]any{"id": ch.ID}}, nil
}

// readable finds a conversation whose messages the app may read; locked.
func (c *call) readable() (*channel, *apiError) {
	ch, err := c.seen()
	if err == nil {
		err = c.allows(ch, "history")
	}
	if err == nil && !ch.has(BotUser) {
		err = fail("not_in_channel")
	}
	return ch, err
}

func conversationsHistory(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, m := range slices.Backward(ch.messages) { // the newest first
		if (m.ThreadTS == "" || m.ThreadTS == m.TS) && c.within(m.TS) {
			list = append(list, m.slackJSON())
		}
	}
	return page(c, "messages", list)
}

func conversationsReplies(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	ts := c.str("ts")
	if ch.find(ts) == nil {
		return nil, fail("thread_not_found")
	}
	list := []any{}
	for _, m := range ch.messages { // the oldest first
		if m.TS == ts || m.ThreadTS == ts && c.within(m.TS) {
			list = append(list, m.slackJSON())
		}
	}
	return page(c, "messages", list)
}

// within says whether a timestamp is between oldest and latest.
func (c *call) within(ts string) bool {
	oldest, latest, inclusive := c.str("oldest"), c.str("latest"), c.flag("inclusive", false)
	if inclusive && (ts == oldest || ts == latest) {
		return true
	}
	return (oldest == "" || ts > oldest) && (latest == "" || ts < latest)
}
