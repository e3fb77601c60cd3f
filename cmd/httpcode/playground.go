package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"httpcode/bot"
	"httpcode/bot/workspace"
)

type playgroundCommand struct {
	Address string `name:"playground-address" env:"HTTPCODE_PLAYGROUND_ADDRESS" default:"127.0.0.1:8765" help:"Where the page is served. Whoever reaches it acts as anybody in the workspace: keep it on loopback."`
	botSettings
	Connections string `name:"slack-connections" env:"SLACK_CONNECTIONS" default:"2" placeholder:"N" help:"Simultaneous Socket Mode connections, 1 to 10."`
	Listen      string `name:"listen" env:"HTTPCODE_LISTEN" placeholder:"ADDRESS" help:"Where /healthz, /readyz and /metrics listen; off unless given."`
}

func (c *playgroundCommand) Run(ctx context.Context, std streams) error {
	if err := checkListen("HTTPCODE_PLAYGROUND_ADDRESS", c.Address, defaultPlayground); err != nil {
		return err
	}
	if err := checkListen("HTTPCODE_LISTEN", c.Listen, "127.0.0.1:8080"); err != nil {
		return err
	}
	targets, err := startDemo()
	if err != nil {
		return err
	}
	defer targets.Close()
	listener, err := listenPlayground(cmp.Or(c.Address, defaultPlayground))
	if err != nil {
		return err
	}
	address := reachable(listener.Addr())
	slackSettings := slackSettings{
		BotToken: "xoxb-playground-" + rand.Text(), AppToken: "xapp-playground-" + rand.Text(),
		APIURL: "http://" + address + "/api/", Connections: c.Connections,
	}
	space, err := newSpace(slackSettings, targets)
	if err != nil {
		return err
	}
	defer space.Close()
	server := &http.Server{Handler: space, ReadHeaderTimeout: 10 * time.Second}
	defer server.Close()
	go server.Serve(listener)

	service, err := c.service(slackSettings, targets, std)
	if err != nil {
		return err
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(std.err, "httpcode: the playground listens beyond this machine, on %s: whoever reaches it acts as anybody in its workspace. To keep it here: --playground-address %s\n", tcp, defaultPlayground)
	}
	fmt.Fprintf(std.out, "The playground is at http://%s/ (Ctrl-C ends it)\n", address)
	return service.run(ctx, c.Listen)
}

// service is the real bot, connected to the workspace over real Socket Mode.
// Beside what the operator allows it may check the demo targets.
func (c *playgroundCommand) service(slackSettings slackSettings, targets *demo, std streams) (*service, error) {
	guard, err := c.botGuard(targets.allow)
	if err != nil {
		return nil, err
	}
	s, err := newService(slackSettings, c.botSettings, guard, std)
	if err != nil {
		return nil, err
	}
	s.prober.RootCAs = targets.roots
	return s, nil
}

// newSpace is the workspace that the page shows.
func newSpace(settings slackSettings, targets *demo) (*workspace.Workspace, error) {
	samples, err := gallery()
	if err != nil {
		return nil, err
	}
	return workspace.New(workspace.Options{
		BotToken: settings.BotToken, AppToken: settings.AppToken,
		Manifest: bot.Manifest,
		BaseURL:  strings.TrimSuffix(settings.APIURL, "/api/"),
		Examples: examples(targets),
		Gallery:  samples,
	}), nil
}

// examples are what a newcomer can click.
func examples(targets *demo) []workspace.Example {
	list := []workspace.Example{
		{Note: "What does a code mean?", Text: "/httpcode 403"},
		{Note: "Which of the two is it?", Text: "/httpcode 401 vs 403"},
		{Note: "Paste an error line", Text: `/httpcode connect() failed (111: Connection refused) while connecting to upstream, request: "GET /cart HTTP/1.1"`},
		{Note: "Ask in words", Text: "/httpcode works in the browser but not in curl"},
	}
	for _, target := range targets.targets {
		list = append(list, workspace.Example{Note: "Check " + target.Name, Text: "@httpcode " + target.URL, Channel: "incidents"})
	}
	return list
}

// defaultPlayground is a fixed address, so that a page left open goes on after
// a restart.
const defaultPlayground = "127.0.0.1:8765"

// listenPlayground listens on the address, or, where the default one is taken,
// on a free port.
func listenPlayground(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) && address == defaultPlayground {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fmt.Errorf("listening on HTTPCODE_PLAYGROUND_ADDRESS=%s (choose another, such as 127.0.0.1:0): %w", address, err)
	}
	return listener, nil
}

// reachable is the listener's address as a browser on this machine opens it.
func reachable(address net.Addr) string {
	tcp, ok := address.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return address.String()
}
