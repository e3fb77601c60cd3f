package bot

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os/exec"
	"slices"
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
	// The first quarter fills caches and the memory of deliveries (seenMost).
	// What comes later may exceed the second quarter by this much: a garbage
	// collector's tide for resident memory, a few records for what is alive, and
	// for goroutines the connections to the Web API, which stay open for a while
	// and have two each.
	soakGrowth     = 6 // MiB
	soakLiveGrowth = 1 // MiB
	soakGoroutines = 2 * quickWorkers
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
	address := watchedProcess(b, process)
	p.start(b, process, l.url)
	l.until(func() bool { return len(l.slack.Connections()) == 2 })
	url := <-address

	began := time.Now()
	var resident, goroutines, live []float64
	for i := range soakSamples {
		l.send(events / soakSamples)
		resident = append(resident, memory(b, process, "VmRSS"))
		goroutines = append(goroutines, gauge(b, url, "go_goroutines"))
		if half := soakSamples / 2; i+1 == half || i+1 == soakSamples {
			live = append(live, liveHeap(b, url))
		}
	}
	rate := float64(events) / time.Since(began).Seconds()
	b.Logf("MiB resident after each twentieth: %.0f", resident)
	b.Logf("goroutines after each twentieth: %.0f", goroutines)
	b.Logf("MiB alive after half of it and at the end: %.1f", live)

	steady(b, "MiB resident", resident, soakGrowth)
	steady(b, "goroutines", goroutines, soakGoroutines)
	if live[1] > live[0]+soakLiveGrowth {
		b.Errorf("what is alive grows: %.1f MiB, then %.1f", live[0], live[1])
	}
	b.ReportMetric(rate, "events/s")
	b.ReportMetric(slices.Max(resident), "MiB-resident")
	b.ReportMetric(live[1], "MiB-alive")
	b.ReportMetric(slices.Max(goroutines), "goroutines")
}

// steady fails where the second half's highest sample exceeds that of the
// second quarter by more than may be.
func steady(b *testing.B, what string, samples []float64, may float64) {
	b.Helper()
	quarter := len(samples) / 4
	early, late := slices.Max(samples[quarter:2*quarter]), slices.Max(samples[2*quarter:])
	if late > early+may {
		b.Errorf("%s grow: at most %.0f in the second quarter, %.0f later", what, early, late)
	}
}

// liveHeap is what a collection leaves, in MiB.
func liveHeap(b *testing.B, url string) float64 {
	b.Helper()
	for range 2 { // the first one hands pools to the second
		resp, err := http.Get(url + "/debug/pprof/heap?gc=1")
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			b.Fatalf("no profile of the heap: %s", resp.Status)
		}
	}
	return gauge(b, url, "go_memstats_heap_alloc_bytes") / (1 << 20)
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

// watchedProcess reads from the program's log where it listens.
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
				found <- "http://" + line.Address
				return
			}
		}
	}()
	return found
}

// gauge reads one of the metrics of the program at url.
func gauge(b *testing.B, url, name string) float64 {
	resp, err := http.Get(url + "/metrics")
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
