package workspace

import (
	"net/http"
	"slices"
	"strconv"
)

// seenChannel is a channel as the page shows it.
type seenChannel struct {
	Channel
	Joined bool   `json:"joined"`
	With   string `json:"with,omitempty"` // the other side of a direct message
}

// clientState tells all but the messages.
func (w *Workspace) clientState(rw http.ResponseWriter, r *http.Request) {
	p, ok := w.person(r.URL.Query().Get("user"))
	if !ok {
		p.ID = Ada
	}
	p.client = r.URL.Query().Get("client")
	p.DM() // opens it
	channels := []seenChannel{}
	for _, c := range p.Channels() {
		seen := seenChannel{Channel: c, Joined: slices.Contains(c.Members, p.ID)}
		if c.IM {
			seen.With = (&channel{Channel: c}).partner(p.ID)
		}
		channels = append(channels, seen)
	}
	examples := w.opts.Examples
	if examples == nil {
		examples = []Example{}
	}
	state := fields{"team": fields{"id": TeamID, "name": "Example"}, "channels": channels, "view": p.View(), "home": p.Home(),
		"connections": len(w.Connections()), "examples": examples,
		"app": fields{"id": AppID, "name": w.app.Display.Name, "user": BotUser, "commands": w.app.Features.Commands,
			"shortcuts": w.app.Features.Shortcuts, "home": w.app.Features.AppHome.Home}}
	w.mu.Lock()
	users := []User{}
	for _, id := range w.people {
		users = append(users, *w.users[id])
	}
	state["users"], state["me"] = users, *w.users[p.ID]
	w.mu.Unlock()
	reply(rw, state)
}

func (w *Workspace) clientMessages(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p, ok := w.person(q.Get("user"))
	if !ok {
		refuse(rw, http.StatusBadRequest, "there is no such user")
		return
	}
	messages := p.Messages(q.Get("channel"))
	if ts := q.Get("thread"); ts != "" {
		messages = p.Thread(q.Get("channel"), ts)
	}
	if messages == nil {
		messages = []Message{}
	}
	reply(rw, fields{"messages": messages})
}

func (w *Workspace) clientTraffic(rw http.ResponseWriter, r *http.Request) {
	after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64) // from the first where there is none
	exchanges := w.Traffic(after)
	if exchanges == nil {
		exchanges = []Exchange{}
	}
	reply(rw, fields{"exchanges": exchanges})
}

// clientGallery shows the samples with what Slack would say of them.
func (w *Workspace) clientGallery(rw http.ResponseWriter, _ *http.Request) {
	type judged struct {
		Sample
		Problems []string `json:"problems"`
	}
	gallery := []judged{}
	for _, s := range w.opts.Gallery {
		gallery = append(gallery, judged{s, append([]string{}, CheckBlocks(s.On, s.Blocks)...)})
	}
	reply(rw, fields{"gallery": gallery})
}

// CheckBlocks returns what Slack would refuse in blocks on a surface
// ("message", "modal" or "home"), in Slack's words; nothing where they are good.
func CheckBlocks(on string, blocks []byte) []string {
	if emptyList(blocks) {
		return nil
	}
	set, err := judgeBlocks(blocks, surface(on))
	switch {
	case err == nil && on == string(surfaceMessage) && set.weight > blocksWeight:
		return []string{"msg_blocks_too_long"}
	case err == nil:
		return nil
	case len(err.Messages) == 0:
		return []string{err.Code}
	}
	return err.Messages
}
