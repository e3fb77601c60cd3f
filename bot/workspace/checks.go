package workspace

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The checks that shapes are made of.

func text(low, high int) check {
	return func(v *validator, pointer string, value any) {
		s, ok := value.(string)
		n := utf8.RuneCountInString(s)
		switch {
		case !ok:
			v.problem(pointer, "must be a string")
		case n < low:
			v.problem(pointer, "must be more than %d characters", low-1)
		case n > high:
			v.problem(pointer, "must be less than %d characters", high+1)
		}
	}
}

func address(high int) check {
	length := text(1, high)
	return func(v *validator, pointer string, value any) {
		length(v, pointer, value)
		s, ok := value.(string)
		if !ok || len(s) == 0 {
			return
		}
		// Slack refuses what it takes for no URL; it takes any scheme in links.
		if scheme, rest, ok := strings.Cut(s, ":"); !ok || scheme == "" || rest == "" || strings.ContainsAny(s, " \n\t<>") {
			v.problem(pointer, "must be a valid URL")
			return
		}
		if strings.HasSuffix(pointer, "/url") {
			v.effect(Effect{Kind: "link", Target: s, Where: pointer})
		}
	}
}

func truth(v *validator, pointer string, value any) {
	if _, ok := value.(bool); !ok {
		v.problem(pointer, "must be a boolean")
	}
}

func focus(v *validator, pointer string, value any) {
	truth(v, pointer, value)
	if value == true {
		v.focused++
	}
}

func number(low, high float64) check {
	return func(v *validator, pointer string, value any) {
		n, ok := value.(json.Number)
		f, err := n.Float64()
		switch {
		case !ok || err != nil:
			v.problem(pointer, "must be a number")
		case f < low || f > high:
			v.problem(pointer, "must be between %v and %v", low, high)
		}
	}
}

func oneOf(words ...string) check {
	return func(v *validator, pointer string, value any) {
		s, _ := value.(string)
		if !slices.Contains(words, s) {
			v.problem(pointer, "must be one of: %s", strings.Join(words, ", "))
		}
	}
}

func list(low, high int, each check) check {
	return func(v *validator, pointer string, value any) {
		items, ok := value.([]any)
		switch {
		case !ok:
			v.problem(pointer, "must be an array")
			return
		case len(items) < low:
			v.problem(pointer, "no fewer than %d items allowed", low)
		case len(items) > high:
			v.problem(pointer, "no more than %d items allowed", high)
		}
		for i, item := range items {
			each(v, pointer+"/"+strconv.Itoa(i), item)
		}
	}
}

// a takes objects of one shape.
func a(s shape) check {
	return func(v *validator, pointer string, value any) { v.object(pointer, value, s) }
}

// among takes objects of the types that are named. The shapes are looked up
// when a value is judged, since shapes refer to each other.
func among(shapes *map[string]shape, types ...string) check {
	return func(v *validator, pointer string, value any) {
		kind, ok := v.typed(pointer, value)
		switch {
		case !ok:
		case !slices.Contains(types, kind):
			v.problem(pointer+"/type", "unsupported type: %s", kind)
		default:
			v.object(pointer, value, (*shapes)[kind])
		}
	}
}
