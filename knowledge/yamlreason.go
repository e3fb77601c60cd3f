package knowledge

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

// misfit is how the decoder says that a value is of the wrong kind.
var misfit = regexp.MustCompile("^cannot construct !!(\\w+)(?: `(.*)`)? into (.+)$")

// yamlReason tells what the decoder found in words of the file, not of the
// program.
func yamlReason(e *yaml.LoadError) string {
	s := cmp.Or(e.Message, e.Error())
	if field, ok := strings.CutPrefix(s, "field "); ok {
		if name, _, ok := strings.Cut(field, " not found"); ok {
			return fmt.Sprintf("unknown field %q", name) + meantField(name)
		}
	}
	if m := misfit.FindStringSubmatch(s); m != nil {
		return fmt.Sprintf("wants %s, not %s", wanted(m[3]), given(m[1], m[2]))
	}
	return s
}

func wanted(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case strings.HasPrefix(goType, "knowledge."):
		return "fields (name: value)"
	}
	return "a text"
}

func given(tag, value string) string {
	switch {
	case tag == "seq":
		return "a list"
	case tag == "map":
		return "fields"
	case value == "":
		return "nothing"
	}
	return fmt.Sprintf("%q", value)
}

// meantField is the field that a misspelt one was meant to be.
func meantField(name string) string {
	fields := teamFields()
	if slices.Contains(fields, name) {
		return " here"
	}
	limit := 1
	if len(name) > 5 { // of short names, too many are two letters apart
		limit = 2
	}
	for near := 1; near <= limit; near++ {
		for _, known := range fields {
			if distance(name, known, near) <= near {
				return fmt.Sprintf("; did you mean %q?", known)
			}
		}
	}
	return ""
}

// teamFields are the names that may stand in a team's file, at any depth.
func teamFields() []string {
	var names []string
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
			if name != "" && name != "-" {
				names = append(names, name)
			}
			walk(field.Type)
		}
	}
	walk(reflect.TypeFor[teamFile]())
	return names
}
