package workspace

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Fault is a way for a call to go wrong.
type Fault struct {
	// Error is Slack's error code, in an answer of status 200.
	Error string
	// Status is an HTTP status, with Body in place of Slack's JSON.
	Status int
	Body   string
	// RetryAfter makes it a 429 with that header, in whole seconds.
	RetryAfter time.Duration
	// Delay is waited before the answer; beyond the client's patience it is a time-out.
	Delay time.Duration
	// Reset drops the connection without an answer.
	Reset bool
	// After lets the call have its effect before its answer is lost.
	After bool
	// Times is how often it happens; 0 means until Heal.
	Times int
}

// ResponseURLs names all response URLs where Fail takes a method's name.
const ResponseURLs = "response_url"

type faults struct {
	mu    sync.Mutex
	by    map[string][]*Fault
	judge func(Call) *Fault
}

// Call is a call of the app's that a fault may befall.
type Call struct {
	Method          string      // ResponseURLs for every response URL
	Channel, Thread string      // of a Web API call's arguments
	Invocation      *Invocation // that a response URL stands for; nil for an unknown one
}

// Fail makes calls of a method go wrong: a method's name, ResponseURLs, or ""
// for every one. Several faults of one method happen one after the other.
func (w *Workspace) Fail(method string, f Fault) {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	if w.faults.by == nil {
		w.faults.by = map[string][]*Fault{}
	}
	w.faults.by[method] = append(w.faults.by[method], &f)
}

// FailWhen asks judge about every call; nil means that it goes well.
func (w *Workspace) FailWhen(judge func(Call) *Fault) {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	w.faults.judge = judge
}

// Heal ends every fault.
func (w *Workspace) Heal() {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	w.faults.by, w.faults.judge = nil, nil
}

// take returns the fault that befalls this call, nil for none.
func (f *faults) take(c Call) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.judge != nil {
		if fault := f.judge(c); fault != nil {
			return fault
		}
	}
	for _, name := range []string{c.Method, ""} {
		list := f.by[name]
		if len(list) == 0 {
			continue
		}
		fault := *list[0]
		if list[0].Times == 1 {
			f.by[name] = list[1:]
		} else if list[0].Times > 1 {
			list[0].Times--
		}
		return &fault
	}
	return nil
}

// answer waits and returns what the client gets; status 0 means that the
// connection has been dropped.
func (f *Fault) answer(w *Workspace, rw http.ResponseWriter, r *http.Request) (status int, body []byte) {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		case <-w.closed.Done():
		}
	}
	switch {
	case f.Reset:
		if conn, _, err := http.NewResponseController(rw).Hijack(); err == nil {
			conn.Close()
		}
		return 0, nil
	case f.RetryAfter > 0:
		rw.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter.Round(time.Second).Seconds())))
		return http.StatusTooManyRequests, []byte(`{"ok":false,"error":"ratelimited"}`)
	case f.Status != 0:
		rw.Header().Set("Content-Type", http.DetectContentType([]byte(f.Body)))
		return f.Status, []byte(f.Body)
	case f.Error != "":
		return http.StatusOK, encode(map[string]any{"ok": false, "error": f.Error})
	}
	return http.StatusOK, []byte(`{"ok":true}`)
}
