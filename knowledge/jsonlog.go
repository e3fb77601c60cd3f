package knowledge

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// statusKeys are the names under which JSON logs put the response's status,
// lower case, without separators.
var statusKeys = wordSet(`status statuscode responsecode httpstatus httpstatuscode responsestatus scstatus httpcode
	downstreamstatus originstatus upstreamstatus backendstatus edgeresponsestatus originresponsestatus httpresponsestatuscode
	respstatus resstatus responsestatuscode elbstatuscode targetstatuscode errorcode code`)

// isStatusName: a key of statusKeys, or one made of such a word: response_code_sent.
func isStatusName(key string) bool {
	return statusKeys[key] || strings.HasSuffix(key, "statuscode") || strings.HasSuffix(key, "httpstatus") || strings.Contains(key, "responsecode")
}

// innerKeys name the status that a server behind gave: told after the one that
// the client was sent.
var innerKeys = wordSet(`originstatus upstreamstatus backendstatus originresponsestatus targetstatuscode`)

// looseKeys hold statuses but other numbers too: only 400 to 599 counts.
var looseKeys = wordSet(`code errorcode`)

// quietKeys hold what the client sent; nothing in them is an error's text.
var quietKeys = wordSet(`path uri url request requesturi requestpath useragent httpuseragent referer httpreferer referrer query querystring
	host requesthost clienthost cookie headers args requestid traceid spanid id time timestamp ts date requestline httprequest useragentoriginal`)

// parseJSON reads a line that is, or ends with, a JSON object.
func (t *textReader) parseJSON(line string) *access {
	from := strings.IndexByte(line, '{')
	if from < 0 || !strings.Contains(line[from:], `":`) && !strings.Contains(line[from:], `" :`) {
		return nil
	}
	var doc map[string]any
	if err := json.NewDecoder(strings.NewReader(line[from:])).Decode(&doc); err != nil || len(doc) == 0 {
		return nil
	}
	a := &access{object: line[from:]}
	if from > 0 {
		// With the first key: a number in brackets before an error is its status.
		a.prose = append(a.prose, line[:min(len(line), from+len(`{"error"`))])
	}
	w := jsonWalk{access: a}
	w.object(doc, 0)
	slices.SortStableFunc(w.statuses, func(x, y jsonStatus) int { return x.rank - y.rank })
	for i, s := range w.statuses {
		if i == 0 {
			a.status = field{text: s.text}
		} else {
			a.details = append(a.details, field{text: "status/" + s.text})
		}
	}
	return a
}

// detailKeys hold the codes of one product: Google Cloud's and Azure Front
// Door's logs.
var detailKeys = map[string]string{"statusdetails": "gcp", "errorinfo": "azure-front-door"}

// reasonKeys hold texts of which a reason phrase may be the whole:
// {"message":"Forbidden"}.
var reasonKeys = wordSet(`message msg error errormessage errordescription reason statustext statusmessage title detail details description`)

// maxJSONDepth: logs nest two or three deep; hostile input deeper.
const maxJSONDepth = 6

// maxReason is longer than every reason phrase.
const maxReason = 40

type jsonStatus struct {
	text string
	rank int
}

// jsonWalk collects from a JSON document what may name an error.
type jsonWalk struct {
	access   *access
	statuses []jsonStatus
}

func (w *jsonWalk) object(doc map[string]any, depth int) {
	if depth > maxJSONDepth {
		return
	}
	keys := make([]string, 0, len(doc))
	for k := range doc {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		w.value(normaliseKey(k), doc[k], depth)
	}
}

var keySeparators = strings.NewReplacer("_", "", "-", "", ".", "", " ", "")

func normaliseKey(k string) string {
	k = lowerASCII(k)
	if strings.ContainsAny(k, "_-. ") {
		return keySeparators.Replace(k)
	}
	return k
}

func (w *jsonWalk) value(key string, v any, depth int) {
	if i := strings.LastIndexByte(key, ':'); i >= 0 {
		key = key[i+1:]
	}
	switch v := v.(type) {
	case map[string]any:
		if key == "headers" || key == "requestheaders" {
			return
		}
		w.object(v, depth+1)
	case []any:
		for _, item := range v[:min(len(v), 16)] {
			w.value(key, item, depth+1)
		}
	case float64:
		if isStatusName(key) {
			w.status(key, strconv.FormatFloat(v, 'f', -1, 64))
		}
	case string:
		w.text(key, v)
	}
}

func (w *jsonWalk) text(key, v string) {
	switch {
	case isStatusName(key) && isStatus(v):
		w.status(key, v)
	case key == "responseflags" || key == "flags":
		for flag := range strings.SplitSeq(v, ",") {
			w.access.details = append(w.access.details, field{text: "envoy/" + flag})
		}
	case quietKeys[key]:
	default:
		if family := detailKeys[key]; family != "" {
			w.access.details = append(w.access.details, field{text: family + "/" + v})
		}
		w.access.prose = append(w.access.prose, v)
		if reasonKeys[key] && len(v) <= maxReason {
			w.access.reasons = append(w.access.reasons, v)
		}
	}
}

func (w *jsonWalk) status(key, text string) {
	if !isStatus(text) || looseKeys[key] && (text < "400" || text > "599") {
		return
	}
	rank := 0
	if innerKeys[key] {
		rank = 1
	}
	for _, s := range w.statuses {
		if s.text == text {
			return
		}
	}
	w.statuses = append(w.statuses, jsonStatus{text, rank})
}
