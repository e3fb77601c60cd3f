package socket

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
)

// header is the outer object of a frame. Its payload is found, not decoded: the
// handler decodes it once, into the type that it wants. A validating decoder
// would read each payload twice more.
type header struct {
	id, kind, reason string
	payload          []byte // a part of the frame; nil where there is none
	retryAttempt     int
	retryReason      string
	refusesPayload   bool // said so: Slack always says, what stands in for it may not
}

var errFrame = errors.New("the frame is no JSON object")

// scanFrame reads the members of a frame's outer object. Members of the wrong
// type count as absent; of equal names the last one wins, as in encoding/json.
// On an error, what was read before the broken place stands.
func scanFrame(frame []byte) (h header, err error) {
	s := scanner{rest: frame}
	if !s.take('{') {
		return h, errFrame
	}
	if s.take('}') {
		return h, s.end()
	}
	for {
		name, ok := s.value()
		if !ok || name[0] != '"' || !s.take(':') {
			return h, errFrame
		}
		value, ok := s.value()
		if !ok {
			return h, errFrame
		}
		h.set(name, value)
		if s.take('}') {
			return h, s.end()
		}
		if !s.take(',') {
			return h, errFrame
		}
	}
}

func (h *header) set(name, value []byte) {
	if bytes.IndexByte(name, '\\') >= 0 {
		name = []byte(strconv.Quote(text(name)))
	}
	switch string(name) {
	case `"envelope_id"`:
		h.id = text(value)
	case `"type"`:
		h.kind = text(value)
	case `"reason"`:
		h.reason = text(value)
	case `"payload"`:
		h.payload = value
	case `"retry_attempt"`:
		h.retryAttempt, _ = strconv.Atoi(string(value)) // 0 where it is no whole number
	case `"retry_reason"`:
		h.retryReason = text(value)
	case `"accepts_response_payload"`:
		h.refusesPayload = string(value) == "false"
	}
}

// text is the string that a JSON value holds, empty where it holds none.
func text(value []byte) string {
	if value[0] != '"' {
		return ""
	}
	inner := value[1 : len(value)-1]
	for _, c := range inner {
		if c == '\\' || c < ' ' || c > '~' {
			var s string
			_ = json.Unmarshal(value, &s) // stays empty where the string is malformed
			return s
		}
	}
	return string(inner)
}

// scanner walks over JSON, telling values apart without validating them.
type scanner struct{ rest []byte }

func (s *scanner) space() {
	for len(s.rest) > 0 && (s.rest[0] == ' ' || s.rest[0] == '\n' || s.rest[0] == '\t' || s.rest[0] == '\r') {
		s.rest = s.rest[1:]
	}
}

func (s *scanner) take(c byte) bool {
	s.space()
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

func (s *scanner) end() error {
	if s.space(); len(s.rest) > 0 {
		return errFrame
	}
	return nil
}

// value takes the next value off, never empty where ok.
func (s *scanner) value() (v []byte, ok bool) {
	s.space()
	if len(s.rest) == 0 {
		return nil, false
	}
	n := -1
	switch s.rest[0] {
	case '"':
		n = stringEnd(s.rest)
	case '{', '[':
		n = nestedEnd(s.rest)
	default:
		n = bytes.IndexAny(s.rest, ",}] \t\r\n:{[\"")
	}
	if n <= 0 {
		return nil, false
	}
	v, s.rest = s.rest[:n], s.rest[n:]
	return v, true
}

// stringEnd is the length of the string that b begins with, or -1.
func stringEnd(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return -1
}

// nestedEnd is the length of the object or array that b begins with, or -1. It
// counts brackets, which needs no stack however deep they nest.
func nestedEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n := stringEnd(b[i:])
			if n < 0 {
				return -1
			}
			i += n - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

var idAnywhere = regexp.MustCompile(`"envelope_id"\s*:\s*"([^"\\]{1,200})"`)

// salvageID finds the id in a frame that scanFrame gave up on. Slack writes it
// first; where a payload holds another one, the first still is the likeliest.
func salvageID(frame []byte) string {
	if m := idAnywhere.FindSubmatch(frame); m != nil {
		return string(m[1])
	}
	return ""
}
