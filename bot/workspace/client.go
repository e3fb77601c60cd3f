package workspace

// The page's API, under /client/.
//
// Every answer is JSON. A POST takes a JSON object (Content-Type
// application/json) and answers {"ok":true,…} or, with status 400,
// {"ok":false,"error":"…"} in words for a person. "user" names who acts or
// looks: the page may be anybody. "client" names the page, by any string of its
// own: a modal opens only in the one that it was asked for in. Requests from other sites, and to host names
// that are not loopback's nor in Options.Hosts, are refused (guard.go).
//
//	GET  /client/state?user=U[&client=C]      {team, app, me, users, channels, view, home, connections, examples}
//	     app: {id, name, user, commands: [{command, description, usage_hint}],
//	           shortcuts: [{name, type, callback_id}], home: bool}
//	     channels: those that the user sees: {id, name, topic, is_private, is_im, is_archived,
//	           is_ext_shared, is_read_only, members, joined: bool, with: user ID (of a direct message)}
//	           the direct message with the app is always there
//	     view: the modal on top in that page, or null; home: the Home tab as published, or null (type View)
//	     connections: how many sockets the app has open; 0 means that it is not there
//	     examples: [{text, channel, note}] to click, from Options.Examples
//	GET  /client/messages?user=U&channel=C[&thread=TS]   {messages: [Message]}, oldest first,
//	     replies and the user's ephemeral messages included ("for" is set, thread_ts on replies)
//	GET  /client/events?user=U     server-sent events, each "data: Update": what changed that the
//	     user may see. kind: message, message_changed, message_deleted, ephemeral,
//	     ephemeral_deleted, reaction (all with the message, or its ts), view, home, channel,
//	     connection, invocation (fetch the state again), lost (updates were dropped: fetch all)
//	GET  /client/traffic[?after=SEQ]     {exchanges: [Exchange]}: frames and calls, secrets redacted
//	GET  /client/gallery           {gallery: [Sample + "problems": [string]]}, from Options.Gallery
//
//	POST /client/send      {user, channel, thread_ts, text}: a message, or a command where text
//	     starts with "/"; a command answers once acknowledged: {ok, ack_ms}
//	POST /client/edit      {user, channel, ts, text}
//	POST /client/delete    {user, channel, ts}
//	POST /client/act       {user, channel, ts, action, values}: press or choose in a message;
//	     action is "action_id" or "block_id/action_id"; values: option values, IDs, dates, text
//	POST /client/suggest   {user, channel, ts, action, text}: {ok, response: what the app answered}
//	POST /client/shortcut  {user, channel, ts, callback_id}: on a message; without ts a global one
//	POST /client/home      {user, tab}: opens the app's tab, "home" (the default) or "messages"
//	POST /client/view/act     {user, view_id, action, values}: in the modal or the Home tab
//	POST /client/view/submit  {user, values: {"action": ["value", …]}}: {ok, ack_ms}; field errors
//	     are then in the state's view.errors, by block_id
//	POST /client/view/close   {user}
//	POST /client/invite    {user, channel, invitee}
//	POST /client/reload    {user}: forgets the user's ephemeral messages, as Slack does
//
// Everything that waits for the app answers when it has acknowledged, or with
// "operation_timeout" (after 3 s) or "dispatch_failed" (no connection).

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Example is something to try, for newcomers.
type Example struct {
	Text    string `json:"text"`    // what to type: "/httpcode 403", "@httpcode https://…"
	Channel string `json:"channel"` // where; empty: wherever the person is
	Note    string `json:"note"`    // what it shows
}

// Sample is a message or view to show on the page, whoever made it.
type Sample struct {
	Name   string          `json:"name"`
	Title  string          `json:"title,omitempty"`
	On     string          `json:"surface"` // "message", "modal" or "home"
	Text   string          `json:"text,omitempty"`
	Blocks json.RawMessage `json:"blocks,omitempty"`
}

// deed is the body of a POST.
type deed struct {
	User       string          `json:"user"`
	Channel    string          `json:"channel"`
	Thread     string          `json:"thread_ts"`
	TS         string          `json:"ts"`
	Text       string          `json:"text"`
	Action     string          `json:"action"`
	CallbackID string          `json:"callback_id"`
	ViewID     string          `json:"view_id"`
	Tab        string          `json:"tab"`
	Invitee    string          `json:"invitee"`
	Client     string          `json:"client"`
	Values     json.RawMessage `json:"values"`

	p *Person
}

// deeds are the POSTs by path.
var deeds = map[string]func(*deed, *http.Request) (fields, error){
	"send": send, "edit": edit, "delete": remove, "act": act, "suggest": suggest, "shortcut": useShortcut,
	"home": openHome, "view/act": actInView, "view/submit": submitView, "view/close": closeView,
	"invite": invite, "reload": reload,
}

// routeClient sets up the page and its API.
func (w *Workspace) routeClient() {
	w.mux.Handle("GET /client/state", w.guarded(w.clientState))
	w.mux.Handle("GET /client/messages", w.guarded(w.clientMessages))
	w.mux.Handle("GET /client/events", w.guarded(w.clientEvents))
	w.mux.Handle("GET /client/traffic", w.guarded(w.clientTraffic))
	w.mux.Handle("GET /client/gallery", w.guarded(w.clientGallery))
	for path, do := range deeds {
		w.mux.Handle("POST /client/"+path, w.guarded(w.clientDeed(do)))
	}
	w.mux.Handle("/", w.guarded(w.servePage()))
}

// clientDeed reads the body, and answers with what came of it.
func (w *Workspace) clientDeed(do func(*deed, *http.Request) (fields, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			refuse(rw, http.StatusUnsupportedMediaType, "send JSON, with Content-Type: application/json")
			return
		}
		var d deed
		if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, bodyMax)).Decode(&d); err != nil {
			refuse(rw, http.StatusBadRequest, "the body is no JSON object of the expected form: "+err.Error())
			return
		}
		var ok bool
		if d.p, ok = w.person(d.User); !ok {
			refuse(rw, http.StatusBadRequest, fmt.Sprintf("there is no user %q", d.User))
			return
		}
		d.p.client = d.Client
		answer, err := do(&d, r)
		if err != nil {
			refuse(rw, http.StatusBadRequest, err.Error())
			return
		}
		if answer == nil {
			answer = fields{}
		}
		answer["ok"] = true
		reply(rw, answer)
	}
}

func (w *Workspace) person(id string) (*Person, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return &Person{ID: id, w: w}, w.users[id] != nil
}

func reply(rw http.ResponseWriter, body any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Write(encode(body))
}

func refuse(rw http.ResponseWriter, status int, why string) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	rw.Write(encode(fields{"ok": false, "error": why}))
}

// settled waits for the app's acknowledgement.
func settled(i *Invocation, r *http.Request) (fields, error) {
	if i == nil {
		return nil, nil
	}
	if err := i.Wait(r.Context()); err != nil {
		return nil, err
	}
	return fields{"ack_ms": float64(i.AckLatency().Microseconds()) / 1000}, nil
}
