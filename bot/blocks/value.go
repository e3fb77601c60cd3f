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
	"slices"
	"sort"
	"sync"
)

const (
	// MaxValue is how long a card's value may be. Slack takes 2,000 characters
	// in a button; a message repeats it in up to four buttons, and chat.*
	// refuses messages with much more than 12,000 characters of blocks.
	MaxValue = 1900
	// maxSnapshot bounds what a value may inflate to, in bytes: two times 14
	// parts of 2,400 characters of four bytes, and something for the rest.
	maxSnapshot = 512 << 10
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
	if c.value == "" {
		c.value = c.encode()
	}
	return c.value
}

func (c *Card) encode() string {
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
	{40, 8, 400}, {24, 8, 300}, {16, 6, 300}, {12, 5, 240}, {8, 5, 240}, {5, 5, 200},
	{3, 4, 200}, {2, 4, 160}, {1, 4, 160}, {0, 4, 140}, {0, 3, 120}, {0, 2, 100}, {0, 1, 80},
}

// Fit brings the card within its limits and shortens it until its value fits
// into a button. What is then shown is what a share shows: never more. Call it
// again after a change.
func (c *Card) Fit() {
	c.tidy()
	if c.value = c.encode(); len(c.value) <= MaxValue {
		return
	}
	var fits *Card
	sort.Search(len(shrinking), func(i int) bool {
		trial := c.shrunk(shrinking[i].more, shrinking[i].lines, shrinking[i].runes)
		if trial.value = trial.encode(); len(trial.value) > MaxValue {
			return false
		}
		fits = trial
		return true
	})
	if fits == nil {
		fits = c.shrunk(0, 1, 80)
		fits.strip()
	}
	*c = *fits
}

// strip leaves what fits of a text that does not compress at all.
func (c *Card) strip() {
	c.Lead, c.Foot, c.More, c.Offers = clipBytes(c.Lead, 300), clipBytes(c.Foot, 120), nil, nil
	over := func() bool { c.value = c.encode(); return len(c.value) > MaxValue }
	for over() && len(c.Parts) > 0 {
		c.Parts = c.Parts[:len(c.Parts)-1]
	}
	for i := range c.Checks {
		if !over() {
			return
		}
		c.Checks[i].Past = nil
		c.Checks[i].URL, c.Checks[i].Again = clipBytes(c.Checks[i].URL, 100), false
	}
	over() // for the value
}

// shrunk is a shorter copy of the card.
func (c *Card) shrunk(more, lines, runes int) *Card {
	out := *c
	out.Cut = true
	out.Parts, out.More = shrinkParts(c.Parts, lines, runes), shrinkParts(c.More, more, runes)
	out.Checks = slices.Clone(c.Checks)
	return &out
}

func shrinkParts(parts []Part, lines, runes int) []Part {
	if lines == 0 {
		return nil
	}
	out := slices.Clone(parts)
	for i := range out {
		p := &out[i]
		p.Lines = slices.Clone(p.Lines[:min(len(p.Lines), lines)])
		p.Links = p.Links[:min(len(p.Links), lines)]
		if p.Form == Figure {
			continue // a clipped figure misleads; it is short by construction
		}
		for j, line := range p.Lines {
			p.Lines[j] = clip(line, runes)
		}
	}
	return out
}
