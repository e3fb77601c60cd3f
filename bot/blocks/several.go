package blocks

import (
	"fmt"
	"strings"
)

// FromChecks tells several checks in one card, each in a few lines. A nil
// entry is one that still runs.
func FromChecks(cards []*Card, urls []string, more int) *Card {
	out := &Card{Kind: KindCheck}
	healthy, done, unchecked := 0, 0, 0
	for i, one := range cards {
		if one == nil {
			out.add(Prose, "", "Checking `"+clip(plain(oneLine(urls[i])), 120)+"`…")
			continue
		}
		done++
		switch {
		case one.Blocked(), one.Kind != KindCheck: // refused by policy, or for the asker's pace
			unchecked++
		case one.Tone == Good, one.Tone == Warned:
			healthy++
		}
		out.Parts = append(out.Parts, brief(one))
		out.Checks = append(out.Checks, one.Checks...)
		out.More = append(out.More, Part{Title: one.Lead, Lines: []string{one.Foot}})
		out.More = append(out.More, one.More...)
		out.Internal = out.Internal || one.Internal
		out.Foot, out.From = one.Foot, one.From
	}
	out.blocked = unchecked == len(cards)
	out.Lead, out.Tone = tally(len(cards), done, healthy, unchecked)
	if more > 0 {
		out.add(Prose, "", fmt.Sprintf("%d more %s not checked: one message can ask about up to five. Ask for the others in another one.", more, plural(more, "address was", "addresses were")))
	}
	out.Fit()
	return out
}

// brief is one of several checks: verdict, likeliest cause, first step.
func brief(one *Card) Part {
	p := Part{Form: Bullets, Title: mark(one.Tone) + " " + plain(one.Lead)}
	for _, part := range one.Parts {
		switch {
		case len(part.Lines) == 0:
		case part.Title == "Answered by":
			who, told := "Answered by ", part.Lines[0]
			if strings.HasPrefix(told, "cannot tell") {
				who = "Who answered: "
			}
			p.Lines = append(p.Lines, who+told)
		case part.Title == "Also note":
			p.Lines = append(p.Lines, part.Lines[0])
		case part.Title == "Likely causes":
			p.Lines = append(p.Lines, "Likely: "+part.Lines[0])
		case part.Title == "What to do next":
			p.Lines = append(p.Lines, "Next: "+part.Lines[0])
		}
	}
	if len(p.Lines) == 0 {
		p.Form, p.Lines = Bullets, []string{one.Foot}
	}
	return p
}

// mark is a tone's sign where no emoji can stand.
func mark(t Tone) string {
	return map[Tone]string{Good: "✓", Warned: "!", Bad: "✗"}[t]
}

// tally is the verdict over several addresses: all of them, those that are done,
// those that answer well, and those that were refused a check.
func tally(all, done, healthy, unchecked int) (string, Tone) {
	checked := all - unchecked
	bad := checked - healthy
	switch {
	case done < all:
		return fmt.Sprintf("Checking %d addresses, %d done…", all, done), Neutral
	case checked == 0:
		return fmt.Sprintf("None of the %d addresses was checked.", all), Warned
	case unchecked > 0:
		verdict, tone := tallyChecked(checked, bad)
		return fmt.Sprintf("%s; %d %s not checked.", verdict, unchecked, plural(unchecked, "was", "were")), tone
	case bad == 0:
		return fmt.Sprintf("All %d addresses answer well.", all), Good
	case healthy == 0:
		return fmt.Sprintf("None of the %d addresses answers well.", all), Bad
	}
	return fmt.Sprintf("%d of %d addresses %s a problem.", bad, all, plural(bad, "has", "have")), Bad
}

// tallyChecked is the verdict over those that were checked, where others were not.
func tallyChecked(checked, bad int) (string, Tone) {
	switch {
	case bad == 0:
		return fmt.Sprintf("%d %s well", checked, plural(checked, "address answers", "addresses answer")), Warned
	case checked == 1:
		return "1 address has a problem", Bad
	}
	return fmt.Sprintf("%d of %d checked addresses %s a problem", bad, checked, plural(bad, "has", "have")), Bad
}
