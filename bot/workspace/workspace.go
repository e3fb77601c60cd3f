package workspace

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Workspace is one Slack workspace with one app installed. It is safe for
// concurrent use.
type Workspace struct {
	opts Options
	app  *manifest
	mux  *http.ServeMux

	hub        hub
	calls      invocations
	faults     faults
	feed       feed
	traffic    traffic
	limiter    limiter
	checked    checkedBlocks
	violations violations

	lastStamp atomic.Int64 // of the newest message timestamp, µs since 1970
	serial    atomic.Uint64
	revoked   atomic.Value // string: the error that every token now gets, "" for none

	mu       sync.Mutex // guards what follows
	users    map[string]*User
	channels map[string]*channel
	views    map[string]*View // by view ID
	modals   map[tab][]*View  // the stack of open modals
	homes    map[string]*View // the published Home tab, by user
	order    []string         // channel IDs in the order of creation
	people   []string         // user IDs likewise

	closed context.Context // done once the workspace is closed
	close  context.CancelFunc
}

// tab is a page of a person's: a modal opens where its button was pressed. What
// acts without a page, as tests do, has none.
type tab struct{ user, client string }

// New makes a workspace. It panics where the manifest cannot be read: that is
// the program's mistake. Close it after use.
func New(o Options) *Workspace {
	o = o.withDefaults()
	app, err := parseManifest(o.Manifest)
	if err != nil {
		panic(err)
	}
	w := &Workspace{
		opts: o, app: app,
		users:    map[string]*User{},
		channels: map[string]*channel{},
		views:    map[string]*View{},
		modals:   map[tab][]*View{},
		homes:    map[string]*View{},
	}
	w.closed, w.close = context.WithCancel(context.Background())
	w.revoked.Store("")
	w.hub.init(w)
	w.calls.init(o.History)
	w.traffic.init(o.TrafficEntries)
	w.seed()
	w.routes()
	return w
}

func (w *Workspace) seed() {
	botName := w.app.Features.BotUser.Name
	if botName == "" {
		botName = "httpcode"
	}
	users := append(seedUsers(), User{ID: BotUser, Name: botName, RealName: w.app.Display.Name, Team: TeamID, Bot: BotID})
	for _, u := range append(users, w.opts.Users...) {
		w.AddUser(u)
	}
	for _, c := range append(seedChannels(), w.opts.Channels...) {
		w.AddChannel(c)
	}
}

// AddUser adds a user, or replaces the one with the same ID.
func (w *Workspace) AddUser(u User) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u.Team == "" {
		u.Team = TeamID
	}
	if w.users[u.ID] == nil {
		w.people = append(w.people, u.ID)
	}
	w.users[u.ID] = &u
}

// AddChannel adds a channel, or replaces the one with the same ID.
func (w *Workspace) AddChannel(c Channel) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.addChannel(c)
}

func (w *Workspace) addChannel(c Channel) *channel {
	if w.channels[c.ID] == nil {
		w.order = append(w.order, c.ID)
	}
	w.channels[c.ID] = newChannel(c)
	return w.channels[c.ID]
}

// Close ends every connection and waits for what it started.
func (w *Workspace) Close() error {
	w.close()
	w.hub.shut()
	return nil
}

// ServeHTTP serves the Web API under /api/, Socket Mode under /link/, response
// URLs under /commands/ and /actions/, and the page with its API.
func (w *Workspace) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mux.ServeHTTP(rw, r)
}

func (w *Workspace) routes() {
	w.mux = http.NewServeMux()
	w.mux.HandleFunc("/api/{method}", w.serveAPI)
	w.mux.HandleFunc("GET /link/", w.serveSocket)
	w.mux.HandleFunc("/commands/{team}/{number}/{secret}", w.serveResponseURL)
	w.mux.HandleFunc("/actions/{team}/{number}/{secret}", w.serveResponseURL)
	w.routeClient()
}

// baseURL is where the client of r reaches the workspace.
func (w *Workspace) baseURL(r *http.Request) string {
	if w.opts.BaseURL != "" {
		return w.opts.BaseURL
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// stamp returns a new message timestamp, unique in the workspace.
func (w *Workspace) stamp() string {
	for {
		last := w.lastStamp.Load()
		next := max(w.opts.Now().UnixMicro(), last+1)
		if w.lastStamp.CompareAndSwap(last, next) {
			return fmt.Sprintf("%d.%06d", next/1e6, next%1e6)
		}
	}
}

// newID returns a new identifier: a prefix and eight characters.
func (w *Workspace) newID(prefix string) string {
	return fmt.Sprintf("%s%08X", prefix, w.serial.Add(1)+0x0A000000)
}

// RevokeTokens makes every call from now on fail as after a revoked token.
// Any of Slack's codes may be given instead, such as "account_inactive" or
// "token_expired"; "" restores the tokens.
func (w *Workspace) RevokeTokens(code ...string) {
	err := "token_revoked"
	if len(code) > 0 {
		err = code[0]
	}
	w.revoked.Store(err)
}

// DisableApp is what an administrator's "disable" does: sockets are closed
// with link_disabled and the tokens stop working.
func (w *Workspace) DisableApp() {
	w.RevokeTokens("account_inactive")
	w.Disconnect("link_disabled")
}

// after runs f once d has passed, unless the workspace is closed first.
func (w *Workspace) after(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, func() {
		if w.closed.Err() == nil {
			f()
		}
	})
}
