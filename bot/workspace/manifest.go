package workspace

import (
	"fmt"
	"slices"

	yaml "go.yaml.in/yaml/v4"
)

// DefaultManifest describes an app with every feature that the workspace has.
const DefaultManifest = `
display_information: {name: httpcode}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: httpcode, always_online: true}
  slash_commands: [{command: /httpcode, description: Explains HTTP errors, usage_hint: "403 | URL | help", should_escape: false}]
  shortcuts: [{name: Explain this error, type: message, callback_id: explain, description: Explains an error message}]
oauth_config:
  scopes:
    bot: [app_mentions:read, channels:history, channels:join, channels:manage, channels:read, chat:write, commands,
          groups:history, groups:read, im:history, im:read, im:write, reactions:read, reactions:write, team:read, users:read]
settings:
  event_subscriptions: {bot_events: [app_mention, app_home_opened, message.im]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

// manifest is the part of an app manifest that the workspace enforces.
type manifest struct {
	Display struct {
		Name string `yaml:"name"`
	} `yaml:"display_information"`
	Features struct {
		AppHome struct {
			Home     bool `yaml:"home_tab_enabled"`
			Messages bool `yaml:"messages_tab_enabled"`
			ReadOnly bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		BotUser struct {
			Name string `yaml:"display_name"`
		} `yaml:"bot_user"`
		Commands  []slashCommand `yaml:"slash_commands"`
		Shortcuts []shortcut     `yaml:"shortcuts"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			Enabled bool `yaml:"is_enabled"`
		} `yaml:"interactivity"`
		SocketMode bool `yaml:"socket_mode_enabled"`
	} `yaml:"settings"`
}

type slashCommand struct {
	Command     string `yaml:"command" json:"command"`
	Description string `yaml:"description" json:"description"`
	UsageHint   string `yaml:"usage_hint" json:"usage_hint"`
	Escape      bool   `yaml:"should_escape" json:"-"`
}

type shortcut struct {
	Name       string `yaml:"name" json:"name"`
	Type       string `yaml:"type" json:"type"`
	CallbackID string `yaml:"callback_id" json:"callback_id"`
}

func parseManifest(text []byte) (*manifest, error) {
	var m manifest
	if err := yaml.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("reading the app manifest: %w", err)
	}
	return &m, nil
}

// hasScope says whether the app was granted any one of scopes.
func (m *manifest) hasScope(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(m.OAuth.Scopes.Bot, s) })
}

func (m *manifest) subscribes(event string) bool {
	return slices.Contains(m.Settings.Events.Bot, event)
}

func (m *manifest) command(name string) (slashCommand, bool) {
	for _, c := range m.Features.Commands {
		if c.Command == name {
			return c, true
		}
	}
	return slashCommand{}, false
}

func (m *manifest) shortcut(callbackID, kind string) bool {
	return slices.ContainsFunc(m.Features.Shortcuts, func(s shortcut) bool { return s.CallbackID == callbackID && s.Type == kind })
}
