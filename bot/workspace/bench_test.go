package workspace_test

import (
	"bytes"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"httpcode/bot/workspace"
)

// bare connects a client that acknowledges without parsing anything, so that
// what is measured is the workspace.
func (a *app) bare(payload string) {
	a.t.Helper()
	var opened struct{ URL string }
	a.callAs(workspace.DefaultAppToken, "apps.connections.open", "", &opened)
	conn, _, err := websocket.DefaultDialer.Dial(opened.URL, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { conn.Close() })
	if _, _, err := conn.ReadMessage(); err != nil { // hello
		a.t.Fatal(err)
	}
	go func() {
		var answer []byte
		for {
			_, frame, err := conn.ReadMessage()
			if err != nil {
				return
			}
			rest, ok := bytes.CutPrefix(frame, []byte(`{"envelope_id":"`))
			if !ok {
				continue
			}
			answer = append(answer[:0], `{"envelope_id":"`...)
			answer = append(answer, rest[:36]...)
			answer = append(answer, `"`...)
			answer = append(answer, payload...)
			answer = append(answer, '}')
			if conn.WriteMessage(websocket.TextMessage, answer) != nil {
				return
			}
		}
	}()
}

// drive keeps 64 people busy, and reports commands answered per second.
func drive(b *testing.B, ask func() error) {
	var wg sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ReportAllocs()
	b.ResetTimer()
	started := time.Now()
	for range 64 {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := ask(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/time.Since(started).Seconds(), "answers/s")
}

// BenchmarkCommands is a bare client that answers commands on the acknowledgement.
func BenchmarkCommands(b *testing.B) {
	for name, payload := range map[string]string{
		"empty": "",
		"text":  `,"payload":{"response_type":"ephemeral","text":"403 Forbidden"}`,
		"blocks": `,"payload":{"response_type":"ephemeral","text":"403 Forbidden","blocks":[` +
			repeat(12, `{"type":"section","text":{"type":"mrkdwn","text":"`+string(bytes.Repeat([]byte("word "), 40))+`"}}`) + `]}`,
	} {
		b.Run(name, func(b *testing.B) {
			a := start(b, workspace.Options{RateLimits: workspace.Unlimited})
			a.bare(payload)
			a.bare(payload)
			ada := a.w.As(workspace.Ada)
			drive(b, func() error { return ada.Command(workspace.General, "/httpcode", "403").Wait(b.Context()) })
		})
	}
}

// BenchmarkMentions is a bare client that acknowledges events.
func BenchmarkMentions(b *testing.B) {
	a := start(b, workspace.Options{RateLimits: workspace.Unlimited})
	a.bare("")
	a.bare("")
	ada := a.w.As(workspace.Ada)
	drive(b, func() error {
		_, err := ada.Post(workspace.General, "", "@httpcode 403")
		return err
	})
}
