package knowledge

import (
	"slices"
	"testing"
)

// TestSymptomsAreWhole proves that every name in symptoms.yaml leads somewhere,
// and that no symptom is hidden behind an earlier one.
func TestSymptomsAreWhole(t *testing.T) {
	s, err := decodeSymptoms()
	if err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	for i, sym := range s.Symptoms {
		for _, id := range append([]string{sym.ID}, sym.Also...) {
			if Builtin().byID[id] == nil {
				t.Errorf("symptom %v names %s, which is not there", sym.All, id)
			}
		}
		for _, c := range slices.Concat(sym.All, sym.None) {
			used[c] = true
			if len(s.Concepts[c]) == 0 {
				t.Errorf("symptom %s needs %q, which is no concept", sym.ID, c)
			}
		}
		if slices.ContainsFunc(s.Symptoms[:i], func(o symptom) bool { return slices.Equal(o.All, sym.All) && slices.Equal(o.None, sym.None) }) {
			t.Errorf("symptom %s %v stands there twice", sym.ID, sym.All)
		}
	}
	for name, terms := range s.Concepts {
		if !used[name] {
			t.Errorf("no symptom uses the concept %q", name)
		}
		for _, term := range terms {
			if plain := normalise(term); plain != term && plain+"*" != term {
				t.Errorf("%s: %q is never found in a normalised text: %q", name, term, plain)
			}
		}
	}
}

func TestSymptomQuestions(t *testing.T) {
	for question, want := range map[string]string{
		"our pods can't look up the database hostname":           "errno/ENOTFOUND",
		"the subdomain doesn't exist according to the browser":   "browser/DNS_PROBE_FINISHED_NXDOMAIN",
		"api calls just hang, never get an answer":               "errno/ETIMEDOUT",
		"the upstream drops the connection without any response": "browser/ERR_EMPTY_RESPONSE",
		"the cert was issued for another host":                   "tls/hostname_mismatch",
		"fine in desktop Chrome but Android says untrusted":      "tls/incomplete_chain",
		"If-Match with an old ETag fails":                        "http/412",
		"which code do I return after a DMCA request?":           "http/451",
		"visitors from one country are blocked from our site":    "http/403",
		"websockets get dropped every minute behind the ingress": "http/504",
		"after login it redirects in an endless loop":            "browser/ERR_TOO_MANY_REDIRECTS",
		"uploading a large video is rejected":                    "http/413",
		"browser sends too many cookies and the request breaks":  "http/431",
		"downloads break off in the middle":                      "curl/18",
		"the app returns a white screen after deploying":         "http/500",
		"users close the tab before the server can answer":       "nginx/499",
		"our POST turns into a GET when it is redirected":        "http/301",
		"opens fine in Firefox but not from our Java service":    "tls/incomplete_chain",
		"a python script works, the browser refuses":             "browser/CORS",
		"random timeouts when connecting to the payment API":     "errno/ETIMEDOUT",
		"nothing is listening on that port":                      "errno/ECONNREFUSED",
	} {
		x := Builtin().Explain(question)
		if len(x.Matches) == 0 || x.Matches[0].ID != want {
			var got []string
			for _, m := range x.Matches {
				got = append(got, m.ID)
			}
			t.Errorf("%q gives %v, want %s first", question, got, want)
		}
	}
	for _, chat := range []string{
		"the certificate of attendance is attached", "someone else changed the meeting since Monday", "I ate too many cookies",
		"the legal team wants coffee", "my phone is in the office", "please leave the page blank", "maintenance window is sunday 3am",
		"we closed the deal without sending the invoice", "the big file is on my desk", "he was stuck in traffic near the site",
		"the country report is not available yet", "old version of the slides", "the download is complete", "he is slow in the mornings",
		"login for the new laptop works", "I resolved the conflict, not the issue", "the parcel from Portugal did not arrive", "we set the timeout for calls to the api to 5 s",
	} {
		if x := Builtin().Explain(chat); len(x.Matches) > 0 {
			t.Errorf("%q gives %s", chat, x.Matches[0].ID)
		}
	}
}
