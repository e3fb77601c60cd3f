package diagnosis

import (
	"embed"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// response is what a technical writer has to say to one kind of error answer.
type response struct {
	Products []string `yaml:"products,omitempty"`
	Layers   []Layer  `yaml:"layers,omitempty"`
	Page     string   `yaml:"page,omitempty"`
	Status   string   `yaml:"status,omitempty"`
	Headers  []string `yaml:"headers,omitempty"`
	Code     string   `yaml:"code,omitempty"`  // a glob for what the author calls the error
	Says     []string `yaml:"says,omitempty"`  // texts, in lower case, of which the body's beginning has one
	Empty    bool     `yaml:"empty,omitempty"` // there is no body
	Proxy    string   `yaml:"proxy,omitempty"` // the error type of the author's Proxy-Status

	Because string          `yaml:"because"`
	Beyond  bool            `yaml:"beyond,omitempty"` // it broke behind the author
	Fault   knowledge.Fault `yaml:"fault"`
	Entries []string        `yaml:"entries,omitempty"`
	Causes  []string        `yaml:"causes,omitempty"`
	Steps   []string        `yaml:"steps,omitempty"`

	test *test
}

//go:embed responses/*.yaml
var responsesFS embed.FS

// responseFiles are the folder's files in the order in which their rules are
// tried: first what the answer itself says, last what fits any author.
var responseFiles = []string{
	"proxy-status", "requests", "nginx", "haproxy", "apache", "caches", "servers", "envoy", "gateways", "cdns", "aws", "stores",
	"clouds", "platforms", "windows", "appservers", "applications", "anybody",
}

// responses is decoded at the first error answer.
var responses = sync.OnceValue(func() []*response {
	var rs []*response
	for _, name := range responseFiles {
		name = "responses/" + name + ".yaml"
		data, err := responsesFS.ReadFile(name)
		if err != nil {
			panic("diagnosis: " + err.Error()) // proved absent by the tests
		}
		rs = append(rs, mustDecode[[]*response](name, data)...)
	}
	for _, r := range rs {
		t, err := condition{Status: r.Status, Headers: r.Headers, Empty: r.Empty}.compile(func(string) int { return 0 })
		if err != nil {
			panic("diagnosis: responses: " + err.Error()) // proved absent by the tests
		}
		r.test = t
	}
	return rs
})

// saidWindow is how much of a body is searched for what it says, in bytes:
// the reason for an error stands before the decoration, but after the styles.
const saidWindow = 4 << 10

// fits says that the rule is for this answer and its author, whose beginning
// said has in lower case and whose own code for it is given.
func (r *response) fits(a *answer, seen attribution, said func() string, code string) bool {
	author := seen.author
	if len(r.Products) > 0 && !slices.Contains(r.Products, author.Product) ||
		len(r.Layers) > 0 && !slices.Contains(r.Layers, author.Layer) ||
		r.Page != "" && r.Page != seen.page ||
		r.Proxy != "" && r.Proxy != seen.proxy ||
		r.Code != "" && (code == "" || !glob(strings.ToLower(r.Code), strings.ToLower(code))) {
		return false
	}
	if _, ok := r.test.holds(a); !ok || len(r.Says) == 0 {
		return ok
	}
	return slices.ContainsFunc(r.Says, func(s string) bool { return strings.Contains(said(), s) })
}

// explainStatus tells an answer that is an error by its status.
func (d *Diagnosis) explainStatus(r *probe.Report, c *knowledge.Catalog, seen attribution) {
	h := lastAnswer(r)
	f := newFacts(r, failedHop(r))
	f.addAnswer(r, h, seen)
	f.set("absent_owner", absentOwner(c, h.Status, seen))
	f.set("code_name", codeName(c, seen.author.Product, f["code_in_body"]))
	rule, because := chooseResponse(f, h, seen)
	d.Problem = &Problem{Kind: probe.HTTPStatus, Summary: statusSummary(f, r, seen, because), Fault: rule.Fault}
	d.Chain = chain(r, d, rule.Beyond || isGatewayError(h.Status))
	a := advice{Causes: rule.Causes, Steps: rule.Steps}
	a.Entries = append(slices.Clone(rule.Entries), statusEntries(c, h.Status, seen)...)
	d.advise(c, f, a)
	d.NextSteps = slices.DeleteFunc(d.NextSteps, func(step string) bool { return alreadyRead(step, h.Headers) })
	if h.Status == http.StatusUnauthorized && strings.Contains(h.URL, "://"+probe.Redacted+"@") {
		d.Causes = append([]string{"The user name or password that this check sent was not accepted."}, slices.DeleteFunc(d.Causes, saysNoneSent)...)
	}
	if seen.author.Confidence == Unknown {
		d.NextSteps = findAuthor(d.NextSteps, followRequest(h.Status, viaNames(seen.via)))
	} else {
		d.NextSteps = slices.DeleteFunc(d.NextSteps, asksWho)
	}
	if d.Problem.Fault == "" {
		d.Problem.Fault = d.faultOfEntry(c)
	}
	d.quote(f, h.Status)
	if seen.shown != nil {
		d.NextSteps = atMost(append([]string{seen.shown.step(f["hop_url_arg"])}, d.NextSteps...), maxSteps)
	}
}

// quote adds what the answer itself says that helps, where nothing quoted it yet.
func (d *Diagnosis) quote(f facts, status int) {
	add := func(fact, step string) {
		told := d.Verdict + d.Problem.Summary + strings.Join(d.NextSteps, " ")
		if text, ok := f.fill(step); ok && !strings.Contains(told, f[fact]) {
			d.NextSteps = append(atMost(d.NextSteps, maxSteps-1), text)
		}
	}
	switch status {
	case http.StatusUnauthorized:
		add("challenge", "Try with {challenge} credentials: `curl -sv {credentials} {hop_url_arg}`.")
		add("challenge", "It accepts credentials of the scheme {challenge}; try with them.")
	case http.StatusMethodNotAllowed:
		add("allow", "Use a method that it allows here: {allow}.")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		add("retry_after", "Try again {retry_after}, as the answer asks.")
	}
	add("request_id", "When you ask somebody to read the logs, give them {request_id}.")
}

// chooseResponse finds the first rule that fits and whose because can be said.
func chooseResponse(f facts, h *probe.Hop, seen attribution) (rule *response, because string) {
	a := &answer{hop: h, status: strconv.Itoa(h.Status)}
	said := sync.OnceValue(func() string { return strings.ToLower(string(unstyled(h.Body, saidWindow))) })
	for _, r := range responses() {
		if r.fits(a, seen, said, f["code_in_body"]) {
			if because, ok := f.fill(r.Because); ok {
				return r, because
			}
		}
	}
	return &response{}, ""
}
