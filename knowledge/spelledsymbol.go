package knowledge

import "strings"

// maxSymbolWords is how many words a code can be typed as: the nine of
// ERR_CACHED_IP_ADDRESS_SPACE_BLOCKED_BY_… are more than anybody types.
const maxSymbolWords = 8

// spelledSymbols are the codes that are words of their own, without what joins
// their parts.
type spelledSymbols struct {
	codes map[string]string // errconnectionrefused → ERR_CONNECTION_REFUSED
	heads map[string]bool   // what they begin with
}

// headLength is how many letters of a code tell that none begins so.
const headLength = 4

// symbolsByLetters indexes the codes that begin as no sentence does: ERR_…,
// DNS_PROBE_…, ECONN….
func symbolsByLetters(c *Catalog) *spelledSymbols {
	s := &spelledSymbols{codes: make(map[string]string), heads: make(map[string]bool)}
	for _, r := range c.records {
		letters := lowerASCII(strings.ReplaceAll(r.code, "_", ""))
		if len(letters) <= headLength || !isSymbol(r) || !beginsAsCode(r) || s.codes[letters] != "" {
			continue
		}
		s.codes[letters] = r.code
		s.heads[letters[:headLength]] = true
	}
	return s
}

func beginsAsCode(r *record) bool {
	first, _, parts := strings.Cut(lowerASCII(r.code), "_")
	switch r.family {
	case "errno":
		return !parts || first == "eai"
	case "dns":
		return r.code == "NXDOMAIN" || r.code == "SERVFAIL"
	case "node":
		return parts && codeBeginnings[first] || !parts && r.code[0] == 'E'
	case "browser":
		return parts && (codeBeginnings[first] || first == "dns")
	}
	return false
}

// joinSymbols writes the codes that a text spells with spaces as they are:
// "econn reset", "dns probe finished nxdomain".
func (c *Catalog) joinSymbols(text string) string {
	words := strings.Fields(text)
	symbols := c.vocabulary().symbols()
	var out []string
	joined := false
	for i := 0; i < len(words); {
		code, n := symbols.at(words[i:])
		if n == 0 {
			out = append(out, words[i])
			i++
			continue
		}
		joined, out = true, append(out, code)
		i += n
	}
	if !joined {
		return text
	}
	return strings.Join(out, " ")
}

// at returns the longest code that words begin with, two of them or more, and
// how many.
func (s *spelledSymbols) at(words []string) (code string, n int) {
	const shortest = len("eperm")
	letters := ""
	for i := range min(len(words), maxSymbolWords) {
		w := lowerASCII(words[i])
		letters += strings.Trim(w, "`\"'().,:;!?-_")
		if !isLetters(letters) || len(letters) >= headLength && !s.heads[letters[:headLength]] {
			break
		}
		if known := s.codes[letters]; i > 0 && known != "" && len(letters) >= shortest {
			code, n = known, i+1
		}
	}
	return code, n
}

// isLetters says whether a text, lower case, holds letters and digits only.
func isLetters(low string) bool {
	for i := range len(low) {
		if !isWordByte(low[i]) {
			return false
		}
	}
	return true
}
