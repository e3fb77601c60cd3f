package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"httpcode/bot"
	"httpcode/bot/socket"
	"httpcode/knowledge/probe"
)

// botSettings are what every running bot has, in Slack or in the playground.
type botSettings struct {
	knowledgeSettings
	probeSettings
	logSettings
}

type serveCommand struct {
	slackSettings
	botSettings
	Listen string `name:"listen" env:"HTTPCODE_LISTEN" default:":8080" help:"Where /healthz, /readyz and /metrics listen; empty turns the listener off."`
}

func (c *serveCommand) Run(ctx context.Context, std streams) error {
	collectOften()
	if err := c.slackSettings.check(); err != nil {
		return err
	}
	if err := checkListen("HTTPCODE_LISTEN", c.Listen, ":8080"); err != nil {
		return err
	}
	guard, err := c.botGuard(nil)
	if err != nil {
		return err
	}
	s, err := newService(c.slackSettings, c.botSettings, guard, std)
	if err != nil {
		return err
	}
	return s.run(ctx, c.Listen)
}

// gcPercent is how far the heap may grow past what is alive, mostly the
// catalogue, before it is collected. With Go's 100 a bot under load holds 60
// MiB, with this 50, for 10 % more CPU per answer (BenchmarkSoak): a good trade
// for a process that idles but in incidents.
const gcPercent = 60

// collectOften sets gcPercent, unless the operator chose with GOGC.
func collectOften() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}

// botGuard refuses special-purpose targets unless the operator, or the program
// itself, allows them.
func (s *probeSettings) botGuard(own []string) (*probe.Guard, error) {
	guard, err := probe.NewGuard(append(list(s.Allow), own...), list(s.Deny))
	if err != nil {
		return nil, rulesError(err)
	}
	return guard, nil
}

// service is a bot with all that it needs.
type service struct {
	bot     *bot.Bot
	metrics *bot.Metrics
	library *library
	prober  *probe.Prober
	log     *slog.Logger
}

func newService(slackSettings slackSettings, settings botSettings, guard *probe.Guard, std streams) (*service, error) {
	log, err := settings.logger(std.err)
	if err != nil {
		return nil, err
	}
	prober, err := settings.prober(guard)
	if err != nil {
		return nil, err
	}
	apiURL, err := slackSettings.apiURL()
	if err != nil {
		return nil, err
	}
	connections, err := slackSettings.connections()
	if err != nil {
		return nil, err
	}
	library, err := newLibrary(settings.knowledgeSettings, log)
	if err != nil {
		return nil, err
	}
	s := &service{metrics: bot.NewMetrics(readBuild().version), library: library, prober: prober, log: log}
	web := bot.NewWebClient(apiURL, s.metrics)
	s.bot = bot.New(bot.Options{
		API: slack.New(slackSettings.BotToken, slack.OptionAppLevelToken(slackSettings.AppToken),
			slack.OptionAPIURL(apiURL), slack.OptionHTTPClient(web)),
		HTTP:        web,
		Metrics:     s.metrics,
		Connections: connections,
		Catalog:     library.Catalog,
		Prober:      prober,
		Limit:       limit(&probe.Limiter{}),
		Log:         log,
	})
	return s, nil
}

// limit asks the limiter for the URL's host.
func limit(limiter *probe.Limiter) func(user, url string) time.Duration {
	return func(user, url string) time.Duration {
		wait, ok := limiter.Allow(user, probe.HostOf(url))
		if ok {
			return 0
		}
		return wait
	}
}

// run answers until ctx ends, which is no error, or until it cannot go on. An
// empty listen address means no listener.
func (s *service) run(ctx context.Context, listen string) error {
	// What runs beside the bot ends after it: while the bot stops, /readyz says so.
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	go s.library.watch(beside)
	if listen != "" {
		health, err := bot.ListenHealth(listen, s.bot.Pool().Ready, s.metrics, s.log)
		if err != nil {
			return err
		}
		go func() {
			if err := health.Serve(beside); err != nil {
				s.log.Error("the listener for health checks and metrics ended", "error", err)
			}
		}()
		s.log.Info("listening for health checks and metrics", "address", health.Addr().String())
	}
	s.log.Info("starting", "version", readBuild().version, "commit", readBuild().commit)
	if err := s.bot.Run(ctx); err != nil {
		return refusal(err)
	}
	s.log.Info("stopped: everything that was begun is finished")
	return nil
}

// refusal turns Slack's refusal into a sentence with what to do.
func refusal(err error) error {
	refused, ok := errors.AsType[*socket.RefusedError](err)
	if !ok {
		return err
	}
	if refused.Code == "missing_scope" && strings.Contains(refused.Needed, "connections:write") {
		// That scope is the app-level token's, and no part of the manifest.
		return fmt.Errorf("the app is refused by Slack (%s): %s", refused.Code, remedies["no_permission"])
	}
	if refused.Code == "missing_scope" && refused.Needed != "" {
		return fmt.Errorf("the app is refused by Slack: it lacks the scope %s; compare its settings with httpcode manifest, then install it again", refused.Needed)
	}
	if remedy, known := remedies[refused.Code]; known {
		return fmt.Errorf("the app is refused by Slack (%s): %s", refused.Code, remedy)
	}
	return fmt.Errorf("the app is refused by Slack (%s): look at its settings at https://api.slack.com/apps", refused.Code)
}

const newTokens = "copy the tokens anew from https://api.slack.com/apps > your app (OAuth & Permissions for SLACK_BOT_TOKEN, Basic Information > App-Level Tokens for SLACK_APP_TOKEN)"

const enableSocketMode = "turn Socket Mode on at https://api.slack.com/apps > your app > Socket Mode"

// remedies say what a person does about each of Slack's lasting refusals.
var remedies = map[string]string{
	"invalid_auth":            "a token is not valid; " + newTokens,
	"not_authed":              "a token is missing; " + newTokens,
	"account_inactive":        "the app was removed from the workspace, or the workspace is gone; install the app again, then " + newTokens,
	"token_revoked":           "a token was revoked; install the app again, then " + newTokens,
	"token_expired":           "a token has expired; turn token rotation off for the app, then " + newTokens,
	"not_allowed_token_type":  "the two tokens may be swapped: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-",
	"no_permission":           "the app-level token lacks the scope connections:write; make a new one under Basic Information > App-Level Tokens",
	"missing_scope":           "the app or its app-level token lacks a scope; compare its settings with httpcode manifest, then install it again",
	"link_disabled":           "the app is disabled, or Socket Mode is off; " + enableSocketMode,
	"socket_mode_not_enabled": enableSocketMode,
	"socket_mode_disabled":    enableSocketMode,
	"app_disabled":            "the app is disabled; a workspace administrator can enable it under Manage apps",
}
