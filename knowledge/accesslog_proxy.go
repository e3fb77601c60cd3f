package knowledge

import (
	"regexp"
	"strings"
)

var (
	haproxyTimers = regexp.MustCompile(`^-?\d+(/[+-]?\d+){2,4}$`)
	haproxyState  = regexp.MustCompile(`^[A-Za-z-]{2}(?:[A-Za-z-]{2})?$`)
)

// parseHAProxy reads HAProxy's HTTP log (five timers, status, bytes, two
// cookies, a state of four letters) and its TCP log (three timers, bytes, a
// state of two).
func parseHAProxy(line string, f []field) *access {
	for i := 2; i+2 < len(f); i++ {
		if f[i].open != 0 || strings.Count(f[i].text, "/") < 2 || !haproxyTimers.MatchString(f[i].text) {
			continue
		}
		if strings.Count(f[i].text, "/") == 2 {
			if s := f[i+2]; len(s.text) == 2 && haproxyState.MatchString(s.text) && isDigits(strings.TrimPrefix(f[i+1].text, "+")) {
				return &access{family: "haproxy", details: haproxyDetail(s)}
			}
			return nil
		}
		status := f[i+1]
		if !isStatus(status.text) && status.text != "-1" {
			return nil
		}
		for _, s := range f[i+2 : min(len(f), i+7)] {
			if len(s.text) == 4 && haproxyState.MatchString(s.text) {
				a := &access{family: "haproxy", details: haproxyDetail(s)}
				if isStatus(status.text) {
					a.status = status
				}
				return a
			}
		}
		return nil
	}
	return nil
}

// haproxyDetail names the termination state by its first two letters. "--" is
// a session that ended as it should.
func haproxyDetail(state field) []field {
	if strings.HasPrefix(state.text, "--") {
		return nil
	}
	return []field{{text: "haproxy/" + state.text[:2], start: state.start}}
}

var envoyFlags = regexp.MustCompile(`^(?:-|[A-Z]{2,6}(?:,[A-Z]{2,6})*)$`)

// parseEnvoy reads Envoy's default format and Istio's: [time] "request" status
// flags details….
func parseEnvoy(line string, f []field) *access {
	at := -1
	for i := range min(len(f)-2, 8) {
		if f[i].open == '"' && isRequestLine(f[i].text) && isStatusOrZero(f[i+1].text) && envoyFlags.MatchString(f[i+2].text) {
			at = i
			break
		}
	}
	if at < 1 || f[at-1].open != '[' || !isoTime.MatchString(f[at-1].text) {
		return nil
	}
	a := &access{family: "envoy"}
	if isStatus(f[at+1].text) {
		a.status = f[at+1]
	}
	if flags := f[at+2]; flags.text != "-" {
		for flag := range strings.SplitSeq(flags.text, ",") {
			a.details = append(a.details, field{text: "envoy/" + flag, start: flags.start})
		}
	} else {
		a.addFlags(line, f, at+1)
		return a
	}
	for _, x := range f[at+3 : min(len(f), at+6)] {
		if strings.ContainsAny(x.text, "{_ ") {
			a.prose = append(a.prose, x.text)
		}
	}
	return a
}

// addFlags notes Envoy's response flags in a line whose format is somebody's own:
// right behind the status, anywhere behind it where the line shows that it is
// Envoy's, and the details there.
func (a *access) addFlags(line string, f []field, status int) {
	const mostFields = 24
	envoy := strings.Contains(line, "upstream_") || strings.Contains(line, "bound|") || strings.Contains(line, "envoy")
	for i := status + 1; i < min(len(f), status+mostFields) && (envoy || i == status+1); i++ {
		switch x := f[i]; {
		case envoyFlags.MatchString(x.text) && x.text != "-":
			for _, id := range flagIDs(x.text) {
				a.details = append(a.details, field{text: id, start: x.start})
			}
		case envoy && strings.Contains(x.text, "upstream_"):
			a.prose = append(a.prose, x.text)
		}
	}
}

func isStatusOrZero(s string) bool { return s == "0" || isStatus(s) }
