package bot

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

var soakSize = flag.Int("soak", 0, "how many events BenchmarkSoak sends; a million is the full size")

const (
	soakPeople  = 64
	soakSamples = 20
	// soakGrowth is by how much the resident memory of the second half may
	// exceed that of the first, after its first quarter of filling caches and
	// the memory of deliveries (see seenMost), in MiB.
	soakGrowth = 16
)

// BenchmarkSoak sends events, every tenth a mention, the others commands, and
// watches the program's memory and goroutines:
//
//	go test ./bot -run '^$' -bench Soak -benchtime 1x -timeout 1h -soak 1000000
func BenchmarkSoak(b *testing.B) {
	if *soakSize == 0 {
		b.Skip("say how many events: -soak 1000000")
	}
	for b.Loop() {
		soak(b, *soakSize)
	}
}

func soak(b *testing.B, events int) {
	l := newLoad(b, workspace.Options{})
	p := peers()[0]
	process := p.command(b)
	metrics := watchedProcess(b, process)
	p.start(b, process, l.url)
	l.until(func() bool { return len(l.slack.Connections()) == 2 })
	url := <-metrics
	idle := gauge(b, url, "go_goroutines")

	began := time.Now()
	var samples []float64
	for range soakSamples {
		l.send(events / soakSamples)
		samples = append(samples, memory(b, process, "VmRSS"))
	}
	rate := float64(events) / time.Since(began).Seconds()
	http.DefaultClient.CloseIdleConnections()
	time.Sleep(2 * time.Second)
	left := gauge(b, url, "go_goroutines")
	b.Logf("MiB resident after each twentieth: %.0f", samples)
	b.Logf("goroutines: %.0f at rest before, %.0f after", idle, left)

	quarter := soakSamples / 4
	early, late := highest(samples[quarter:2*quarter]), highest(samples[2*quarter:])
	if late > early+soakGrowth {
		b.Errorf("the resident memory grows: %.0f MiB in the second quarter, %.0f MiB later", early, late)
	}
	// Connections to the Web API stay open for a while: two goroutines each.
	if left > idle+2*quickWorkers+10 {
		b.Errorf("the goroutines grow: %.0f before, %.0f after", idle, left)
	}
	b.ReportMetric(rate, "events/s")
	b.ReportMetric(early, "MiB-second-quarter")
	b.ReportMetric(late, "MiB-second-half")
	b.ReportMetric(left-idle, "goroutines-more")
}

// send sends so many events and waits for their answers.
func (l *load) send(events int) {
	var n atomic.Int64
	var asking sync.WaitGroup
	for range soakPeople {
		asking.Go(func() {
			for {
				i := int(n.Add(1))
				if i > events {
					return
				}
				surface := "slash"
				if i%10 == 0 {
					surface = "mention"
				}
				if !l.ask(surface, i) {
					l.b.Errorf("event %d, by %s, was not answered", i, surface)
				}
			}
		})
	}
	asking.Wait()
	l.acks.take()
}

func highest(samples []float64) (most float64) {
	for _, s := range samples {
		most = max(most, s)
	}
	return most
}

// watchedProcess reads from the program's log where its metrics are.
func watchedProcess(b *testing.B, cmd *exec.Cmd) <-chan string {
	stderr, err := cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	found := make(chan string, 1)
	go func() {
		defer io.Copy(io.Discard, stderr)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			var line struct{ Address string }
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Address != "" {
				found <- "http://" + line.Address + "/metrics"
				return
			}
		}
	}()
	return found
}

// gauge reads one of the program's metrics.
func gauge(b *testing.B, url, name string) float64 {
	resp, err := http.Get(url)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			v, err := strconv.ParseFloat(value, 64)
			if err != nil {
				b.Fatal(err)
			}
			return v
		}
	}
	b.Fatalf("no metric %s", name)
	return 0
}
