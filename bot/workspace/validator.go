package workspace

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// validator walks through blocks, notes what Slack would refuse, and collects
// what the texts do.
type validator struct {
	surface  surface
	problems []string // as in response_metadata.messages
	effects  []Effect
	markdown int // characters in markdown blocks so far
	tables   int
	cells    int // characters in their cells
	focused  int // elements with focus_on_load
}

// check judges one value; pointer says where it is.
type check func(v *validator, pointer string, value any)

// set are the fields that an object may have.
type set = map[string]check

// shape is an object: which fields it may have, and which it must.
type shape struct {
	fields set
	needs  []string
	also   func(v *validator, pointer string, o map[string]any) // what no single field tells
}

// made is a shape of fields, some of them needed.
func made(fields set, needs ...string) shape { return shape{fields: fields, needs: needs} }

// and adds a check of the whole object.
func (s shape) and(also func(v *validator, pointer string, o map[string]any)) shape {
	s.also = also
	return s
}

// problem notes what is wrong, in Slack's form.
func (v *validator) problem(pointer, format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf("[ERROR] %s [json-pointer:%s]", fmt.Sprintf(format, args...), pointer))
}

func (v *validator) effect(effects ...Effect) { v.effects = append(v.effects, effects...) }

// Limits of a list of blocks (docs.slack.dev: reference/block-kit/blocks).
const (
	messageBlocks = 50
	viewBlocks    = 100
	markdownMax   = 12_000 // characters, of all markdown blocks of a message
	cellsMax      = 10_000 // characters, of all cells of a table
)

// blocks judges a whole list.
func (v *validator) blocks(list []any) {
	limit := messageBlocks
	if v.surface != surfaceMessage {
		limit = viewBlocks
	}
	if len(list) > limit {
		v.problem("/blocks", "no more than %d items allowed", limit)
	}
	ids := map[string]bool{}
	for i, b := range list {
		pointer := "/blocks/" + strconv.Itoa(i)
		v.block(pointer, b)
		block, _ := b.(map[string]any)
		id, _ := block["block_id"].(string)
		if id != "" && ids[id] {
			v.problem(pointer+"/block_id", "`block_id` %q already exists", id)
		}
		ids[id] = true
	}
	v.totals()
}

func (v *validator) totals() {
	if v.markdown > markdownMax {
		v.problem("/blocks", "markdown blocks must have less than %d characters in all", markdownMax+1)
	}
	if v.tables > 1 {
		v.problem("/blocks", "only one table is allowed")
	}
	if v.cells > cellsMax {
		v.problem("/blocks", "the cells of a table must have less than %d characters in all", cellsMax+1)
	}
	if v.focused > 1 {
		v.problem("/blocks", "only one element can have focus_on_load")
	}
}

// textLength counts the characters that the blocks show.
func textLength(node any) int {
	n := 0
	switch node := node.(type) {
	case []any:
		for _, e := range node {
			n += textLength(e)
		}
	case map[string]any:
		for key, e := range node {
			if text, ok := e.(string); ok && key == "text" {
				n += utf8.RuneCountInString(text)
			} else {
				n += textLength(e)
			}
		}
	}
	return n
}

func (v *validator) block(pointer string, value any) {
	kind, ok := v.typed(pointer, value)
	if !ok {
		return
	}
	s, known := blockShapes[kind]
	if !known {
		v.problem(pointer+"/type", "unsupported type: %s", kind)
		return
	}
	if surfaces, ok := onlyOn[kind]; ok && !slices.Contains(surfaces, v.surface) {
		v.problem(pointer+"/type", "unsupported type: %s (not in a %s)", kind, v.surface)
		return
	}
	v.object(pointer, value, s)
	v.uniqueActions(pointer, value)
}

// uniqueActions looks for an action_id that stands twice in one block.
func (v *validator) uniqueActions(pointer string, value any) {
	var elements []*element
	collectElements(value, "", true, &elements)
	seen := map[string]bool{}
	for _, e := range elements {
		if seen[e.action()] {
			v.problem(pointer, "`action_id` %q already exists in this block", e.action())
		}
		seen[e.action()] = true
	}
}

// typed returns an object's type.
func (v *validator) typed(pointer string, value any) (string, bool) {
	o, ok := value.(map[string]any)
	if !ok {
		v.problem(pointer, "must be an object")
		return "", false
	}
	kind, ok := o["type"].(string)
	if !ok {
		v.problem(pointer, "missing required field: type")
	}
	return kind, ok
}

func (v *validator) object(pointer string, value any, s shape) {
	o, ok := value.(map[string]any)
	if !ok {
		v.problem(pointer, "must be an object")
		return
	}
	for _, name := range s.needs {
		if o[name] == nil {
			v.problem(pointer, "missing required field: %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		check, ok := s.fields[name]
		switch {
		case ok && o[name] == nil:
			v.problem(pointer+"/"+name, "must not be null")
		case ok:
			check(v, pointer+"/"+name, o[name])
		case name != "type":
			v.problem(pointer, "invalid additional property: %s", name)
		}
	}
	if s.also != nil {
		s.also(v, pointer, o)
	}
}
