package main

import (
	"cmp"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"httpcode/knowledge/probe"
)

// Settings arrive as text, from a flag or its variable, and are checked by the
// command that uses them. Each check's sentence names the variable ([asTyped]
// puts the flag in its place), what is wrong with it, and what it should look
// like; it never quotes a token.

// slackSettings are what a connection to Slack needs.
type slackSettings struct {
	BotToken    string `name:"slack-bot-token" env:"SLACK_BOT_TOKEN" placeholder:"xoxb-…" help:"Bot token."`
	AppToken    string `name:"slack-app-token" env:"SLACK_APP_TOKEN" placeholder:"xapp-…" help:"App-level token with connections:write."`
	APIURL      string `name:"slack-api-url" env:"SLACK_API_URL" default:"https://slack.com/api/" help:"Base of the Slack Web API."`
	Connections string `name:"slack-connections" env:"SLACK_CONNECTIONS" default:"2" placeholder:"N" help:"Simultaneous Socket Mode connections, 1 to 10."`
}

const offerPlayground = "To try httpcode without Slack: httpcode playground"

// tokenPlaces say where in Slack's settings each token is found.
const (
	botTokenPlace = "It begins with xoxb- and is found at https://api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token."
	appTokenPlace = "It begins with xapp- and is made at https://api.slack.com/apps > your app > Basic Information > App-Level Tokens, with the scope connections:write."
)

// check says what is wrong with the Slack settings, all of it at once.
func (s *slackSettings) check() error {
	var faults []string
	faults = append(faults, checkToken("SLACK_BOT_TOKEN", s.BotToken, "xoxb-", botTokenPlace)...)
	faults = append(faults, checkToken("SLACK_APP_TOKEN", s.AppToken, "xapp-", appTokenPlace)...)
	if len(faults) > 0 {
		faults = append(faults, offerPlayground)
	}
	if _, err := s.apiURL(); err != nil {
		faults = append(faults, err.Error())
	}
	if _, err := s.connections(); err != nil {
		faults = append(faults, err.Error())
	}
	if len(faults) > 0 {
		return usagef("%s", strings.Join(faults, "\n"))
	}
	return nil
}

func checkToken(name, value, prefix, place string) []string {
	switch {
	case value == "":
		return []string{name + " is not set. " + place}
	case !strings.HasPrefix(value, prefix):
		return []string{name + " does not look like its token" + mistaken(value) + ". " + place}
	case len(value) == len(prefix) || strings.ContainsFunc(value, notTokenRune):
		return []string{name + " is incomplete, or holds characters that no token has (spaces, quotes, line ends). " + place}
	default:
		return nil
	}
}

func notTokenRune(r rune) bool {
	return r != '-' && r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// mistaken names the other kind of token that was put there instead.
func mistaken(value string) string {
	for prefix, what := range map[string]string{
		"xoxb-": "a bot token", "xapp-": "an app-level token", "xoxp-": "a user token", "xoxe": "a rotating token",
		"https://hooks.slack.com/": "a webhook's address",
	} {
		if strings.HasPrefix(value, prefix) {
			return ": it holds " + what
		}
	}
	return ""
}

// apiURL is the base of the Web API, with the trailing slash that slack-go
// needs.
func (s *slackSettings) apiURL() (string, error) {
	base := cmp.Or(s.APIURL, "https://slack.com/api/")
	parsed, err := url.Parse(base)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "" {
		return "", usagef("SLACK_API_URL is no URL of an API: it should look like https://slack.com/api/")
	}
	if port := parsed.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", usagef("SLACK_API_URL has a port out of range: it should look like https://slack.com/api/")
		}
	}
	return strings.TrimRight(base, "/") + "/", nil
}

func (s *slackSettings) connections() (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(cmp.Or(s.Connections, "2")))
	if err != nil || n < 1 || n > 10 {
		return 0, usagef("SLACK_CONNECTIONS is %q: it should be a whole number from 1 to 10", s.Connections)
	}
	return n, nil
}

// probeSettings are how checks are made.
type probeSettings struct {
	Allow   string `name:"probe-allow" env:"HTTPCODE_PROBE_ALLOW" placeholder:"HOSTS" help:"Hosts, *.wildcards, CIDRs, each with optional :port, that the bot may check although they are special."`
	Deny    string `name:"probe-deny" env:"HTTPCODE_PROBE_DENY" placeholder:"HOSTS" help:"The same forms: never checked; wins over allow."`
	Timeout string `name:"probe-timeout" env:"HTTPCODE_PROBE_TIMEOUT" default:"10s" help:"The budget of one check."`
	Vantage string `name:"probe-vantage" env:"HTTPCODE_PROBE_VANTAGE" placeholder:"NAME" help:"How answers name the place that a check runs from (default: this host's name)."`
}

// The bounds of a check's budget: below, no handshake over a long line ends;
// above, Slack's response URL and the person's patience run out.
const (
	minTimeout = 100 * time.Millisecond
	maxTimeout = 5 * time.Minute
)

func (s *probeSettings) timeout() (time.Duration, error) {
	timeout, err := time.ParseDuration(strings.TrimSpace(cmp.Or(s.Timeout, "10s")))
	if err != nil || timeout < minTimeout || timeout > maxTimeout {
		return 0, usagef("HTTPCODE_PROBE_TIMEOUT is %q: it should be a duration from %s to %s, such as 10s", s.Timeout, minTimeout, strings.TrimSuffix(maxTimeout.String(), "0s"))
	}
	return timeout, nil
}

func (s *probeSettings) vantage() string {
	if s.Vantage != "" {
		return s.Vantage
	}
	host, err := os.Hostname()
	if err != nil {
		return "this host"
	}
	return host
}

// rulesError names the setting whose rule cannot be read.
func rulesError(err error) error {
	bad, ok := errors.AsType[*probe.RuleError](err)
	if !ok {
		return err
	}
	return usagef("HTTPCODE_PROBE_%s holds %q, which %s", strings.ToUpper(bad.List), bad.Rule, bad.Fault)
}

// checkListen says whether a listener's address can be one, where there is one;
// that it is taken is found when listening.
func checkListen(variable, address, example string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil && address != "" {
		return usagef("%s is %q: it should be an address with a port up to 65535, such as %s", variable, address, example)
	}
	return nil
}

// list splits a comma-separated setting.
func list(value string) []string {
	var items []string
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// logSettings are how the bot tells what it does.
type logSettings struct {
	Level  string `name:"log-level" env:"HTTPCODE_LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
	Format string `name:"log-format" env:"HTTPCODE_LOG_FORMAT" default:"auto" help:"json, text, or auto (text on a terminal)."`
}

// logger writes to out, the process's standard error.
func (s *logSettings) logger(out io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cmp.Or(s.Level, "info"))); err != nil {
		return nil, usagef("HTTPCODE_LOG_LEVEL is %q: it should be debug, info, warn or error", s.Level)
	}
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: readable}
	switch format := strings.ToLower(cmp.Or(s.Format, "auto")); {
	case format == "json", format == "auto" && !isTerminal(out):
		return slog.New(slog.NewJSONHandler(out, options)), nil
	case format == "text", format == "auto":
		return slog.New(slog.NewTextHandler(out, options)), nil
	default:
		return nil, usagef("HTTPCODE_LOG_FORMAT is %q: it should be json, text or auto", s.Format)
	}
}

// readable writes durations as people do: JSON would count their nanoseconds.
func readable(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.StringValue(a.Value.Duration().String())
	}
	return a
}
