package workspace

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// apiError is an answer of the Web API with "ok": false.
type apiError struct {
	Code     string
	Messages []string       // response_metadata.messages
	Extra    map[string]any // such as needed and provided
	Retry    time.Duration  // of ratelimited
}

func (e *apiError) Error() string { return e.Code }

func fail(code string) *apiError { return &apiError{Code: code} }

// fields is the body of a good answer, without "ok".
type fields map[string]any

// call is one call of a method.
type call struct {
	*args
	w      *Workspace
	r      *http.Request
	method string
}

// method is a method of the Web API.
type method struct {
	scopes []string // any one of them is enough; none: no scope needed
	app    bool     // takes the app-level token
	handle func(*call) (any, *apiError)
}

// methods is the Web API. "any one of" the scopes is how Slack documents the
// conversations methods: one scope for each kind of conversation.
var methods map[string]method

func init() {
	read := []string{"channels:read", "groups:read", "im:read", "mpim:read"}
	history := []string{"channels:history", "groups:history", "im:history", "mpim:history"}
	manage := []string{"channels:manage", "groups:write", "im:write", "mpim:write"}
	write := []string{"chat:write"}
	methods = map[string]method{
		"api.test":              {handle: apiTest},
		"auth.test":             {handle: authTest},
		"apps.connections.open": {scopes: []string{"connections:write"}, app: true, handle: appsConnectionsOpen},
		"bots.info":             {scopes: []string{"users:read"}, handle: botsInfo},
		"chat.delete":           {scopes: write, handle: chatDelete},
		"chat.getPermalink":     {handle: chatGetPermalink},
		"chat.postEphemeral":    {scopes: write, handle: chatPostEphemeral},
		"chat.postMessage":      {scopes: write, handle: chatPostMessage},
		"chat.update":           {scopes: write, handle: chatUpdate},
		"conversations.history": {scopes: history, handle: conversationsHistory},
		"conversations.info":    {scopes: read, handle: conversationsInfo},
		"conversations.join":    {scopes: []string{"channels:join"}, handle: conversationsJoin},
		"conversations.list":    {scopes: read, handle: conversationsList},
		"conversations.members": {scopes: read, handle: conversationsMembers},
		"conversations.open":    {scopes: manage, handle: conversationsOpen},
		"conversations.replies": {scopes: history, handle: conversationsReplies},
		"reactions.add":         {scopes: []string{"reactions:write"}, handle: reactionsAdd},
		"reactions.get":         {scopes: []string{"reactions:read"}, handle: reactionsGet},
		"reactions.remove":      {scopes: []string{"reactions:write"}, handle: reactionsRemove},
		"team.info":             {scopes: []string{"team:read"}, handle: teamInfo},
		"users.info":            {scopes: []string{"users:read"}, handle: usersInfo},
		"users.list":            {scopes: []string{"users:read"}, handle: usersList},
		"views.open":            {handle: viewsOpen},
		"views.publish":         {handle: viewsPublish},
		"views.push":            {handle: viewsPush},
		"views.update":          {handle: viewsUpdate},
	}
}

// serveAPI answers one call of the Web API, or lets a fault befall it.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	if fromBrowser(rw, r) {
		return
	}
	started, name := time.Now(), r.PathValue("method")
	args, bad := readArgs(r)
	fault := w.faults.take(Call{Method: name, Channel: args.str("channel"), Thread: args.str("thread_ts")})
	var status int
	var body []byte
	if fault == nil || fault.After {
		status, body = w.perform(name, args, bad, rw.Header(), r)
	}
	if fault != nil {
		status, body = fault.answer(w, rw, r)
	}
	w.traffic.call(name, args, body, status, started)
	if status == 0 {
		return // the fault has seen to the connection
	}
	if rw.Header().Get("Content-Type") == "" {
		rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	rw.WriteHeader(status)
	rw.Write(body)
}

// perform carries a call out; bad is what was wrong with its arguments.
func (w *Workspace) perform(name string, args *args, bad *apiError, header http.Header, r *http.Request) (status int, body []byte) {
	var result any
	err := bad
	if err == nil {
		result, err = w.call(name, args, r)
	}
	status = http.StatusOK
	if err != nil && err.Code == "ratelimited" {
		status = http.StatusTooManyRequests
		header.Set("Retry-After", strconv.Itoa(int(err.Retry.Seconds())))
	}
	return status, encodeResult(result, err)
}

// call checks the token, the scope and the rate, and runs the method.
func (w *Workspace) call(name string, args *args, r *http.Request) (any, *apiError) {
	m, ok := methods[name]
	if !ok {
		return nil, &apiError{Code: "unknown_method", Extra: map[string]any{"req_method": name}}
	}
	if name != "api.test" {
		if err := w.authorize(name, m, args); err != nil {
			return nil, err
		}
	}
	if wait := w.limiter.take(w.opts.RateLimits, name, args.str("channel")); wait > 0 {
		return nil, &apiError{Code: "ratelimited", Retry: wait}
	}
	return m.handle(&call{args: args, w: w, r: r, method: name})
}

// authorize checks the token and what it may do.
func (w *Workspace) authorize(name string, m method, args *args) *apiError {
	token := args.token
	if token == "" {
		return fail("not_authed")
	}
	if token != w.opts.BotToken && token != w.opts.AppToken {
		return fail("invalid_auth")
	}
	if code := w.revoked.Load().(string); code != "" {
		return fail(code)
	}
	if name != "auth.test" && (token == w.opts.AppToken) != m.app {
		return fail("not_allowed_token_type")
	}
	if m.app || len(m.scopes) == 0 || w.app.hasScope(m.scopes...) {
		return nil
	}
	return &apiError{Code: "missing_scope", Extra: map[string]any{
		"needed": strings.Join(m.scopes, ","), "provided": strings.Join(w.app.OAuth.Scopes.Bot, ",")}}
}

// encodeResult is the body of an answer.
func encodeResult(result any, e *apiError) []byte {
	if e == nil {
		switch result := result.(type) {
		case nil:
			return []byte(`{"ok":true}`)
		case []byte:
			return result
		case fields:
			result["ok"] = true
			return encode(result)
		default:
			panic(fmt.Sprintf("a method returned %T", result))
		}
	}
	body := map[string]any{"ok": false, "error": e.Code}
	for k, v := range e.Extra {
		body[k] = v
	}
	if len(e.Messages) > 0 {
		body["response_metadata"] = map[string]any{"messages": e.Messages}
		if strings.HasPrefix(e.Code, "invalid_blocks") {
			body["errors"] = plainMessages(e.Messages)
		}
	}
	return encode(body)
}

// plainMessages are the messages as the "errors" field has them.
func plainMessages(messages []string) []string {
	var out []string
	for _, m := range messages {
		out = append(out, strings.TrimPrefix(m, "[ERROR] "))
	}
	return out
}
