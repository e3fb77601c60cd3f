package workspace

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// send posts what was typed, or runs it where it is a command.
func send(d *deed, r *http.Request) (fields, error) {
	if !strings.HasPrefix(d.Text, "/") {
		if strings.TrimSpace(d.Text) == "" {
			return nil, errors.New("there is nothing to send")
		}
		m, err := d.p.Post(d.Channel, d.Thread, d.Text)
		return fields{"message": m}, err
	}
	if d.Thread != "" {
		return nil, errors.New("slash commands cannot be used in threads")
	}
	command, text, _ := strings.Cut(d.Text, " ")
	if command == "/invite" { // Slack's own, and what a bot that is no member asks for
		return nil, d.p.inviteByName(text, d.Channel)
	}
	return settled(d.p.Command(d.Channel, command, text), r)
}

func edit(d *deed, _ *http.Request) (fields, error) {
	m, err := d.p.Edit(d.Channel, d.TS, d.Text)
	return fields{"message": m}, err
}

func remove(d *deed, _ *http.Request) (fields, error) { return nil, d.p.Delete(d.Channel, d.TS) }

// values are one string, or a list of them.
func (d *deed) values() []string {
	var list []string
	var one string
	if json.Unmarshal(d.Values, &list) != nil && json.Unmarshal(d.Values, &one) == nil {
		list = []string{one}
	}
	return list
}

func (d *deed) message() Message { return Message{Channel: d.Channel, TS: d.TS} }

func act(d *deed, r *http.Request) (fields, error) {
	return settled(d.p.Select(d.message(), d.Action, d.values()...), r)
}

func suggest(d *deed, r *http.Request) (fields, error) {
	i := d.p.Suggest(d.message(), d.Action, d.Text)
	if err := i.Wait(r.Context()); err != nil {
		return nil, err
	}
	return fields{"response": textOrJSON(i.Response())}, nil
}

func useShortcut(d *deed, r *http.Request) (fields, error) {
	if d.TS == "" {
		return settled(d.p.GlobalShortcut(d.CallbackID), r)
	}
	return settled(d.p.Shortcut(d.message(), d.CallbackID), r)
}

func openHome(d *deed, _ *http.Request) (fields, error) {
	if d.Tab == "messages" {
		d.p.OpenMessages()
	} else {
		d.p.OpenHome()
	}
	return nil, nil
}

func actInView(d *deed, r *http.Request) (fields, error) {
	return settled(d.p.Act(&View{ID: d.ViewID}, d.Action, d.values()...), r)
}

func submitView(d *deed, r *http.Request) (fields, error) {
	values := map[string][]string{}
	if len(d.Values) > 0 {
		if err := json.Unmarshal(d.Values, &values); err != nil {
			return nil, errors.New(`values must be {"action": ["value", …]}`)
		}
	}
	return settled(d.p.SubmitView(values), r)
}

func closeView(d *deed, r *http.Request) (fields, error) { return settled(d.p.CloseView(), r) }

func invite(d *deed, _ *http.Request) (fields, error) { return nil, d.p.Invite(d.Invitee, d.Channel) }

func reload(d *deed, _ *http.Request) (fields, error) {
	d.p.Reload()
	return nil, nil
}
