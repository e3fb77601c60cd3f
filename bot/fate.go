package bot

import (
	"errors"
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// fate is what a failed attempt means for the next one.
type fate struct {
	final     bool          // trying again changes nothing
	ambiguous bool          // the attempt may have arrived
	wait      time.Duration // Slack's Retry-After
}

// judgeFailure sorts an attempt's error.
//
// Slack says of internal_error and fatal_error that some aspect of the operation
// may have succeeded (https://docs.slack.dev/reference/methods/chat.postMessage).
// Of a 5xx it says nothing. An HTML page comes from an edge or a proxy on the
// way: a 503 mostly before anything happened, a 502 or a 504 as often after.
// Nobody outside can tell these apart, so a message may have been posted behind
// each of them; to call it certain either way would lose an answer or double it
// without a word.
func judgeFailure(err error) fate {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return fate{wait: limited.RetryAfter}
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return judgeCode(answer.Err)
	}
	if answer, ok := errors.AsType[interface {
		error
		Answer() (status int, code string)
	}](err); ok {
		return judgeStatus(answer.Answer())
	}
	if page, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return judgePage(page.Code)
	}
	return fate{ambiguous: !neverSent(err)}
}

// judgePage judges an HTTP status of the Web API. Slack refuses with status 200 and
// a code: any other below 500 is of something on the way, a proxy that wants its
// password or a gateway without its back end, and goes away again. That a message
// is too large, or none, does not.
func judgePage(status int) fate {
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return fate{final: true}
	}
	if status < 500 && status != http.StatusRequestTimeout {
		return fate{}
	}
	return judgeStatus(status, "")
}

func judgeCode(code string) fate {
	switch code {
	case "internal_error", "fatal_error":
		return fate{ambiguous: true}
	case "ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org":
		return fate{}
	}
	return fate{final: true}
}

func judgeStatus(status int, code string) fate {
	switch {
	case status == http.StatusTooManyRequests:
		return fate{}
	case status >= 500, status == http.StatusRequestTimeout:
		return fate{ambiguous: true}
	case status == http.StatusOK && code != "":
		return judgeCode(code)
	}
	return fate{final: true}
}
