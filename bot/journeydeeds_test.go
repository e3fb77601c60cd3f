package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"httpcode/bot/blocks/outline"
	"httpcode/bot/workspace"
)

func (j *journey) typed(ts *testscript.TestScript, args []string) (err error) {
	text := strings.Join(args, " ")
	if strings.HasPrefix(text, "/") {
		name, rest, _ := strings.Cut(text, " ")
		return j.act(j.person.Command(j.channel, name, rest))
	}
	j.mine, err = j.person.Post(j.channel, "", text)
	return err
}

func (j *journey) reply(ts *testscript.TestScript, args []string) (err error) {
	root := cmpOr(j.mine.ThreadTS, j.mine.TS)
	j.mine, err = j.person.Post(j.channel, root, strings.Join(args, " "))
	return err
}

func (j *journey) edit(ts *testscript.TestScript, args []string) (err error) {
	j.mine, err = j.person.Edit(j.channel, j.mine.TS, strings.Join(args, " "))
	return err
}

func (j *journey) deployBot(ts *testscript.TestScript, args []string) (err error) {
	j.mine, err = j.slack.As(workspace.DeployBot).PostBlocks(j.channel, "", strings.Join(args, " "), nil, nil)
	return err
}

// act waits for the acknowledgement, which must come in time.
func (j *journey) act(i *workspace.Invocation) error {
	j.acted = i
	ctx, cancel := context.WithTimeout(j.t.Context(), 5*time.Second)
	defer cancel()
	if err := i.Wait(ctx); err != nil {
		return err
	}
	if took := i.AckLatency(); took > 3*time.Second {
		return fmt.Errorf("acknowledged after %s", took)
	}
	return nil
}

// button finds an action_id by the button's label.
func button(blocks []byte, label string) string {
	var found string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if text, ok := v["text"].(map[string]any); ok && v["type"] == "button" && text["text"] == label {
				found = v["block_id_"].(string) + fmt.Sprint(v["action_id"])
			}
			for key, item := range v {
				if list, ok := item.([]any); ok && key == "elements" {
					for _, e := range list {
						if m, ok := e.(map[string]any); ok {
							id, _ := v["block_id"].(string)
							m["block_id_"] = id + "/"
						}
					}
				}
				walk(item)
			}
		}
	}
	var v any
	if json.Unmarshal(blocks, &v) == nil {
		walk(v)
	}
	return found
}

func (j *journey) click(ts *testscript.TestScript, args []string) error {
	label := strings.Join(args, " ")
	for _, m := range slices.Backward(j.last) {
		if id := button(m.Blocks, label); id != "" {
			return j.act(j.person.Click(m, id))
		}
	}
	return fmt.Errorf("no button %q", label)
}

func (j *journey) shortcut(ts *testscript.TestScript, args []string) error {
	return j.act(j.person.Shortcut(j.mine, "explain"))
}

func (j *journey) modal(ts *testscript.TestScript, args []string) error {
	j.until("a modal", func() bool { return j.person.View() != nil })
	v := j.person.View()
	fmt.Fprintf(ts.Stdout(), "== %s ==\n%s", v.Title, outline.Blocks(v.Blocks))
	return nil
}

func (j *journey) submit(ts *testscript.TestScript, args []string) error {
	values := map[string][]string{}
	for _, arg := range args {
		key, value, _ := strings.Cut(arg, "=")
		if id, ok := channelsByName[value]; ok {
			value = id
		}
		values[key] = []string{value}
	}
	return j.act(j.person.SubmitView(values))
}

func (j *journey) home(ts *testscript.TestScript, args []string) error {
	before := j.person.Home()
	j.person.OpenHome()
	j.until("the Home tab", func() bool { h := j.person.Home(); return h != nil && (before == nil || h.Hash != before.Hash) })
	fmt.Fprint(ts.Stdout(), outline.Blocks(j.person.Home().Blocks))
	return nil
}

func (j *journey) press(ts *testscript.TestScript, args []string) error {
	h := j.person.Home()
	return j.act(j.person.Act(h, button(h.Blocks, strings.Join(args, " "))))
}
