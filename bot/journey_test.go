package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"httpcode/bot/blocks/outline"
	"httpcode/bot/workspace"
	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// Journeys are what a person does, and what Slack then shows, in a workspace
// with the bot connected to it. The commands of the scripts:
//
//	as PERSON [CHANNEL]     who acts, and where: ada, grace, tim, stranger; general, incidents, random, private, archived, shared, readonly, dm
//	type TEXT               writes a message, or a command where TEXT begins with a slash
//	reply TEXT              writes in the thread of the person's last message
//	edit TEXT               changes the person's last message
//	deploybot TEXT          another app's bot writes
//	see [N]                 waits for N new or changed messages (1) and shows them; not those that only say that a check runs
//	progress                waits for one of those
//	nothing                 waits a moment, and fails where something is shown
//	click LABEL             presses a button of the message that was shown last and has it
//	shortcut [CALLBACK]     uses the message shortcut on the person's last message
//	modal                   shows the modal before the person
//	submit KEY=VALUE...     submits it
//	home                    opens the Home tab and shows it
//	press LABEL             presses a button of the Home tab
//	site HOST STATUS [slow] [private]   what a check of HOST finds; a word instead of a status is a kind of failure
//	fail METHOD CODE [TIMES] Slack refuses the method
//	heal                    Slack refuses nothing any more
//	restart                 another bot, with nothing in memory, takes over
//	reload                  the person leaves and comes back
func TestJourneys(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			j, err := newJourney(env.T().(testing.TB), filepath.Join(env.WorkDir, "knowledge"))
			env.Values["journey"] = j
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"as": run((*journey).as), "type": run((*journey).typed), "reply": run((*journey).reply), "edit": run((*journey).edit),
			"deploybot": run((*journey).deployBot), "see": run((*journey).see), "progress": run((*journey).progress), "nothing": run((*journey).nothing),
			"click": run((*journey).click), "shortcut": run((*journey).shortcut), "modal": run((*journey).modal), "submit": run((*journey).submit),
			"home": run((*journey).home), "press": run((*journey).press), "site": run((*journey).site), "fail": run((*journey).fail),
			"heal": run((*journey).heal), "restart": run((*journey).restart), "reload": run((*journey).reload),
		},
	})
}

// run makes a script's command of a step; an error fails the script.
func run(step func(*journey, *testscript.TestScript, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("! is not for journeys")
		}
		j := ts.Value("journey").(*journey)
		if err := step(j, ts, args); err != nil {
			ts.Fatalf("%v", err)
		}
	}
}

type journey struct {
	*stage
	sites   *internet
	catalog *knowledge.Catalog
	stop    func()
	person  *workspace.Person
	channel string
	mine    workspace.Message     // the person's last message
	shown   map[string]string     // what was shown already, by message
	last    []workspace.Message   // what was shown, oldest first
	acted   *workspace.Invocation // the last one
}

// newJourney starts a workspace and a bot; the team's knowledge is the
// script's folder "knowledge".
func newJourney(t testing.TB, folder string) (*journey, error) {
	j := &journey{sites: &internet{sites: map[string]site{}}, shown: map[string]string{}, catalog: knowledge.Builtin()}
	if _, err := os.Stat(folder); err == nil {
		overlay, err := knowledge.LoadOverlay(os.DirFS(folder))
		if err != nil {
			return nil, err
		}
		j.catalog = j.catalog.With(overlay)
	}
	j.stage = newWorkspace(t, workspace.Options{})
	j.run()
	t.Cleanup(func() { j.stop() })
	j.person, j.channel = j.slack.As(workspace.Ada), workspace.General
	return j, nil
}

func (j *journey) run() {
	j.stop = j.start(Options{Prober: j.sites, Catalog: func() *knowledge.Catalog { return j.catalog }})
}

var peopleByName = map[string]string{"ada": workspace.Ada, "grace": workspace.Grace, "tim": workspace.Tim, "stranger": workspace.Stranger}

var channelsByName = map[string]string{"general": workspace.General, "incidents": workspace.Incidents, "random": workspace.Random, "private": workspace.Private,
	"archived": workspace.Archived, "shared": workspace.Shared, "readonly": workspace.ReadOnly}

func (j *journey) as(ts *testscript.TestScript, args []string) error {
	j.person = j.slack.As(peopleByName[args[0]])
	if len(args) > 1 {
		j.channel = channelsByName[args[1]]
		if args[1] == "dm" {
			j.channel = j.person.DM()
		}
	}
	j.look() // what was there before is no news to this person
	return nil
}

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

// news are the bot's messages that the person sees now and saw not, or
// otherwise, before.
func (j *journey) news(progress bool) []workspace.Message {
	var out []workspace.Message
	for _, c := range append(j.person.Channels(), workspace.Channel{ID: j.person.DM()}) {
		for _, m := range j.person.Messages(c.ID) {
			if strings.HasPrefix(m.Text, "Checking ") != progress {
				continue
			}
			key := j.person.ID + m.Channel + m.TS + m.For
			content := m.Text + string(m.Blocks)
			if m.User == workspace.BotUser && j.shown[key] != content && !slices.ContainsFunc(out, func(o workspace.Message) bool { return o.TS == m.TS && o.Channel == m.Channel }) {
				out = append(out, m)
			}
		}
	}
	return out
}

// look takes note of what there is.
func (j *journey) look() {
	j.note(j.news(false))
}

func (j *journey) note(news []workspace.Message) {
	for _, m := range news {
		j.shown[j.person.ID+m.Channel+m.TS+m.For] = m.Text + string(m.Blocks)
	}
}

func (j *journey) see(ts *testscript.TestScript, args []string) error {
	n := 1
	if len(args) > 0 {
		n, _ = strconv.Atoi(args[0])
	}
	return j.show(ts, n, false)
}

func (j *journey) progress(ts *testscript.TestScript, args []string) error {
	return j.show(ts, 1, true)
}

func (j *journey) show(ts *testscript.TestScript, n int, progress bool) error {
	var news []workspace.Message
	j.until(fmt.Sprintf("%d messages", n), func() bool {
		news = j.news(progress)
		return len(news) >= n
	})
	for _, m := range news {
		fmt.Fprintf(ts.Stdout(), "--- %s ---\n%s", j.heading(m), outline.Blocks(m.Blocks))
		fmt.Fprintf(ts.Stderr(), "%s\n", m.Text)
		j.last = append(j.last, m)
		if m.UnfurlLinks || m.UnfurlMedia {
			return fmt.Errorf("Slack would fetch what the message links")
		}
	}
	j.note(news)
	return nil
}

func (j *journey) heading(m workspace.Message) string {
	where := "#" + m.Channel
	for name, id := range channelsByName {
		if id == m.Channel {
			where = "#" + name
		}
	}
	if m.Channel == j.person.DM() {
		where = "direct message"
	}
	if m.ThreadTS != "" {
		where = "thread in " + where
	}
	if m.Ephemeral() {
		where += ", only you"
	}
	return where
}

func (j *journey) nothing(ts *testscript.TestScript, args []string) error {
	time.Sleep(80 * time.Millisecond)
	if news := j.news(false); len(news) > 0 {
		return fmt.Errorf("shown: %s", news[0].Text)
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

func (j *journey) site(ts *testscript.TestScript, args []string) error {
	s := site{kind: probe.Kind(args[1])}
	if n, err := strconv.Atoi(args[1]); err == nil {
		s = site{status: n}
	}
	s.slow, s.private = slices.Contains(args, "slow"), slices.Contains(args, "private")
	j.sites.set(args[0], s)
	return nil
}

func (j *journey) fail(ts *testscript.TestScript, args []string) error {
	f := workspace.Fault{Error: args[1]}
	if n, err := strconv.Atoi(args[1]); err == nil {
		f = workspace.Fault{Status: n}
	}
	if len(args) > 2 {
		f.Times, _ = strconv.Atoi(args[2])
	}
	j.slack.Fail(args[0], f)
	return nil
}

func (j *journey) heal(ts *testscript.TestScript, args []string) error {
	j.slack.Heal()
	return nil
}

func (j *journey) restart(ts *testscript.TestScript, args []string) error {
	j.stop()
	j.run()
	return nil
}

func (j *journey) reload(ts *testscript.TestScript, args []string) error {
	j.person.Reload()
	return nil
}
