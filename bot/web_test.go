package bot

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"go.yaml.in/yaml/v4"

	"httpcode/bot/workspace"
	"httpcode/knowledge/probe"
)

func TestRespondTellsTheReason(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   string // codeOf the error; "-" means none
	}{
		"taken":               {200, "ok", "-"},
		"taken, as JSON":      {200, `{"ok":true}`, "-"},
		"taken, silently":     {200, "", "-"},
		"taken, in capitals":  {200, "OK", "-"},
		"no reason given":     {200, `{"ok":false}`, ""},
		"a sign-in page":      {200, "<!DOCTYPE html><title>Sign in</title>", ""},
		"used up":             {404, `{"ok":false,"error":"used_url"}`, "used_url"},
		"used up, status 200": {200, `{"ok":false,"error":"used_url"}`, "used_url"},
		"a bare word":         {400, "no_text", "no_text"},
		"too fast":            {429, "", "ratelimited"},
		"a proxy's page":      {502, "<html>Bad Gateway</html>", "http_502"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(c.status)
				w.Write([]byte(c.body))
			}))
			defer server.Close()
			w := &web{http: server.Client()}
			err := w.respond(t.Context(), server.URL+"/commands/T1/2/secretpart", []byte("{}"))
			switch {
			case c.want == "-" && err != nil:
				t.Errorf("error %v", err)
			case c.want != "-" && codeOf(err) != c.want:
				t.Errorf("code %q of %v, want %q", codeOf(err), err, c.want)
			case err != nil && strings.Contains(err.Error(), "secretpart"):
				t.Errorf("the error carries the URL: %v", err)
			}
		})
	}
	w := &web{http: &http.Client{Timeout: time.Second}}
	for url, never := range map[string]bool{"http://127.0.0.1:1/commands/secretpart": false, "::secretpart::": true, "": true, "ftp://127.0.0.1/secretpart": true, "/secretpart": true} {
		err := w.respond(t.Context(), url, nil)
		if err == nil || strings.Contains(err.Error(), "secretpart") || judgeFailure(err).final != never {
			t.Errorf("respond(%q) = %v, final is to be %v", url, err, never)
		}
	}
}

// How long Slack wants a response URL left alone is how long the outbox waits.
func TestRespondTellsHowLongToWait(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "17")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer server.Close()
	err := (&web{http: server.Client()}).respond(t.Context(), server.URL, nil)
	if f := judgeFailure(err); f.wait != 17*time.Second || f.final || f.ambiguous {
		t.Errorf("%v means %+v", err, f)
	}
}

// A header beyond all reason must not hold a method for years, nor for no time.
func TestRetryAfterIsBounded(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": time.Second, "0": time.Second, "-5": time.Second, "soon": time.Second, "1": time.Second, "30": 30 * time.Second,
		"86400": longestHold, "99999999999999": longestHold, "99999999999999999999999": longestHold, "-99999999999999999999999": time.Second,
	} {
		if got := retryAfter(http.Header{"Retry-After": {header}}); got != want {
			t.Errorf("%q is %s, want %s", header, got, want)
		}
	}
}

// slack-go takes these for success, and the message would be lost unseen.
func TestAnAnswerWithoutAVerdictIsNoSuccess(t *testing.T) {
	for _, body := range []string{"{}", "null", `{"ok":false}`, `{"ok":null,"ts":"1.2"}`, "[]", "<html>"} {
		_, _, err := client(&roundTrips{answers: answers{says(200, body)}}).PostMessageContext(t.Context(), "C1", slack.MsgOptionText("hi", false))
		if f := judgeFailure(err); err == nil || f.final || !f.ambiguous {
			t.Errorf("%s gives %v, which means %+v", body, err, f)
		}
	}
}

// Where no byte of a message can have left, nothing leaves a doubt.
func TestWhatWasNeverSentLeavesNoDoubt(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	proxied := http.DefaultTransport.(*http.Transport).Clone()
	proxied.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "127.0.0.1:1"})
	for name, c := range map[string]struct {
		address string
		through http.RoundTripper
	}{
		"a certificate of nobody": {secure.URL, http.DefaultTransport},
		"no TLS":                  {strings.Replace(plain.URL, "http:", "https:", 1), http.DefaultTransport},
		"no proxy":                {"https://slack.test/", proxied},
	} {
		err := (&web{http: &http.Client{Transport: c.through}}).respond(t.Context(), c.address, nil)
		if f := judgeFailure(err); err == nil || f.ambiguous || f.final {
			t.Errorf("%s: %v means %+v", name, err, f)
		}
	}
}

func TestCodeOf(t *testing.T) {
	for want, err := range map[string]error{
		"not_in_channel": slack.SlackErrorResponse{Err: "not_in_channel"},
		"ratelimited":    &slack.RateLimitedError{},
		"http_503":       slack.StatusCodeError{Code: 503},
		"":               errors.New("no network"),
	} {
		if got := codeOf(err); got != want {
			t.Errorf("codeOf(%v) = %q, want %q", err, got, want)
		}
	}
}

// The lengths are those of docs.slack.dev/reference/app-manifest.
func TestManifest(t *testing.T) {
	var m struct {
		Display  struct{ Name, Description string } `yaml:"display_information"`
		Features struct {
			Commands  []struct{ Command, Description, UsageHint string } `yaml:"slash_commands"`
			Shortcuts []struct{ Name, Description string }               `yaml:"shortcuts"`
		}
		OAuth struct {
			Scopes struct{ Bot []string }
		} `yaml:"oauth_config"`
	}
	if err := yaml.Unmarshal(Manifest, &m); err != nil {
		t.Fatal(err)
	}
	length := func(what, s string, most int) {
		if s == "" || len([]rune(s)) > most {
			t.Errorf("%s is %q: 1 to %d characters", what, s, most)
		}
	}
	length("the name", m.Display.Name, 35)
	length("the description", m.Display.Description, 140)
	for _, c := range m.Features.Commands {
		length("a command", c.Command, 32)
		length("a command's description", c.Description, 2000)
	}
	for _, s := range m.Features.Shortcuts {
		length("a shortcut's name", s.Name, 24)
		length("a shortcut's description", s.Description, 150)
	}
	if n := len(m.OAuth.Scopes.Bot); n != 7 {
		t.Errorf("%d scopes; every one more has to be worth a person's doubt", n)
	}
}

// The real prober and its guard, with an address that the operator allowed.
func TestPrivateAddressIsForMembers(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(502) }))
	defer target.Close()
	guard, err := probe.NewGuard([]string{strings.TrimPrefix(target.URL, "http://")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, workspace.Options{}, Options{Prober: &probe.Prober{Guard: guard, Vantage: "here", Timeout: 5 * time.Second}})
	ada, tim := s.slack.As(workspace.Ada), s.slack.As(workspace.Tim)
	ada.Command(workspace.Incidents, "/httpcode", target.URL)
	s.waitReply(ada, workspace.Incidents, "502 Bad Gateway")
	tim.Command(workspace.Incidents, "/httpcode", target.URL)
	s.waitReply(tim, workspace.Incidents, "only full members")
	if _, err := tim.Post(workspace.Incidents, "", "@httpcode "+target.URL); err != nil {
		t.Fatal(err)
	}
	s.until("two answers", func() bool { return len(s.replies(tim, workspace.Incidents)) == 2 })
	for _, m := range s.replies(tim, workspace.Incidents) {
		if strings.Contains(m.Text, "502") {
			t.Errorf("a guest was told %q", m.Text)
		}
	}
}
