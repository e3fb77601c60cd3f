package blocks

import "fmt"

// FromChecks tells several checks in one card, each in a few lines. A nil
// entry is one that still runs.
func FromChecks(cards []*Card, urls []string, more int) *Card {
	out := &Card{Kind: KindCheck}
	healthy, done := 0, 0
	for i, one := range cards {
		if one == nil {
			out.add(Prose, "", "Checking `"+clip(plain(oneLine(urls[i])), 120)+"`…")
			continue
		}
		done++
		if one.Kind == KindCheck && (one.Tone == Good || one.Tone == Warned) {
			healthy++
		}
		out.Parts = append(out.Parts, brief(one))
		out.Checks = append(out.Checks, one.Checks...)
		out.More = append(out.More, Part{Title: one.Lead, Lines: []string{one.Foot}})
		out.More = append(out.More, one.More...)
		out.Internal = out.Internal || one.Internal
		out.Foot, out.From = one.Foot, one.From
	}
	out.Lead, out.Tone = tally(len(cards), done, healthy)
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
			p.Lines = append(p.Lines, part.Title+" "+part.Lines[0])
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

func tally(all, done, healthy int) (string, Tone) {
	switch {
	case done < all:
		return fmt.Sprintf("Checking %d addresses, %d done…", all, done), Neutral
	case healthy == all:
		return fmt.Sprintf("All %d addresses answer well.", all), Good
	case healthy == 0:
		return fmt.Sprintf("None of the %d addresses answers well.", all), Bad
	}
	bad := all - healthy
	return fmt.Sprintf("%d of %d addresses %s a problem.", bad, all, plural(bad, "has", "have")), Bad
}
