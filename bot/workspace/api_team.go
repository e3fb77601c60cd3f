package workspace

func apiTest(c *call) (any, *apiError) {
	if code := c.str("error"); code != "" {
		return nil, fail(code)
	}
	return fields{"args": c.values}, nil
}

func authTest(c *call) (any, *apiError) {
	url := c.w.baseURL(c.r) + "/"
	if c.token == c.w.opts.AppToken {
		return fields{"app_name": c.w.app.Display.Name, "app_id": AppID}, nil
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return fields{"url": url, "team": "Example", "user": c.w.users[BotUser].Name, "team_id": TeamID,
		"user_id": BotUser, "bot_id": BotID, "is_enterprise_install": false}, nil
}

func appsConnectionsOpen(c *call) (any, *apiError) {
	if !c.w.app.Settings.SocketMode {
		return nil, fail("socket_mode_not_enabled")
	}
	base := c.w.baseURL(c.r)
	return fields{"url": "ws" + base[len("http"):] + "/link/?ticket=" + c.w.hub.issue() + "&app_id=" + AppID}, nil
}

func teamInfo(c *call) (any, *apiError) {
	return fields{"team": map[string]any{"id": TeamID, "name": "Example", "domain": "example"}}, nil
}

// slackUser is a user as Slack's API shows one.
func slackUser(u *User) map[string]any {
	profile := map[string]any{"real_name": u.RealName, "display_name": u.Name, "team": u.Team}
	if u.Bot != "" {
		profile["bot_id"] = u.Bot
	}
	return map[string]any{"id": u.ID, "team_id": u.Team, "name": u.Name, "real_name": u.RealName, "deleted": u.Deleted,
		"tz": "Etc/UTC", "tz_label": "Coordinated Universal Time", "tz_offset": 0, "profile": profile,
		"is_admin": u.Admin, "is_owner": false, "is_restricted": u.Guest, "is_ultra_restricted": false,
		"is_bot": u.Bot != "", "is_app_user": false, "is_stranger": u.Team != TeamID, "updated": 1}
}

func usersInfo(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	u := c.w.users[c.str("user")]
	if u == nil {
		return nil, fail("user_not_found")
	}
	return fields{"user": slackUser(u)}, nil
}

func usersList(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	var members []any
	for _, id := range c.w.people {
		members = append(members, slackUser(c.w.users[id]))
	}
	return fields{"members": members, "cache_ts": 1, "response_metadata": map[string]any{"next_cursor": ""}}, nil
}

func botsInfo(c *call) (any, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	for _, id := range c.w.people {
		if u := c.w.users[id]; u.Bot != "" && u.Bot == c.str("bot") {
			return fields{"bot": map[string]any{"id": u.Bot, "deleted": false, "name": u.RealName, "user_id": u.ID, "app_id": AppID}}, nil
		}
	}
	return nil, fail("bot_not_found")
}
