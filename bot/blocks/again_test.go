package blocks

import (
	"strings"
	"testing"
	"time"
)

func TestCompareCountsFromTheFirstOfTheSame(t *testing.T) {
	ago := func(minutes int, outcome string) Point {
		return Point{At: sampleTime.Add(-time.Duration(minutes) * time.Minute).UnixMilli(), Outcome: outcome}
	}
	for name, c := range map[string]struct {
		past []Point
		want string
	}{
		"changed":                      {[]Point{ago(4, "502 Bad Gateway"), ago(2, "502 Bad Gateway")}, "www.example.com: 502 Bad Gateway for 4 minutes, now 200 OK."},
		"in any order, and twice":      {[]Point{ago(2, "502 Bad Gateway"), ago(4, "502 Bad Gateway"), ago(2, "502 Bad Gateway")}, "502 Bad Gateway for 4 minutes, now 200 OK."},
		"the last before it counts":    {[]Point{ago(60, "502 Bad Gateway"), ago(9, "connection refused")}, "connection refused for 9 minutes, now 200 OK."},
		"the same":                     {[]Point{ago(60, "502 Bad Gateway"), ago(9, "200 OK"), ago(3, "200 OK")}, "still 200 OK, for 9 minutes now."},
		"what comes later is no past":  {[]Point{ago(-5, "502 Bad Gateway")}, "https://www.example.com/ answers 200 OK in 183 ms, probably from nginx."},
		"without a past no comparison": {nil, "https://www.example.com/ answers 200 OK in 183 ms, probably from nginx."},
	} {
		if got := Compare(FromCheck(sampleHealthy()), c.past).Lead; !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	long := make([]Point, 50)
	for i := range long {
		long[i] = ago(100-i, "502 Bad Gateway")
	}
	if n := len(Compare(FromCheck(sampleHealthy()), long).Checks[0].Past); n != maxPast {
		t.Errorf("%d earlier checks are carried on, want %d", n, maxPast)
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "a moment", time.Second: "1 second", 90 * time.Second: "90 seconds", 2 * time.Hour: "2 hours", 400 * 24 * time.Hour: "400 days", 800 * 24 * time.Hour: "2 years",
	} {
		if got := Span(d); got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
}
