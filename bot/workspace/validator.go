package workspace

import "fmt"

// validator walks through blocks and notes what Slack would refuse.
type validator struct {
	surface  surface
	problems []string // as in response_metadata.messages
	effects  []Effect
}

func (v *validator) code() string { return "invalid_blocks" }

func (v *validator) problem(pointer, format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf("[ERROR] %s [json-pointer:%s]", fmt.Sprintf(format, args...), pointer))
}

func (v *validator) blocks(list []any) {
	for i, b := range list {
		if _, ok := b.(map[string]any); !ok {
			v.problem(fmt.Sprintf("/blocks/%d", i), "must be an object")
		}
	}
}
