package workspace

import (
	"encoding/json"
	"sync"
)

// answer is a message as it comes on an acknowledgement or a response URL.
type answer struct {
	ResponseType    string          `json:"response_type"`
	Text            string          `json:"text"`
	ThreadTS        string          `json:"thread_ts"`
	Blocks          json.RawMessage `json:"blocks"`
	Attachments     json.RawMessage `json:"attachments"`
	Metadata        json.RawMessage `json:"metadata"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
	UnfurlLinks     *bool           `json:"unfurl_links"`
	UnfurlMedia     *bool           `json:"unfurl_media"`
	Mrkdwn          *bool           `json:"mrkdwn"`
}

// content is what the answer shows.
func (a *answer) content() *content {
	c := &content{Text: a.Text, Blocks: a.Blocks, Attachments: a.Attachments, Metadata: a.Metadata,
		UnfurlLinks: a.UnfurlLinks == nil || *a.UnfurlLinks,
		UnfurlMedia: a.UnfurlMedia == nil || *a.UnfurlMedia}
	c.plain = a.Mrkdwn != nil && !*a.Mrkdwn
	return c
}

// answerCache keeps answers by their very bytes: an app that answers the same
// question twice is parsed once.
type answerCache struct {
	mu     sync.RWMutex
	byText map[string]*answer
	size   int // bytes
}

// answers is shared by all workspaces; what a text means does not depend on one.
var answers = answerCache{byText: map[string]*answer{}}

const answerCacheSize = 8 << 20 // bytes, of which about 2,000 answers fit

func (c *answerCache) known(text []byte) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.byText[string(text)] != nil
}

// parse decodes an answer, or finds it among those decoded before. It must not
// be changed.
func (c *answerCache) parse(text []byte) (*answer, error) {
	c.mu.RLock()
	a := c.byText[string(text)]
	c.mu.RUnlock()
	if a != nil {
		return a, nil
	}
	a = new(answer)
	if err := json.Unmarshal(text, a); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size += len(text); c.size > answerCacheSize {
		clear(c.byText)
		c.size = len(text)
	}
	c.byText[string(text)] = a
	return a, nil
}
