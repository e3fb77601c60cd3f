package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"httpcode/knowledge/testneed"
)

// A person opens the playground in a real browser. Every test has a tab of its
// own; all share one browser.

// patience is how long anything on the page may take before the test fails.
const patience = 40 * time.Second

func TestPlaygroundInABrowser(t *testing.T) {
	browser := startBrowser(t)
	for name, journey := range map[string]func(*testing.T, *tab){
		"slash command, shared to the channel":       shareACode,
		"mention with a URL, answered in the thread": mentionAURL,
		"share to another channel, with a note":      shareElsewhere,
		"check again":                                checkAgain,
		"details in a modal":                         openDetails,
		"message shortcut":                           useShortcut,
		"Home tab":                                   openHome,
		"keyboard alone":                             useKeyboard,
		"traffic panel":                              watchTraffic,
		"somebody else":                              becomeSomebodyElse,
		"direct message":                             writeDirectly,
		"guest":                                      becomeAGuest,
		"message menu by keyboard":                   walkTheMenu,
		"gallery, filtered":                          filterTheGallery,
		"archived channel":                           visitAnArchive,
	} {
		for _, look := range []look{{wide, "light"}, {narrow, "dark"}} {
			t.Run(fmt.Sprintf("%s/%d px, %s", name, look.width, look.theme), func(t *testing.T) {
				t.Parallel()
				page := browser.open(t, startPlayground(t), look.viewport)
				page.choose(look.theme)
				journey(t, page)
			})
		}
	}
}

func TestPageHoldsAtEverySizeAndTheme(t *testing.T) {
	browser := startBrowser(t)
	axe, err := os.ReadFile(filepath.Join(testneed.NPM(t, "axe-core@4.10.3"), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatalf("reading axe-core: %v", err)
	}
	url := startPlayground(t)
	for _, size := range []viewport{wide, narrow} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%d px, %s", size.width, theme), func(t *testing.T) {
				t.Parallel()
				page := browser.open(t, url, size)
				page.choose(theme)
				page.say("/httpcode 401 vs 403")
				page.see(".message.ephemeral", "What tells them apart")
				page.accessible("a comparison", string(axe))
				page.fits()
				page.press(".message.ephemeral button", "Share to")
				page.see("dialog[open]", "Share")
				page.accessible("a modal", string(axe))
				page.run(chromedp.KeyEvent("\x1b"))
				page.run(script(`location.hash = "#gallery"`))
				page.see(".gallery", "text for notifications")
				page.fits()
			})
		}
	}
}

func shareACode(t *testing.T, page *tab) {
	page.say("/httpcode 403")
	page.see(".message.ephemeral", "Only visible to you")
	page.see(".message.ephemeral", "Forbidden")
	page.press(".message.ephemeral button", "Share here")
	page.see(".message:not(.ephemeral)", "Forbidden")
	page.see(".message:not(.ephemeral)", "Ada")
}

func mentionAURL(t *testing.T, page *tab) {
	page.say("@httpcode " + page.example("502"))
	page.press(".replies", "1 reply")
	page.see("#pane", "502 Bad Gateway")
	page.see("#pane", "Check again")
}

func shareElsewhere(t *testing.T, page *tab) {
	page.say("/httpcode 404")
	page.press(".message.ephemeral button", "Share to")
	page.run(
		chromedp.SetValue("dialog select", page.channel("general")),
		chromedp.SendKeys("dialog textarea", "seen since 14:00"),
	)
	page.press("dialog button", "Share")
	page.press(".sidebar button", "general")
	page.see(".message:not(.ephemeral)", "seen since 14:00")
	page.see(".message:not(.ephemeral)", "Not Found")
}

func checkAgain(t *testing.T, page *tab) {
	page.say("@httpcode " + page.example("502"))
	page.press(".replies", "1 reply")
	page.press("#pane button", "Check again")
	page.see("#pane .message:nth-of-type(3)", "502")
}

func openDetails(t *testing.T, page *tab) {
	page.say("@httpcode " + page.example("expired"))
	page.press(".replies", "1 reply")
	page.press("#pane button", "Details")
	page.see("dialog[open]", "httpcode demo")
	page.press("dialog button", "Close")
	page.gone("dialog[open]")
}

func useShortcut(t *testing.T, page *tab) {
	page.say("upstream timed out (110: Connection timed out) while reading response header from upstream")
	page.press(".message summary", "⋯")
	page.press(".message .menu button", "Explain")
	page.see(".message.ephemeral", "504")
}

func openHome(t *testing.T, page *tab) {
	page.press(".sidebar button", "Home")
	page.see("#home", "Try it")
	page.press("#home button", "502")
	page.see("dialog[open]", "Bad Gateway")
}

func useKeyboard(t *testing.T, page *tab) {
	page.poll(`document.activeElement.id === "composer-text"`, "the focus in the composer")
	page.run(chromedp.KeyEvent("/httpcode 502\r"))
	page.see(".message.ephemeral", "Bad Gateway")
	page.run(chromedp.KeyEvent("/httpcode 503\r"))
	page.see(".message.ephemeral:last-child", "Service Unavailable")
	page.run(chromedp.KeyEvent("a thought\r"))
	page.see(".message:not(.ephemeral)", "a thought")
	page.run(script(`document.querySelector(".message:last-child .tools button").focus()`), chromedp.KeyEvent(kb.Enter))
	page.poll(`document.activeElement.id === "thread-text"`, "the focus in the thread")
	page.run(chromedp.KeyEvent(kb.Escape))
	page.gone("#pane")
	page.poll(`document.activeElement.id === "composer-text"`, "the focus back in the composer")
}

func watchTraffic(t *testing.T, page *tab) {
	page.say("/httpcode 502")
	page.press("#show-traffic", "Traffic")
	page.see("#traffic", "slash_commands")
	page.see("#traffic", "ack")
}

func becomeSomebodyElse(t *testing.T, page *tab) {
	page.say("/httpcode 410")
	page.see(".message.ephemeral", "Gone")
	page.become("Grace")
	page.gone(".message.ephemeral")
}

// become makes the page act as the person of that name.
func (p *tab) become(name string) {
	p.t.Helper()
	p.run(script(fmt.Sprintf(`{
		const people = document.getElementById("persona");
		people.value = [...people.options].find((o) => o.text.includes(%q)).value;
		people.dispatchEvent(new Event("change"));
	}`, name)))
}

func writeDirectly(t *testing.T, page *tab) {
	page.press(`.sidebar [data-group="Direct messages"] button`, "httpcode")
	page.see("#channel-title", "httpcode")
	page.say("504")
	page.see(".message:not(.ephemeral)", "Gateway Timeout")
	page.gone(".replies")
}

// A guest sees the channels that a guest is in, and gets answers; what is
// allowed although private is not checked for one.
func becomeAGuest(t *testing.T, page *tab) {
	target := page.example("502")
	page.become("guest")
	page.poll(`![...document.querySelectorAll(".sidebar button")].some((b) => b.textContent.includes("general"))`, "a guest's channels")
	page.say("/httpcode 403")
	page.see(".message.ephemeral", "Forbidden")
	page.say("/httpcode " + target)
	page.see(".message.ephemeral:last-child", "not checked")
}

func walkTheMenu(t *testing.T, page *tab) {
	page.say("curl: (6) Could not resolve host: shop.example")
	page.see(".message", "Could not resolve host")
	page.run(script(`document.querySelector(".message summary").focus()`), chromedp.KeyEvent(kb.ArrowDown))
	page.poll(`document.activeElement.textContent === "Explain this error"`, "the focus in the menu")
	page.run(chromedp.KeyEvent("\x1b"))
	page.poll(`document.activeElement.matches("summary") && !document.querySelector("details[open]")`, "the focus back on the closed menu")
	page.run(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	page.see(".message.ephemeral", "resolve")
	page.poll(`document.activeElement.matches("summary")`, "the focus kept while messages came")
}

func filterTheGallery(t *testing.T, page *tab) {
	page.press("#show-gallery", "Gallery")
	page.see(".gallery", "text for notifications")
	all := ask[int](page, `document.querySelectorAll(".gallery article").length`)
	page.run(chromedp.SendKeys(".gallery-bar input", "hostile"))
	page.poll(fmt.Sprintf(`(() => {
		const shown = [...document.querySelectorAll(".gallery article")].filter((a) => a.checkVisibility());
		return shown.length > 0 && shown.length < %d;
	})()`, all), "fewer messages")
	page.run(chromedp.SendKeys(".gallery-bar input", " nowhere-to-be-found"))
	page.see(".gallery-bar", "No message has these words")
}

func visitAnArchive(t *testing.T, page *tab) {
	page.press(".sidebar button", "old-incidents")
	page.poll(`document.getElementById("composer-text").disabled`, "a composer that takes nothing")
	page.press(".sidebar button", "general")
	page.see("#channel-title", "general")
	page.say("/httpcode 404")
	page.see(".message.ephemeral", "Not Found")
}

// A modal opens where its button was pressed, not in every tab of the person.
func TestModalOpensInOneTab(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	url := startPlayground(t)
	one, two := browser.open(t, url, wide), browser.open(t, url, wide)
	one.say("/httpcode 404")
	two.press(".message.ephemeral button", "Copy as text")
	two.see("dialog[open]", "Not Found")
	one.say("/httpcode 410")
	one.see(".message.ephemeral:last-child", "Gone") // what happened meanwhile has been shown
	one.gone("dialog[open]")
	two.press("dialog button", "Close")
	two.gone("dialog[open]")
}

// What goes wrong on the page in silence is seen by every other test here.
func TestConsoleIsWatched(t *testing.T) {
	t.Parallel()
	page := startBrowser(t).open(t, startPlayground(t), wide)
	for _, fault := range []string{`setTimeout(() => { throw new Error("thrown by the test") })`, `Promise.reject(new Error("rejected by the test"))`,
		`console.error("written by", new Error("the test"))`, `fetch("/client/nothing")`} {
		page.run(script(fault))
	}
	for _, text := range []string{"thrown by the test", "rejected by the test", "the test", "404"} {
		for deadline := time.Now().Add(patience); !page.showed(text); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%q went unseen", text)
			}
		}
		page.bear(text)
	}
}

// A page left open goes on when the playground is started again, and keeps
// what was typed.
func TestPageOutlivesThePlayground(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	url, stop := startPlaygroundAt(t, "127.0.0.1:0")
	page := browser.open(t, url, wide)
	page.say("@httpcode " + page.example("502"))
	page.see("#pane", "502 Bad Gateway")
	page.bear("net::ERR_") // the browser's own words for a server that is gone
	stop()
	page.see(".connection:not(.live)", "stopped")
	page.say("/httpcode 410")
	page.poll(`document.getElementById("composer-text").value === "/httpcode 410"`, "the unsent text in the composer")
	startPlaygroundAt(t, strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/"))
	page.see(".connection.live", "connected")
	page.gone("#pane")
	page.run(chromedp.SendKeys("#composer-text", "\r"))
	page.see(".message.ephemeral", "Gone")
}

// --- the browser -----------------------------------------------------------------

type viewport struct{ width, height int64 }

var wide, narrow = viewport{1440, 900}, viewport{390, 844}

// look is how a person has the page before them.
type look struct {
	viewport
	theme string
}

type browser struct{ ctx context.Context }

func startBrowser(t *testing.T) *browser {
	path := testneed.Command(t, "chromium", "chromium-browser", "google-chrome")
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.WSURLReadTimeout(time.Minute))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(func() { end(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	return &browser{ctx}
}

// tab is one page with somebody in front of it.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string // what the browser's console shows in red
	bears  []string // parts of faults that belong to the test
}

// listen notes exceptions that nothing on the page caught, and errors that the
// page or the browser wrote to the console.
func (p *tab) listen(event any) {
	var fault string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		fault = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			fault += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeError && e.Type != runtime.ConsoleAPICalledTypeAssert {
			return
		}
		fault = "console." + string(e.Type)
		for _, arg := range e.Args {
			fault += " " + cmp.Or(arg.Description, string(arg.Value))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level != log.EntryLevelError {
			return
		}
		fault = e.Entry.Text + " " + e.Entry.URL
	default:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, fault)
}

// complain fails the test for what it did not expect in the console.
func (p *tab) complain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fault := range p.faults {
		if !slices.ContainsFunc(p.bears, func(part string) bool { return strings.Contains(fault, part) }) {
			p.t.Errorf("the console shows: %s", fault)
		}
	}
}

func (p *tab) showed(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.faults, func(fault string) bool { return strings.Contains(fault, text) })
}

// bear makes faults with this text part of the test.
func (p *tab) bear(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bears = append(p.bears, text)
}

// open opens the playground in a profile of its own, and waits for the bot.
func (b *browser) open(t *testing.T, url string, size viewport) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	page := &tab{t: t, ctx: ctx}
	// The first action makes the tab, which lives as long as that action's context.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	if err := chromedp.Listen(ctx, page.listen); err != nil {
		t.Fatalf("listening to a tab: %v", err)
	}
	t.Cleanup(page.complain)
	page.run(chromedp.EmulateViewport(size.width, size.height), chromedp.Navigate(url))
	page.see(".connection.live", "connected")
	return page
}

func (p *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("on the page: %v", err)
	}
}

// ask evaluates an expression on the page.
func ask[T any](p *tab, expression string, options ...chromedp.EvaluateOption) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		p.t.Fatalf("on the page: %v", err)
	}
	return value
}

func script(text string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool]("{"+text+"}; true")(ctx, t)
		return chromedp.Void{}, err
	}
}

// choose presses the theme button until the page has the theme.
func (p *tab) choose(theme string) {
	p.t.Helper()
	p.run(script(fmt.Sprintf(`for (let i = 0; i < 3 && document.documentElement.dataset.theme !== %q; i++) document.getElementById("theme").click()`, theme)))
	p.poll(fmt.Sprintf("document.documentElement.dataset.theme === %q", theme), "the theme "+theme)
}

// say types into the composer and sends.
func (p *tab) say(text string) {
	p.t.Helper()
	p.run(chromedp.SendKeys("#composer-text", text+"\r"))
}

// matching finds the visible elements that contain text, as JavaScript.
func matching(selector, text string) string {
	s, _ := json.Marshal(selector)
	x, _ := json.Marshal(text)
	return fmt.Sprintf(`[...document.querySelectorAll(%s)].filter((e) => e.checkVisibility() && (e.innerText || e.textContent || "").includes(%s))`, s, x)
}

// see waits until an element shows the text.
func (p *tab) see(selector, text string) {
	p.t.Helper()
	p.poll(matching(selector, text)+".length > 0", fmt.Sprintf("%s with %q", selector, text))
}

// gone waits until no such element shows.
func (p *tab) gone(selector string) {
	p.t.Helper()
	p.poll(matching(selector, "")+".length === 0", "no "+selector)
}

// poll asks until the condition holds. chromedp's own Poll compiles its
// condition on the page, which the page's content security policy forbids.
func (p *tab) poll(condition, what string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); !ask[bool](p, condition); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("waiting for %s; the page shows:\n%s", what, ask[string](p, "document.body.innerText"))
		}
	}
}

// press clicks the last such element, where it stands: as a person does, who
// opens the menu first where the page is too narrow for the sidebar.
func (p *tab) press(selector, text string) {
	p.t.Helper()
	if strings.HasPrefix(selector, ".sidebar") {
		p.run(script(`if (!document.getElementById("sidebar").checkVisibility()) document.getElementById("menu").click()`))
	}
	p.see(selector, text)
	p.run(script(matching(selector, text) + ".at(-1).click()"))
}

// example is the URL of the demo target whose note contains the word.
func (p *tab) example(word string) string {
	p.t.Helper()
	quoted, _ := json.Marshal(word)
	text := ask[string](p, fmt.Sprintf(`[...document.querySelectorAll(".example button")].find((e) => e.textContent.includes(%s)).querySelector("code").textContent`, quoted))
	return strings.TrimPrefix(text, "@httpcode ")
}

// channel is the ID of a channel by name, as the open dialog offers it.
func (p *tab) channel(name string) string {
	p.t.Helper()
	p.see("dialog[open]", "Where")
	return ask[string](p, fmt.Sprintf(`[...document.querySelectorAll("dialog option")].find((o) => o.text === "#%s").value`, name))
}

// fits says that nothing is wider than the page.
func (p *tab) fits() {
	p.t.Helper()
	over := ask[int](p, "document.documentElement.scrollWidth - document.documentElement.clientWidth")
	if over > 0 {
		p.t.Errorf("the page is %d px wider than its window", over)
	}
}

// accessible runs axe-core over the page as it stands.
func (p *tab) accessible(what, axe string) {
	p.t.Helper()
	p.run(script(axe))
	findings := ask[[]string](p, `axe.run({resultTypes: ["violations"]}).then((r) => r.violations
		.filter((v) => v.impact === "serious" || v.impact === "critical")
		.map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + n.failureSummary).join("; ")))`, chromedp.EvalAwaitPromise)
	for _, finding := range findings {
		p.t.Errorf("%s: %s", what, finding)
	}
}

// startPlayground runs the real command on a free port, and returns the page's
// address.
func startPlayground(t *testing.T) string {
	t.Helper()
	url, _ := startPlaygroundAt(t, "127.0.0.1:0")
	return url
}

// startPlaygroundAt also returns what stops it before the test's end.
func startPlaygroundAt(t *testing.T, address string) (url string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"playground", "--playground-address=" + address, "--log-level=error"},
			streams{in: strings.NewReader(""), out: write, err: os.Stderr})
		write.Close()
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if status := <-done; status != statusOK {
			t.Errorf("the playground ended with status %d", status)
		}
	})
	t.Cleanup(stop)
	lines := bufio.NewScanner(read)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "playground is at "); ok {
			go io.Copy(io.Discard, read)
			return strings.Fields(rest)[0], stop
		}
	}
	t.Fatal("the playground did not say where it is")
	return "", nil
}
