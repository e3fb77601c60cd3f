package workspace

import (
	"slices"
	"strconv"
	"strings"
)

func contains(list []string, s string) bool { return slices.Contains(list, s) }
func joined(list []string) string           { return strings.Join(list, ", ") }
func itoa(n int) string                     { return strconv.Itoa(n) }
