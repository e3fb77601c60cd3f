package workspace

import (
	"io/fs"
	"time"
)

// Options are a workspace's knobs. The zero value is a small Slack with
// Slack's own limits, the seeds of people.go and the manifest of manifest.go.
type Options struct {
	// BotToken and AppToken are what the app's credentials are: "xoxb-…" and
	// "xapp-…". Empty means DefaultBotToken and DefaultAppToken.
	BotToken, AppToken string

	// Manifest is the app's manifest, YAML or JSON: its scopes, events,
	// commands and shortcuts are enforced. Nil means DefaultManifest.
	Manifest []byte

	// Users and Channels join, or replace by ID, the seeds.
	Users    []User
	Channels []Channel

	// BaseURL is where clients reach the workspace, such as
	// "http://127.0.0.1:8080". Empty means: as each client addressed it.
	BaseURL string

	// Now tells the time for message timestamps. Nil means time.Now.
	Now func() time.Time

	// AckDeadline is how long an envelope may stay unacknowledged; 0 means
	// Slack's 3 s. RetryDelays are the waits before an event's redeliveries;
	// nil means Slack's at once, 1 min, 5 min; empty means no redelivery.
	AckDeadline time.Duration
	RetryDelays []time.Duration
	// RetryAnew gives redeliveries an envelope_id and an event_id of their own;
	// without it they repeat the first ones. Slack does either (bolt-js#2487).
	RetryAnew bool
	// Redeliver says of a type of envelope ("slash_commands", "interactive",
	// "events_api") whether each one comes once more, at once, under another
	// envelope_id and perhaps on another connection, acknowledged or not, as was
	// reported of commands (bolt-js#2188). Nil means never.
	Redeliver func(kind string) bool

	// PingInterval is the time between WebSocket pings; 0 means 10 s, as seen
	// from Slack. RefreshInterval is the life of a connection: 0 means 6 h,
	// and 360 s where debug_reconnects is asked for. WarningLead is how long
	// before the end the connection is warned; 0 means 10 s.
	PingInterval, RefreshInterval, WarningLead time.Duration

	// NoPongs leaves the app's pings unanswered, which no Slack was seen to do.
	NoPongs bool

	// MaxConnections is how many sockets the app may have; 0 means 10.
	MaxConnections int

	// RateLimits are Slack's tiers where nil; Unlimited turns them off.
	RateLimits map[string]Rate

	// ResponseURLUses and ResponseURLLife bound a response URL; 0 means
	// Slack's 5 and 30 min. TriggerLife bounds a trigger_id; 0 means 3 s.
	ResponseURLUses int
	ResponseURLLife time.Duration
	TriggerLife     time.Duration

	// History is how many messages a channel keeps, and how many response
	// URLs the workspace remembers; 0 means 20,000. A long run stays flat.
	History int

	// TrafficEntries is how many exchanges Traffic remembers; 0 means 256,
	// below 0 none.
	TrafficEntries int

	// Hosts are names beside loopback's under which the page may be opened.
	Hosts []string

	// Examples are offered to newcomers, and Gallery is shown, on the page.
	Examples []Example
	Gallery  []Sample

	// Acked is told of every acknowledgement in time: the envelope's type, and
	// how long it took. It must return at once. Nil for nobody.
	Acked func(kind string, after time.Duration)

	// Page holds the page's static files; nil means the embedded page.
	Page fs.FS
}

// Slack's numbers, with where they come from.
const (
	// DefaultBotToken and DefaultAppToken have the shape of Slack's tokens and
	// are no secret: nothing but a workspace in memory takes them.
	DefaultBotToken = "xoxb-1000000000001-1000000000002-workspaceInMemoryBot"
	DefaultAppToken = "xapp-1-A0HTTPCODE-1000000000003-workspaceInMemoryApp"

	slackAckDeadline    = 3 * time.Second // docs.slack.dev: interactivity, events
	slackPingInterval   = 10 * time.Second
	slackRefresh        = 6 * time.Hour // "every few hours": using-socket-mode
	slackDebugRefresh   = 360 * time.Second
	slackWarningLead    = 10 * time.Second
	slackMaxConnections = 10 // using-socket-mode
	slackResponseUses   = 5  // handling-user-interaction: message responses
	slackResponseLife   = 30 * time.Minute
	slackTriggerLife    = 3 * time.Second
	// maxFrame is the length at which Slack closes the socket with 1009, "Max
	// frame length of 20480 has been exceeded".
	maxFrame = 20480

	defaultHistory = 20_000
	defaultTraffic = 256
)

// withDefaults fills in what was left out.
func (o Options) withDefaults() Options {
	setDefault(&o.BotToken, DefaultBotToken)
	setDefault(&o.AppToken, DefaultAppToken)
	setDefault(&o.AckDeadline, slackAckDeadline)
	setDefault(&o.PingInterval, slackPingInterval)
	setDefault(&o.WarningLead, slackWarningLead)
	setDefault(&o.MaxConnections, slackMaxConnections)
	setDefault(&o.ResponseURLUses, slackResponseUses)
	setDefault(&o.ResponseURLLife, slackResponseLife)
	setDefault(&o.TriggerLife, slackTriggerLife)
	setDefault(&o.History, defaultHistory)
	setDefault(&o.TrafficEntries, defaultTraffic)
	if o.Manifest == nil {
		o.Manifest = []byte(DefaultManifest)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.RetryDelays == nil {
		o.RetryDelays = []time.Duration{0, time.Minute, 5 * time.Minute} // docs.slack.dev: events-api, error handling
	}
	if o.RateLimits == nil {
		o.RateLimits = slackRates
	}
	return o
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
