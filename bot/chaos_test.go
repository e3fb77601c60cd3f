package bot

import (
	"bytes"
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

var chaosSize = flag.Int("chaos", 1000, "how many questions TestChaos asks, at least; the full size is 10000")

// TestChaos asks by commands and mentions, in turns, while connections are
// warned, refreshed, cut, frozen, delayed and turned away, and the Web API
// answers 429 and 500 in turns. No fault of these leaves its outcome in doubt:
// the cuts come while nothing is on its way, and a 500 means that nothing was
// posted. Everyone gets exactly one answer, and every acknowledgement is in time.
//
// The app is the one that is shipped: it may not read the channels.
func TestChaos(t *testing.T) {
	t.Parallel()
	c := newChaos(t, Manifest, 20*time.Second)
	c.faults = []workspace.Fault{
		{RetryAfter: time.Second},
		{Status: 500, Body: serverError},
	}
	c.disturb = []disturbance{warn, cutIdle, delay, refresh, freeze, turnAway}
	c.run(*chaosSize)
	c.exactlyOnce()
}

// TestChaosInDoubt adds the faults whose outcome nobody can know: connections
// cut with acknowledgements on their way, messages posted by calls that then
// answer 500 or nothing at all. Whoever reached the bot is answered, and twice
// only where the fault befell that very answer; then the second one says so.
func TestChaosInDoubt(t *testing.T) {
	t.Parallel()
	c := newChaos(t, Manifest, 5*time.Second)
	c.faults = []workspace.Fault{
		{RetryAfter: time.Second},
		{Status: 500, Body: serverError},
		{Status: 500, Body: serverError, After: true},
		{Error: "internal_error", After: true},
		{Reset: true, After: true},
		{Reset: true},
	}
	c.disturb = []disturbance{c.cutDeaf, cut, warn, cutFrozen, delay, c.cutMute, refresh, freeze}
	c.run(*chaosSize / 4)
	c.doubledOnlyInDoubt()
	if c.overtimes["cut"] == 0 || c.doubled["command"] == 0 || c.doubled["mention"] == 0 {
		t.Error("not every doubt came up: this shows nothing")
	}
}

// TestChaosWithHistory gives the app the optional scope channels:history: it
// looks whether an answer arrived, so that no 500 leaves a doubt.
func TestChaosWithHistory(t *testing.T) {
	t.Parallel()
	c := newChaos(t, readingManifest, 20*time.Second)
	c.faults = []workspace.Fault{
		{Status: 500, Body: serverError, After: true},
		{RetryAfter: time.Second},
		{Reset: true, After: true},
		{Status: 500, Body: serverError},
	}
	c.disturb = []disturbance{warn, cutIdle, delay, refresh, freeze, turnAway}
	c.run(*chaosSize / 8)
	c.exactlyOnce()
}

// readingManifest lets the app read the channels that it is in.
var readingManifest = bytes.Replace(Manifest, []byte("- im:history"), []byte("- channels:history\n      - im:history"), 1)

const serverError = "<html>Server Error</html>"

// disturbance is done to a connection; ends says whether that ends it.
type disturbance func(*workspace.Connection) (ends bool)

func warn(c *workspace.Connection) bool     { c.Disconnect("warning"); return true }
func refresh(c *workspace.Connection) bool  { c.Disconnect("refresh_requested"); return true }
func turnAway(c *workspace.Connection) bool { c.Disconnect("too_many_websockets"); return true }
func cut(c *workspace.Connection) bool      { c.Cut(); return true }
func cutIdle(c *workspace.Connection) bool  { c.CutIdle(); return true }

func delay(c *workspace.Connection) bool {
	c.Delay(5 * time.Millisecond)
	time.AfterFunc(300*time.Millisecond, func() { c.Delay(0) })
	return false
}

func freeze(c *workspace.Connection) bool {
	c.Freeze()
	time.AfterFunc(100*time.Millisecond, c.Thaw)
	return false
}

// cutDeaf loses acknowledgements for certain, and sees to it that they are those
// of commands.
func (c *chaos) cutDeaf(on *workspace.Connection) bool {
	on.Deafen()
	for n := range 6 {
		c.asking.Go(func() { c.command(codes[n]) })
	}
	for range 500 {
		if on.Unacknowledged() > 1 {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	time.Sleep(10 * time.Millisecond) // for the acknowledgements to be written
	return cut(on)
}

// cutMute reads acknowledgements, and loses the proof of it.
func (c *chaos) cutMute(on *workspace.Connection) bool {
	on.Mute()
	var asked sync.WaitGroup
	for n := range 12 { // half of them on this connection, more or less
		asked.Go(func() { c.command(codes[n]) })
	}
	asked.Wait()
	return cut(on)
}

// cutFrozen loses what is on its way in both directions.
func cutFrozen(c *workspace.Connection) bool {
	c.Freeze()
	time.AfterFunc(30*time.Millisecond, c.Cut)
	return true
}

// chaos is a stage on which things go wrong, and the record of it.
type chaos struct {
	*stage
	record
	faults  []workspace.Fault // of the Web API, in turns
	disturb []disturbance     // of connections, in turns

	asking       sync.WaitGroup // what the trouble itself asks
	posts, urls  struct{ calls, struck atomic.Int64 }
	disturbances atomic.Int64
}

// newChaos starts the bot in a Slack that waits so long for acknowledgements:
// longer than a busy machine stands still, where that is not what is tried.
func newChaos(t *testing.T, manifest []byte, patience time.Duration) *chaos {
	c := &chaos{stage: newWorkspace(t, workspace.Options{
		Manifest: manifest, WarningLead: 200 * time.Millisecond, TrafficEntries: -1, AckDeadline: patience,
		// Slack's own are at once, 1 min and 5 min: long enough for any gap here.
		RetryDelays: []time.Duration{0, 2 * time.Second, 8 * time.Second},
		History:     2 * *chaosSize,
	})}
	c.met, c.patience = c.meet, patience
	t.Cleanup(c.start(Options{}))
	c.warmUp()
	return c
}

// warmUp lets the bot answer each question once before the trouble begins.
func (c *chaos) warmUp() {
	for _, code := range codes {
		if _, err := c.slack.As(workspace.Ada).Command(workspace.General, "/httpcode", code).Answer(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
	}
}

// run asks at least so many questions while every kind of trouble happens, and
// waits for what is late.
func (c *chaos) run(size int) {
	defer c.slack.Watch(c.watch)()
	c.slack.FailWhen(c.judge)
	ctx, calm := context.WithCancel(c.t.Context())
	var trouble, people sync.WaitGroup
	trouble.Go(func() { c.trouble(ctx) })
	for n := range 32 {
		people.Go(func() {
			for ; n < size || c.disturbances.Load() < int64(len(c.disturb)); n += 32 {
				if (n+n/32)%2 == 0 { // everybody asks in both ways, in turns
					c.command(codes[n/2%len(codes)])
				} else {
					c.mention(codes[n/2%len(codes)])
				}
			}
		})
	}
	people.Wait()
	calm()
	trouble.Wait()
	c.asking.Wait()
	c.slack.FailWhen(nil)
	c.settle()
	if n := c.struck(); n < int64(len(c.faults)) {
		c.t.Errorf("%d faults: too little went wrong", n)
	}
}

// judge lets ten posts in a row in every two hundred and fifty go wrong, and half
// of the calls of response URLs, which are few. Each goes through the faults in
// turns of its own, so that every fault befalls both. A response URL that fails
// wayFails times is given up for an ephemeral message, of which nobody can tell
// the command that it answers.
func (c *chaos) judge(call workspace.Call) *workspace.Fault {
	var turn int64
	switch call.Method {
	case "chat.postMessage":
		if n := c.posts.calls.Add(1) % 250; n < 50 || n >= 60 {
			return nil
		}
		turn = c.posts.struck.Add(1)
	case workspace.ResponseURLs:
		if n := c.urls.calls.Add(1); n%2 == 0 || c.strikes(call.Invocation) == wayFails-1 {
			return nil
		}
		turn = c.urls.struck.Add(1)
	default:
		return nil
	}
	fault := c.faults[turn%int64(len(c.faults))]
	c.befell(call, fault)
	return &fault
}

// struck is how many calls went wrong.
func (c *chaos) struck() int64 { return c.posts.struck.Load() + c.urls.struck.Load() }

// trouble disturbs one connection after the other until ctx ends, not faster
// than apps.connections.open may be called.
func (c *chaos) trouble(ctx context.Context) {
	ending := map[int]bool{}
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(150 * time.Millisecond):
		}
		live := slices.DeleteFunc(c.slack.Connections(), func(on *workspace.Connection) bool { return ending[on.ID] })
		if len(live) < 2 {
			continue // Slack, too, keeps one up
		}
		victim := live[rand.N(len(live))]
		ending[victim.ID] = c.disturb[n%len(c.disturb)](victim)
		c.disturbances.Add(1)
		n++
	}
}
