package knowledge

import "strings"

// field is one column of a log line: a bare word, or what stands between
// quotes or brackets.
type field struct {
	text  string
	open  byte // '"' or '[' where it was quoted, 0 for a bare word
	start int  // of text in the line
}

// maxFields bounds the work on a line. The widest default format, ALB's, has
// 30 columns; request headers captured by proxies add some.
const maxFields = 160

// splitFields takes a log line apart at spaces and tabs, keeping quoted and
// bracketed columns whole.
func splitFields(line string) []field {
	fields := make([]field, 0, 24)
	open := "\"["
	for i := 0; i < len(line) && len(fields) < maxFields; {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
			i++
		case strings.IndexByte(open, c) >= 0:
			end := closing(line, i+1, c)
			if end < 0 {
				// Unbalanced: from here on it is a letter as any other, so that a line
				// of nothing else is not searched again from each.
				open = strings.Replace(open, string(c), "", 1)
				continue
			}
			fields = append(fields, field{line[i+1 : end], c, i + 1})
			i = end + 1
		default:
			end := i
			for end < len(line) && line[end] != ' ' && line[end] != '\t' {
				end++
			}
			fields = append(fields, field{line[i:end], 0, i})
			i = end
		}
	}
	return fields
}

// maxField is the length in bytes up to which a closing quote is looked for: the
// longest request line that servers log is 8 KiB.
const maxField = 9 << 10

// closing returns where the column opened by c ends, -1 where it does not.
func closing(line string, from int, c byte) int {
	want := c
	if c == '[' {
		want = ']'
	}
	for i := from; i < len(line) && i < from+maxField; i++ {
		switch {
		case line[i] == '\\' && c == '"':
			i++
		case line[i] == want:
			return i
		}
	}
	return -1
}

// isMethod says whether the column is a request method.
func (f field) isMethod() bool { return isMethod(f.text) }

func isMethod(s string) bool {
	switch s {
	case "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", "PROPFIND", "REPORT", "PURGE", "PRI", "MKCOL", "LOCK", "UNLOCK", "COPY", "MOVE", "SEARCH":
		return true
	}
	return false
}

// isRequestLine says whether a quoted column is a request: "GET / HTTP/1.1",
// ingress-nginx's bare "GET", "-" where none was read, or the bytes of
// something that is no HTTP.
func isRequestLine(s string) bool {
	if s == "-" || s == "" || s == "- - -" || s == "<BADREQ>" || strings.HasPrefix(s, `\x`) {
		return true
	}
	method, rest, _ := strings.Cut(s, " ")
	if isMethod(method) {
		return true
	}
	return strings.Contains(rest, " HTTP/") && isUpper(method)
}

func isUpper(s string) bool {
	for i := range len(s) {
		if (s[i] < 'A' || 'Z' < s[i]) && s[i] != '-' && s[i] != '_' {
			return false
		}
	}
	return s != ""
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || '9' < s[i] {
			return false
		}
	}
	return s != ""
}

// isStatus says whether a column can be a status: three digits, from 000 (some
// servers' word for "none") up.
func isStatus(s string) bool { return len(s) == 3 && isDigits(s) }
