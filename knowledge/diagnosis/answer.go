package diagnosis

import (
	"bytes"
	"strconv"
	"sync"

	"httpcode/knowledge/probe"
)

// answer is a hop made ready to be matched.
type answer struct {
	hop                  *probe.Hop
	status               string
	trimmed, trimmedLeft []byte
	literals             literalSet
	page                 func() *page // read when first needed: it seldom is
}

// What of a body is searched for literals: products say who they are at the
// beginning or at the end of what they write, however long it is in between.
const (
	searchedHead = 16 << 10
	searchedTail = 4 << 10
)

// ends is the body, or of a long one its beginning and its end.
func ends(body []byte) [][]byte {
	if len(body) <= searchedHead+searchedTail {
		return [][]byte{body}
	}
	return [][]byte{body[:searchedHead], body[len(body)-searchedTail:]}
}

func newAnswer(h *probe.Hop, all *literals) *answer {
	return &answer{
		hop: h, status: strconv.Itoa(h.Status),
		trimmed: bytes.TrimRight(h.Body, whiteSpace), trimmedLeft: bytes.TrimLeft(h.Body, whiteSpace),
		literals: all.find(ends(h.Body)...),
		page:     sync.OnceValue(func() *page { return readPage(bytes.Join(ends(h.Body), nil)) }),
	}
}

const whiteSpace = " \t\r\n"
