package workspace

import (
	"io"
	"net/http"
	"strconv"
	"time"
)

// responseURL is where the app can answer an invocation.
func (i *Invocation) responseURL(base string) string {
	kind := "/actions/"
	if i.Kind == "command" {
		kind = "/commands/"
	}
	return base + kind + TeamID + "/" + strconv.FormatUint(i.number, 10) + "/" + i.secret
}

// serveResponseURL takes a message for an invocation.
func (w *Workspace) serveResponseURL(rw http.ResponseWriter, r *http.Request) {
	if fromBrowser(rw, r) {
		return
	}
	started := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, bodyMax))
	if err != nil {
		return
	}
	note := &args{values: map[string]string{"": string(body)}}
	fault := w.faults.take(Call{Method: ResponseURLs, Invocation: w.invocationOf(r)})
	status, answer := http.StatusOK, []byte("ok")
	if fault == nil || fault.After {
		if e := w.respond(r, body); e != nil {
			status, answer = responseStatus(e), encodeResult(nil, e)
			rw.Header().Set("Content-Type", "application/json; charset=utf-8")
		}
	}
	if fault != nil {
		if status, answer = fault.answer(w, rw, r); status == 0 {
			w.traffic.call(ResponseURLs, note, nil, 0, started)
			return
		}
	}
	w.traffic.call(ResponseURLs, note, answer, status, started)
	rw.WriteHeader(status)
	rw.Write(answer)
}

func responseStatus(e *apiError) int {
	switch e.Code {
	case "expired_url", "used_url":
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

// invocationOf is what the response URL stands for, nil where it never was.
func (w *Workspace) invocationOf(r *http.Request) *Invocation {
	number, _ := strconv.ParseUint(r.PathValue("number"), 10, 64)
	return w.calls.find(number, r.PathValue("secret"))
}

// respond finds the invocation and uses its URL once.
func (w *Workspace) respond(r *http.Request, body []byte) *apiError {
	i := w.invocationOf(r)
	if r.Method != http.MethodPost {
		return fail("invalid_request_method")
	}
	if i == nil || time.Since(i.started) > w.opts.ResponseURLLife {
		return fail("expired_url")
	}
	a, err := answers.parse(body)
	if err != nil {
		return fail("invalid_payload")
	}
	if code := w.revoked.Load().(string); code != "" {
		return fail(code)
	}
	i.mu.Lock()
	i.uses++
	over := i.uses > w.opts.ResponseURLUses
	i.mu.Unlock()
	if over {
		return fail("used_url")
	}
	return w.deliverAnswer(i, a, "response_url")
}

// deliverAnswer shows an answer to an invocation: a new message, or the
// original one changed or taken away. It needs no membership of the app.
func (w *Workspace) deliverAnswer(i *Invocation, a *answer, via string) *apiError {
	if a.DeleteOriginal {
		return w.deleteOriginal(i)
	}
	c := a.content()
	if err := w.check(via, c, surfaceMessage); err != nil {
		return err
	}
	w.mu.Lock()
	ch := w.channels[i.Channel]
	w.mu.Unlock()
	thread, err := w.threadRoot(ch, a.ThreadTS, via)
	if err != nil {
		return err
	}
	m := w.botMessage(i.Channel, c, via)
	m.ThreadTS = thread
	// A command has no original: replace_original posts a new message (bolt-js#2287).
	if a.ReplaceOriginal && i.original != "" {
		if !w.replaceOriginal(i, m) {
			return fail("message_not_found")
		}
		i.answered(m)
		return nil
	}
	if a.ResponseType != "in_channel" {
		m.For = i.User
	} else {
		w.showCommand(i)
		m.TS = w.stamp() // after the command
	}
	w.put(m)
	i.answered(m)
	return nil
}

// showCommand puts the command as typed into the channel, which is what Slack
// does with one that is answered there.
func (w *Workspace) showCommand(i *Invocation) {
	i.mu.Lock()
	shown := i.shown
	i.shown = true
	i.mu.Unlock()
	if i.Kind == "command" && !shown {
		w.put(&Message{Channel: i.Channel, TS: w.stamp(), User: i.User, Text: escaper.Replace(i.typed), Via: "command"})
	}
}

func (w *Workspace) replaceOriginal(i *Invocation, m *Message) bool {
	m.TS = i.original
	if i.private {
		m.For = i.User
	}
	w.mu.Lock()
	ch := w.channels[i.Channel]
	ok := false
	if i.private {
		if at, old := ch.findEphemeral(i.User, i.original); old != nil {
			m.ThreadTS, ok = old.ThreadTS, true
			ch.ephemerals[at] = m
		}
	} else if old := ch.find(i.original); old != nil {
		m.ThreadTS, m.Edited, m.Reactions = old.ThreadTS, w.stamp(), old.Reactions
		ok = ch.replace(m)
	}
	w.mu.Unlock()
	if ok {
		w.feed.publish(Update{Kind: "message_changed", Channel: m.Channel, User: m.For, TS: m.TS, Message: m})
	}
	return ok
}

func (w *Workspace) deleteOriginal(i *Invocation) *apiError {
	if i.original == "" {
		return fail("message_not_found")
	}
	w.mu.Lock()
	ch := w.channels[i.Channel]
	reader := ""
	ok := false
	if i.private {
		reader = i.User
		if at, old := ch.findEphemeral(i.User, i.original); old != nil {
			ch.ephemerals = append(ch.ephemerals[:at:at], ch.ephemerals[at+1:]...)
			ok = true
		}
	} else {
		ok = ch.remove(i.original)
	}
	w.mu.Unlock()
	if !ok {
		return fail("message_not_found")
	}
	w.feed.publish(Update{Kind: "message_deleted", Channel: i.Channel, User: reader, TS: i.original})
	return nil
}
