// Command httpcode explains HTTP errors: in Slack, and at the command line.
//
// It is the outermost room of the house: signals, flags, environment and
// terminal text. What is true lives in package knowledge, what Slack sees in
// package bot.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second Ctrl-C ends the program at once: the first one's handler is gone.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}
