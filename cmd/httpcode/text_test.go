package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"httpcode/knowledge/probe"
)

func TestWrapKeepsWhatIsCopiedWhole(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"one two three", []string{"one two", "three"}},
		{"https://example.com/a/long/path and more", []string{"https://example.com/a/long/path", "and more"}},
		{"See `curl -v x`.", []string{"See", "`curl -v x`."}},
		{"Run (`dig +trace example.com`) now", []string{"Run", "(`dig +trace example.com`)", "now"}},
		{"a `b` c `d e`", []string{"a `b` c", "`d e`"}},
		{"it`s one two three", []string{"it`s one", "two three"}},
		{"", []string{""}},
	} {
		if got := wrap(test.text, 10); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestWaterfallShowsTheWaitThatATimeOutEnded(t *testing.T) {
	var out bytes.Buffer
	s := &screen{Writer: &out, width: 80}
	s.waterfall([]probe.Hop{{Method: "GET", URL: "http://a/", Timing: probe.Timing{Connect: 2}}}, 3000)
	if got := out.String(); !strings.Contains(got, "connect       2.0 ms  █\n") || !strings.Contains(got, "waiting        3.0 s  █████") {
		t.Errorf("the connection took all of the time, or the wait is missing:\n%s", got)
	}
}

func TestWaterfallLeavesOutWhatTookNoTime(t *testing.T) {
	var out bytes.Buffer
	s := &screen{Writer: &out, width: 80}
	s.waterfall([]probe.Hop{{Method: "GET", URL: "http://a/", Timing: probe.Timing{Connect: 0.05, FirstByte: 2, Body: 0.049}}}, 0)
	if got := out.String(); !strings.Contains(got, "connect") || strings.Contains(got, "body") {
		t.Error(got)
	}
}

func TestWaterfallShortensEndlessAddresses(t *testing.T) {
	var out strings.Builder
	s := newScreen(&out)
	s.waterfall([]probe.Hop{{Method: "GET", URL: "https://shop.test/" + strings.Repeat("a", 100_000)}}, 0)
	if out.Len() > 1000 || !strings.Contains(out.String(), "…:") {
		t.Errorf("%d bytes: %.200q", out.Len(), out.String())
	}
}

func TestWaterfallFitsANarrowScreen(t *testing.T) {
	for _, width := range []int{40, 60, 100} {
		var out bytes.Buffer
		s := &screen{Writer: &out, width: width}
		s.waterfall([]probe.Hop{{Method: "GET", URL: "http://a/", Timing: probe.Timing{DNS: 1, Connect: 20, FirstByte: 3000, Body: 0.1}}}, 4000)
		for line := range strings.Lines(out.String()) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > width {
				t.Errorf("at %d columns a line has %d: %q", width, n, line)
			}
		}
	}
}
