package knowledge

import "strings"

// parseW3C reads IIS's default log: date time … method … status substatus
// win32-status … time-taken. Where the log's own #Fields line is unknown, the
// status is the first of the numbers that end the line.
func parseW3C(line string, f []field) *access {
	if len(f) < 8 || !isDate(f[0].text) || strings.Count(f[1].text, ":") != 2 {
		return nil
	}
	method := -1
	for i := 2; i < min(len(f), 8); i++ {
		if f[i].isMethod() {
			method = i
			break
		}
	}
	if method < 0 {
		return nil
	}
	first := len(f)
	for first > method+1 && isDigits(f[first-1].text) {
		first--
	}
	numbers := f[first:]
	if len(numbers) < 3 || !isStatus(numbers[0].text) || len(numbers[1].text) > 3 {
		return nil
	}
	return iisAccess(numbers[0], numbers[1])
}

func iisAccess(status, sub field) *access {
	a := &access{status: status, family: "iis"}
	if sub.text != "0" {
		a.details = []field{{text: "iis/" + status.text + "." + sub.text, start: status.start}}
	}
	return a
}

// parseHTTPErr reads HTTP.sys's own error log: date time client port server port
// version method path [stream] status site reason queue.
func parseHTTPErr(line string, f []field) *access {
	if len(f) < 10 || !isDate(f[0].text) || !strings.HasPrefix(f[6].text, "HTTP/") {
		return nil
	}
	a := &access{family: "iis"}
	for _, x := range f[8:min(len(f), 12)] {
		if isStatus(x.text) {
			a.status = x
			break
		}
	}
	a.prose = []string{line[f[8].start:]}
	return a
}

// w3cColumns are the places of the columns that matter, as a #Fields line of a
// log in the W3C extended format gives them; -1 for none.
type w3cColumns struct{ status, sub int }

// newW3CColumns reads a #Fields line.
func newW3CColumns(line string) *w3cColumns {
	names, ok := strings.CutPrefix(line, "#Fields:")
	if !ok {
		return nil
	}
	c := &w3cColumns{-1, -1}
	for i, name := range strings.Fields(names) {
		switch name {
		case "sc-status", "cs-status":
			c.status = i
		case "sc-substatus":
			c.sub = i
		}
	}
	if c.status < 0 {
		return nil
	}
	return c
}

// parse reads a line of the columns' log.
func (c *w3cColumns) parse(line string) *access {
	f := splitFields(line)
	if c.status >= len(f) || len(f) == 0 || !isDate(f[0].text) || !isStatus(f[c.status].text) {
		return nil
	}
	if c.sub >= 0 && c.sub < len(f) && isDigits(f[c.sub].text) {
		return iisAccess(f[c.status], f[c.sub])
	}
	return &access{status: f[c.status]}
}
