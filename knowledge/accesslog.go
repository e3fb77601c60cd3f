package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// access is what an access-log line says of its request's end.
type access struct {
	status   field    // the status that the client was sent; empty when none
	upstream string   // the status that the server behind answered, where logged
	family   string   // the vendor whose own codes the status may be, "" for any
	details  []field  // IDs of what else the line names, in field.text
	prose    []string // parts of the line that hold error texts
	reasons  []string // parts that may be a reason phrase as a whole
	object   string   // the JSON that the line is, for texts worded with its keys
}

// accessFormats are the default formats, the most particular first. Each
// returns nil where the line is not its own.
var accessFormats = []func(line string, f []field) *access{
	parseALB, parseHAProxy, parseSquid, parseEnvoy, parseCloudFront, parseHTTPErr, parseW3C, parseHeroku, parseQuoted, parsePiped, parseProxyManager,
}

// parseAccess reads a line of an access log; nil where it is none.
func parseAccess(line string) *access {
	f := splitFields(line)
	if len(f) < 3 {
		return nil
	}
	for _, parse := range accessFormats {
		if a := parse(line, f); a != nil {
			return a
		}
	}
	return nil
}

// parseQuoted reads every format that puts the status behind the quoted request:
// nginx, Apache (common, combined, vhost), ingress-nginx, Traefik, Caddy 1,
// varnishncsa, S3, Tomcat, Python's servers.
func parseQuoted(line string, f []field) *access {
	for i := range len(f) - 1 {
		if f[i].open != '"' || !isRequestLine(f[i].text) {
			continue
		}
		status := f[i+1]
		if status.open != 0 || !isStatus(status.text) {
			continue
		}
		if len(f[i].text) < 3 && (i == 0 || !hasTimestamp(f[:i])) {
			continue // "-" 404 of anything else
		}
		a := &access{status: status, family: "nginx", prose: trailingErrors(line[status.start:])}
		a.addFlags(line, f, i+1)
		return a
	}
	return nil
}

// errorKeys are fields behind an access line that hold an error's text:
// Gorouter's x_cf_routererror, and what teams add to their formats.
var errorKeys = []string{"error", "reason", "err", "details", "message", "msg"}

// trailingErrors returns what stands quoted behind one of errorKeys.
func trailingErrors(tail string) (texts []string) {
	for rest := tail; len(texts) < 4; {
		i := strings.Index(rest, `:"`)
		if j := strings.Index(rest, `="`); i < 0 || j >= 0 && j < i {
			i = j
		}
		if i < 0 {
			break
		}
		key, value := lowerASCII(rest[max(0, i-40):i]), rest[i+2:]
		end := closing(value, 0, '"')
		if end < 0 {
			break
		}
		if slices.ContainsFunc(errorKeys, func(k string) bool { return strings.HasSuffix(key, k) }) {
			texts = append(texts, value[:end])
		}
		rest = value[end:]
	}
	return texts
}

// parseProxyManager reads Nginx Proxy Manager's formats: [time] cache upstream
// status - METHOD scheme host "path" [Client …].
func parseProxyManager(line string, f []field) *access {
	if f[0].open != '[' || !clfTime.MatchString(f[0].text) {
		return nil
	}
	for i := 2; i+1 < min(len(f), 8); i++ {
		if f[i].text == "-" && f[i+1].isMethod() && isStatus(f[i-1].text) {
			return &access{status: f[i-1], family: "nginx"}
		}
	}
	return nil
}

var clfTime = regexp.MustCompile(`^\d{1,2}/[A-Z][a-z]{2}/\d{4}[: ]`)

func hasTimestamp(f []field) bool {
	for _, x := range f {
		if x.open == '[' && clfTime.MatchString(x.text) {
			return true
		}
	}
	return false
}

// parsePiped reads Gin's log, and others that put the status between bars:
// [GIN] 2024/05/01 - 10:00:00 | 502 | 1.2ms | 192.0.2.1 | GET "/".
func parsePiped(line string, f []field) *access {
	if f[0].text != "GIN" && f[0].text != "GIN-debug" {
		return nil
	}
	for i := 1; i+1 < len(f); i++ {
		if f[i].text == "|" {
			if isStatus(f[i+1].text) {
				return &access{status: f[i+1]}
			}
			return nil
		}
	}
	return nil
}

var isoTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`)

// parseALB reads AWS load balancers' logs: application (type first) and classic.
func parseALB(line string, f []field) *access {
	at := 7
	switch f[0].text {
	case "http", "https", "h2", "grpcs", "ws", "wss":
		f, at = f[1:], 7
	}
	if len(f) < at+4 || !isoTime.MatchString(f[0].text) || f[0].open != 0 {
		return nil
	}
	status, target := f[at], f[at+1]
	if (!isStatus(status.text) && status.text != "-") || (!isStatus(target.text) && target.text != "-" && target.text != "0") {
		return nil
	}
	if !strings.Contains(f[2].text, ":") || !isDecimal(f[4].text) || !isDecimal(f[5].text) {
		return nil
	}
	return &access{status: status, upstream: target.text, family: "aws-elb"}
}

// isDecimal: a time in seconds, or -1.
func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789.") == ""
}

var squidResult = regexp.MustCompile(`^(?:TCP|UDP|TAG|NONE)[A-Z_]*/(\d{3})$`)

// parseSquid reads Squid's native format: time elapsed client result/status.
func parseSquid(line string, f []field) *access {
	if len(f) < 6 || !isDecimal(f[0].text) {
		return nil
	}
	if m := squidResult.FindStringSubmatchIndex(f[3].text); m != nil {
		status := field{text: f[3].text[m[2]:m[3]], start: f[3].start + m[2]}
		return &access{status: status, prose: []string{f[3].text}}
	}
	return nil
}

// parseCloudFront reads CloudFront's tab-separated log: date time edge bytes
// client method host path status ….
func parseCloudFront(line string, f []field) *access {
	if len(f) < 12 || !isDate(f[0].text) || !isMethod(f[5].text) || !isStatus(f[8].text) || !edgeLocation.MatchString(f[2].text) {
		return nil
	}
	a := &access{status: f[8], family: "cloudfront"}
	for _, x := range f[9:] {
		if strings.HasPrefix(x.text, "Origin") || strings.HasPrefix(x.text, "Client") || x.text == "LimitExceeded" || x.text == "CapacityExceeded" {
			a.details = append(a.details, field{text: "cloudfront/" + x.text, start: x.start})
			break
		}
	}
	return a
}

var edgeLocation = regexp.MustCompile(`^[A-Z]{3}\d{1,3}(-[A-Z0-9]+)?$`)

func isDate(s string) bool {
	return len(s) == 10 && s[4] == '-' && s[7] == '-' && isDigits(s[:4]) && isDigits(s[5:7]) && isDigits(s[8:])
}

// parseHeroku reads the router's key=value line.
func parseHeroku(line string, f []field) *access {
	if !strings.Contains(line, "at=") || !strings.Contains(line, "method=") || !strings.Contains(line, "status=") {
		return nil
	}
	a := &access{family: "heroku"}
	for _, x := range f {
		if v, ok := strings.CutPrefix(x.text, "status="); ok && isStatus(v) {
			a.status = field{text: v, start: x.start + len("status=")}
		} else if v, ok := strings.CutPrefix(x.text, "code="); ok {
			a.details = append(a.details, field{text: "heroku/" + v, start: x.start})
		}
	}
	return a
}
