package bot

import (
	"context"
	"flag"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

var chaosSize = flag.Int("chaos", 2000, "how many questions TestChaos asks; the full size is 10000")

// TestChaos asks by commands and mentions, in turns, while connections are
// warned, refreshed, cut, frozen and delayed, and the Web API answers 429 and
// 500 in turns. Everyone gets one answer: never none, never two. A person whose
// command Slack gave up on, with the connection that took it, sees Slack say so
// and asks again.
func TestChaos(t *testing.T) {
	t.Parallel()
	c := &chaos{stage: newStage(t, workspace.Options{
		Manifest:    readingManifest,
		AckDeadline: 2 * time.Second, WarningLead: 200 * time.Millisecond, TrafficEntries: -1,
		// Slack's own are at once, 1 min and 5 min: long enough for any gap here.
		RetryDelays: []time.Duration{0, 2 * time.Second, 8 * time.Second},
		History:     2 * *chaosSize,
	}, Options{})}
	c.rough = true
	defer c.slack.Watch(c.watch)()
	c.slack.FailWhen(c.judge)
	ctx, calm := context.WithCancel(t.Context())
	var trouble sync.WaitGroup
	trouble.Go(func() { c.trouble(ctx) })
	var asking sync.WaitGroup
	for n := range 32 {
		asking.Go(func() {
			for ; n < *chaosSize; n += 32 {
				if n%2 == 0 {
					c.command(codes[n/2%len(codes)])
				} else {
					c.mention(codes[n/2%len(codes)])
				}
			}
		})
	}
	asking.Wait()
	calm()
	trouble.Wait()
	c.slack.FailWhen(nil)
	for end := time.Now().Add(40 * time.Second); c.unanswered() > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(c.patience()) // what comes twice comes now
	for m, n := range c.replies() {
		if n != 1 {
			t.Errorf("the mention %s was answered %d times", m, n)
		}
	}
	if c.disturbances.Load() == 0 || c.faults.Load() == 0 {
		t.Errorf("nothing went wrong: %d disturbances, %d faults", c.disturbances.Load(), c.faults.Load())
	}
	t.Logf("%d disturbances, %d faults of the API, %d connections, %d commands asked again",
		c.disturbances.Load(), c.faults.Load(), c.slack.Opens(), c.again.Load())
}

type chaos struct {
	*stage
	calls, faults, disturbances, again atomic.Int64

	mu       sync.Mutex
	mentions map[string]int // by timestamp: the answers
}

// command asks until there is an answer, as a person does who is told by Slack
// that the app did not respond.
func (c *chaos) command(code string) {
	for range 20 {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		asked := c.slack.As(workspace.Ada).Command(workspace.General, "/httpcode", code)
		err := asked.Wait(ctx)
		cancel()
		switch n := len(asked.Messages()); {
		case n > 1:
			c.t.Errorf("/httpcode %s was answered %d times", code, n)
			return
		case n == 1:
			return
		case err == nil:
			c.t.Errorf("/httpcode %s was acknowledged without an answer", code)
			return
		}
		c.again.Add(1)
		time.Sleep(100 * time.Millisecond)
	}
	c.t.Errorf("/httpcode %s was never answered", code)
}

func (c *chaos) mention(code string) {
	m, err := c.slack.As(workspace.Ada).Post(workspace.Incidents, "", "@httpcode "+code)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.count(m.TS, 0)
	// Others go on meanwhile; a person mentions about as fast as Slack answers.
	for range 1000 {
		if c.answers(m.TS) > 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func (c *chaos) watch(u workspace.Update) {
	if m := u.Message; u.Kind == "message" && m.User == workspace.BotUser && m.ThreadTS != "" {
		c.count(m.ThreadTS, 1)
	}
}

func (c *chaos) count(ts string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mentions == nil {
		c.mentions = map[string]int{}
	}
	c.mentions[ts] += n
}

func (c *chaos) answers(ts string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mentions[ts]
}

func (c *chaos) unanswered() (n int) {
	for _, answers := range c.replies() {
		if answers == 0 {
			n++
		}
	}
	return n
}

func (c *chaos) replies() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	copied := map[string]int{}
	for ts, n := range c.mentions {
		copied[ts] = n
	}
	return copied
}

// patience is longer than Slack's deadline and its first repeats take.
func (c *chaos) patience() time.Duration { return 2500 * time.Millisecond }

// judge lets ten calls in every two hundred and fifty go wrong, with 429 and
// 500 in turns; every other 500 comes after the message was posted all the same.
func (c *chaos) judge(method string) *workspace.Fault {
	if method != "chat.postMessage" && method != workspace.ResponseURLs {
		return nil
	}
	n := c.calls.Add(1)
	if n%250 < 100 || n%250 >= 110 {
		return nil
	}
	c.faults.Add(1)
	if n/250%2 == 0 {
		return &workspace.Fault{RetryAfter: time.Second}
	}
	return &workspace.Fault{Status: 500, Body: "<html>Server Error</html>", After: n%2 == 0}
}

// trouble disturbs one connection after the other until ctx ends, not faster
// than apps.connections.open may be called.
func (c *chaos) trouble(ctx context.Context) {
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(150 * time.Millisecond):
		}
		live := c.slack.Connections()
		if len(live) < 2 {
			continue // Slack, too, keeps one up
		}
		c.disturbances.Add(1)
		switch victim := live[rand.N(len(live))]; n % 6 {
		case 0:
			victim.Disconnect("warning")
		case 1:
			victim.Cut()
		case 2:
			victim.Delay(5 * time.Millisecond)
			time.AfterFunc(300*time.Millisecond, func() { victim.Delay(0) })
		case 3:
			victim.Disconnect("refresh_requested")
		case 4:
			victim.Freeze()
			time.AfterFunc(100*time.Millisecond, victim.Thaw)
		case 5:
			victim.Disconnect("too_many_websockets")
		}
	}
}
