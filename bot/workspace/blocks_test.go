package workspace_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"httpcode/bot/workspace"
)

const (
	button  = `{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Go"}}`
	section = `{"type":"section","text":{"type":"mrkdwn","text":"hello"}}`
)

// repeat joins n copies of a JSON value; %d in it becomes the copy's number.
func repeat(n int, value string) string {
	var all []string
	for i := range n {
		all = append(all, strings.ReplaceAll(value, "%d", fmt.Sprint(i)))
	}
	return strings.Join(all, ",")
}

func TestGoodBlocks(t *testing.T) {
	t.Parallel()
	for on, list := range map[string][]string{
		"message": {
			section,
			`{"type":"divider"}`,
			`{"type":"section","fields":[` + repeat(10, `{"type":"plain_text","text":"f","emoji":true}`) + `]}`,
			`{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("é", 150) + `"}}`,
			`{"type":"context","elements":[{"type":"image","image_url":"https://x.example/i.png","alt_text":"i"},{"type":"mrkdwn","text":"t","verbatim":true}]}`,
			`{"type":"actions","elements":[` + repeat(25, strings.ReplaceAll(button, `"a"`, `"a%d"`)) + `]}`,
			`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]},{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"https://x.example"}]}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"code"}]}]}`,
			`{"type":"table","rows":[[{"type":"raw_text","text":"a"},{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"b"}]}]}]],"column_settings":[{"align":"right"},null]}`,
			`{"type":"markdown","text":"# hi"}`,
			`{"type":"section","text":{"type":"mrkdwn","text":"pick"},"accessory":{"type":"static_select","action_id":"s","options":[{"text":{"type":"plain_text","text":"one"},"value":"1"}],"initial_option":{"text":{"type":"plain_text","text":"one"},"value":"1"}}}`,
			`{"type":"context_actions","elements":[{"type":"feedback_buttons","action_id":"f","positive_button":{"text":{"type":"plain_text","text":"+"},"value":"1"},"negative_button":{"text":{"type":"plain_text","text":"-"},"value":"0"}}]}`,
		},
		"modal": {
			`{"type":"input","label":{"type":"plain_text","text":"Where"},"element":{"type":"conversations_select","action_id":"c","response_url_enabled":true,"default_to_current_conversation":true,"filter":{"include":["public"]}}}`,
			`{"type":"alert","text":{"type":"mrkdwn","text":"mind"},"level":"warning"}`,
		},
		"home": {section, `{"type":"actions","elements":[` + button + `]}`},
	} {
		for _, block := range list {
			if problems := workspace.CheckBlocks(on, []byte("["+block+"]")); problems != nil {
				t.Errorf("%s in a %s: %v", block, on, problems)
			}
		}
	}
}

func TestBadBlocks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ on, blocks, want string }{
		"no list":                     {"message", `{}`, "invalid_blocks_format"},
		"no JSON":                     {"message", `[{]`, "invalid_blocks_format"},
		"not an object":               {"message", `["x"]`, "must be an object [json-pointer:/blocks/0]"},
		"no type":                     {"message", `[{"text":"x"}]`, "missing required field: type [json-pointer:/blocks/0]"},
		"unknown type":                {"message", `[{"type":"text"}]`, "unsupported type: text [json-pointer:/blocks/0/type]"},
		"unknown field":               {"message", `[{"type":"divider","colour":"red"}]`, "invalid additional property: colour [json-pointer:/blocks/0]"},
		"51 blocks":                   {"message", `[` + repeat(51, `{"type":"divider"}`) + `]`, "no more than 50 items allowed [json-pointer:/blocks]"},
		"101 blocks":                  {"home", `[` + repeat(101, `{"type":"divider"}`) + `]`, "no more than 100 items allowed [json-pointer:/blocks]"},
		"empty section":               {"message", `[{"type":"section"}]`, "missing required field: one of text, fields [json-pointer:/blocks/0]"},
		"empty text":                  {"message", `[{"type":"section","text":{"type":"mrkdwn","text":""}}]`, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		"long section":                {"message", `[{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("x", 3001) + `"}}]`, "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		"long header":                 {"message", `[{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("x", 151) + `"}}]`, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		"mrkdwn header":               {"message", `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, "must be one of: plain_text [json-pointer:/blocks/0/text/type]"},
		"11 fields":                   {"message", `[{"type":"section","fields":[` + repeat(11, `{"type":"plain_text","text":"f"}`) + `]}]`, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		"long field":                  {"message", `[{"type":"section","fields":[{"type":"plain_text","text":"` + strings.Repeat("x", 2001) + `"}]}]`, "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"},
		"11 context elements":         {"message", `[{"type":"context","elements":[` + repeat(11, `{"type":"mrkdwn","text":"f"}`) + `]}]`, "no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
		"button in context":           {"message", `[{"type":"context","elements":[` + button + `]}]`, "must be one of: plain_text, mrkdwn [json-pointer:/blocks/0/elements/0/type]"},
		"26 buttons":                  {"message", `[{"type":"actions","elements":[` + repeat(26, strings.ReplaceAll(button, `"a"`, `"a%d"`)) + `]}]`, "no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
		"one action_id twice":         {"message", `[{"type":"actions","elements":[` + button + `,` + button + `]}]`, "`action_id` \"a\" already exists in this block [json-pointer:/blocks/0]"},
		"one block_id twice":          {"message", `[{"type":"divider","block_id":"b"},{"type":"divider","block_id":"b"}]`, "`block_id` \"b\" already exists [json-pointer:/blocks/1/block_id]"},
		"long button":                 {"message", `[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"` + strings.Repeat("x", 76) + `"}}]}]`, "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
		"long value":                  {"message", `[{"type":"actions","elements":[{"type":"button","action_id":"a","value":"` + strings.Repeat("x", 2001) + `","text":{"type":"plain_text","text":"x"}}]}]`, "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
		"style":                       {"message", `[{"type":"actions","elements":[{"type":"button","action_id":"a","style":"default","text":{"type":"plain_text","text":"x"}}]}]`, "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"},
		"no URL":                      {"message", `[{"type":"actions","elements":[{"type":"button","action_id":"a","url":"nowhere","text":{"type":"plain_text","text":"x"}}]}]`, "must be a valid URL [json-pointer:/blocks/0/elements/0/url]"},
		"null":                        {"message", `[{"type":"actions","elements":null}]`, "missing required field: elements [json-pointer:/blocks/0]"},
		"a null field":                {"message", `[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":null}]`, "must not be null [json-pointer:/blocks/0/accessory]"},
		"emoji on mrkdwn":             {"message", `[{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}]`, "invalid additional property: emoji [json-pointer:/blocks/0/text]"},
		"101 options":                 {"message", `[{"type":"actions","elements":[{"type":"static_select","action_id":"s","options":[` + repeat(101, `{"text":{"type":"plain_text","text":"o"},"value":"%d"}`) + `]}]}]`, "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"a foreign initial option":    {"message", `[{"type":"actions","elements":[{"type":"static_select","action_id":"s","options":[{"text":{"type":"plain_text","text":"o"},"value":"1"}],"initial_option":{"text":{"type":"plain_text","text":"o"},"value":"2"}}]}]`, "an initial option is not among the options [json-pointer:/blocks/0/elements/0]"},
		"6 overflow items":            {"message", `[{"type":"actions","elements":[{"type":"overflow","action_id":"o","options":[` + repeat(6, `{"text":{"type":"plain_text","text":"o"},"value":"%d"}`) + `]}]}]`, "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"confirm without text":        {"message", `[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"},"confirm":{"title":{"type":"plain_text","text":"Sure?"}}}]}]`, "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]"},
		"input in actions":            {"message", `[{"type":"actions","elements":[{"type":"plain_text_input","action_id":"i"}]}]`, "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"},
		"button in input":             {"modal", `[{"type":"input","label":{"type":"plain_text","text":"l"},"element":` + button + `}]`, "unsupported type: button [json-pointer:/blocks/0/element/type]"},
		"table in a modal":            {"modal", `[{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]`, "unsupported type: table (not in a modal) [json-pointer:/blocks/0/type]"},
		"markdown at home":            {"home", `[{"type":"markdown","text":"x"}]`, "unsupported type: markdown (not in a home) [json-pointer:/blocks/0/type]"},
		"alert in a message":          {"message", `[{"type":"alert","text":{"type":"plain_text","text":"x"}}]`, "unsupported type: alert (not in a message) [json-pointer:/blocks/0/type]"},
		"two tables":                  {"message", `[` + repeat(2, `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}`) + `]`, "only one table is allowed [json-pointer:/blocks]"},
		"10,001 in a table":           {"message", `[{"type":"table","rows":[[` + repeat(11, `{"type":"raw_text","text":"`+strings.Repeat("x", 1000)+`"}`) + `]]}]`, "the cells of a table must have less than 10001 characters in all [json-pointer:/blocks]"},
		"21 columns":                  {"message", `[{"type":"table","rows":[[` + repeat(21, `{"type":"raw_text","text":"a"}`) + `]]}]`, "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"},
		"an empty cell":               {"message", `[{"type":"table","rows":[[{"type":"raw_text","text":""}]]}]`, "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]"},
		"markdown over 12,000":        {"message", `[` + repeat(2, `{"type":"markdown","text":"`+strings.Repeat("x", 6001)+`"}`) + `]`, "markdown blocks must have less than 12001 characters in all [json-pointer:/blocks]"},
		"image without alt_text":      {"message", `[{"type":"image","image_url":"https://x.example/i.png"}]`, "missing required field: alt_text [json-pointer:/blocks/0]"},
		"response_url in a message":   {"message", `[{"type":"actions","elements":[{"type":"conversations_select","action_id":"c","response_url_enabled":true}]}]`, "response_url_enabled is for modals only [json-pointer:/blocks/0/elements/0]"},
		"a list in rich text quote":   {"message", `[{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"rich_text_list","elements":[]}]}]}]`, "unsupported type: rich_text_list [json-pointer:/blocks/0/elements/0/elements/0/type]"},
		"preformatted with a mention": {"message", `[{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"user","user_id":"U1"}]}]}]`, "unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]"},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(workspace.CheckBlocks(c.on, []byte(c.blocks)), "\n")
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestRefusedBlocksNameTheirPlace(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	r := a.refused("invalid_blocks", "chat.postMessage", `{"channel":"`+workspace.General+`","text":"x","blocks":[{"type":"section"}]}`)
	if len(r.Metadata.Messages) != 1 || !strings.HasPrefix(r.Metadata.Messages[0], "[ERROR] ") {
		t.Errorf("messages are %q", r.Metadata.Messages)
	}
	a.refused("invalid_blocks_format", "chat.postMessage", `{"channel":"`+workspace.General+`","text":"x","blocks":"nonsense"}`)
	long := `{"channel":"` + workspace.General + `","text":"x","blocks":[` + repeat(5, `{"type":"section","text":{"type":"plain_text","text":"`+strings.Repeat("x", 3000)+`"}}`) + `]}`
	a.refused("msg_blocks_too_long", "chat.postMessage", long)
	a.connect(accept)
	if err := a.w.As(workspace.Ada).Command(workspace.General, "/httpcode", "x").Wait(a.ctx); err != nil {
		t.Fatal(err)
	}
	var p interaction
	json.Unmarshal(a.received(ofType("slash_commands")).Payload, &p)
	if status := a.respond(p.URL, long); status != 200 {
		t.Errorf("a response URL, which takes more: %d", status)
	}
}

func TestTextsDoWhatSlackMakesOfThem(t *testing.T) {
	t.Parallel()
	a := start(t, workspace.Options{})
	post := func(body string) workspace.Message {
		a.must("chat.postMessage", body)
		seen := a.w.As(workspace.Ada).Messages(workspace.General)
		return seen[len(seen)-1]
	}
	in := func(text string, blocks ...string) string {
		body, _ := json.Marshal(map[string]any{"channel": workspace.General, "text": text, "blocks": json.RawMessage("[" + strings.Join(blocks, ",") + "]")})
		return string(body)
	}
	kinds := func(m workspace.Message) string {
		var out []string
		for _, e := range m.Effects {
			out = append(out, e.Kind+" "+e.Target+"|"+e.Label)
		}
		return strings.Join(out, "; ")
	}
	block := func(kind, text, more string) string {
		quoted, _ := json.Marshal(text)
		return `{"type":"section","text":{"type":"` + kind + `","text":` + string(quoted) + more + `}}`
	}
	for _, c := range []struct{ body, want string }{
		{in("<!here> <!channel|x> <@U1> <!subteam^S1> <#C1|g>"), "broadcast here|; broadcast channel|x; user U1|; usergroup S1|; channel C1|g"},
		{in("<https://a.example|b> https://c.example/x."), "link https://a.example|b; link https://c.example/x|"},
		{in("&lt;!here&gt; a < b > c <not a link>"), ""},
		{in("`<!here>`"), "broadcast here|"},
		{in("x", block("plain_text", "<!here> https://a.example", "")), ""},
		{in("x", block("mrkdwn", "<!here> https://a.example", `,"verbatim":true`)), "broadcast here|"},
		{in("x", block("mrkdwn", "<!date^1^{date}|d>", "")), "date 1^{date}|d"},
		{in("x", `{"type":"markdown","text":"<!here> [label](https://a.example)"}`), "broadcast here|; link https://a.example|; link https://a.example|label"},
		{in("x", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"<!here> https://a.example"}]}]}`), ""},
		{in("x", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"broadcast","range":"here"},{"type":"link","url":"https://a.example"}]}]}`), "broadcast here|; link https://a.example|"},
	} {
		if got := kinds(post(c.body)); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.body, got, c.want)
		}
	}
	if m := post(in("<!here>")); !m.Mentions() {
		t.Error("<!here> is no mention")
	}
}
