package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"httpcode/bot/blocks"
	"httpcode/bot/socket"
	"httpcode/bot/workspace"
)

// peerAnswer is what the peers answer to everything: our own explanation of
// 403, so that all of them carry as much.
func peerAnswer() string {
	b := New(Options{API: slack.New("xoxb-1")})
	catalog := b.o.Catalog()
	said, _ := b.tell(decide(ParseRequest("403"), catalog), blocks.Showing{Audience: blocks.Private}, false, "")
	body, err := json.Marshal(map[string]any{"text": said.Text, "blocks": said.Blocks})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// runPeer is the process of a peer, which a benchmark starts from this very
// binary; it ends with the peer.
func runPeer(name string) error {
	api := slack.New(os.Getenv("SLACK_BOT_TOKEN"), slack.OptionAppLevelToken(os.Getenv("SLACK_APP_TOKEN")), slack.OptionAPIURL(os.Getenv("SLACK_API_URL")))
	switch name {
	case "slack-go":
		return slackGoExample(api)
	case "bare":
		answer := []byte(os.Getenv("PEER_ANSWER"))
		return socket.New(api, func(e *socket.Envelope) { _ = e.Ack(answer) }, socket.Options{}).Run(context.Background())
	}
	return fmt.Errorf("no peer %q", name)
}

// slackGoExample is examples/socketmode_handler of slack-go, v0.35.0, without
// its debug output, and with this benchmark's answers.
func slackGoExample(api *slack.Client) error {
	var answer slack.Msg
	if err := json.Unmarshal([]byte(os.Getenv("PEER_ANSWER")), &answer); err != nil {
		return err
	}
	client := socketmode.New(api)
	handler := socketmode.NewSocketmodeHandler(client)
	handler.HandleSlashCommand("/httpcode", func(e *socketmode.Event, client *socketmode.Client) {
		client.Ack(*e.Request, map[string]any{"response_type": "ephemeral", "text": answer.Text, "blocks": answer.Blocks.BlockSet})
	})
	handler.HandleEvents(slackevents.AppMention, func(e *socketmode.Event, client *socketmode.Client) {
		client.Ack(*e.Request)
		mention := e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.AppMentionEvent)
		_, _, err := client.PostMessage(mention.Channel, slack.MsgOptionText(answer.Text, false),
			slack.MsgOptionBlocks(answer.Blocks.BlockSet...), slack.MsgOptionTS(mention.TimeStamp))
		if err != nil {
			log.Print(err)
		}
	})
	return handler.RunEventLoop()
}

// peer is a bot of its own process.
type peer struct {
	name    string
	command func(b *testing.B) *exec.Cmd
	slash   bool // it takes commands only
}

// peers are whom the bot is measured against, itself first.
func peers() []peer {
	return []peer{
		{name: "httpcode", command: httpcodeProcess},
		{name: "slack-go", command: ownProcess("slack-go")},
		{name: "bolt", command: boltProcess},
		{name: "bare", command: ownProcess("bare"), slash: true},
	}
}

// httpcodeProcess is the program itself, as it is shipped, with its listener,
// its metrics, and a log line for each answer.
func httpcodeProcess(b *testing.B) *exec.Cmd {
	program := filepath.Join(b.TempDir(), "httpcode")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "httpcode/cmd/httpcode")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // static, as in the image
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building httpcode: %v\n%s", err, out)
	}
	cmd := exec.Command(program, "serve")
	cmd.Dir = b.TempDir() // where no .env lies
	cmd.Env = []string{"HTTPCODE_LISTEN=127.0.0.1:0"}
	return cmd
}

func ownProcess(name string) func(*testing.B) *exec.Cmd {
	return func(*testing.B) *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = []string{peerVariable + "=" + name}
		return cmd
	}
}

// boltProcess runs testdata/peers/bolt.js. @slack/bolt is installed once, into
// the user's cache.
func boltProcess(b *testing.B) *exec.Cmd {
	node, err := exec.LookPath("node")
	if err != nil {
		b.Skip("needs node")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		b.Skip(err)
	}
	modules := filepath.Join(cache, "httpcode-peers")
	if _, err := os.Stat(filepath.Join(modules, "node_modules/@slack/bolt")); err != nil {
		out, err := exec.Command("npm", "install", "--prefix", modules, "--no-audit", "--no-fund", "@slack/bolt@^5").CombinedOutput()
		if err != nil {
			b.Skipf("installing @slack/bolt: %v\n%s", err, out)
		}
	}
	cmd := exec.Command(node, "testdata/peers/bolt.js")
	cmd.Env = []string{"NODE_PATH=" + filepath.Join(modules, "node_modules")}
	return cmd
}

// start runs the peer's command against a workspace at url.
func (p peer) start(b *testing.B, cmd *exec.Cmd, url string) {
	cmd.Env = append(cmd.Env, "SLACK_API_URL="+url+"/api/", "PEER_ANSWER="+peerAnswer(), "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"),
		"SLACK_BOT_TOKEN="+workspace.DefaultBotToken, "SLACK_APP_TOKEN="+workspace.DefaultAppToken)
	if os.Getenv("BOT_TEST_LOG") != "" {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // it was told to end: its status says nothing
	})
}
