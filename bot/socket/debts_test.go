package socket

import (
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// debts is what a handler was told to be lost, and whether that was sure.
type debts struct {
	mu   sync.Mutex
	told []string
}

func (d *debts) tell(id string, sure bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, fmt.Sprint(id, " ", sure))
}

func (d *debts) take() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	told := d.told
	d.told = nil
	return told
}

// answering answers every command on its acknowledgement.
func (d *debts) answering(e *Envelope) {
	_ = e.AckOr([]byte(`{"text":"answer"}`), func(sure bool) { d.tell(e.ID, sure) }) // ErrLost is not what is tried here
}

// pinged is a bubble whose connections answer a ping as judge says; nil and
// true: as they must.
func pinged(judge func(ws *websocket.Conn, n int, payload string) bool) *bubble {
	var mu sync.Mutex
	pings := map[*websocket.Conn]int{}
	return &bubble{pings: func(ws *websocket.Conn, payload string) bool {
		mu.Lock()
		pings[ws]++
		n := pings[ws]
		mu.Unlock()
		return judge == nil || judge(ws, n, payload)
	}}
}

func (b *bubble) slash(n int, id string) {
	b.send(n, fmt.Sprintf(`{"envelope_id":%q,"type":"slash_commands","payload":{}}`, id))
}

// oddPong answers the first ping, and the others with a payload of its own.
func oddPong(payload string) func(*websocket.Conn, int, string) bool {
	return func(ws *websocket.Conn, n int, _ string) bool {
		if n > 1 {
			_ = ws.WriteControl(websocket.PongMessage, []byte(payload), time.Now().Add(time.Second)) // its effect is looked at
		}
		return n == 1
	}
}

// swallow takes what a connection is sent.
func (b *bubble) swallow(n int) {
	out := b.pump(n)
	go func() {
		for range out {
		}
	}()
}
