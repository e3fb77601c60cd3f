package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"httpcode/bot/blocks"
)

// message is one that a shortcut was used on, as far as it can hold text.
type message struct {
	TS          string            `json:"ts"`
	ThreadTS    string            `json:"thread_ts"`
	Text        string            `json:"text"`
	Blocks      []json.RawMessage `json:"blocks"`
	Attachments []struct {
		Pretext  string `json:"pretext"`
		Title    string `json:"title"`
		Text     string `json:"text"`
		Fallback string `json:"fallback"`
		Fields   []struct {
			Title string `json:"title"`
			Value string `json:"value"`
		} `json:"fields"`
		Blocks []json.RawMessage `json:"blocks"`
	} `json:"attachments"`
	Files []struct {
		Title        string `json:"title"`
		Preview      string `json:"preview"`
		PreviewPlain string `json:"preview_plain_text"`
		PlainText    string `json:"plain_text"`
		InitialText  struct {
			Preview string `json:"preview"`
		} `json:"initial_comment"`
	} `json:"files"`
}

// maxGathered bounds what is read of one message, in bytes.
const maxGathered = 256 << 10

// explainMessage answers the shortcut "Explain this error": for the asker,
// shareable into the message's thread.
func (b *Bot) explainMessage(ctx context.Context, i *interaction) {
	a := i.asker()
	var m message
	if err := json.Unmarshal(i.Message, &m); err != nil {
		b.o.Log.Warn("a shortcut's message could not be read", "error", err)
	}
	gathered := m.gather()
	if gathered == "" {
		b.turnDown(ctx, i, blocks.NoText)
		return
	}
	r := ParseRequest(gathered, b.names()...)
	r.Help, r.Check = false, false // the message was not written to the bot
	i.asked = r.Text
	thread := cmpOr(m.ThreadTS, m.TS)
	t := b.privately(a, i.ResponseURL)
	p := decide(r, b.catalogFor(a.outside))
	if len(p.checks) > 0 {
		b.enqueue(i, b.slow, func(ctx context.Context) {
			card := b.check(ctx, a, p.checks, p.more, func(m blocks.Message) { t.progress(ctx, m) })
			card.Thread = thread
			card.Fit()
			t.answer(ctx, card.Message(blocks.Showing{Audience: blocks.Private}), b.accountOf(a, i.asked, card, i.begun))
		})
		return
	}
	p.help = false
	shown, told := b.tell(p, blocks.Showing{Audience: blocks.Private}, a.outside, thread)
	t.answer(ctx, shown, b.account(a, i.asked, told, i.begun))
}

// gather returns the message's text from wherever it stands, each piece once:
// what a bot posts is often in blocks or attachments only, and what people
// paste becomes a snippet.
func (m *message) gather() string {
	g := &gatherer{}
	for _, f := range m.Files {
		g.add(f.PlainText, f.PreviewPlain, f.Preview, f.InitialText.Preview)
	}
	g.add(m.Text)
	for _, raw := range m.Blocks {
		g.block(raw)
	}
	for _, att := range m.Attachments {
		g.add(att.Pretext, att.Title, att.Text)
		for _, f := range att.Fields {
			g.add(strings.TrimSpace(f.Title + " " + f.Value))
		}
		for _, raw := range att.Blocks {
			g.block(raw)
		}
		if att.Text == "" {
			g.add(att.Fallback)
		}
	}
	for _, f := range m.Files {
		g.add(f.Title)
	}
	return strings.TrimSpace(strings.Join(g.pieces, "\n"))
}

// gatherer collects pieces of text.
type gatherer struct {
	pieces []string
	size   int
}

func (g *gatherer) add(pieces ...string) {
	for _, p := range pieces {
		p = strings.TrimSpace(p)
		if p == "" || slices.ContainsFunc(g.pieces, func(have string) bool { return strings.Contains(have, p) }) {
			continue
		}
		if room := maxGathered - g.size; len(p) > room {
			p = strings.ToValidUTF8(p[:max(room, 0)], "")
		}
		g.size += len(p)
		g.pieces = append(g.pieces, p)
	}
}

// block collects the text of a block of any type: every "text" in it, those of
// one section or list item on one line.
func (g *gatherer) block(raw json.RawMessage) {
	var b map[string]any
	if json.Unmarshal(raw, &b) == nil {
		var s strings.Builder
		collect(&s, b, 0)
		g.add(s.String())
	}
}

func collect(s *strings.Builder, v any, depth int) {
	if depth > 12 || s.Len() > maxGathered { // deeper than any block Slack knows
		return
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			collect(s, item, depth+1)
		}
	case map[string]any:
		kind, _ := v["type"].(string)
		switch text, _ := v["text"].(string); {
		case text != "" && kind == "link":
			s.WriteString(text)
		case kind == "link":
			url, _ := v["url"].(string)
			s.WriteString(url)
		case text != "":
			s.WriteString(text)
		}
		for _, key := range []string{"text", "fields", "elements", "rows", "title", "label"} {
			if _, plain := v[key].(string); !plain && v[key] != nil {
				collect(s, v[key], depth+1)
			}
		}
		if kind != "text" && kind != "link" && kind != "emoji" && s.Len() > 0 {
			s.WriteString("\n")
		}
	}
}
