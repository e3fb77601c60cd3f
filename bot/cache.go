package bot

import (
	"sync"

	"httpcode/bot/blocks"
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

// cache keeps encoded answers from the catalogue by the text that asked and by
// who sees them. A new catalogue empties it.
type cache struct {
	mu      sync.RWMutex
	of      *knowledge.Catalog
	answers map[cacheKey]cached
}

type cacheKey struct {
	text    string
	command bool // an acknowledgement's payload, else a message
	seen    blocks.Audience
}

// cached is an answer, and what a log line says of it.
type cached struct {
	payload []byte         // of an acknowledgement
	message blocks.Message // frozen
	outcome string
}

func newCache() *cache { return &cache{answers: map[cacheKey]cached{}} }

func (c *cache) get(catalog *knowledge.Catalog, key cacheKey) (cached, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.of != catalog {
		return cached{}, false
	}
	a, ok := c.answers[key]
	return a, ok
}

func (c *cache) put(catalog *knowledge.Catalog, key cacheKey, a cached) {
	if len(key.text) > cacheText {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != catalog || len(c.answers) >= cacheMost {
		c.of, c.answers = catalog, map[cacheKey]cached{}
	}
	c.answers[key] = a
}
