package workspace_test

import (
	"context"
	"errors"
	"io"
	"log"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"httpcode/bot/workspace"
)

// slackGo is a bot of slack-go's that answers as the scripts in testdata do.
func (a *app) slackGo() *slack.Client {
	api := slack.New(workspace.DefaultBotToken, slack.OptionAPIURL(a.url+"/api/"), slack.OptionAppLevelToken(workspace.DefaultAppToken))
	client := socketmode.New(api, socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ctx, cancel := context.WithCancel(a.t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); client.RunContext(ctx) }()
	served := make(chan struct{})
	go func() {
		defer close(served)
		for {
			select {
			case e := <-client.Events:
				a.slackGoEvent(ctx, api, client, e)
			case <-ctx.Done():
				return
			}
		}
	}()
	a.t.Cleanup(func() { cancel(); <-ended; <-served })
	if err := a.w.Wait(a.t.Context(), func() bool { return len(a.w.Connections()) > 0 }); err != nil {
		a.t.Fatal(err)
	}
	return api
}

func (a *app) slackGoEvent(ctx context.Context, api *slack.Client, client *socketmode.Client, e socketmode.Event) {
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		client.Ack(*e.Request, map[string]any{"response_type": "ephemeral", "text": data.Command + " " + data.Text + " from " + data.UserName,
			"blocks": []slack.Block{slack.NewActionBlock("", slack.NewButtonBlockElement("share", data.Text, slack.NewTextBlockObject("plain_text", "Share", false, false)))}})
	case slackevents.EventsAPIEvent:
		client.Ack(*e.Request)
		if mention, ok := data.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
			api.PostMessageContext(ctx, mention.Channel, slack.MsgOptionTS(mention.TimeStamp), slack.MsgOptionText("heard: "+mention.Text, false))
		}
	case slack.InteractionCallback:
		client.Ack(*e.Request)
		slack.PostWebhookContext(ctx, data.ResponseURL, &slack.WebhookMessage{ResponseType: "in_channel", Text: "shared " + data.ActionCallback.BlockActions[0].Value})
	}
}

func TestSlackGo(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	api := a.slackGo()
	a.exchange()
	who, err := api.AuthTestContext(a.ctx)
	if err != nil || who.UserID != workspace.BotUser || who.BotID != workspace.BotID {
		t.Errorf("auth.test: %+v, %v", who, err)
	}
	channel, err := api.GetConversationInfoContext(a.ctx, &slack.GetConversationInfoInput{ChannelID: workspace.Shared})
	if err != nil || !channel.IsExtShared || !channel.IsMember {
		t.Errorf("conversations.info: %+v, %v", channel, err)
	}
	user, err := api.GetUserInfoContext(a.ctx, workspace.Tim)
	if err != nil || !user.IsRestricted {
		t.Errorf("users.info: %+v, %v", user, err)
	}
	_, ts, err := api.PostMessageContext(a.ctx, workspace.General, slack.MsgOptionText("one", false))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := api.UpdateMessageContext(a.ctx, workspace.General, ts, slack.MsgOptionText("two", false)); err != nil {
		t.Error(err)
	}
	if err := api.AddReactionContext(a.ctx, "eyes", slack.NewRefToMessage(workspace.General, ts)); err != nil {
		t.Error(err)
	}
	history, err := api.GetConversationHistoryContext(a.ctx, &slack.GetConversationHistoryParameters{ChannelID: workspace.General})
	if err != nil || len(history.Messages) == 0 || history.Messages[0].Text != "two" || history.Messages[0].Reactions[0].Count != 1 {
		t.Errorf("conversations.history: %+v, %v", history, err)
	}
	_, err = api.PublishViewContext(a.ctx, slack.PublishViewContextRequest{UserID: workspace.Ada, View: slack.HomeTabViewRequest{Type: "home",
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "Hello", false, false), nil, nil)}}}})
	if err != nil || a.w.As(workspace.Ada).Home() == nil {
		t.Errorf("views.publish: %v", err)
	}
}

func TestSlackGoSeesRateLimits(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	a.w.Fail("chat.postMessage", workspace.Fault{RetryAfter: 7 * time.Second, Times: 1})
	api := slack.New(workspace.DefaultBotToken, slack.OptionAPIURL(a.url+"/api/"))
	_, _, err := api.PostMessageContext(a.ctx, workspace.General, slack.MsgOptionText("x", false))
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); !ok || limited.RetryAfter != 7*time.Second {
		t.Errorf("the error is %v", err)
	}
	if _, _, err := api.PostMessageContext(a.ctx, workspace.General, slack.MsgOptionText("x", false)); err != nil {
		t.Errorf("the second call: %v", err)
	}
}
