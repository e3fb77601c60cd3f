package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"httpcode/bot/socket"
	"httpcode/bot/workspace"
)

// record is what was asked, what befell it, and what was answered: each
// question is compared with the faults of its own deliveries alone.
type record struct {
	mu        sync.Mutex
	commands  []*workspace.Invocation
	mentions  map[string][]string          // by timestamp: the answers' texts
	reached   map[string]bool              // by trigger: the bot got the command
	struckBy  map[string][]workspace.Fault // by trigger, or by a mention's timestamp
	overtimes map[string]int               // Slack's operation_timeout, by cause
	over3s    int                          // commands acknowledged later than Slack's own 3 s
	doubled   map[string]int               // answers that came twice with a note, by kind of question
}

// meet notes a command that reaches the bot.
func (r *record) meet(e *socket.Envelope) {
	if e.Type != socket.TypeSlash {
		return
	}
	var c command
	if json.Unmarshal(e.Payload, &c) != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reached == nil {
		r.reached = map[string]bool{}
	}
	r.reached[c.TriggerID] = true
}

// befell notes the fault of a call by the question that the call answers.
func (r *record) befell(call workspace.Call, f workspace.Fault) {
	key := call.Thread
	if call.Invocation != nil {
		key = call.Invocation.TriggerID()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.struckBy == nil {
		r.struckBy = map[string][]workspace.Fault{}
	}
	r.struckBy[key] = append(r.struckBy[key], f)
}

// strikes is how many faults befell the calls that answer a command.
func (r *record) strikes(i *workspace.Invocation) int {
	if i == nil {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.struckBy[i.TriggerID()])
}

func (r *record) watch(u workspace.Update) {
	if m := u.Message; u.Kind == "message" && m.User == workspace.BotUser && m.ThreadTS != "" {
		r.answered(m.ThreadTS, m.Text)
	}
}

func (r *record) answered(ts string, texts ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mentions == nil {
		r.mentions = map[string][]string{}
	}
	r.mentions[ts] = append(r.mentions[ts], texts...)
}

func (r *record) has(ts string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.mentions[ts]) > 0
}

// command asks until there is an answer, as a person does whom Slack tells that
// the app did not respond. Where the command reached the bot, its answer comes.
func (c *chaos) command(code string) {
	for range 20 {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		asked := c.slack.As(workspace.Ada).Command(workspace.General, "/httpcode", code)
		err := asked.Wait(ctx)
		cancel()
		c.mu.Lock()
		c.commands = append(c.commands, asked)
		met := c.reached[asked.TriggerID()]
		c.mu.Unlock()
		if err == nil {
			c.late(asked)
			return
		}
		c.overtime(asked, err)
		if met {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.t.Errorf("/httpcode %s never reached the bot", code)
}

// overtime counts what Slack told in place of an answer, by what caused it.
func (c *chaos) overtime(asked *workspace.Invocation, err error) {
	cause, fate := "other", asked.Fate()
	switch {
	case !errors.Is(err, workspace.ErrTimeout):
		c.t.Errorf("Slack told a person %v", err)
	case fate.Cut:
		cause = "cut"
	case fate.Frozen:
		cause = "freeze"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.overtimes == nil {
		c.overtimes = map[string]int{}
	}
	c.overtimes[cause]++
}

// late counts what Slack itself would not have waited for. Machines stand still
// for longer: it is told, not judged.
func (c *chaos) late(asked *workspace.Invocation) {
	if asked.AckLatency() > 3*time.Second {
		c.mu.Lock()
		c.over3s++
		c.mu.Unlock()
	}
}

func (c *chaos) mention(code string) {
	m, err := c.slack.As(workspace.Ada).Post(workspace.Incidents, "", "@httpcode "+code)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.answered(m.TS)
	// Others go on meanwhile; a person mentions about as fast as Slack answers.
	for range 1000 {
		if c.has(m.TS) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// settle waits for what comes late: answers that the outbox keeps, events that
// Slack delivers again. The limit only ends a hopeless test.
func (c *chaos) settle() {
	late := func() int { return c.unanswered() + c.kept() + c.slack.Undelivered() + len(c.bot.quick.jobs) }
	for end := time.Now().Add(90 * time.Second); late() > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond) // what the workers have in hand still
}

// kept is how many answers the bot has still to deliver.
func (c *chaos) kept() int {
	c.bot.outbox.mu.Lock()
	defer c.bot.outbox.mu.Unlock()
	return c.bot.outbox.kept
}

func (c *chaos) unanswered() (n int) {
	for _, q := range c.questions() {
		if q.reached && len(q.answers) == 0 {
			n++
		}
	}
	return n
}

// question is one of the record, with what befell it.
type question struct {
	kind    string // command or mention
	what    string
	reached bool // the bot got it; Slack delivers mentions until it does
	answers []string
	doubts  int  // faults that left it unknowable whether an answer arrived
	noted   bool // a fault happened that the bot could not see the outcome of
}

func (r *record) questions() []question {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []question
	for _, i := range r.commands {
		q := question{kind: "command", what: "a command", reached: r.reached[i.TriggerID()]}
		for _, m := range i.Messages() {
			q.answers = append(q.answers, m.Text)
		}
		fate := i.Fate()
		if fate.Unknowable {
			q.doubts++
		}
		q.noted = fate.Unknowable || fate.Cut
		q.add(r.struckBy[i.TriggerID()])
		all = append(all, q)
	}
	for ts, answers := range r.mentions {
		q := question{kind: "mention", what: "the mention " + ts, reached: true, answers: slices.Clone(answers)}
		q.add(r.struckBy[ts])
		all = append(all, q)
	}
	return all
}

func (q *question) add(faults []workspace.Fault) {
	for _, f := range faults {
		if f.After {
			q.doubts++
		}
		q.noted = q.noted || f.RetryAfter == 0
	}
}

// plain counts the answers without a word about coming twice. What was sent
// second may be shown first: Slack has several ways in.
func (q *question) plain() (n int) {
	for _, a := range q.answers {
		if !saysSo(a) {
			n++
		}
	}
	return n
}

func saysSo(answer string) bool { return strings.Contains(answer, "for the second time") }

// exactlyOnce is the promise where no fault leaves a doubt.
func (c *chaos) exactlyOnce() {
	c.t.Helper()
	for _, q := range c.questions() {
		if len(q.answers) != 1 {
			c.t.Errorf("%s was answered %d times: %q", q.what, len(q.answers), q.answers)
		}
	}
	c.doubledOnlyInDoubt()
}

// doubledOnlyInDoubt is the promise under every fault.
func (c *chaos) doubledOnlyInDoubt() {
	c.t.Helper()
	var unreached, noted int
	c.doubled = map[string]int{}
	for _, q := range c.questions() {
		n := len(q.answers)
		switch {
		case q.reached && n == 0:
			c.t.Errorf("%s reached the bot and was never answered", q.what)
		case !q.reached && n > 0:
			c.t.Errorf("%s never reached the bot and was answered: %q", q.what, q.answers)
		case !q.reached:
			unreached++
		case n > 1+q.doubts:
			c.t.Errorf("%s was answered %d times, with %d faults that leave a doubt: %q", q.what, n, q.doubts, q.answers)
		case q.plain() > 1:
			c.t.Errorf("%s was answered again without a word about it: %q", q.what, q.answers)
		case saysSo(q.answers[0]) && !q.noted:
			c.t.Errorf("%s has an answer that doubts itself without a reason: %q", q.what, q.answers[0])
		case n > 1:
			c.doubled[q.kind]++
		}
		if n == 1 && saysSo(q.answers[0]) {
			noted++
		}
	}
	if n := c.overtimes["other"]; n > 0 {
		c.t.Errorf("%d acknowledgements were late although their connection was neither cut nor frozen", n)
	}
	c.t.Logf("%d commands, %d mentions; %d disturbances, %d faults of the API, %d connections; operation_timeout by cause %v, acknowledged after more than 3 s: %d; "+
		"%d commands never reached the bot; answered twice, the second with a note: %v; once, with a note: %d",
		len(c.commands), len(c.mentions), c.disturbances.Load(), c.struck(), c.slack.Opens(), c.overtimes, c.over3s, unreached, c.doubled, noted)
}
