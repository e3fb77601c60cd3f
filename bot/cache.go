package bot

import (
	"sync"

	"httpcode/knowledge"
)

const (
	// cacheMost answers are kept: more than there are codes that people ask
	// for, at about 6 KB each.
	cacheMost = 500
	// cacheText is the longest question whose answer is kept, in bytes: a code,
	// a name, a comparison; not what is pasted once.
	cacheText = 64
)

// cache keeps encoded answers from the catalogue by the text that asked. A new
// catalogue empties it.
type cache struct {
	mu      sync.RWMutex
	of      *knowledge.Catalog
	answers map[string]cached
}

// cached is an answer: the acknowledgement's payload, and what a log line says.
type cached struct {
	payload []byte
	outcome string
}

func newCache() *cache { return &cache{answers: map[string]cached{}} }

func (c *cache) get(catalog *knowledge.Catalog, text string) (cached, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.of != catalog {
		return cached{}, false
	}
	a, ok := c.answers[text]
	return a, ok
}

func (c *cache) put(catalog *knowledge.Catalog, text string, a cached) {
	if len(text) > cacheText {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != catalog || len(c.answers) >= cacheMost {
		c.of, c.answers = catalog, map[string]cached{}
	}
	c.answers[text] = a
}
