package blocks

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"httpcode/knowledge"
	"httpcode/knowledge/diagnosis"
	"httpcode/knowledge/probe"
)

// FuzzCard puts text from outside into every field of every kind of card: no
// mention, no link, nothing over Slack's limits, and the same after a share.
func FuzzCard(f *testing.F) {
	for _, seed := range []string{"", "a", Hostile, "`", "``", "a`b`c`", strings.Repeat("😀", 500), strings.Repeat("&<>", 400), "https:https:////evil.example", "\u0301\u200b\u0301\u0301\u0301", "S0PAYMENTS"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		check := FromCheck(sampleFilled(s))
		e := Explained{Thread: s, Checks: []string{s}}
		e.Kind, e.Query, e.Note = knowledge.KindText, s, s
		e.Matches = []knowledge.Match{{Entry: sampleFilledEntry(s), Clue: s}, {Entry: sampleFilledEntry(s)}}
		cards := []*Card{check, FromExplanation(e), FromChecks([]*Card{check, nil}, []string{s, s}, 1), Compare(check, []Point{{At: 1, Outcome: s}})}
		for _, c := range cards {
			tryCard(t, c, Showing{SharedBy: "U0ADA00001", SharedName: s, Note: s})
		}
	})
}

func tryCard(t *testing.T, c *Card, s Showing) {
	t.Helper()
	if s.SharedBy != "U0ADA00001" {
		s.SharedBy = ""
	}
	shown := plainJSON(t, c.Message(s))
	shown["text"], shown["blocks"] = shown["Text"], shown["Blocks"]
	delete(shown, "Text")
	delete(shown, "Blocks")
	for _, problem := range append(Problems(shown), dangers(Sample{}, shown)...) {
		t.Error(problem)
	}
	for _, v := range []any{c.Details(), c.Copy()} {
		for _, problem := range Problems(plainJSON(t, v)) {
			t.Error(problem)
		}
	}
	value := c.Value()
	if len(value) > MaxValue {
		t.Errorf("the value has %d characters", len(value))
	}
	back, err := ParseCard(value)
	if err != nil {
		if strings.TrimSpace(c.Lead) == "" {
			return // a check without any verdict
		}
		t.Fatal(err)
	}
	if diff := cmp.Diff(plainJSON(t, c.Message(s)), plainJSON(t, back.Message(s))); diff != "" {
		t.Errorf("shown differently after a share:\n%s", diff)
	}
}

// FuzzParseCard: a value from outside never does harm.
func FuzzParseCard(f *testing.F) {
	f.Add("")
	f.Add("1")
	f.Add("2AAAA")
	f.Add(FromCheck(sampleBad()).Value())
	f.Add((&Card{Lead: "<!channel>", Parts: []Part{{Owner: "U1 <!here>", Links: []knowledge.Link{{URL: "javascript:x"}}}}}).Value())
	f.Fuzz(func(t *testing.T, value string) {
		c, err := ParseCard(value)
		if err != nil {
			return
		}
		shown := plainJSON(t, map[string]any{"text": c.Text(Showing{}), "blocks": c.Message(Showing{}).Blocks})
		if _, err := ParseCard(c.Value()); err != nil {
			t.Errorf("a card that was read cannot be read again: %v", err)
		}
		if text := shown["text"].(string); angle.MatchString(text) {
			t.Errorf("the fallback text holds %q", text)
		}
	})
}

func TestParseCardRefuses(t *testing.T) {
	good := FromCheck(sampleBad()).Value()
	bomb := (&Card{Lead: "x", Foot: strings.Repeat("a", 1<<20)}).Value()
	for name, value := range map[string]string{
		"nothing": "", "another version": "0" + good[1:], "no base64": "1***", "cut off": good[:len(good)/2], "no verdict": (&Card{}).Value(), "a bomb": bomb,
	} {
		if c, err := ParseCard(value); err == nil {
			t.Errorf("%s: read as %+v", name, c)
		}
	}
}

func TestEscapeKeepsToItsLimit(t *testing.T) {
	for _, s := range []string{strings.Repeat("&", 100), strings.Repeat("a&", 100), strings.Repeat("<😀>", 100), strings.Repeat("a", 100)} {
		for n := 5; n < 60; n += 7 {
			got := escape(s, n)
			if utf8.RuneCountInString(got) > n {
				t.Errorf("escape(%.10q…, %d) has %d characters", s, n, utf8.RuneCountInString(got))
			}
			if bare := entitiesOut.Replace(got); strings.ContainsAny(bare, "&<>") {
				t.Errorf("escape(%.10q…, %d) = %q, with an escape cut in two", s, n, got)
			}
		}
	}
}

var entitiesOut = strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "")

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "a\u202eb": "ab", "a\u200bb": "ab", "a\tb": "a b", "a\x00b": "ab", "a\nb": "a\nb", "\xff": "\ufffd",
		"e\u0301\u0302\u0303\u0304": "e\u0301\u0302\u0303", "e\u0301\u200b\u0302\u0303\u0304": "e\u0301\u0302\u0303", "\u2800\u3164": "",
		"日本語": "日本語", "שלום": "שלום", "👍🏽": "👍🏽",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
		if again := Clean(Clean(in)); again != Clean(in) {
			t.Errorf("Clean(%q) is not settled: %q", in, again)
		}
	}
}

func BenchmarkExplanation(b *testing.B) {
	e := explained("502")
	for b.Loop() {
		FromExplanation(e).Message(Showing{})
	}
}

func TestRefusedCheckIsNoVerdictOnTheSite(t *testing.T) {
	report := &probe.Report{URL: "http://10.0.0.1/", StartedAt: sampleTime, DurationMS: .1, Failure: &probe.Failure{Kind: probe.Blocked, Hop: -1}}
	card := FromCheck(Checked{Report: report, Asked: report.URL, Diagnosis: diagnosis.Diagnosis{Verdict: "10.0.0.1 is not checked from here.", Chain: "you → 10.0.0.1 (not checked from here)"}})
	if card.Tone != Warned || len(card.Parts) != 0 || strings.Contains(card.Foot, "Measured") {
		t.Errorf("a refusal tells of a path, a measurement or a failing site: %+v", card)
	}
	report.Failure.Kind = probe.InvalidURL
	if card := FromCheck(Checked{Report: report}); card.Tone != Bad {
		t.Errorf("an address that is none is a problem; its tone is %q", card.Tone)
	}
}
