package blocks

import "testing"

func TestFirstSentenceEndsWhereASentenceEnds(t *testing.T) {
	for text, want := range map[string]string{
		"It waited for an answer. None came.": "It waited for an answer.",
		"No full stop at all":                 "No full stop at all",
		`CloudFront refused the request ("The request could not be satisfied. Blocked.").`: `CloudFront refused the request ("The request could not be satisfied. Blocked.").`,
		"The name is looked up (A and AAAA. Both.) at first. Then not.":                    "The name is looked up (A and AAAA. Both.) at first.",
		"What is copied stays whole: `a. b`, and more. Next.":                              "What is copied stays whole: `a. b`, and more.",
		"A bracket that is closed) but never opened. Next.":                                "A bracket that is closed) but never opened.",
	} {
		if got := firstSentence(text); got != want {
			t.Errorf("firstSentence(%q) = %q, want %q", text, got, want)
		}
	}
}
