package bot

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"httpcode/bot/blocks"
	"httpcode/bot/socket"
	"httpcode/knowledge"
	"httpcode/knowledge/probe"
)

// Checker checks URLs: a *probe.Prober.
type Checker interface {
	Check(ctx context.Context, url string, opts ...probe.Option) *probe.Report
}

// Options are what a Bot needs and may be given.
type Options struct {
	// API carries both tokens and the address of the Web API, and should speak
	// through HTTP.
	API *slack.Client
	// HTTP posts to response URLs: what [NewWebClient] made. Nil means a
	// NewWebClient for Slack itself.
	HTTP *http.Client
	// Metrics counts what the bot does. Nil counts nothing.
	Metrics *Metrics
	// Connections is how many Socket Mode connections to hold; 0 means 2.
	Connections int
	// Catalog returns the knowledge in use: another one after a reload. Nil
	// means knowledge.Builtin.
	Catalog func() *knowledge.Catalog
	// Prober checks URLs. Its vantage is named in answers.
	Prober Checker
	// Limit says how long the user has to wait before checking the URL, 0 for
	// not at all. Nil means no limit.
	Limit func(user, url string) time.Duration
	// Workers is how many URLs are checked at a time; 0 means 32.
	Workers int
	// Now tells the time. Nil means time.Now.
	Now func() time.Time
	// Log gets one line for each answer. Nil means slog.Default.
	Log *slog.Logger
}

const (
	// quickWorkers post answers from the catalogue: they wait for Slack's API,
	// about 100 ms a call, and Slack takes about one message a second in each channel.
	quickWorkers = 48
	// quickQueue is how many answers may wait: some seconds of a flood.
	quickQueue = 8192
	// checkWorkers each hold one check of at most 10 s.
	checkWorkers = 32
	// checksWaiting is how many checks may wait for each worker: beyond it a
	// person would wait for most of a minute, and is better told at once.
	checksWaiting = 4
	// checkingAfter is when a person is told that an answer takes longer.
	checkingAfter = time.Second
	// drainFor is how long work in flight may go on after a stop: Kubernetes
	// kills after 30 s.
	drainFor = 12 * time.Second
	// tellFor is left after it for telling those whose work was cut.
	tellFor = 3 * time.Second
)

// Bot answers in Slack. Make one with New, and Run it once.
type Bot struct {
	o     Options
	web   *web
	pool  *socket.Pool
	quick *lane
	slow  *lane
	seen  *seen
	cache *cache

	commands *seen // by envelope and trigger
	debts    debts
	beside   sync.WaitGroup // what later does without a lane

	outbox *Outbox
	recent *recent
	people *people
	past   *past

	drainFor time.Duration // drainFor, but in tests

	self atomic.Pointer[self]
	// refused gets Slack's refusal of the bot's token while it runs.
	refused   chan error
	rechecked atomic.Bool // see recheck
	// work is the context of jobs: it ends when a stop has waited long enough.
	work atomic.Pointer[context.Context]
}

// self is who the bot is in its workspace.
type self struct {
	User, Bot, Team, Name string
}

// New prepares a bot; it connects in Run.
func New(o Options) *Bot {
	if o.HTTP == nil {
		o.HTTP = NewWebClient(slack.APIURL, o.Metrics)
	}
	if o.Catalog == nil {
		o.Catalog = knowledge.Builtin
	}
	if o.Prober == nil {
		o.Prober = &probe.Prober{} // strict
	}
	if o.Workers <= 0 {
		o.Workers = checkWorkers
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	b := &Bot{
		o:      o,
		web:    &web{api: o.API, http: o.HTTP},
		quick:  newLane(quickQueue),
		slow:   newLane(o.Workers * checksWaiting),
		seen:   newSeen(o.Now),
		cache:  newCache(),
		outbox: NewOutbox(o.Log, o.Metrics),
		recent: newRecent(),
		people: newPeople(o.Now),
		past:   newPast(),

		commands: newSeen(o.Now),
		refused:  make(chan error, 1),

		drainFor: drainFor,
	}
	b.commands.most = commandsSeen
	b.self.Store(&self{Name: "httpcode"})
	b.pool = socket.New(o.API, b.receive, socket.Options{Connections: o.Connections, Log: o.Log, Observer: o.Metrics.SocketObserver()})
	o.Metrics.WatchQueue(func() int { return len(b.quick.jobs) + len(b.slow.jobs) }, cap(b.quick.jobs)+cap(b.slow.jobs))
	return b
}

// Pool is the bot's connections to Slack.
func (b *Bot) Pool() *socket.Pool { return b.pool }

// Run connects and answers until ctx ends; it then finishes what was begun,
// for at most 15 s, and what the connections left owed, for a few more, and
// returns nil. Where Slack refuses the tokens or the app
// for good it returns a *socket.RefusedError.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.introduce(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	go b.warmUp()
	work, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	b.work.Store(&work)
	b.quick.start(quickWorkers, b.do)
	b.slow.start(b.o.Workers, b.do)

	connected, disconnect := context.WithCancel(context.WithoutCancel(ctx))
	defer disconnect()
	ended := make(chan error, 1)
	go func() { ended <- b.pool.Run(connected) }()
	select {
	case err := <-ended: // Slack refuses the app
		b.drain(cut)
		b.finish()
		return err
	case refused := <-b.refused:
		b.drain(cut)
		disconnect()
		<-ended
		b.finish()
		return refused
	case <-ctx.Done():
		b.drain(cut)
		disconnect()
		err := <-ended
		b.finish()
		return err
	}
}

// warmUp builds the indices of the first forgiving look-up and of the first
// question before somebody waits for them, and gives back what reading the
// catalogue left behind: 8 MiB of the resident memory of a bot at rest.
func (b *Bot) warmUp() {
	c := b.o.Catalog()
	c.Explain("bad gatway")
	c.Explain("the gateway cannot reach our app since the deploy")
	debug.FreeOSMemory()
	releaseProgram()
}

// do runs a job; a panic ends the job, never the bot.
func (b *Bot) do(j job) {
	ctx := *b.work.Load()
	defer func() {
		if r := recover(); r != nil {
			b.panicked(r)
			if j.tell != nil {
				tell, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
				defer cancel()
				j.tell(tell, blocks.Failed)
			}
		}
	}()
	if context.Cause(ctx) != nil {
		b.tellStopping(j)
		return
	}
	j.run(ctx)
}

func (b *Bot) tellStopping(j job) {
	if j.tell == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), tellFor)
	defer cancel()
	j.tell(ctx, blocks.Stopping)
}
