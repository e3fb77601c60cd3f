package workspace

// The seeds' identifiers. They have the shape of Slack's.
const (
	TeamID  = "T0EXAMPLE1"
	AppID   = "A0HTTPCODE"
	BotUser = "U0HTTPCODE" // the app's bot user
	BotID   = "B0HTTPCODE"

	Ada       = "U0ADA00001" // a full member
	Grace     = "U0GRACE001" // a full member
	Tim       = "U0TIMGUEST" // a guest: sees only the channels that he is in
	Stranger  = "U0STRANGER" // of another organisation, here through Slack Connect
	DeployBot = "U0DEPLOYBT" // another app's bot
	Slackbot  = "USLACKBOT"

	General   = "C0GENERAL1"
	Incidents = "C0INCIDENT"
	Random    = "C0RANDOM01" // the bot is not in it
	Private   = "C0PRIVATE1" // private; the bot is not in it
	Archived  = "C0ARCHIVED"
	Shared    = "C0SHAREDXT" // shared with another organisation
	ReadOnly  = "C0ANNOUNCE" // posting is restricted to administrators

	strangerTeam = "T0ACMECORP"
)

// User is a person or a bot of the workspace.
type User struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Team     string `json:"team_id"`
	Bot      string `json:"bot_id,omitempty"` // the bot's ID, for bots
	Guest    bool   `json:"is_restricted,omitempty"`
	Admin    bool   `json:"is_admin,omitempty"`
	Deleted  bool   `json:"deleted,omitempty"`
}

// Channel is a conversation.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Topic    string   `json:"topic,omitempty"`
	Private  bool     `json:"is_private,omitempty"`
	IM       bool     `json:"is_im,omitempty"` // between two users; Name is empty
	Archived bool     `json:"is_archived,omitempty"`
	Shared   bool     `json:"is_ext_shared,omitempty"`
	ReadOnly bool     `json:"is_read_only,omitempty"` // only administrators post
	Members  []string `json:"members"`
}

func seedUsers() []User {
	return []User{
		{ID: Ada, Name: "ada", RealName: "Ada", Team: TeamID, Admin: true},
		{ID: Grace, Name: "grace", RealName: "Grace", Team: TeamID},
		{ID: Tim, Name: "tim", RealName: "Tim (guest)", Team: TeamID, Guest: true},
		{ID: Stranger, Name: "sam", RealName: "Sam (Acme)", Team: strangerTeam},
		{ID: DeployBot, Name: "deploybot", RealName: "Deploy Bot", Team: TeamID, Bot: "B0DEPLOYBT"},
		{ID: Slackbot, Name: "slackbot", RealName: "Slackbot", Team: TeamID, Bot: "B0SLACKBOT"},
	}
}

func seedChannels() []Channel {
	return []Channel{
		{ID: General, Name: "general", Topic: "Everyone", Members: []string{Ada, Grace, BotUser, DeployBot}},
		{ID: Incidents, Name: "incidents", Topic: "What is broken now", Members: []string{Ada, Grace, Tim, BotUser, DeployBot}},
		{ID: Random, Name: "random", Topic: "Anything else", Members: []string{Ada, Grace}},
		{ID: Private, Name: "incident-leads", Private: true, Members: []string{Ada, Grace}},
		{ID: Archived, Name: "old-incidents", Archived: true, Members: []string{Ada, Grace, BotUser}},
		{ID: Shared, Name: "shared-acme", Shared: true, Members: []string{Ada, Stranger, BotUser}},
		{ID: ReadOnly, Name: "announcements", ReadOnly: true, Members: []string{Ada, Grace, BotUser}},
	}
}
