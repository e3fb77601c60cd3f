package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"httpcode/bot"
	"httpcode/bot/socket"
	"httpcode/bot/workspace"
)

// served is `httpcode serve` connected to a workspace.
type served struct {
	slack  *workspace.Workspace
	stop   context.CancelFunc
	status chan int
	log    *io.PipeReader
	health string // the base URL of the health listener
}

func startServe(t *testing.T, flags ...string) *served {
	t.Helper()
	s := &served{slack: workspace.New(workspace.Options{Manifest: bot.Manifest}), status: make(chan int, 1)}
	server := httptest.NewServer(s.slack)
	t.Cleanup(func() { s.slack.Close(); server.Close() })
	var ctx context.Context
	ctx, s.stop = context.WithCancel(t.Context())
	var write *io.PipeWriter
	s.log, write = io.Pipe()
	args := append([]string{"serve", "--slack-api-url=" + server.URL + "/api/",
		"--slack-bot-token=" + workspace.DefaultBotToken, "--slack-app-token=" + workspace.DefaultAppToken,
		"--listen=127.0.0.1:0", "--log-format=json"}, flags...)
	go func() {
		s.status <- run(ctx, args, streams{in: strings.NewReader(""), out: io.Discard, err: write})
		write.Close()
	}()
	return s
}

// awaitHealth reads the log up to the line that names the health listener.
func (s *served) awaitHealth(t *testing.T) {
	t.Helper()
	lines := bufio.NewScanner(s.log)
	for lines.Scan() {
		var line struct{ Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Address != "" {
			s.health = "http://" + line.Address
			go io.Copy(io.Discard, s.log)
			return
		}
	}
	t.Fatal("the log names no health listener")
}

func statusOf(t *testing.T, url string) int {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatalf("asking %s: %v", url, err)
	}
	response.Body.Close()
	return response.StatusCode
}

func TestServeAnswersUntilToldToStop(t *testing.T) {
	s := startServe(t)
	s.awaitHealth(t)
	if got := statusOf(t, s.health+"/healthz"); got != http.StatusOK {
		t.Errorf("/healthz is %d", got)
	}
	for statusOf(t, s.health+"/readyz") != http.StatusOK {
		time.Sleep(10 * time.Millisecond) // the test's own time-out bounds it
	}
	answer, err := s.slack.As(workspace.Ada).Command(workspace.General, "/httpcode", "403").Answer(t.Context())
	if err != nil {
		t.Fatalf("asking: %v", err)
	}
	if !strings.Contains(answer.Text, "403 Forbidden") {
		t.Errorf("the answer is %q", answer.Text)
	}
	s.stop()
	if status := <-s.status; status != statusOK {
		t.Errorf("stopped on request with status %d", status)
	}
}

func TestServeEndsWhenSlackRefusesTheTokens(t *testing.T) {
	for _, code := range []string{"invalid_auth", "token_revoked", "account_inactive"} {
		t.Run(code, func(t *testing.T) {
			s := startServe(t)
			s.slack.RevokeTokens(code)
			log := make(chan string, 1)
			go func() {
				var all bytes.Buffer
				io.Copy(&all, s.log)
				log <- all.String()
			}()
			if status := <-s.status; status != statusNo {
				t.Errorf("ended with status %d, want %d", status, statusNo)
			}
			if text := <-log; !strings.Contains(text, code) || !strings.Contains(text, "https://api.slack.com/apps") {
				t.Errorf("the sentence does not say what to do about %s:\n%s", code, text)
			}
		})
	}
}

func TestATakenHealthAddressEndsTheProgram(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	s := startServe(t, "--listen="+strings.TrimPrefix(taken.URL, "http://"))
	text, _ := io.ReadAll(s.log)
	if status := <-s.status; status != statusNo || !strings.Contains(string(text), "--listen=127.0.0.1:") {
		t.Errorf("ended with status %d and:\n%s", status, text)
	}
}

// A duration in a JSON line is for people to read, too.
func TestLogSaysDurationsInWords(t *testing.T) {
	var out strings.Builder
	log, err := (&logSettings{Format: "json"}).logger(&out)
	if err != nil {
		t.Fatal(err)
	}
	log.Info("trying again", "in", 1500*time.Millisecond)
	if !strings.Contains(out.String(), `"in":"1.5s"`) {
		t.Error(out.String())
	}
}

// The sentence says where the lacking scope is given: one of them is no part of
// the manifest.
func TestARefusalForAScopeSaysWhereToGiveIt(t *testing.T) {
	for needed, want := range map[string]string{"connections:write": "App-Level Tokens", "chat:write": "httpcode manifest"} {
		err := refusal(&socket.RefusedError{Code: "missing_scope", Needed: needed})
		if !strings.Contains(err.Error(), needed) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", needed, err, want)
		}
	}
}
