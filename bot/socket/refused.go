package socket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

// RefusedError says that Slack refuses the token or the app, and that trying
// again cannot help.
type RefusedError struct {
	Code   string // Slack's, e.g. "invalid_auth"
	Needed string // the missing scope, for "missing_scope"
}

func (e *RefusedError) Error() string {
	if e.Needed != "" {
		return fmt.Sprintf("Slack refuses to connect the app: %s (needed: %s)", e.Code, e.Needed)
	}
	return "Slack refuses to connect the app: " + e.Code
}

// permanent are the errors of apps.connections.open that a person must mend:
// the token, its scope, the app's settings or its approval. What is not here is
// tried again, unknown codes included: a bot that stops for a reason that
// nobody understands is worse than one that waits and says so in its log.
//
// An HTTP status alone is no refusal, 401, 403 and 404 included: Slack refuses
// with status 200 and a code. Such a page comes from something on the way, a
// proxy that wants its password or a gateway without its back end, and goes
// away again; slack-go ends on a 404. Where SLACK_API_URL is wrong it stays, and
// /readyz and the log tell: see Temporary.
//
// https://docs.slack.dev/reference/methods/apps.connections.open#errors
var permanent = map[string]bool{
	"not_authed": true, "invalid_auth": true, "account_inactive": true,
	"token_revoked": true, "token_expired": true,
	"not_allowed_token_type": true, "missing_scope": true, "no_permission": true,
	"access_denied": true, "forbidden_team": true, "team_access_not_granted": true,
	"enterprise_is_restricted": true, "org_login_required": true,
	"two_factor_setup_required": true, "ekm_access_denied": true,
	"app_not_found": true, "app_disabled": true, "invalid_app_id": true, "invalid_app": true,
	"socket_mode_not_enabled": true, "socket_mode_disabled": true, "link_disabled": true,
	"method_deprecated": true, "deprecated_endpoint": true, "unknown_method": true,
}

// Permanent is Slack's refusal in err where trying again cannot help, or nil.
// It suits any Web API call that uses the same tokens, auth.test among them.
func Permanent(err error) *RefusedError {
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return refused
	}
	answer, ok := errors.AsType[slack.SlackErrorResponse](err)
	if !ok || !permanent[answer.Err] {
		return nil
	}
	return &RefusedError{Code: answer.Err, Needed: answer.Needed}
}

// retryAfter is how long Slack asks to wait, 0 where it does not say.
func retryAfter(err error) time.Duration {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return limited.RetryAfter
	}
	return 0
}

// Temporary rewrites an error for the log: what a person reads there should not
// be a bare JSON complaint about a proxy's HTML page.
func Temporary(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer from Slack in time: %w", err)
	}
	if page, ok := errors.AsType[slack.StatusCodeError](err); ok && page.Code >= 300 && page.Code < 500 {
		return fmt.Errorf("this is no answer of Slack's Web API; is SLACK_API_URL right, and what stands between? %w", err)
	}
	return err
}
