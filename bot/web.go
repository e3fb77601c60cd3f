package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
)

// callTimeout is for telling somebody something outside of a job.
const callTimeout = 15 * time.Second

// web speaks to Slack: the Web API through slack-go, and response URLs.
type web struct {
	api  *slack.Client
	http *http.Client
}

// options are what every message has in common. A diagnosis bot must not let
// Slack's servers fetch what it writes about.
func options(m blocks.Message) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(m.Text, false),
		slack.MsgOptionBlocks(m.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
}

// post posts to a channel, or under thread, and returns the message's timestamp.
// A user's ID as channel is the direct message with that user.
func (w *web) post(ctx context.Context, channel, thread string, m blocks.Message) (in, ts string, err error) {
	o := options(m)
	if thread != "" {
		o = append(o, slack.MsgOptionTS(thread))
	}
	return w.api.PostMessageContext(ctx, channel, o...)
}

// update replaces a message of the bot's own.
func (w *web) update(ctx context.Context, channel, ts string, m blocks.Message) error {
	_, _, _, err := w.api.UpdateMessageContext(ctx, channel, ts, options(m)...)
	return err
}

// whisper shows a message to one user in a channel.
func (w *web) whisper(ctx context.Context, channel, thread, user string, m blocks.Message) error {
	o := options(m)
	if thread != "" {
		o = append(o, slack.MsgOptionTS(thread))
	}
	_, err := w.api.PostEphemeralContext(ctx, channel, user, o...)
	return err
}

// reply is what a response URL or a command's acknowledgement takes.
type reply struct {
	ResponseType    string        `json:"response_type"` // ephemeral or in_channel
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	ThreadTS        string        `json:"thread_ts,omitempty"`
	ReplaceOriginal bool          `json:"replace_original"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

const (
	ephemeral = "ephemeral"
	inChannel = "in_channel"
)

func encodeReply(r reply) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		panic(fmt.Sprintf("encoding a reply: %v", err)) // our own plain data
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// responseError is how a response URL refuses.
type responseError struct {
	Status int
	Code   string // Slack's word, "" where it gave none
}

// Answer is what the outbox judges a failure by.
func (e *responseError) Answer() (status int, code string) { return e.Status, e.Code }

func (e *responseError) Error() string {
	return fmt.Sprintf("posting to a response URL: HTTP %d %s", e.Status, e.Code)
}

// respond posts to a response URL. slack-go's own way drops unfurl_links and
// the reason of a refusal. The error never carries the URL, which is a secret.
func (w *web) respond(ctx context.Context, address string, body []byte) error {
	if !isWeb(address) {
		return errNoURL
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errNoURL
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := w.http.Do(req)
	if err != nil {
		return fmt.Errorf("posting to a response URL: %w", errors.Unwrap(err))
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10)) // the status alone serves too
	if resp.StatusCode == http.StatusTooManyRequests {
		return fmt.Errorf("posting to a response URL: %w", &slack.RateLimitedError{RetryAfter: retryAfter(resp.Header)})
	}
	code, slacks := refusal(answer)
	switch {
	case resp.StatusCode != http.StatusOK || code != "":
		return &responseError{Status: resp.StatusCode, Code: code}
	case !slacks:
		return errNotSlacks
	}
	return nil
}

// errNotSlacks is a success that is not Slack's: the page of something on the
// way. What Slack did behind it, if anything, nobody can tell.
var errNotSlacks = errors.New("posting to a response URL: the answer is not Slack's")

func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// bareWord is how Slack names an error where it answers in plain text: no_text.
var bareWord = regexp.MustCompile(`^[a-z]+(_[a-z]+)+$`)

// refusal reads {"ok":false,"error":"used_url"}, or a bare word such as no_text;
// code is "" where there is none. slacks is false for a page of HTML, and for an
// answer that says that it is not ok and nothing else.
func refusal(answer []byte) (code string, slacks bool) {
	var said struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	answer = bytes.TrimSpace(answer)
	if json.Unmarshal(answer, &said) == nil {
		if said.OK != nil && *said.OK {
			return "", true
		}
		return said.Error, said.OK == nil || said.Error != ""
	}
	if bareWord.Match(answer) && len(answer) < 60 {
		return string(answer), true
	}
	return "", !bytes.HasPrefix(answer, []byte("<"))
}

// codeOf is Slack's own word for an error, "" where Slack did not answer.
func codeOf(err error) string {
	if e, ok := errors.AsType[*responseError](err); ok {
		return cmpOr(e.Code, "http_"+fmt.Sprint(e.Status))
	}
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return e.Err
	}
	if _, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return "ratelimited"
	}
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return "http_" + fmt.Sprint(e.Code)
	}
	return ""
}

// isUnknownMethod says whether the Web API has no such method at all.
func isUnknownMethod(err error) bool {
	code := codeOf(err)
	return code == "unknown_method" || code == "http_404"
}

// isShared says whether a channel is shared with another organisation.
func (w *web) isShared(ctx context.Context, channel string) (bool, error) {
	c, err := w.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if isUnknownMethod(err) {
		return false, nil // see isMember
	}
	if err != nil {
		return false, err
	}
	return c.IsExtShared || c.IsPendingExtShared, nil
}
