package workspace

import (
	"crypto/rand"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// hub keeps the app's Socket Mode connections and the tickets for new ones.
type hub struct {
	w       *Workspace
	next    atomic.Uint64 // which connection the next envelope goes to
	opens   atomic.Int64  // successful apps.connections.open calls
	refused atomic.Int64  // sockets turned away with too_many_websockets
	serial  atomic.Int64
	repeats atomic.Int64 // deliveries that wait for their time

	live atomic.Pointer[[]*Connection] // replaced as a whole, read without the lock

	mu      sync.Mutex
	resting map[*Connection]bool // no envelopes go to these any more
	tickets map[string]time.Time // until when
	shutOff bool
	running sync.WaitGroup // goroutines of connections

	pendings pendings
}

// ticketLife is how long the URL of apps.connections.open can be used.
const ticketLife = 30 * time.Second

func (h *hub) init(w *Workspace) {
	h.w = w
	h.tickets = map[string]time.Time{}
	h.resting = map[*Connection]bool{}
	h.live.Store(&[]*Connection{})
	h.pendings.init()
}

// issue returns a ticket for one connection.
func (h *hub) issue() string {
	h.opens.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	for t, until := range h.tickets {
		if now.After(until) {
			delete(h.tickets, t)
		}
	}
	ticket := rand.Text()
	h.tickets[ticket] = now.Add(ticketLife)
	return ticket
}

func (h *hub) redeem(ticket string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	until, ok := h.tickets[ticket]
	delete(h.tickets, ticket)
	return ok && time.Now().Before(until)
}

// upgrader takes any Origin, as Slack does: slack-go says https://api.slack.com.
// It is the ticket that admits.
var upgrader = websocket.Upgrader{ReadBufferSize: 32 << 10, WriteBufferSize: 32 << 10,
	CheckOrigin: func(*http.Request) bool { return true }}

// serveSocket turns a request with a ticket into a connection.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	if !w.hub.redeem(r.URL.Query().Get("ticket")) {
		http.Error(rw, "this URL has been used or has expired; call apps.connections.open for a new one", http.StatusForbidden)
		return
	}
	ws, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c := newConnection(w, ws, w.baseURL(r), r.URL.Query().Get("debug_reconnects") == "true")
	if !w.hub.join(c) {
		w.hub.refused.Add(1)
		c.turnAway("too_many_websockets")
		return
	}
	w.feed.publish(Update{Kind: "connection"})
}

// join takes a connection in, and starts it, where there is room.
func (h *hub) join(c *Connection) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	live := *h.live.Load()
	if h.shutOff || len(live) >= h.w.opts.MaxConnections {
		return false
	}
	c.ID = int(h.serial.Add(1))
	live = append(slices.Clone(live), c)
	hello := c.hello(len(live))
	c.queue <- outgoing{frame: hello} // before any envelope can be queued
	h.w.traffic.frame(c, toApp, hello)
	h.live.Store(&live)
	h.running.Go(c.read)
	h.running.Go(c.write)
	return true
}

func (h *hub) leave(c *Connection) {
	h.mu.Lock()
	h.withdraw(c)
	delete(h.resting, c)
	h.mu.Unlock()
	h.w.feed.publish(Update{Kind: "connection"})
}

// withdraw lets no more envelopes go to the connection, with the lock held;
// false where that is so already.
func (h *hub) withdraw(c *Connection) bool {
	before := *h.live.Load()
	live := slices.DeleteFunc(slices.Clone(before), func(o *Connection) bool { return o == c })
	h.live.Store(&live)
	return len(live) < len(before)
}

// rest withdraws a connection, and does what ends it in the background.
func (h *hub) rest(c *Connection, end func()) {
	h.mu.Lock()
	if h.withdraw(c) && !h.shutOff {
		h.resting[c] = true
		h.running.Go(end)
	}
	h.mu.Unlock()
	h.w.feed.publish(Update{Kind: "connection"})
}

// pick returns the connection that the next envelope goes to: any one, in
// turns; nil where there is none.
func (h *hub) pick() *Connection {
	live := *h.live.Load()
	if len(live) == 0 {
		return nil
	}
	return live[h.next.Add(1)%uint64(len(live))]
}

func (h *hub) shut() {
	h.mu.Lock()
	h.shutOff = true
	all := slices.Concat(*h.live.Load(), slices.Collect(maps.Keys(h.resting)))
	h.mu.Unlock()
	for _, c := range all {
		c.end()
	}
	h.pendings.shut()
	h.running.Wait()
}

// Connections returns the app's open sockets, oldest first.
func (w *Workspace) Connections() []*Connection { return slices.Clone(*w.hub.live.Load()) }

// Opens returns how often apps.connections.open has given out a URL, and
// Refused how many sockets were turned away with too_many_websockets.
func (w *Workspace) Opens() int   { return int(w.hub.opens.Load()) }
func (w *Workspace) Refused() int { return int(w.hub.refused.Load()) }

// Disconnect tells every connection to go: "warning" about ten seconds before
// it is closed, "refresh_requested", "link_disabled" and "too_many_websockets"
// at once.
func (w *Workspace) Disconnect(reason string) {
	for _, c := range w.Connections() {
		c.Disconnect(reason)
	}
}

// SendRaw sends bytes as one text frame on any one connection, whatever they
// are; it reports whether there was a connection.
func (w *Workspace) SendRaw(frame []byte) bool {
	c := w.hub.pick()
	return c != nil && c.SendRaw(frame)
}
