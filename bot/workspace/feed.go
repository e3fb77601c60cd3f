package workspace

import (
	"context"
	"sync"
	"sync/atomic"
)

// Update is one change that a person or an operator could notice.
type Update struct {
	// Kind is "message", "message_changed", "message_deleted", "ephemeral",
	// "ephemeral_deleted", "reaction", "view", "home", "invocation",
	// "connection" or "channel".
	Kind    string   `json:"kind"`
	Channel string   `json:"channel,omitempty"`
	User    string   `json:"user,omitempty"` // the only one to see it; empty: all who see the channel
	TS      string   `json:"ts,omitempty"`
	Message *Message `json:"message,omitempty"`
}

// feed hands updates to whoever watches.
type feed struct {
	count    atomic.Int32 // of watchers, so that nobody pays when nobody watches
	mu       sync.RWMutex
	watchers map[*watcher]struct{}
}

type watcher struct{ tell func(Update) }

// Watch calls tell for every change until stop is called. It is called from
// many goroutines at once, holds up the workspace until it returns, and must
// not call Watch or stop itself.
func (w *Workspace) Watch(tell func(Update)) (stop func()) {
	f := &w.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watchers == nil {
		f.watchers = map[*watcher]struct{}{}
	}
	one := &watcher{tell}
	f.watchers[one] = struct{}{}
	f.count.Add(1)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if _, ok := f.watchers[one]; ok {
			delete(f.watchers, one)
			f.count.Add(-1)
		}
	}
}

func (f *feed) publish(u Update) {
	if f.count.Load() == 0 {
		return
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	for one := range f.watchers {
		one.tell(u)
	}
}

// Wait returns once done reports true, which it is asked at first and after
// every change, or with the context's error.
func (w *Workspace) Wait(ctx context.Context, done func() bool) error {
	changed := make(chan struct{}, 1)
	stop := w.Watch(func(Update) {
		select {
		case changed <- struct{}{}:
		default: // a look is due already
		}
	})
	defer stop()
	for !done() {
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// WaitMessage returns the first message, ephemeral ones included, that match
// accepts, be it there already or yet to come.
func (w *Workspace) WaitMessage(ctx context.Context, match func(Message) bool) (Message, error) {
	found := make(chan Message, 1)
	offer := func(m Message) {
		if match(m) {
			select {
			case found <- m:
			default: // one is enough
			}
		}
	}
	stop := w.Watch(func(u Update) {
		if u.Message != nil && u.Kind != "message_deleted" && u.Kind != "ephemeral_deleted" {
			offer(*u.Message)
		}
	})
	defer stop()
	for _, m := range w.AllMessages() {
		offer(m)
	}
	select {
	case m := <-found:
		return m, nil
	case <-ctx.Done():
		return Message{}, context.Cause(ctx)
	}
}

// AllMessages returns every message of every channel, ephemeral ones too.
func (w *Workspace) AllMessages() []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []Message
	for _, id := range w.order {
		for _, m := range w.channels[id].messages {
			all = append(all, *m)
		}
		for _, m := range w.channels[id].ephemerals {
			all = append(all, *m)
		}
	}
	return all
}
