package bot

import (
	"strings"
	"sync"
	"testing"
	"time"

	"httpcode/bot/workspace"
)

// TestRollingRestart stops a replica while people ask and another one goes on,
// as a deployment does. Every mention gets one answer: what the first replica
// took it answers, what it did not take Slack delivers to the other one. A
// person whose command meets the stop is told, and asks again.
func TestRollingRestart(t *testing.T) {
	t.Parallel()
	c := &chaos{stage: newStage(t, workspace.Options{
		AckDeadline: 3 * time.Second, RetryDelays: []time.Duration{0, 50 * time.Millisecond}, TrafficEntries: -1,
	}, Options{})}
	defer c.slack.Watch(c.watch)()
	c.warmUp()
	const rounds, people, questions = 2, 16, 15
	for range rounds {
		stop := c.start(Options{})
		c.until("the second replica to connect", func() bool { return len(c.slack.Connections()) == 4 })
		var asking sync.WaitGroup
		for n := range people {
			asking.Go(func() {
				for i := range questions {
					if (n+i)%2 == 0 {
						c.commandUntilServed(codes[(n+i)%len(codes)])
					} else {
						c.mention(codes[(n+i)%len(codes)])
					}
				}
			})
		}
		time.Sleep(20 * time.Millisecond)
		stop()
		asking.Wait()
		c.until("an answer to every mention", func() bool { return c.unanswered() == 0 })
	}
	c.settle()
	c.exactlyOnce()
}

// commandUntilServed asks again where the bot says that it restarts, as people do.
func (c *chaos) commandUntilServed(code string) {
	for range 100 {
		m, err := c.slack.As(workspace.Ada).Command(workspace.General, "/httpcode", code).Answer(c.t.Context())
		if err == nil && !strings.Contains(m.Text, "I am restarting") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	c.t.Errorf("/httpcode %s was never answered", code)
}
