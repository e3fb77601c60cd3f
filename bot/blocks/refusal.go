package blocks

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"
)

// Say is a message of a sentence or two: a refusal, a confirmation, a notice.
func Say(sentences string) Message {
	return Message{
		Text:   escape(plain(sentences), 800), // with an answer below it, still short of 4,000
		Blocks: []slack.Block{rich(section(prose(clip(Clean(sentences), maxFigure), false)...))},
	}
}

// Say with one of these where the bot cannot do what was asked. Each says what
// was wrong and what to do.
const (
	Busy       = "I am busy with other checks right now and did not start yours. Please ask again in a minute."
	Failed     = "Something went wrong on my side and I could not answer. Please ask again; if it happens twice, tell the people who run me."
	OldButton  = "This button is from an earlier version of me, and I can no longer read it. Please ask again, and use the new answer's buttons."
	OldAction  = "That is from an earlier version of me, and I can no longer do it. Type `/httpcode help` to see what I do."
	NotOutside = "This answer tells about your own systems, and the channel is shared with another organisation, so I did not post it. Share it to a channel of your own workspace instead."
	MaybeOut   = "This answer tells about your own systems, and I cannot see whether that channel is shared with another organisation, so I did not post it. Invite me there with `/invite`, then share it again."
	LeftOut    = "I left out what is your team's own, such as runbooks, because the channel is or may be shared with another organisation."
	NoText     = "There is no text in that message that I could read. Copy the error into `/httpcode`, followed by a space and the text."
	// SharedInThread is [Shared] for a reply.
	SharedInThread = "Shared in the thread."
	// Kept and the two below tell the person who shares an answer.
	Kept         = "Slack did not take the answer now; it is posted as soon as Slack does. No need to try again."
	SharedBefore = "That answer is shared already."
	SharedSoon   = "That answer is shared already: it is posted as soon as Slack takes it."
	Stopping     = "I am being restarted and could not finish this. Please ask again in a minute."
)

// Limited says that one asks too fast. wait is in words: "20 seconds".
func Limited(wait string) string {
	return fmt.Sprintf("That is more checks than I make at a time. Please ask again in %s.", wait)
}

// Checking is shown where an answer takes longer than about a second.
func Checking(urls []string) Message {
	if len(urls) == 1 {
		return Say("Checking `" + clip(plain(oneLine(urls[0])), 200) + "`…")
	}
	return Say(fmt.Sprintf("Checking %d addresses…", len(urls)))
}

// Shared confirms a share: where is a conversation's ID, or "" for this channel.
func Shared(where string) Message {
	switch {
	case where == "":
		return Say("Shared in this channel.")
	case !channelID.MatchString(where): // a direct message
		return Say("Shared.")
	}
	return Message{
		Text:   "Shared to the channel.",
		Blocks: []slack.Block{rich(section(text("Shared to "), span{Type: "channel", ChannelID: where}, text(".")))},
	}
}

// Refused says what to do where Slack refused to post: code is Slack's error,
// doing what was being done ("post the answer in that channel").
func Refused(code, doing string) string {
	return "I could not " + doing + ": " + remedy(code)
}

// remedy is what a person can do about an error of Slack's.
func remedy(code string) string {
	switch code {
	case "not_in_channel", "channel_not_found":
		return "I am not a member there. Type `/invite @httpcode` in that channel, then try again."
	case "is_archived":
		return "the channel is archived. Choose another one, or have it unarchived."
	case "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
		"restricted_action_thread_locked", "restricted_action_non_threadable_channel":
		return "only some people and apps may post there. Share it to another channel, or ask a workspace admin to let me post."
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return "Slack takes no more messages from me at the moment. Try again in a minute."
	case "expired_trigger_id", "trigger_expired":
		return "Slack allows three seconds for it, and I took longer. Please click again."
	case "expired_url", "used_url", "exchanged_trigger_id":
		return "the button is too old. Ask again, and use the new answer's buttons."
	case "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "block_mismatch", "no_text", "invalid_arguments", "view_too_large":
		return "Slack did not take the message. That is a fault of mine; please tell the people who run me."
	case "ekm_access_denied", "access_denied", "team_access_not_granted", "no_permission", "missing_scope", "not_allowed_token_type":
		return "I lack a permission (" + code + "). Ask the people who run me to install the app again with the current manifest."
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired":
		return "Slack no longer accepts my token (" + code + "). Tell the people who run me."
	case "user_not_in_channel", "user_not_found", "user_is_restricted", "cannot_dm_bot", "messages_tab_disabled":
		return "you cannot be reached there. Ask me again in a channel, or in a direct message."
	case "cannot_reply_to_message", "thread_not_found", "message_not_found":
		return "the message to reply to is gone. Share it in the channel instead."
	case "":
		return "Slack did not answer. Try again in a minute."
	}
	code = strings.Replace(oneLine(plain(clip(code, 60))), "http_", "HTTP ", 1) // a page in place of Slack's word
	return "Slack answered " + code + ". Try again in a minute; if it happens again, tell the people who run me."
}

// Then is one message with another one below it.
func (m Message) Then(next Message) Message {
	return Message{
		Text:   m.Text + "\n" + next.Text,
		Blocks: append(append([]slack.Block{}, m.Blocks...), next.Blocks...),
	}
}
