package workspace

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// View is a modal or a Home tab.
type View struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"` // "modal" or "home"
	User       string          `json:"user"`
	Title      string          `json:"title,omitempty"`
	Submit     string          `json:"submit,omitempty"`
	Close      string          `json:"close,omitempty"`
	CallbackID string          `json:"callback_id,omitempty"`
	ExternalID string          `json:"external_id,omitempty"`
	Metadata   string          `json:"private_metadata,omitempty"`
	Hash       string          `json:"hash"`
	Blocks     json.RawMessage `json:"blocks"`
	Root       string          `json:"root_view_id"`
	Previous   string          `json:"previous_view_id,omitempty"`
	Effects    []Effect        `json:"effects,omitempty"`

	NotifyOnClose  bool `json:"notify_on_close,omitempty"`
	ClearOnClose   bool `json:"clear_on_close,omitempty"`
	SubmitDisabled bool `json:"submit_disabled,omitempty"`

	// Errors are what the app found wrong with a submission, by block_id.
	Errors map[string]string `json:"errors,omitempty"`

	// State is what was chosen and typed, by block_id and action_id.
	State map[string]map[string]any `json:"state,omitempty"`

	from   string // the conversation that a modal was opened from, "" for none
	client string // the page that it was opened in, see tab
}

func (v *View) tab() tab { return tab{v.User, v.client} }

// viewMax is the size of a view's JSON, in bytes (docs.slack.dev: views.open,
// view_too_large).
const viewMax = 250_000

// rawView is a view as apps send it.
type rawView struct {
	Type           string          `json:"type"`
	Title          *plainText      `json:"title"`
	Submit         *plainText      `json:"submit"`
	Close          *plainText      `json:"close"`
	Blocks         json.RawMessage `json:"blocks"`
	Metadata       string          `json:"private_metadata"`
	CallbackID     string          `json:"callback_id"`
	ExternalID     string          `json:"external_id"`
	NotifyOnClose  bool            `json:"notify_on_close"`
	ClearOnClose   bool            `json:"clear_on_close"`
	SubmitDisabled bool            `json:"submit_disabled"`
}

type plainText struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji"`
}

func (t *plainText) text() string {
	if t == nil {
		return ""
	}
	return t.Text
}

// parseView judges a view as Slack would.
func (w *Workspace) parseView(raw json.RawMessage, kinds ...string) (*View, *apiError) {
	if len(raw) > viewMax {
		return nil, fail("view_too_large")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	var r rawView
	if err := decoder.Decode(&r); err != nil {
		return nil, invalidArguments("[ERROR] " + err.Error() + " [json-pointer:/view]")
	}
	if problems := r.problems(kinds); len(problems) > 0 {
		return nil, invalidArguments(problems...)
	}
	blocks, err := w.checked.check(r.Blocks, surface(r.Type))
	if err != nil {
		return nil, invalidArguments(err.Messages...)
	}
	v := &View{ID: w.newID("V"), Type: r.Type, Title: r.Title.text(), Submit: r.Submit.text(), Close: r.Close.text(),
		CallbackID: r.CallbackID, ExternalID: r.ExternalID, Metadata: r.Metadata, Hash: w.stamp() + ".hash",
		NotifyOnClose: r.NotifyOnClose, ClearOnClose: r.ClearOnClose, SubmitDisabled: r.SubmitDisabled,
		Blocks: json.RawMessage("[]")}
	v.Root = v.ID
	if blocks != nil {
		v.Blocks, v.Effects = blocks.json, blocks.effects
	}
	if v.Type == "modal" && v.Submit == "" && hasInput(v.Blocks) {
		return nil, invalidArguments("[ERROR] missing required field: submit [json-pointer:/view]")
	}
	return v, nil
}

func invalidArguments(messages ...string) *apiError {
	return &apiError{Code: "invalid_arguments", Messages: messages}
}

// problems are what is wrong with the view around its blocks.
func (r *rawView) problems(kinds []string) []string {
	var out []string
	bad := func(pointer, what string) { out = append(out, "[ERROR] "+what+" [json-pointer:/view"+pointer+"]") }
	if !slices.Contains(kinds, r.Type) {
		bad("/type", "must be one of: "+strings.Join(kinds, ", "))
	}
	if r.Blocks == nil {
		bad("", "missing required field: blocks")
	}
	limit := func(t *plainText, name string) {
		switch {
		case t == nil:
		case t.Type != "plain_text":
			bad("/"+name+"/type", "must be plain_text")
		case t.Text == "":
			bad("/"+name+"/text", "must be more than 0 characters")
		case utf8.RuneCountInString(t.Text) > 24:
			bad("/"+name+"/text", "must be less than 25 characters")
		}
	}
	limit(r.Title, "title")
	limit(r.Submit, "submit")
	limit(r.Close, "close")
	if r.Type == "modal" && r.Title == nil {
		bad("", "missing required field: title")
	}
	if r.Type == "home" && (r.Title != nil || r.Submit != nil || r.Close != nil) {
		bad("", "a home view takes no title, submit or close")
	}
	for name, field := range map[string]struct {
		text string
		max  int
	}{"private_metadata": {r.Metadata, 3000}, "callback_id": {r.CallbackID, 255}, "external_id": {r.ExternalID, 255}} {
		if utf8.RuneCountInString(field.text) > field.max {
			bad("/"+name, "must be less than "+strconv.Itoa(field.max+1)+" characters")
		}
	}
	return out
}

// hasInput says whether any of the blocks is an input block.
func hasInput(blocks json.RawMessage) bool {
	var list []struct {
		Type string `json:"type"`
	}
	json.Unmarshal(blocks, &list) // they have been checked
	for _, b := range list {
		if b.Type == "input" {
			return true
		}
	}
	return false
}

// slackJSON is the view as Slack shows it to the app.
func (v *View) slackJSON() map[string]any {
	text := func(s string) any {
		if s == "" {
			return nil
		}
		return plainText{Type: "plain_text", Text: s}
	}
	state := v.State
	if state == nil {
		state = map[string]map[string]any{}
	}
	var previous any
	if v.Previous != "" {
		previous = v.Previous
	}
	return map[string]any{"id": v.ID, "team_id": TeamID, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.Metadata,
		"callback_id": v.CallbackID, "state": map[string]any{"values": state}, "hash": v.Hash, "title": text(v.Title),
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose, "close": text(v.Close), "submit": text(v.Submit),
		"submit_disabled": v.SubmitDisabled, "previous_view_id": previous, "root_view_id": v.Root, "app_id": AppID, "external_id": v.ExternalID,
		"app_installed_team_id": TeamID, "bot_id": BotID}
}
