package workspace

import (
	"errors"
	"fmt"
	"strings"
)

// Command types a slash command, such as "/httpcode" with "403".
func (p *Person) Command(channel, command, text string) *Invocation {
	ch, err := p.channel(channel)
	if err != nil {
		return p.w.failedInvocation("command", p.ID, channel, err)
	}
	known, ok := p.w.app.command(command)
	if !ok {
		p.w.tell(p.ID, channel, command+" is not a valid command.")
		return p.w.failedInvocation("command", p.ID, channel, fmt.Errorf("%s: %w", command, ErrNotAllowed))
	}
	text = strings.TrimSpace(text)
	if known.Escape {
		text = p.w.compose(text).text
	}
	i := p.invoke("command", channel)
	i.typed = strings.TrimSpace(command + " " + text)
	i.envelope = newEnvelopeID()
	p.sendCommand(i, ch, &delivery{id: i.envelope, trail: &i.trail})
	return i
}

// Repeat delivers a command once more: under the same envelope_id, or under
// another one. Slack was seen to deliver a command twice (bolt-js#2188).
func (i *Invocation) Repeat(anew bool) error {
	p := i.w.As(i.User)
	ch, err := p.channel(i.Channel)
	if err != nil {
		return err
	}
	d := &delivery{id: i.envelope}
	if anew {
		d.id = newEnvelopeID()
	}
	p.sendCommand(i, ch, d)
	return nil
}

func (p *Person) sendCommand(i *Invocation, ch *channel, d *delivery) {
	command, text, _ := strings.Cut(i.typed, " ")
	d.kind, d.respond = "slash_commands", true
	d.acked = func(payload []byte) { p.w.commandAcked(i, command, payload) }
	d.failed = func(reason string) { p.w.commandFailed(i, command, reason) }
	p.w.deliver(d, func(base string) []byte { return p.commandPayload(i, ch, command, text, base) })
}

func (p *Person) commandPayload(i *Invocation, ch *channel, command, text, base string) []byte {
	p.w.mu.Lock()
	u := p.w.users[p.ID]
	p.w.mu.Unlock()
	b := make([]byte, 0, 640+len(text))
	b = append(b, `{"token":"`+verificationToken+`","team_id":"`+u.Team+`","team_domain":"example"`...)
	b = appendField(b, "channel_id", ch.ID)
	b = appendField(b, "channel_name", ch.payloadName())
	b = appendField(b, "user_id", u.ID)
	b = appendField(b, "user_name", u.Name)
	b = appendField(b, "command", command)
	b = append(b, `,"text":`...)
	b = appendString(b, text)
	b = append(b, `,"api_app_id":"`+AppID+`","is_enterprise_install":"false"`...)
	b = appendField(b, "response_url", i.responseURL(base))
	b = appendField(b, "trigger_id", i.trigger())
	return append(b, '}')
}

func (w *Workspace) commandAcked(i *Invocation, command string, payload []byte) {
	if emptyPayload(payload) {
		i.finish(nil, nil)
		return
	}
	a, err := answers.parse(payload)
	if err != nil {
		w.violate("socket", "an answer to %s that is no message: %v", command, err)
		w.commandFailed(i, command, "dispatch_unknown_response")
		return
	}
	if a.Text == "" && emptyList(a.Blocks) && emptyList(a.Attachments) {
		i.finish(nil, nil)
		return
	}
	if e := w.deliverAnswer(i, a, "ack"); e != nil {
		w.violate("socket", "an answer to %s that Slack refuses: %s %v", command, e.Code, e.Messages)
		w.commandFailed(i, command, e.Code)
		return
	}
	i.finish(nil, nil) // to keep the payload would keep its whole frame
}

// commandFailed tells the person what Slack tells: nothing that helps.
func (w *Workspace) commandFailed(i *Invocation, command, reason string) {
	w.tell(i.User, i.Channel, fmt.Sprintf("%s failed with the error %q", command, reason))
	i.finish(failure(reason), nil)
}

func failure(reason string) error {
	switch reason {
	case "operation_timeout":
		return ErrTimeout
	case "dispatch_failed":
		return ErrDispatch
	}
	return errors.New(reason)
}
