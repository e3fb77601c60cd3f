package blocks

import (
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"httpcode/knowledge/probe"
)

// The picture in the README shows what the bot answers.
func TestReadmesPictureShowsTheAnswer(t *testing.T) {
	const url = "https://shop.example/checkout"
	c := sampleBad()
	hop := c.Report.Hops[len(c.Report.Hops)-1]
	hop.URL = url
	certificate := *hop.TLS
	certificate.NotAfter = time.Date(2027, time.January, 20, 12, 0, 0, 0, time.UTC)
	hop.TLS = &certificate
	card := FromCheck(diagnosed(probe.Report{
		URL: url, FinalURL: url, Vantage: "frankfurt-1", StartedAt: time.Date(2026, time.November, 22, 3, 4, 5, 0, time.UTC),
		DurationMS: 176, Status: 502, Hops: []probe.Hop{hop},
	}))
	svg, err := os.ReadFile("../../.github/answer.svg")
	if err != nil {
		t.Fatal(err)
	}
	shown := inPicture(string(svg))
	want := []string{card.Lead, card.Foot}
	for _, part := range card.Parts {
		want = append(want, part.Title)
		for _, line := range part.Lines {
			if part.Form == Figure {
				line = bars.ReplaceAllString(line, " ")
			}
			want = append(want, line)
		}
	}
	for _, offer := range card.Offers {
		want = append(want, offer.Label)
	}
	for _, line := range want {
		if line = strings.Join(strings.Fields(plain(line)), " "); !strings.Contains(shown, line) {
			t.Errorf("the picture lacks %q", line)
		}
	}
}

var (
	svgTags = regexp.MustCompile(`</?tspan[^>]*>`)
	anyTag  = regexp.MustCompile(`<[^>]*>`)
	bars    = regexp.MustCompile(`[█▏▎▍▌▋▊▉]+`)
)

// inPicture is the text of a picture, in one line.
func inPicture(svg string) string {
	text := anyTag.ReplaceAllString(svgTags.ReplaceAllString(svg, ""), " ")
	return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
}
