package bot

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"httpcode/bot/workspace"
	"httpcode/knowledge/probe"
)

// BenchmarkCodeBesideHangingChecks compares the answer to `/httpcode 502` on
// a calm bot with one in whose process 500 checks of a mute server hang. It
// reports both medians and 99th percentiles of one run:
//
//	go test ./bot -run '^$' -bench BesideHangingChecks
func BenchmarkCodeBesideHangingChecks(b *testing.B) {
	for _, hanging := range []int{0, 500} {
		b.Run(fmt.Sprintf("%d hanging", hanging), func(b *testing.B) {
			s := newStage(b, workspace.Options{TrafficEntries: -1}, Options{})
			defer hang(b, hanging)()
			ada := s.slack.As(workspace.Ada)
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := ada.Command(workspace.General, "/httpcode", "502").Answer(b.Context()); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
		})
	}
}

// hang starts checks of a server that accepts and says nothing, and returns
// once all of them wait for it.
func hang(b *testing.B, checks int) (stop func()) {
	b.Helper()
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	prober := &probe.Prober{Guard: probe.Unrestricted(), Timeout: time.Hour}
	var running sync.WaitGroup
	for i := range checks {
		// Each of its own path, or they would be one check.
		running.Go(func() { prober.Check(ctx, fmt.Sprintf("http://%s/%d", mute.Addr(), i)) })
	}
	var held []net.Conn
	for range checks {
		conn, err := mute.Accept()
		if err != nil {
			b.Fatal(err)
		}
		held = append(held, conn)
	}
	return func() {
		cancel()
		running.Wait()
		mute.Close()
		for _, conn := range held {
			conn.Close()
		}
	}
}
