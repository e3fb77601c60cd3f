package workspace

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// content is what a message says, however it came.
type content struct {
	Text        string
	Blocks      json.RawMessage
	Attachments json.RawMessage
	Metadata    json.RawMessage
	UnfurlLinks bool
	UnfurlMedia bool

	plain   bool // mrkdwn: false
	effects []Effect
}

// Limits of a message (docs.slack.dev: chat.postMessage, chat.update).
const (
	truncatedAt = 40_000 // characters of text; Slack cuts off what follows
	// updateTextMax is in bytes of UTF-8, as people have measured; Slack's page
	// says characters.
	updateTextMax = 4_000
)

// check judges a content as Slack would, and completes it: block_ids, effects.
// The error is Slack's code with what response_metadata tells.
func (w *Workspace) check(where string, c *content, surface surface) *apiError {
	if emptyList(c.Blocks) {
		c.Blocks = nil
	}
	if emptyList(c.Metadata) {
		c.Metadata = nil
	}
	if c.Blocks == nil && emptyList(c.Attachments) && strings.TrimSpace(c.Text) == "" {
		return fail("no_text")
	}
	if utf8.RuneCountInString(c.Text) > truncatedAt {
		w.violate(where, "text of %d characters: cut at %d", utf8.RuneCountInString(c.Text), truncatedAt)
		c.Text = string([]rune(c.Text)[:truncatedAt])
	}
	blocks, err := w.checked.check(c.Blocks, surface)
	if err != nil {
		return err
	}
	if blocks != nil && blocks.weight > blocksWeight && strings.HasPrefix(where, "chat.") {
		return fail("msg_blocks_too_long")
	}
	c.effects = nil
	if !c.plain {
		c.effects = textEffects(c.Text, "text")
	}
	if blocks != nil {
		c.Blocks = blocks.json
		c.effects = append(c.effects, blocks.effects...)
		if strings.TrimSpace(c.Text) == "" {
			w.violate(where, "blocks without text: screen readers and notifications have nothing to say")
		}
	}
	if c.Attachments, err = w.checkAttachments(c); err != nil {
		return err
	}
	return nil
}

// checkAttachments judges the blocks in legacy attachments, and collects what
// their texts do.
func (w *Workspace) checkAttachments(c *content) (json.RawMessage, *apiError) {
	if emptyList(c.Attachments) {
		return nil, nil
	}
	var list []map[string]json.RawMessage
	if json.Unmarshal(c.Attachments, &list) != nil {
		return nil, fail("invalid_attachments")
	}
	if len(list) > 100 {
		return nil, fail("too_many_attachments")
	}
	for i, a := range list {
		where := "attachments/" + strconv.Itoa(i)
		for _, field := range []string{"pretext", "text", "fallback", "title", "footer"} {
			var text string
			if json.Unmarshal(a[field], &text) == nil {
				c.effects = append(c.effects, textEffects(text, where+"/"+field)...)
			}
		}
		blocks, err := w.checked.check(a["blocks"], surfaceMessage)
		if err != nil {
			return nil, err
		}
		if blocks != nil {
			a["blocks"] = blocks.json
			c.effects = append(c.effects, blocks.effects...)
		}
	}
	out, err := json.Marshal(list)
	if err != nil {
		return nil, fail("invalid_attachments")
	}
	return out, nil
}

func emptyList(raw json.RawMessage) bool {
	switch strings.TrimSpace(string(raw)) {
	case "", "null", "[]":
		return true
	}
	return false
}
