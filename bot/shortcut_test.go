package bot

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestGather(t *testing.T) {
	for name, c := range map[string]struct{ message, want string }{
		"text":                {`{"text":"502 Bad Gateway"}`, "502 Bad Gateway"},
		"nothing":             {`{}`, ""},
		"text and its blocks": {`{"text":"502 Bad Gateway","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"502 "},{"type":"text","text":"Bad Gateway","style":{"bold":true}}]}]}]}`, "502 Bad Gateway"},
		"blocks only":         {`{"text":"","blocks":[{"type":"header","text":{"type":"plain_text","text":"Alert"}},{"type":"section","text":{"type":"mrkdwn","text":"HTTP 503"},"fields":[{"type":"mrkdwn","text":"host web-1"}]}]}`, "Alert\nHTTP 503\nhost web-1"},
		"code in a block":     {`{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"text","text":"a\nb"},{"type":"link","url":"https://example.com"}]}]}]}`, "a\nbhttps://example.com"},
		"an attachment":       {`{"text":"","attachments":[{"pretext":"p","title":"t","text":"upstream timed out","fields":[{"title":"code","value":"504"}],"fallback":"f"}]}`, "p\nt\nupstream timed out\ncode 504"},
		"a fallback alone":    {`{"attachments":[{"fallback":"HTTP 500"}]}`, "HTTP 500"},
		"a snippet":           {`{"text":"look","files":[{"title":"error.log","preview":"connect() failed","mode":"snippet"}]}`, "connect() failed\nlook\nerror.log"},
		"strange types":       {`{"text":"x","blocks":[7,null,{"type":"section","text":8},[[]]]}`, "x"},
	} {
		t.Run(name, func(t *testing.T) {
			var m message
			if err := json.Unmarshal([]byte(c.message), &m); err != nil {
				t.Fatal(err)
			}
			if got := m.gather(); got != c.want {
				t.Errorf("gathered %q, want %q", got, c.want)
			}
		})
	}
}

func TestGatherIsBounded(t *testing.T) {
	m := message{Text: strings.Repeat("é", maxGathered)}
	if n := len(m.gather()); n > maxGathered {
		t.Errorf("gathered %d bytes", n)
	}
	deep := json.RawMessage(strings.Repeat(`{"elements":[`, 5000) + strings.Repeat(`]}`, 5000))
	m = message{Blocks: []json.RawMessage{deep}}
	m.gather()
}
