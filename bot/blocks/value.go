package blocks

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

const (
	// MaxValue is how long a card's value may be. Slack takes 2,000 characters
	// in a button; a message repeats it in up to four buttons, and chat.*
	// refuses messages with much more than 12,000 characters of blocks.
	MaxValue = 1900
	// maxSnapshot bounds what a value may inflate to, in bytes; the longest
	// card within the limits that fits MaxValue stays well below it.
	maxSnapshot = 64 << 10
	// valueVersion changes with the dictionary or the shape of Card, so that a
	// button of an older release is recognised instead of misread.
	valueVersion = "1"
)

// dictionary primes the compression with words that cards use: the same
// answer takes a third less room in a button. Its end is its cheapest part.
//
//go:embed dictionary.txt
var dictionary []byte

// ErrValue is what ParseCard wraps: the value is not one of this release.
var ErrValue = errors.New("not a card's value")

// deflaters are kept, because making one allocates most of a megabyte.
var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriterDict(io.Discard, flate.BestCompression, dictionary)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// Value returns the card as a button's value. [Card.Fit] makes sure that it
// stays within MaxValue.
func (c *Card) Value() string {
	var out bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := errors.Join(enc.Encode(c), w.Close()); err != nil {
		panic(fmt.Sprintf("encoding a card: %v", err)) // plain data into memory
	}
	return valueVersion + base64.RawURLEncoding.EncodeToString(out.Bytes())
}

// ParseCard reads a card back from a button's value. Values come from outside:
// whatever is in them is brought within a card's limits again.
func ParseCard(value string) (*Card, error) {
	if len(value) > 3000 || len(value) == 0 || value[:1] != valueVersion {
		return nil, fmt.Errorf("%w: %d bytes", ErrValue, len(value))
	}
	packed, err := base64.RawURLEncoding.DecodeString(value[1:])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrValue, err)
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReaderDict(bytes.NewReader(packed), dictionary), maxSnapshot+1))
	if err != nil || len(raw) > maxSnapshot {
		return nil, fmt.Errorf("%w: inflating gave %d bytes (%v)", ErrValue, len(raw), err)
	}
	c := &Card{}
	if err := json.Unmarshal(raw, c); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrValue, err)
	}
	c.tidy()
	if c.Lead == "" {
		return nil, fmt.Errorf("%w: no verdict", ErrValue)
	}
	return c, nil
}

// shrinking are the steps by which a card that does not fit its value is
// shortened, mildest first: lines per part of More, lines per part, runes per
// line.
var shrinking = []struct{ more, lines, runes int }{
	{maxMore, maxLines, maxLine},
	{40, 8, 400}, {24, 8, 300}, {16, 6, 300}, {12, 5, 240}, {8, 5, 240}, {5, 5, 200},
	{3, 4, 200}, {2, 4, 160}, {1, 4, 160}, {0, 4, 140}, {0, 3, 120}, {0, 2, 100}, {0, 1, 80},
}

// Fit brings the card within its limits and shortens it until its value fits
// into a button. What is then shown is what a share shows: never more.
func (c *Card) Fit() {
	c.tidy()
	for _, step := range shrinking {
		c.shrink(step.more, step.lines, step.runes)
		if len(c.Value()) <= MaxValue {
			return
		}
	}
	// Only text that does not compress at all comes here.
	c.Lead, c.Foot, c.More, c.Offers = clipBytes(c.Lead, 300), clipBytes(c.Foot, 120), nil, nil
	for len(c.Parts) > 0 && len(c.Value()) > MaxValue {
		c.Parts = c.Parts[:len(c.Parts)-1]
	}
	for i := range c.Checks {
		c.Checks[i].Past = nil
		if len(c.Value()) > MaxValue {
			c.Checks[i].URL, c.Checks[i].Again = clipBytes(c.Checks[i].URL, 100), false
		}
	}
}

func (c *Card) shrink(more, lines, runes int) {
	c.Parts = shrinkParts(c.Parts, lines, runes)
	c.More = shrinkParts(c.More, more, runes)
}

func shrinkParts(parts []Part, lines, runes int) []Part {
	if lines == 0 {
		return nil
	}
	for i := range parts {
		p := &parts[i]
		p.Lines = p.Lines[:min(len(p.Lines), lines)]
		p.Links = p.Links[:min(len(p.Links), lines)]
		if p.Form == Figure {
			continue // a clipped figure misleads; it is short by construction
		}
		for j, line := range p.Lines {
			p.Lines[j] = clip(line, runes)
		}
	}
	return parts
}
