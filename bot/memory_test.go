package bot

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"httpcode/bot/blocks"
	"httpcode/knowledge"
)

func TestSeen(t *testing.T) {
	now := time.Unix(0, 0)
	s := newSeen(func() time.Time { return now })
	check := func(want bool, keys ...string) {
		t.Helper()
		if got := s.first(keys...); got != want {
			t.Errorf("first(%q) = %t after %v", keys, got, now.Sub(time.Unix(0, 0)))
		}
	}
	check(true, "a", "b")
	check(false, "b", "c") // one known is enough, and c is known from now on
	check(false, "c")
	check(true, "")
	check(true, "")
	now = now.Add(seenFor - time.Second)
	check(false, "a")
	now = now.Add(2 * time.Second)
	check(false, "a") // still, ten minutes after it was last given
	now = now.Add(3 * seenFor)
	check(true, "x")
	now = now.Add(seenFor)
	check(true, "a")
	s.forget("a")
	check(true, "a")
}

func TestSeenIsBounded(t *testing.T) {
	s := newSeen(time.Now)
	s.most = 1000
	for i := range 3 * s.most {
		s.first(fmt.Sprint(i))
	}
	if n := len(s.young) + len(s.old); n > 2*s.most {
		t.Errorf("%d remembered", n)
	}
	if s.first(fmt.Sprint(3*s.most - 1)) {
		t.Error("the latest is forgotten")
	}
}

func TestCacheBelongsToOneCatalogue(t *testing.T) {
	c, key := newCache(), cacheKey{text: "502", command: true}
	old, reloaded := &knowledge.Catalog{}, &knowledge.Catalog{}
	c.put(old, key, cached{outcome: "old"})
	if a, ok := c.get(old, key); !ok || a.outcome != "old" {
		t.Error("not kept")
	}
	if _, ok := c.get(reloaded, key); ok {
		t.Error("kept over a reload")
	}
	if _, ok := c.get(old, cacheKey{text: "502", seen: blocks.Posted}); ok {
		t.Error("told to another audience")
	}
	for i := range 3 * cacheMost {
		c.put(reloaded, cacheKey{text: fmt.Sprint(i)}, cached{})
	}
	if len(c.answers) > cacheMost {
		t.Errorf("%d answers kept", len(c.answers))
	}
}

func TestPeopleAreAskedAgainSoon(t *testing.T) {
	now := time.Unix(0, 0)
	p := newPeople(func() time.Time { return now })
	asked := 0
	find := func() (bool, error) { asked++; return true, nil }
	p.ask("U1", find)
	p.ask("U1", find)
	now = now.Add(trustFor + 1)
	p.ask("U1", find)
	if asked != 2 {
		t.Errorf("asked %d times, want 2", asked)
	}
	if yes, err := p.ask("U2", func() (bool, error) { return true, errors.New("no") }); yes || err == nil {
		t.Error("a failure is no yes")
	}
}

func TestRecentAndPastAreBounded(t *testing.T) {
	r, p := newRecent(), newPast()
	for i := range recentPeople + 10 {
		for n := range recentChecks + 3 {
			r.add(fmt.Sprint("U", i), []blocks.Check{{URL: fmt.Sprint("u", n)}})
		}
	}
	if len(r.of) > recentPeople || len(r.list("U20")) != recentChecks || len(r.list("U0")) != 0 {
		t.Errorf("%d people remembered, %d checks of one, %d of the oldest", len(r.of), len(r.list("U20")), len(r.list("U0")))
	}
	for i := range pastThreads + 10 {
		for range pastPoints + 3 {
			p.add("C1", fmt.Sprint(i), blocks.Check{URL: "u"})
		}
	}
	if len(p.of) > pastThreads || len(p.add("C1", "20", blocks.Check{URL: "u"})) != pastPoints {
		t.Errorf("%d threads remembered", len(p.of))
	}
}
