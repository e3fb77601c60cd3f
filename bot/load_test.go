package bot

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

var loadFor = flag.Duration("load", 3*time.Second, "how long each step of the load benchmark lasts")

// inFlight are the benchmark's steps: so many people wait for an answer at any
// time, and ask again once they have it.
var inFlight = []int{8, 32, 128}

// promptly is the 99th percentile of answers that a rate must keep to count.
const promptly = 100 * time.Millisecond

// BenchmarkLoad drives the bot and its peers, each in a process of its own,
// through the workspace, which runs here and takes its share of the machine:
//
//	go test ./bot -run '^$' -bench Load -benchtime 1x
func BenchmarkLoad(b *testing.B) {
	for _, surface := range []string{"slash", "mention"} {
		for _, p := range peers() {
			if surface == "mention" && p.slash {
				continue
			}
			b.Run(surface+"/"+p.name, func(b *testing.B) { benchmarkLoad(b, surface, p) })
		}
	}
}

func benchmarkLoad(b *testing.B, surface string, p peer) {
	l := newLoad(b, workspace.Options{})
	process := p.command(b)
	began := time.Now()
	p.start(b, process, l.url)
	l.until(func() bool { return len(l.slack.Connections()) > 0 })
	connected := time.Since(began)
	time.Sleep(2 * time.Second)
	rest := memory(b, process, "VmRSS")

	for b.Loop() {
		var best step
		for _, people := range inFlight {
			s := l.drive(surface, people, *loadFor, process)
			if s.lost == 0 && s.answer.at(.99) < promptly && s.rate > best.rate {
				best = s
			}
			b.Logf("%3d waiting: %s", people, s)
		}
		best.report(b)
	}
	b.ReportMetric(float64(connected.Milliseconds()), "ms-to-connect")
	b.ReportMetric(rest, "MiB-at-rest")
	b.ReportMetric(memory(b, process, "VmHWM"), "MiB-at-peak")
	b.ReportMetric(0, "ns/op") // means nothing here
	for _, v := range l.slack.Violations() {
		b.Logf("%s broke a rule of Slack: %v", p.name, v)
		break
	}
}

// load is a workspace under load.
type load struct {
	b     *testing.B
	slack *workspace.Workspace
	url   string
	acks  latencies

	replies sync.Map // the question's timestamp → chan struct{}, closed by the answer
}

func newLoad(b *testing.B, o workspace.Options) *load {
	o.Manifest, o.RateLimits, o.TrafficEntries = Manifest, workspace.Unlimited, -1
	l := &load{b: b}
	o.Acked = func(_ string, after time.Duration) { l.acks.add(after) }
	l.slack = workspace.New(o)
	server := httptest.NewServer(l.slack)
	l.url = server.URL
	stop := l.slack.Watch(l.watch)
	b.Cleanup(func() {
		stop()
		l.slack.Close()
		server.CloseClientConnections()
		server.Close()
	})
	return l
}

// watch notes the bot's answers in threads.
func (l *load) watch(u workspace.Update) {
	if m := u.Message; u.Kind == "message" && m.ThreadTS != "" && m.User == workspace.BotUser {
		answered, _ := l.replies.LoadOrStore(m.ThreadTS, make(chan struct{}))
		select {
		case <-answered.(chan struct{}):
		default:
			close(answered.(chan struct{}))
		}
	}
}

func (l *load) until(true func() bool) {
	for end := time.Now().Add(30 * time.Second); !true(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			l.b.Fatal("waited in vain")
		}
	}
}

// codes are what people ask for.
var codes = strings.Fields("400 401 403 404 405 408 409 410 413 418 422 425 429 431 451 499 500 501 502 503 504 505 507 508 511 520 522 301 302 304 307 308 200 201 204 206")

// ask asks question n and says whether it was answered in time.
func (l *load) ask(surface string, n int) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ada, code := l.slack.As(workspace.Ada), codes[n%len(codes)]
	if surface == "slash" {
		_, err := ada.Command(workspace.General, "/httpcode", code).Answer(ctx)
		return err == nil
	}
	m, err := ada.Post(workspace.General, "", "@httpcode "+code)
	if err != nil {
		l.b.Error(err)
		return false
	}
	answered, _ := l.replies.LoadOrStore(m.TS, make(chan struct{}))
	defer l.replies.Delete(m.TS)
	select {
	case <-answered.(chan struct{}):
		return true
	case <-ctx.Done():
		return false
	}
}

// step is what was measured with a number of people waiting.
type step struct {
	rate        float64 // answers per second
	lost        int
	ack, answer percentiles
	cpu         time.Duration // of the bot's process, for each answer
}

// drive keeps so many people asking for a while.
func (l *load) drive(surface string, people int, d time.Duration, process *exec.Cmd) step {
	var (
		answers latencies
		lost    atomic.Int64
		n       atomic.Int64
		asking  sync.WaitGroup
	)
	l.acks.take()
	cpu, began := cpuTime(l.b, process), time.Now()
	for range people {
		asking.Go(func() {
			for time.Since(began) < d {
				start := time.Now()
				if !l.ask(surface, int(n.Add(1))) {
					lost.Add(1)
					continue
				}
				answers.add(time.Since(start))
			}
		})
	}
	asking.Wait()
	took := time.Since(began)
	s := step{lost: int(lost.Load()), ack: l.acks.take(), answer: answers.take()}
	s.rate = float64(len(s.answer)) / took.Seconds()
	s.cpu = (cpuTime(l.b, process) - cpu) / time.Duration(max(1, len(s.answer)))
	return s
}

func (s step) String() string {
	return fmt.Sprintf("%6.0f answers/s, %d lost, ack p50 %s p99 %s p99.9 %s, answer p50 %s p99 %s p99.9 %s, CPU %s",
		s.rate, s.lost, s.ack.at(.5), s.ack.at(.99), s.ack.at(.999), s.answer.at(.5), s.answer.at(.99), s.answer.at(.999), s.cpu)
}

func (s step) report(b *testing.B) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(s.rate, "answers/s")
	b.ReportMetric(ms(s.cpu), "ms-CPU/answer")
	for name, p := range map[string]percentiles{"ack": s.ack, "answer": s.answer} {
		b.ReportMetric(ms(p.at(.5)), "ms-"+name+"-p50")
		b.ReportMetric(ms(p.at(.99)), "ms-"+name+"-p99")
		b.ReportMetric(ms(p.at(.999)), "ms-"+name+"-p99.9")
	}
}
