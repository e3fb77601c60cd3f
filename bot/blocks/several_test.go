package blocks

import "testing"

// The verdict over several addresses counts none that was not checked.
func TestTally(t *testing.T) {
	t.Parallel()
	good, bad := func() *Card { return &Card{Kind: KindCheck, Tone: Good, Lead: "good"} }, func() *Card { return &Card{Kind: KindCheck, Tone: Bad, Lead: "bad"} }
	warned := func() *Card { return &Card{Kind: KindCheck, Tone: Warned, Lead: "expires soon"} }
	blocked := func() *Card { return &Card{Kind: KindCheck, Tone: Warned, Lead: "not checked", blocked: true} }
	limited := func() *Card { return &Card{Kind: KindUnknown, Tone: Warned, Lead: "too fast"} }
	for want, cards := range map[string][]*Card{
		"All 2 addresses answer well.":                                {good(), warned()},
		"None of the 2 addresses answers well.":                       {bad(), bad()},
		"1 of 2 addresses has a problem.":                             {good(), bad()},
		"2 of 3 addresses have a problem.":                            {bad(), good(), bad()},
		"None of the 2 addresses was checked.":                        {blocked(), limited()},
		"1 address answers well; 1 was not checked.":                  {blocked(), good()},
		"2 addresses answer well; 2 were not checked.":                {blocked(), good(), limited(), warned()},
		"1 address has a problem; 1 was not checked.":                 {bad(), blocked()},
		"2 of 2 checked addresses have a problem; 1 was not checked.": {bad(), bad(), blocked()},
		"1 of 2 checked addresses has a problem; 2 were not checked.": {bad(), limited(), good(), blocked()},
		"Checking 3 addresses, 1 done…":                               {blocked(), nil, nil},
	} {
		card := FromChecks(cards, make([]string, len(cards)), 0)
		if card.Lead != want {
			t.Errorf("%q, want %q", card.Lead, want)
		}
		if allGood := want == "All 2 addresses answer well."; (card.Tone == Good) != allGood {
			t.Errorf("%q has the tone %q", want, card.Tone)
		}
	}
}
