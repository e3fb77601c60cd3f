package diagnosis

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"httpcode/knowledge/probe"
)

// asksWho says that a step is advice of the catalogue to find out what has just
// been told.
func asksWho(step string) bool {
	return slices.ContainsFunc([]string{"see who ", "find who ", "who wrote "}, func(p string) bool {
		return len(step) >= len(p) && strings.EqualFold(step[:len(p)], p)
	})
}

// saysNoneSent says that a cause of a 401 is that no credentials came.
func saysNoneSent(cause string) bool {
	return slices.ContainsFunc([]string{"No credentials came", "No user name and password came", "No login came"}, func(p string) bool {
		return strings.HasPrefix(cause, p)
	})
}

// followRequest is how to find an author whom the answer does not tell: each
// server on the way logs the status that it passes on.
func followRequest(status int, passed []string) string {
	from := ""
	if len(passed) > 0 {
		from = ", from " + passed[0] + " inwards"
	}
	return fmt.Sprintf("To find who wrote it, follow this request through the logs%s: the innermost server that logged it as %d did.", from, status)
}

// findAuthor puts a way to find the author in the place of the catalogue's advice
// to look who answers, of which it keeps what follows from it, or at the end.
func findAuthor(steps []string, way string) []string {
	i := slices.IndexFunc(steps, asksWho)
	if i < 0 {
		return append(atMost(steps, maxSteps-1), way)
	}
	if _, follows, ok := strings.Cut(steps[i], "See who answers; "); ok {
		way += " " + strings.ToUpper(follows[:1]) + follows[1:]
	}
	steps[i] = way
	return steps
}

// alreadyRead says that a step of the catalogue asks to read a header of the
// answer that the check has read: it is not there, or the answer tells it.
func alreadyRead(step string, h probe.Headers) bool {
	switch {
	case strings.HasPrefix(step, "Read the answer's WWW-Authenticate"):
		return true
	case strings.HasPrefix(step, "Read Retry-After"):
		return !slices.ContainsFunc(slices.Collect(maps.Keys(h)), func(name string) bool { return strings.Contains(name, "ratelimit") })
	}
	return false
}
