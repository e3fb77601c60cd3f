package bot

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

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
