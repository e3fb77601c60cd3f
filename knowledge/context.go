package knowledge

import (
	"regexp"
	"strconv"
	"strings"
)

// vendorClue finds a code that means something only in a product's context.
type vendorClue struct {
	need  []string       // any of these must occur in the text, lower case
	local bool           // …in the line itself
	has   trait          // what the line must hold besides
	find  *regexp.Regexp // group 1 is the code
	ids   func(code string) []string
	rank  Rank
}

func inFamily(family string) func(string) []string {
	return func(code string) []string { return []string{family + "/" + code} }
}

var vendorClues = []vendorClue{
	{
		need: []string{"curl"}, local: true, rank: RankDetail, ids: inFamily("curl"),
		find: regexp.MustCompile(`(?i)\b(?:lib)?curl(?:e)?(?:[: ]+\(|#|[: ]+(?:returned |failed with |exited with |exit )?(?:error|errno|err|exit code|exit status|code)[: (#]*(?:code |number )?|[ ]?\(|[ ]+)(\d{1,3})(?:[):,;]|\s*$|\s+-|\.(?:\s|$))`),
	},
	{
		need: []string{"rpc failed; http"}, local: true, rank: RankHint, ids: inFamily("curl"), // git: RPC failed; HTTP 413 curl 22 …
		find: regexp.MustCompile(`(?i)rpc failed; http \d{3} curl (22)\b`),
	},
	{
		need: []string{"rpc failed; http"}, local: true, rank: RankDetail, ids: inFamily("curl"), // any other error says more than the status
		find: regexp.MustCompile(`(?i)rpc failed; http \d{3} curl (\d|1\d|2[013-9]|[3-9]\d|\d{3})\b`),
	},
	{
		need: []string{"cloudflare", "ray id", "cf-ray", "cferror"}, rank: RankDetail, ids: inFamily("cloudflare"),
		find: regexp.MustCompile(`(?i)\b(?:error|code|error_code)["']?[ :=#]{1,3}(?:code[ :=#]{1,3})?(\d{3,5})\b`),
	},
	{
		need: []string{"error code: 1"}, local: true, rank: RankDetail, ids: inFamily("cloudflare"),
		find: regexp.MustCompile(`(?i)^\W*error code: (1\d{3})\W*$`),
	},
	{
		need: []string{"http error", "iis", "error", "status"}, local: true, rank: RankDetail, ids: iisIDs, has: traitSubStatus,
		find: regexp.MustCompile(`(?i)(?:http error|error|iis[a-z]*|status|substatus|code)[ :=-]{1,3}(?:code[ :=]{1,2})?([1-5]\d\d\.\d{1,3})(?:[^\d.]|$|\.(?:\s|$))`),
	},
	{
		need: []string{"error", "code=", "heroku", "dyno"}, rank: RankDetail, ids: inFamily("heroku"), has: traitHeroku,
		find: regexp.MustCompile(`(?:\bcode=|[Ee]rror(?: code)? |[Hh]eroku[^\n]{0,40}? \(?|\()([HRL]\d\d)\b`),
	},
	{
		need: []string{"grpc", "rpc"}, local: true, rank: RankSymptom, ids: inFamily("grpc"),
		find: regexp.MustCompile(`(?i)\bgrpc[-_. ]?(?:status|code|error|message)?(?:[-_. ]?code)?["']?[ :=(]{1,3}["']?(\d{1,2})(?:[^\w.]|\.(?:\s|$)|$)`),
	},
	{
		need: []string{"rpc failed"}, local: true, rank: RankDetail, ids: inFamily("curl"),
		find: regexp.MustCompile(`(?i)rpc failed; curl (\d{1,3})\b`), // git: RPC failed; curl 56 …
	},
	{
		need: []string{"rpc error: code = "}, local: true, rank: RankSymptom, ids: inFamily("grpc"),
		find: regexp.MustCompile(`(?i)rpc error: code = (\d{1,2})\b`),
	},
	{
		need: []string{"upstream_reset_before_response_started", "upstream_response_timeout", "via_upstream"}, local: true, rank: RankDetail, ids: flagIDs,
		find: regexp.MustCompile(`(?:^|[\s"])([A-Z]{2,6}(?:,[A-Z]{2,6})*)(?:$|[\s"])`),
	},
	{
		need: []string{"nsurlerrordomain", "kcferrordomaincfnetwork"}, local: true, rank: RankDetail, ids: inFamily("apple"),
		find: regexp.MustCompile(`(?i)(?:nsurlerrordomain|kcferrordomaincfnetwork)[^\d-]{0,24}(-\d{1,5})\b`),
	},
	{
		need: []string{"response_flags", "response flags", "responseflags"}, local: true, rank: RankDetail, ids: flagIDs,
		find: regexp.MustCompile(`(?i)response[_ ]?flags["']?[ :=]{1,3}["']?([A-Z]{2,6}(?:,[A-Z]{2,6})*)\b`),
	},
	{
		need: []string{"--"}, local: true, rank: RankDetail, ids: inFamily("haproxy"), has: traitState,
		find: regexp.MustCompile(`(?:^|[\s'"(=])([CSPLRIDUKkscp][RQCHDLTrqchdlt])--(?:$|[\s'",.;:)])`),
	},
	{
		need: []string{"termination"}, local: true, rank: RankDetail, ids: inFamily("haproxy"),
		find: regexp.MustCompile(`(?i)termination[_ ](?:state|code|flags?)["']?(?: is)?[ :=]{1,3}["']?((?-i:[CSPLRIDUKkscp-][RQCHDLTrqchdlt-]))`),
	},
	{
		need: []string{"proxy-status:"}, local: true, rank: RankDetail, ids: inFamily("proxy-status"),
		find: regexp.MustCompile(`(?i)proxy-status:[^\n]{0,200}?\berror="?([a-z_]+)`),
	},
	{
		need: []string{"e4", "e5"}, local: true, rank: RankStatus, ids: inFamily("http"), has: traitNPM,
		find: regexp.MustCompile(`(?:^|[\s(])E([45]\d\d)(?:$|[\s:),])`), // npm ERR! code E404
	},
	{
		need: []string{"100", "110", "120", "121"}, local: true, rank: RankDetail, ids: winsockIDs, has: traitWinsock,
		find: regexp.MustCompile(`(?i)(?:winerror|wsa ?error|socket ?error|error(?: code)?|errno|code|socketexception|exception)[ :=(#]{1,3}(1[012]\d{3})\b`),
	},
	{
		need: []string{"<code>"}, local: true, rank: RankDetail, ids: inFamily("aws-s3"),
		find: regexp.MustCompile(`(?i)<code>(\w+)</code>`),
	},
	{
		need: []string{"amazon s3", "service: s3"}, local: true, rank: RankDetail, ids: inFamily("aws-s3"), // the SDKs for Java
		find: regexp.MustCompile(`(?i)\berror code: (\w+)`),
	},
	{
		need: []string{"fatal alert code is", "fatal error code is"}, local: true, rank: RankCause, ids: alertIDs, // Windows' event log
		find: regexp.MustCompile(`(?i)fatal (?:alert|error) code is (\d{1,3})\b`),
	},
	{
		need: []string{"alert("}, local: true, rank: RankCause, ids: alertIDs, // Go: remote error: tls: alert(117)
		find: regexp.MustCompile(`(?i)\balert\((\d{1,3})\)`),
	},
	{
		// OpenSSL, rustls, Java, GnuTLS and Go name an alert in their own spelling each.
		need: []string{"alert", "ssl routines:", "remote error: tls"}, local: true, rank: RankCause, ids: namedAlertIDs,
		find: regexp.MustCompile(`(?i)(?:alertreceived\(|received (?:fatal )?alert: |(?:ssl routines:[\w ]*:)?(?:sslv3|tlsv1|tlsv13|ssl/tls)[ _]alert[ _]|ssl routines:[\w ]*:|remote error: tls: |fatal alert has been received\.?: )([a-z][a-z_ ]+)`),
	},
	{
		need: []string{"[curl] "}, local: true, rank: RankDetail, ids: inFamily("curl"), // Guzzle 3: [curl] 7: …
		find: regexp.MustCompile(`(?i)\[curl\] (\d{1,3}):`),
	},
	{
		need: []string{"0x"}, local: true, rank: RankDetail, ids: aliasIDs,
		find: regexp.MustCompile(`(?i)\b(0x[0-9a-f]{8})\b`),
	},
}

// iisIDs: a sub-status implies its status.
func iisIDs(code string) []string { return []string{"iis/" + code, "http/" + code[:3]} }

func flagIDs(flags string) []string {
	var ids []string
	for f := range strings.SplitSeq(flags, ",") {
		ids = append(ids, "envoy/"+f)
	}
	return ids
}

// aliasIDs and winsockIDs name an entry by an alias that is a number; see
// textReader.named.
func aliasIDs(code string) []string {
	return []string{"alias/" + lowerASCII(code), winsockHRESULT(code)}
}

// winsockHRESULT names a Winsock or WinHTTP error by the HRESULT that wraps its
// number: 0x8007 and the number in hexadecimal.
func winsockHRESULT(code string) string {
	low := lowerASCII(code)
	n, err := strconv.ParseUint(strings.TrimPrefix(low, "0x8007"), 16, 16)
	if err != nil || !strings.HasPrefix(low, "0x8007") || n < 10000 {
		return "alias/"
	}
	return "alias/" + strconv.FormatUint(n, 10)
}

// alertIDs names a TLS alert by its number.
func alertIDs(number string) []string { return []string{"alias/alert " + number} }

func winsockIDs(code string) []string { return []string{"alias/" + code} }

// maxVendorClues is how many times one line may name one vendor's codes.
const maxVendorClues = 8

// vendors finds the codes of products that the text names.
func (t *textReader) vendors(line, low string) {
	has := traits(line)
	for i := range vendorClues {
		v := &vendorClues[i]
		if has&v.has != v.has || !t.hasContext(v, low) {
			continue
		}
		for _, m := range v.find.FindAllStringSubmatchIndex(line, maxVendorClues) {
			for _, id := range v.ids(line[m[2]:m[3]]) {
				rank := v.rank
				if strings.HasPrefix(id, "http/") {
					rank = RankStatus
				}
				t.named(id, rank, m[0], strings.TrimSpace(line[m[0]:m[1]]))
			}
		}
	}
}

func (t *textReader) hasContext(v *vendorClue, low string) bool {
	for _, word := range v.need {
		if v.local && strings.Contains(low, word) || !v.local && t.mentions(word) {
			return true
		}
	}
	return false
}

// flagsAfter finds Envoy's response flags behind a status: 503 UF,URX.
func (t *textReader) flagsAfter(line string, at int) {
	if at >= len(line) || line[at] != ' ' {
		return
	}
	end := at + 1
	for end < len(line) && end-at < 32 && (line[end] == ',' || 'A' <= line[end] && line[end] <= 'Z') {
		end++
	}
	if end < len(line) && isWordByte(line[end]) {
		return
	}
	flags := line[at+1 : end]
	if len(flags) < 2 || !envoyFlags.MatchString(flags) {
		return
	}
	for _, id := range flagIDs(flags) {
		t.named(id, RankDetail, at+1, flags)
	}
}
