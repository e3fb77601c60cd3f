package socket

import (
	"strings"
	"testing"
)

// BenchmarkAcknowledgements compares acknowledgements that nobody follows with
// answers that are owed until a pong proves them, 128 on their way at a time. The
// peer's share is in both:
//
//	go test ./bot/socket -run '^$' -bench Acknowledgements
func BenchmarkAcknowledgements(b *testing.B) {
	answer := []byte(`{"text":"` + strings.Repeat("x", 3000) + `"}`)
	for name, lost := range map[string]func(bool){"plain": nil, "owed": func(bool) {}} {
		b.Run(name, func(b *testing.B) {
			s := newFakeSlack(b)
			s.run(func(e *Envelope) { _ = e.AckOr(answer, lost) }, Options{})
			p := s.next()
			room := make(chan bool, 128)
			go func() {
				for range b.N {
					room <- true
					p.slash("57d6a792-4d35-4d0b-b6aa-3361493e1caf", "403")
				}
			}()
			for range b.N {
				<-p.acks
				<-room
			}
		})
	}
}
