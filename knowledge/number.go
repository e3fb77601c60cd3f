package knowledge

import "strings"

// maxNumbers is how many numbers of a line are judged: more than a line of any
// error holds, few enough for one of nothing but numbers.
const maxNumbers = 256

// numbers finds the status codes in a line of running text. Each number costs
// a bounded look around it.
func (t *textReader) numbers(line, low string) {
	judged := 0
	for i := 0; i < len(low) && judged < maxNumbers; {
		if low[i] < '0' || low[i] > '9' {
			i++
			continue
		}
		t.class(line, low, i)
		end := i + 1
		for end < len(low) && low[end] >= '0' && low[end] <= '9' {
			end++
		}
		if end-i == 3 {
			t.number(line, low, i, end)
			judged++
		}
		i = end
	}
}

// class notes a class of errors named by its sign: 5xx. Classes that report no
// error are named too often in passing ("non-2xx").
func (t *textReader) class(line, low string, i int) {
	if low[i] != '4' && low[i] != '5' || !strings.HasPrefix(low[i+1:], "xx") || i > 0 && (isWordByte(low[i-1]) || low[i-1] == '-') {
		return
	}
	end := i + 3
	if end < len(low) && (isWordByte(low[end]) && low[end] != 's' || low[end] == '.') {
		return
	}
	t.named("http/"+low[i:end], RankHint, i, line[i:end])
}

// number judges one number of three digits.
func (t *textReader) number(line, low string, start, end int) {
	code := low[start:end]
	owners := t.likelier(t.catalog.bareNumber(code))
	if len(owners) == 0 || isClass(owners[0].id) {
		return
	}
	n := numberContext{low: low, start: start, end: end, code: code, owner: owners[0]}
	if !n.isStatus() {
		return
	}
	t.add(clue{record: owners[0], rank: statusRank(owners[0]), start: start, text: line[start:end]})
	t.flagsAfter(line, end)
}

// statusRank: a status that HTTP defines is the plain one, told last; one that
// only a vendor defines is a detail.
func statusRank(r *record) Rank {
	if r.family == "http" {
		return RankStatus
	}
	return RankDetail
}

// numberContext is a number and what stands around it.
type numberContext struct {
	low        string // the line, lower case
	start, end int
	code       string
	owner      *record
}

func (n numberContext) isStatus() bool {
	if n.beforeRequest() {
		return true
	}
	if !n.standsAlone() || n.inURL() {
		return false
	}
	p1, p2, glued := n.before()
	next, direct := n.after()
	if n.besideName() && !neverBefore[p1] {
		return true
	}
	if counted[next] && !n.afterProtocol() {
		return false
	}
	switch {
	case n.afterProtocol():
		return true
	case neverBefore[p1] || neverBefore[p2]:
		return false
	case n.unexpected():
		return true
	case glued: // key=502, key:502
		return isStatusKey(p1) && (n.isError() || p1 != "code" && p1 != "error")
	case isStatusKey(p1) || nounsBefore[p1]:
		return n.isError() || statusNouns[p1] || isStatusKey(p1) && p1 != "code" && p1 != "error"
	case !n.isError():
		return false
	case n.afterForeignError(), n.afterStatusCode():
		return true
	case afterNoun[next] || (next == "client" || next == "server") && strings.HasPrefix(n.rest(), next+" error"):
		return true
	case n.plural():
		return !n.isDuration(p1, p2)
	case strings.HasSuffix(p1, "exception") || strings.HasSuffix(p1, "error"):
		return true
	case n.bracketed(), n.afterURL(), n.besideRequest():
		return true
	case strings.HasPrefix(p1, "retry") || strings.HasPrefix(p2, "retry"):
		return next == "" || !direct || afterVerb[next]
	case p1 == "return" && strings.HasPrefix(n.low[n.end:], ";"):
		return n.inServerConfig()
	case verbsBefore[p1]:
		return next == "" || !direct || afterVerb[next]
	case next == "from":
		return n.fromServer()
	case n.afterMethod():
		return true
	}
	return false
}

// isError: the code reports a failure, and is not too short to.
func (n numberContext) isError() bool { return n.code >= "400" }

// standsAlone rules out numbers that are part of something: a price, a version,
// a time, an address, a ticket.
func (n numberContext) standsAlone() bool {
	if n.start > 0 {
		switch b := n.low[n.start-1]; {
		case isWordByte(b), n.isProcess():
			return false
		case strings.IndexByte(`.#$%&@+~/\^*`, b) >= 0 || b >= 0x80:
			return false
		case strings.IndexByte("-,:", b) >= 0 && n.start > 1 && isWordByte(n.low[n.start-2]):
			word := wordEndingAt(n.low, n.start-1)
			return b != ',' && (nounsBefore[word] || isStatusKey(word))
		case b == '-':
			return false
		}
	}
	if n.end >= len(n.low) {
		return true
	}
	if strings.HasPrefix(n.low[n.end:], "(k)") {
		return false // a pension plan
	}
	b := n.low[n.end]
	more := n.end+1 < len(n.low) && isWordByte(n.low[n.end+1])
	switch {
	case b == 's':
		return !more
	case isWordByte(b), b == '%', b == 0xc2, b == 0xe2:
		return false
	case strings.IndexByte(".-/:,", b) >= 0:
		return !more || b == ',' && n.code >= "400" && n.end+4 <= len(n.low) && n.low[n.end+1] >= '4'
	}
	return true
}

// isProcess says whether the number is a process's in a line of syslog: app[502]:
func (n numberContext) isProcess() bool {
	return n.start > 1 && n.low[n.start-1] == '[' && isWordByte(n.low[n.start-2]) && strings.HasPrefix(n.low[n.end:], "]:")
}

func wordEndingAt(s string, end int) string {
	start := end
	for start > 0 && end-start < 40 && isWordByte(s[start-1]) {
		start--
	}
	return s[start:end]
}

// inURL says whether the number is inside an address or a path.
func (n numberContext) inURL() bool {
	from := n.start
	for from > 0 && n.start-from < 2048 && n.low[from-1] != ' ' && n.low[from-1] != '\t' {
		from--
	}
	token := strings.TrimLeft(n.low[from:n.start], `"'([<`)
	return strings.Contains(token, "://") || strings.HasPrefix(token, "/") || strings.Contains(token, "?")
}

// lookAround is how many bytes on either side of a number are read.
const lookAround = 72

// before returns the two words before the number, the nearer first; glued says
// that the nearer is joined to it by = or : without a space.
func (n numberContext) before() (p1, p2 string, glued bool) {
	from := max(0, n.start-lookAround)
	s := strings.TrimRight(n.low[from:n.start], " \t\"'([{<|>")
	joint := strings.TrimRight(n.low[from:n.start], "\"'([{")
	glued = strings.HasSuffix(joint, "=") || strings.HasSuffix(joint, ":")
	s = strings.TrimRight(s, " \t\"'([{<|>:=,*`")
	p1 = lastWord(s)
	if linking[p1] {
		s = strings.TrimRight(s[:len(s)-len(p1)], " \t\"'([{<|>:=,*`")
		p1 = lastWord(s)
	}
	s = strings.TrimRight(s[:len(s)-len(p1)], " \t\"'([{<|>:=,*`")
	return p1, lastWord(s), glued
}

func lastWord(s string) string {
	start := len(s)
	for start > 0 && (isWordByte(s[start-1]) || s[start-1] == '-' || s[start-1] == '.') {
		start--
	}
	return s[start:]
}

func (n numberContext) rest() string {
	rest := n.low[n.end:min(len(n.low), n.end+lookAround)]
	rest = strings.TrimPrefix(rest, "s")
	return strings.TrimLeft(rest, " \t\"')]}>:-–,|*`")
}

// after returns the word after the number; direct says that only a space is
// between.
func (n numberContext) after() (word string, direct bool) {
	rest := n.low[n.end:min(len(n.low), n.end+lookAround)]
	direct = strings.HasPrefix(rest, " ")
	rest = n.rest()
	end := 0
	for end < len(rest) && (isWordByte(rest[end]) || rest[end] == '\'') {
		end++
	}
	return rest[:end], direct
}

// afterProtocol: HTTP/1.1 502, HTTP/2 502.
func (n numberContext) afterProtocol() bool {
	s := strings.TrimRight(n.low[max(0, n.start-16):n.start], " \t\"'")
	i := strings.LastIndex(s, "http/")
	return i >= 0 && len(s)-i <= len("http/1.1") && strings.Trim(s[i+5:], "0123456789.") == ""
}

// afterMethod: GET /path 502.
func (n numberContext) afterMethod() bool {
	f := strings.Fields(n.low[max(0, n.start-512):n.start])
	if len(f) < 2 {
		return false
	}
	target := strings.Trim(f[len(f)-1], `"'`)
	return isMethod(strings.ToUpper(strings.TrimLeft(f[len(f)-2], `"'[(`))) &&
		(strings.HasPrefix(target, "/") || strings.Contains(target, "://"))
}

// besideName: 502 Bad Gateway, Forbidden (403).
func (n numberContext) besideName() bool {
	rest := n.rest()
	before := strings.TrimRight(n.low[max(0, n.start-lookAround):n.start], " \t\"'([{<|>:=-,")
	h := n.owner.head()
	if nameAt(rest, before, h.Name) {
		return true
	}
	for _, a := range h.Aliases {
		if nameAt(rest, before, a) {
			return true
		}
	}
	return false
}

func nameAt(rest, before, name string) bool {
	name, rest = lowerASCII(name), strings.ReplaceAll(rest, "_", " ")
	return strings.HasPrefix(rest, name) || strings.HasSuffix(before, name) && len(name) > 3
}

// afterURL: Invalid response from https://www.example.com/: 404.
func (n numberContext) afterURL() bool {
	if next, _ := n.after(); next != "" && n.end < len(n.low) && n.low[n.end] == ' ' {
		return false
	}
	s := strings.TrimRight(n.low[max(0, n.start-512):n.start], " \t")
	last := s[strings.LastIndexAny(s, " \t")+1:]
	return strings.Contains(last, "://") && (strings.HasSuffix(last, ":") || strings.HasSuffix(last, ",") || len(s) < n.start)
}

// besideRequest: a number that an arrow or a dash joins to a request, as many
// frameworks log it: GET /path => 404, [404]: GET /path.
func (n numberContext) besideRequest() bool {
	lead := strings.TrimRight(n.low[max(0, n.start-512):n.start], " ")
	after := n.low[n.end:min(len(n.low), n.end+256)]
	if fields := strings.Fields(after); len(fields) > 0 && strings.Contains(fields[0], "://") {
		return true
	}
	switch {
	case strings.HasSuffix(lead, "->"), strings.HasSuffix(lead, "=>"):
		return hasRequest(lead)
	case strings.HasSuffix(lead, " -"): // not of a length behind a time: 1.2 ms - 139
		return hasRequest(lead) && !counted[lastWord(strings.TrimRight(lead, " -"))]
	case lead == "", strings.HasSuffix(lead, "]"), strings.HasSuffix(lead, "[") && strings.HasPrefix(after, "]"):
		return hasRequest(after)
	}
	return false
}

// beforeRequest: access:403 POST /login, as Tornado logs it: an error's code
// between a colon or bracket and a request.
func (n numberContext) beforeRequest() bool {
	if !n.isError() || n.start == 0 || strings.IndexByte(":]|", n.low[n.start-1]) < 0 || !strings.HasPrefix(n.low[n.end:], " ") {
		return false
	}
	method, target, _ := strings.Cut(n.low[n.end+1:min(len(n.low), n.end+lookAround)], " ")
	return isMethod(strings.ToUpper(method)) && strings.HasPrefix(target, "/")
}

// hasRequest says whether a method and its target stand in a text.
func hasRequest(low string) bool {
	fields := strings.Fields(low)
	for i := range len(fields) - 1 {
		target := fields[i+1]
		if isMethod(strings.ToUpper(strings.TrimLeft(fields[i], `"'[(`))) && (target[0] == '/' || strings.Contains(target, "://")) {
			return true
		}
	}
	return false
}

// bracketed: An error occurred (403) when ….
func (n numberContext) bracketed() bool {
	if n.start == 0 || n.end >= len(n.low) || strings.IndexByte("([", n.low[n.start-1]) < 0 || strings.IndexByte(")]", n.low[n.end]) < 0 {
		return false
	}
	before := n.low[max(0, n.start-40):n.start]
	words := []string{"http", "status", "response", "exception", "request"}
	if n.low[n.start-1] == '(' {
		words = append(words, "error", "failed", "failure")
	}
	for _, word := range words {
		if strings.Contains(before, word) {
			return true
		}
	}
	after := n.low[n.end:min(len(n.low), n.end+lookAround)]
	return strings.Contains(after, "exception") || strings.Contains(after, "{\"error\"")
}

// afterStatusCode: status code was not acceptable: 502.
func (n numberContext) afterStatusCode() bool {
	const apart = 40 // bytes: a few words
	lead := n.low[max(0, n.start-apart-len("status code")):n.start]
	i := max(strings.LastIndex(lead, "status code"), strings.LastIndex(lead, "http status"))
	return i >= 0 && !strings.ContainsAny(lead[i:], "0123456789.;") && (strings.HasSuffix(lead, ": ") || strings.HasSuffix(lead, " is ") || strings.HasSuffix(lead, " was ") || strings.HasSuffix(lead, " of "))
}

// unexpected: Unexpected response code: 200. Of what was not expected a success
// is news as well.
func (n numberContext) unexpected() bool {
	lead := n.low[max(0, n.start-lookAround):n.start]
	i := strings.LastIndex(lead, "unexpected ")
	if i < 0 || strings.ContainsAny(lead[i:], "0123456789.;") {
		return false
	}
	for _, noun := range []string{"unexpected response code", "unexpected status", "unexpected http status", "unexpected http response", "unexpected server response", "unexpected http code", "unexpected response status"} {
		if strings.HasPrefix(lead[i:], noun) {
			return true
		}
	}
	return false
}

// afterForeignError: Fehler 503, ошибка 502.
func (n numberContext) afterForeignError() bool {
	f := strings.Fields(n.low[max(0, n.start-lookAround):n.start])
	return len(f) > 0 && isForeignError(strings.ToLower(strings.TrimRight(f[len(f)-1], ":")))
}

// isDuration: done in 503s; but: a spike in 503s.
func (n numberContext) isDuration(p1, p2 string) bool {
	return durations[p1] && !changes[p2]
}

// inServerConfig: location / { return 404; }, or the directive alone in its line;
// not a program's return value.
func (n numberContext) inServerConfig() bool {
	if strings.TrimSpace(n.low) == "return "+n.code+";" {
		return true
	}
	for _, word := range []string{"location", "server", "http", "rewrite", "$", "status"} {
		if strings.Contains(n.low, word) {
			return true
		}
	}
	return false
}

// plural: 502s.
func (n numberContext) plural() bool { return n.end < len(n.low) && n.low[n.end] == 's' }

func (n numberContext) fromServer() bool {
	for i, w := range strings.Fields(n.rest()) {
		if i > 4 {
			break
		}
		if servers[strings.Trim(w, ".,;:")] || strings.Contains(w, "://") {
			return true
		}
	}
	return false
}

// isStatusKey: status, http.status_code, upstreamStatus, sc-status.
func isStatusKey(word string) bool {
	if word == "" || strings.HasPrefix(word, "exit") {
		return false
	}
	k := normaliseKey(word)
	for _, end := range []string{"status", "statuscode", "httpcode", "responsecode", "httperror"} {
		if strings.HasSuffix(k, end) {
			return true
		}
	}
	return k == "code" || k == "error"
}
