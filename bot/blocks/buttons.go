package blocks

import "github.com/slack-go/slack"

// The action_ids of the bot's buttons and inputs.
const (
	ActionShare   = "share"       // value: a card
	ActionShareTo = "share_to"    // value: a card
	ActionAgain   = "check_again" // value: a card
	ActionDetails = "details"     // value: a card
	ActionCopy    = "copy"        // value: a card
	ActionAsk     = "ask"         // value: what a person would type; several are ask_1, ask_2 …
	ActionTarget  = "target"      // the conversation in Share to…
	ActionNote    = "note"        // the note in Share to…
)

// The callback_ids of modals and of the message shortcut.
const (
	CallbackShareTo = "share_to"
	CallbackCard    = "card"
	CallbackExplain = "explain"
)

// buttons are a card's, in order. Only one is primary: the most likely wish.
func (c *Card) buttons(a Audience) []slack.BlockElement {
	if a == Viewed {
		return nil
	}
	value := c.Value()
	var out []slack.BlockElement
	add := func(id, label, value string) *slack.ButtonBlockElement {
		b := button(id, label, value)
		out = append(out, b)
		return b
	}
	if c.Kind != KindUnknown {
		if a == Private {
			label := "Share here"
			if c.Thread != "" {
				label = "Share in thread"
			}
			add(ActionShare, label, value).Style = slack.StylePrimary
		}
		if a != Posted {
			add(ActionShareTo, "Share to…", value)
		}
		if c.Repeatable() {
			add(ActionAgain, "Check again", value)
		}
		if len(c.More) > 0 {
			add(ActionDetails, "Details", value)
		}
		add(ActionCopy, "Copy as text", value)
	}
	return append(out, offers(c.Offers)...)
}

func offers(list []Offer) []slack.BlockElement {
	var out []slack.BlockElement
	for i, o := range list {
		out = append(out, button(ActionAsk+"_"+string(rune('1'+i)), o.Label, o.Ask))
	}
	return out
}

func button(id, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(id, value, plainText(clip(label, maxButton)))
}

// plainText is a plain_text object. Slack's treatment of & < > in it is not
// documented, so nothing from outside belongs here without escaping.
func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}
