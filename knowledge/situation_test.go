package knowledge

import (
	"slices"
	"testing"
)

func TestSituationOf(t *testing.T) {
	for text, want := range map[string]string{
		"client hit us too fast what do i answer him":            "client hit us too fast",
		"they POST to an endpoint that only has GET, code?":      "they post to an endpoint that only has get",
		"which status should we return if the mail is taken":     "if the mail is taken",
		"required parameter not given, which 4xx":                "required parameter not given",
		"url changed for good, which redirect":                   "url changed for good redirect",
		"server restarts right now, code for clients":            "server restarts right now",
		"business rule says no: amount above limit, what status": "business rule says no amount above limit",
	} {
		if got, asks := situationOf(text); !asks || got != want {
			t.Errorf("%q: situation %q, asks %v; want %q", text, got, asks, want)
		}
	}
	for _, text := range []string{
		"site is down for maintenance", "the code was reviewed yesterday", "status page of the shop is red", "send me the answer", "what is the problem with the page",
	} {
		if got, asks := situationOf(text); asks {
			t.Errorf("%q asks for a status: %q", text, got)
		}
	}
}

// TestChoose asks for statuses by situations in other words than those of
// questions/situations.yaml.
func TestChoose(t *testing.T) {
	for text, want := range map[string]string{
		"user creates account with an email which exist already which code should i return": "http/409",
		"client hit us too fast what do i answer him":                                       "http/429",
		"their PUT comes without any If-Match, which status do we refuse it with":           "http/428",
		"what to answer when the bearer token has run out":                                  "http/401",
		"our gateway waited for the stock service but it was too slow, what do we return":   "http/504",
		"what do I send when json expected and content-type is text/plain":                  "http/415",
		"redirect for the api for ever but POST must remain POST, which code":               "http/308",
		"the import was queued and is not done yet, response?":                              "http/202",
	} {
		x := Builtin().Explain(text)
		if len(x.Matches) == 0 || x.Matches[0].ID != want {
			t.Errorf("%q gives %v, want %s first", text, matchIDs(&x), want)
		}
	}
	for _, text := range []string{
		"which code do I use for the parking gate", "what should I answer her in the mail", "what's the code for the front door?",
		"which status does the visa application have", "what do we return to the shop, the blue or the red one", "how to tell kids to slow down",
	} {
		if x := Builtin().Explain(text); len(x.Matches) > 0 {
			t.Errorf("%q gives %v", text, matchIDs(&x))
		}
	}
}

// TestChooseIsSteady asks twice with indexes of their own: sums of floats must
// not depend on a map's order.
func TestChooseIsSteady(t *testing.T) {
	const text = "the resource is gone for a while and moved, what do I return"
	situation, _ := situationOf(text)
	var first []string
	for range 3 {
		m := newMeaning(Builtin())
		var got []string
		for _, f := range m.statuses().rank(m.readSituation(situation).senses, m.readSituation(situation).found) {
			got = append(got, f.record.id)
		}
		if first != nil && !slices.Equal(first, got) {
			t.Fatalf("ranked %v, then %v", first, got)
		}
		first = got
	}
}

// TestNamedThingsWin holds what a text names against the other words of it.
func TestNamedThingsWin(t *testing.T) {
	for text, want := range map[string]string{
		"exit code 7 from curl in healthcheck":                          "curl/7",
		"my script dies with curl exit 6":                               "curl/6",
		"curl returned 60 on the build machine":                         "curl/60",
		"451 got blocked in Turkey":                                     "http/451",
		"lots of 499 in access log at night":                            "nginx/499",
		"after POST created new row return 200 or 201":                  "http/201",
		"308 vs 301 post body":                                          "http/308",
		"cached 308 wont go away":                                       "http/308",
		"401 my app keeps saying since morning":                         "http/401",
		"UO 503":                                                        "envoy/UO",
		"H10 after deploy":                                              "heroku/H10",
		"is 305 dead":                                                   "http/305",
		"what the hell is 226":                                          "http/226",
		"und err connect timeout next js":                               "node/UND_ERR_CONNECT_TIMEOUT",
		"conection timed out when calling the internal api from lambda": "errno/ETIMEDOUT",
		"page not fond after deploy":                                    "http/404",
		"toomany requests telegram bot":                                 "http/429",
		"this site took to long to respond":                             "browser/ERR_CONNECTION_TIMED_OUT",
		"timeout!":                                                      "errno/ETIMEDOUT",
	} {
		x := Builtin().Explain(text)
		if len(x.Matches) == 0 || x.Matches[0].ID != want {
			t.Errorf("%q gives %v, want %s first", text, matchIDs(&x), want)
		}
	}
	for _, text := range []string{
		"451 people came to the concert", "451 is fahrenheit", "call me at extension 503", "cf 500 race bike", "swift 1001 nights", "500 every month for the flat",
		"exit 28 on the highway is closed", "curl with 2 towels", "bad request from marketing: make the logo bigger", "no content for the blog this week", "404 of our chairs",
	} {
		if x := Builtin().Explain(text); len(x.Matches) > 0 {
			t.Errorf("%q gives %v", text, matchIDs(&x))
		}
	}
}

func matchIDs(x *Explanation) (list []string) {
	for _, m := range x.Matches {
		list = append(list, m.ID)
	}
	return list
}
