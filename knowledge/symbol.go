package knowledge

import "strings"

// symbolRanks are the families whose codes are words of their own
// (ECONNREFUSED, ERR_CERT_DATE_INVALID), and what such a word is to a text.
var symbolRanks = map[string]Rank{
	"errno": RankDetail, "dns": RankCause, "node": RankDetail, "tls": RankCause,
	"browser": RankDetail, "h2": RankSymptom, "squid": RankDetail, "vercel": RankDetail,
}

// symbolContext are the families whose words occur elsewhere too: one of these
// must be in the line.
var symbolContext = map[string][]string{
	"tls": {"tls", "ssl", "alert", "handshake", "x509"},
	"h2":  {"http2", "http/2", "h2", "goaway", "rst_stream", "http3", "http/3", "h3", "quic", "stream"},
}

// Codes that are words of their own are from 5 letters (EPIPE) to 66 long
// (Chrome's ERR_CACHED_IP_ADDRESS_SPACE_BLOCKED_BY_LOCAL_NETWORK_ACCESS_POLICY).
const (
	minSymbol = 5
	maxSymbol = 80
)

// symbols finds codes that are words of their own.
func (t *textReader) symbols(line, low string) {
	for i := 0; i < len(line); {
		if !isWordByte(line[i]) {
			i++
			continue
		}
		end := i + 1
		for end < len(line) && isWordByte(line[end]) {
			end++
		}
		if end-i >= minSymbol && end-i <= maxSymbol {
			t.symbol(line, low, i, end)
		}
		i = end
	}
}

func (t *textReader) symbol(line, low string, start, end int) {
	word := line[start:end]
	if first := word[0]; 'a' <= first && first <= 'z' && !strings.Contains(word, "_") {
		if first != 'e' || !t.isErrnoAtom(word) {
			return
		}
		word = strings.ToUpper(word)
	}
	owners := t.catalog.byCode[word]
	if len(owners) == 0 && strings.HasPrefix(word, "ERR_") {
		owners = t.catalog.byFoldedCode[expand(lowerASCII(word))]
	}
	for _, r := range owners {
		rank, ok := symbolRanks[r.family]
		if !ok || !isSymbol(r) || !t.symbolFits(r, low) || r.family == "browser" && (t.squid(word) || t.node(word, low)) {
			continue
		}
		if r.family == "vercel" && strings.Count(r.code, "_") < 2 {
			rank = RankSymptom // NOT_FOUND stands beside the code that says of what
		}
		t.add(clue{record: r, rank: rank, start: start, text: word})
	}
}

// isErrnoAtom: econnrefused, as Erlang and Elixir write it. No errno's name is a
// word of the language.
func (t *textReader) isErrnoAtom(word string) bool {
	return t.catalog.byID["errno/"+strings.ToUpper(word)] != nil
}

// isSymbol rules out codes that are English words in capitals: REFUSED, CORS.
func isSymbol(r *record) bool {
	switch {
	case strings.Contains(r.code, "_"):
		return true
	case r.family == "errno":
		return r.code[0] == 'E' || strings.HasPrefix(r.code, "WSA")
	case r.family == "dns":
		return r.code == "NXDOMAIN" || r.code == "SERVFAIL" || r.code == "FORMERR" || r.code == "NOTIMP"
	}
	return false
}

// squid says whether the word is rather Squid's than a browser's: both call
// some of their errors the same.
func (t *textReader) squid(word string) bool {
	return t.mentions("squid") && t.catalog.byID["squid/"+word] != nil
}

// node says whether the word is rather Node's than a browser's, for the few that
// both have: ERR_INVALID_URL.
func (t *textReader) node(word, low string) bool {
	if t.catalog.byID["node/"+word] == nil || strings.Contains(low, "net::") {
		return false
	}
	return strings.Contains(low, "typeerror") || strings.Contains(low, "node:") || strings.Contains(low, "code: '")
}

func (t *textReader) symbolFits(r *record, low string) bool {
	switch r.family {
	case "squid":
		return t.mentions("squid") || len(t.catalog.byCode[r.code]) == 1
	case "vercel":
		if r.code == "NOT_FOUND" && !strings.Contains(low, "code: not_found") {
			return false // the page's title, whatever the code is
		}
		return t.mentions("vercel") || strings.Count(r.code, "_") >= 2 || strings.Contains(low, "::")
	}
	need := symbolContext[r.family]
	if need == nil || strings.HasPrefix(r.code, "H3_") || strings.HasPrefix(r.code, "QPACK_") {
		return true
	}
	for _, word := range need {
		if strings.Contains(low, word) {
			return true
		}
	}
	return false
}
