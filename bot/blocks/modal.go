package blocks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

func modal(title string, blocks []slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: CallbackCard,
		Title:      plainText(clip(title, maxModalTitle)),
		Close:      plainText("Close"),
		Blocks:     slack.Blocks{BlockSet: blocks},
	}
}

// Details is, in a modal, what the message left out.
func (c *Card) Details() slack.ModalViewRequest {
	rest := *c
	rest.Parts, rest.More = slices.Clone(c.More), nil
	if c.Cut {
		rest.add(Prose, "", "Some of it is left out: a button carries about two thousand characters. `httpcode check` at a terminal shows everything.")
	}
	return modal("Details", rest.Message(Showing{Audience: Viewed}).Blocks)
}

// View shows a message in a modal, as the Home tab's buttons do.
func View(title string, m Message) slack.ModalViewRequest { return modal(title, m.Blocks) }

// View shows the card in a modal.
func (c *Card) View() slack.ModalViewRequest {
	return modal("Answer", c.Message(Showing{Audience: Viewed}).Blocks)
}

// Copy offers the card as Markdown, to be selected and copied.
func (c *Card) Copy() slack.ModalViewRequest {
	blocks := []slack.Block{rich(section(text("Markdown, for a ticket or a post-mortem:")))}
	for _, piece := range pieces(c.Markdown(), maxCopy) {
		blocks = append(blocks, rich(preformatted(piece)))
	}
	return modal("Copy as text", blocks)
}

// pieces cuts text into at most n runes each, at ends of lines where it can.
func pieces(s string, n int) []string {
	var out []string
	for utf8.RuneCountInString(s) > n {
		cut := len(string([]rune(s)[:n]))
		if at := strings.LastIndexByte(s[:cut], '\n'); at > 0 {
			cut = at
		}
		out = append(out, s[:cut])
		s = strings.TrimPrefix(s[cut:], "\n")
	}
	if s != "" {
		out = append(out, s)
	}
	return out
}

// ShareTo asks where to share, and for a note. metadata comes back with the
// answer, unread by Slack. The conversation's response URL lets the bot post
// where it is no member.
func ShareTo(metadata string) slack.ModalViewRequest {
	target := &slack.SelectBlockElement{
		Type:                         slack.OptTypeConversations,
		ActionID:                     ActionTarget,
		Placeholder:                  plainText("Channel or person"),
		DefaultToCurrentConversation: true,
		ResponseURLEnabled:           true,
	}
	note := slack.NewPlainTextInputBlockElement(plainText("For example: seen since 14:00, only on checkout"), ActionNote)
	note.Multiline = true
	note.MaxLength = maxNote
	noteBlock := slack.NewInputBlock(ActionNote, plainText("Note"), nil, note)
	noteBlock.Optional = true
	v := modal("Share this answer", []slack.Block{
		slack.NewInputBlock(ActionTarget, plainText("Where"), nil, target),
		noteBlock,
	})
	v.CallbackID = CallbackShareTo
	v.Submit = plainText("Share")
	v.Close = plainText("Cancel")
	v.PrivateMetadata = metadata
	return v
}
