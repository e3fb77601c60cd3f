package bot

import (
	"context"
	"time"

	"httpcode/bot/blocks"
	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

// asker is who asked, and where.
type asker struct {
	surface string // command, mention, message, shortcut, action, home
	user    string
	name    string // for people to read; may be empty
	channel string
	thread  string         // the thread to answer in, "" for none
	asked   string         // the timestamp of the message that asked, "" where there is none
	outside bool           // people of other organisations read the answer
	earlier []blocks.Point // outcomes of the one address that is checked again
}

// check checks the URLs, tells of progress through show where it takes longer
// than about a second, and returns the card to show in the end.
func (b *Bot) check(ctx context.Context, a asker, urls []string, more int, show func(blocks.Message)) *blocks.Card {
	cards := make([]*blocks.Card, len(urls))
	type result struct {
		i    int
		card *blocks.Card
	}
	results := make(chan result, len(urls))
	for i, u := range urls {
		go func() {
			results <- result{i, b.checkSafely(ctx, a, u)}
		}()
	}
	tick := time.NewTimer(checkingAfter)
	defer tick.Stop()
	shown := -1 // results in what was shown last
	for done := 0; done < len(urls); {
		select {
		case r := <-results:
			cards[r.i] = r.card
			done++
		case <-tick.C:
			if show != nil && done > shown {
				show(progress(cards, urls, more))
			}
			shown = done
			tick.Reset(checkingAfter) // Slack takes about one message a second in a channel
		}
	}
	if len(cards) == 1 && more == 0 {
		return cards[0]
	}
	return blocks.FromChecks(cards, redacted(urls), more)
}

func progress(cards []*blocks.Card, urls []string, more int) blocks.Message {
	if len(urls) == 1 {
		return blocks.Checking(redacted(urls))
	}
	return blocks.FromChecks(cards, redacted(urls), more).Message(blocks.Showing{Audience: blocks.Viewed})
}

func redacted(urls []string) []string {
	out := make([]string, len(urls))
	for i, u := range urls {
		out[i] = probe.Redact(u)
	}
	return out
}

// checkSafely is checkOne; a panic becomes a sentence.
func (b *Bot) checkSafely(ctx context.Context, a asker, url string) (card *blocks.Card) {
	defer func() {
		if r := recover(); r != nil {
			b.panicked(r)
			card = refusalCard(blocks.Failed)
		}
	}()
	return b.checkOne(ctx, a, url)
}

// refusalCard is a card in place of an answer: no buttons belong to it.
func refusalCard(sentence string) *blocks.Card {
	c := &blocks.Card{Kind: blocks.KindUnknown, Tone: blocks.Warned, Lead: sentence}
	c.Fit()
	return c
}

func (b *Bot) checkOne(ctx context.Context, a asker, url string) *blocks.Card {
	if b.o.Limit != nil {
		if wait := b.o.Limit(a.user, url); wait > 0 {
			b.o.Metrics.Refused("limit")
			return refusalCard(blocks.Limited(blocks.Span(wait + time.Second)))
		}
	}
	report, private := b.probe(ctx, a, url)
	if context.Cause(ctx) == errStopping {
		return refusalCard(blocks.Stopping)
	}
	d := diagnosis.Diagnose(report, b.catalogFor(a.outside))
	b.count(d)
	ck := blocks.Checked{Report: report, Diagnosis: d, Internal: private, Outside: a.outside}
	if !probe.HasSecret(url) {
		ck.Asked = url
	}
	card := blocks.FromCheck(ck)
	b.recent.add(a.user, card.Checks)
	if !card.Blocked() {
		earlier := a.earlier
		if a.thread != "" {
			earlier = append(b.past.add(a.channel, a.thread, card.Checks[0]), earlier...)
		}
		card = blocks.Compare(card, earlier)
	}
	b.o.Log.Debug("checked", "url", report.URL, "status", report.Status, "healthy", d.Healthy, "ms", float64(report.DurationMS))
	return card
}

func (b *Bot) count(d diagnosis.Diagnosis) {
	if d.Problem == nil {
		b.o.Metrics.Checked("")
		return
	}
	b.o.Metrics.Checked(string(d.Problem.Kind))
}

// membersOnly is how probe's guard calls a target that only full members of
// the workspace may have checked.
const membersOnly = "members_only"

// probe checks the URL as anybody may. Where the target turns out to be one
// that the operator allowed for members, and the asker is one, in a channel
// that no other organisation reads, it checks again as a member.
func (b *Bot) probe(ctx context.Context, a asker, url string) (report *probe.Report, private bool) {
	report = b.o.Prober.Check(ctx, url, probe.WithoutPrivate())
	if report.Failure == nil || report.Failure.Kind != probe.Blocked || report.Failure.Code != membersOnly {
		return report, false
	}
	if a.outside || !b.isMember(ctx, a.user) {
		return report, false
	}
	return b.o.Prober.Check(ctx, url), true
}
