package workspace

import (
	"io"
	"net/http"
	"time"
)

// heartbeat keeps server-sent events alive through proxies.
const heartbeat = 20 * time.Second

// pendingUpdates is how many updates wait for a slow page before some are lost.
const pendingUpdates = 256

// subscribe returns updates as they come; lost tells that some did not fit.
func (w *Workspace) subscribe() (updates <-chan Update, lost <-chan struct{}, stop func()) {
	all, over := make(chan Update, pendingUpdates), make(chan struct{}, 1)
	stop = w.Watch(func(u Update) {
		select {
		case all <- u:
			return
		default:
		}
		select {
		case over <- struct{}{}:
		default: // told already
		}
	})
	return all, over, stop
}

// clientEvents streams what changes for a user.
func (w *Workspace) clientEvents(rw http.ResponseWriter, r *http.Request) {
	p, ok := w.person(r.URL.Query().Get("user"))
	if !ok {
		refuse(rw, http.StatusBadRequest, "there is no such user")
		return
	}
	updates, lost, stop := w.subscribe()
	defer stop()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(rw)
	line := ": connected\n\n"
	for {
		if _, err := io.WriteString(rw, line); err != nil || out.Flush() != nil {
			return
		}
		line = ""
		select {
		case u := <-updates:
			if p.mayKnow(u) {
				line = event(u)
			}
		case <-lost:
			line = event(Update{Kind: "lost"})
		case <-beat.C:
			line = ": still here\n\n"
		case <-r.Context().Done():
			return
		case <-w.closed.Done():
			return
		}
	}
}

// event is an update as a server-sent event.
func event(u Update) string { return "data: " + string(encode(u)) + "\n\n" }

// mayKnow says whether an update is the person's to see.
func (p *Person) mayKnow(u Update) bool {
	if u.User != "" {
		return u.User == p.ID
	}
	if u.Channel == "" {
		return true
	}
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	ch := p.w.channels[u.Channel]
	return ch != nil && ch.visible(p.w.users[p.ID])
}
