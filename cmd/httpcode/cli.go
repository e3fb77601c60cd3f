package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// The exit statuses of contract with scripts. What a command answers decides
// between ok and no: explain found nothing, check found a problem.
const (
	statusOK    = 0
	statusNo    = 1
	statusUsage = 2
)

// streams are the process's standard streams, injected for tests.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// cli is the command line. Every setting is a flag and an environment
// variable; values are checked by the command that uses them, so that a wrong
// SLACK_CONNECTIONS does not stop anybody from explaining a 502.
type cli struct {
	Serve      serveCommand      `cmd:"" default:"1" help:"Connect to Slack and answer until told to stop (the default)."`
	Playground playgroundCommand `cmd:"" help:"Try everything in a browser: a workspace of your own with the bot in it, no Slack account needed."`
	Explain    explainCommand    `cmd:"" help:"Explain a code, a class, a comparison, or any error text that is pasted or piped."`
	Check      checkCommand      `cmd:"" help:"Check URLs, and explain what was found."`
	Knowledge  knowledgeCommand  `cmd:"" help:"Work with the team's own knowledge."`
	Manifest   manifestCommand   `cmd:"" help:"Print the Slack app manifest to paste when creating the app."`
	Version    versionCommand    `cmd:"" help:"Print version, commit and Go version."`
}

const description = `httpcode explains HTTP errors: what failed, who answered, and what to check next.

Examples:
  httpcode explain 502
  httpcode explain 401 vs 403
  kubectl logs deploy/shop | httpcode explain
  httpcode check https://example.com
  httpcode playground`

// outcome is a command's exit status travelling as an error.
type outcome int

func (o outcome) Error() string { return fmt.Sprintf("exit status %d", int(o)) }

// usageError is a mistake of the person who typed; it ends with status 2.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return usageError{fmt.Sprintf(format, args...)}
}

// run is the whole program but for signals and os.Exit.
func run(ctx context.Context, args []string, std streams) int {
	if err := loadDotEnv(".env"); err != nil {
		fmt.Fprintln(std.err, "httpcode:", err)
		return statusUsage
	}
	err := dispatch(ctx, args, std)
	var status outcome
	var usage usageError
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &usage):
		fmt.Fprintln(std.err, "httpcode:", err)
		return statusUsage
	default:
		fmt.Fprintln(std.err, "httpcode:", err)
		return statusNo
	}
}

// dispatch parses the arguments and runs the command that they name.
func dispatch(ctx context.Context, args []string, std streams) (err error) {
	var commands cli
	parser, err := kong.New(&commands,
		kong.Name("httpcode"),
		kong.Description(description),
		kong.Writers(std.out, std.err),
		kong.Exit(func(status int) { panic(outcome(status)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(std),
	)
	if err != nil {
		return fmt.Errorf("building the command line: %w", err)
	}
	// --help ends inside of the parser through Exit.
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case outcome:
			err = thrown
		default:
			panic(thrown)
		}
	}()
	parsed, err := parser.Parse(shieldText(withServe(args)))
	if err != nil {
		return usagef("%v; see httpcode %s%s", err, helpFor(err), meant(args, err))
	}
	return asTyped(parsed, parsed.Run())
}

// helpFor is the help of the command that could not be parsed, or of all.
func helpFor(problem error) string {
	parse, ok := errors.AsType[*kong.ParseError](problem)
	if !ok {
		return "--help"
	}
	var words []string
	for _, step := range parse.Context.Path {
		if step.Command != nil {
			words = append(words, step.Command.Name)
		}
	}
	return strings.Join(append(words, "--help"), " ")
}

// withServe names the default command where flags stand without any: the flags
// are serve's, but for --version, which many programs have, as they have a
// command help. Kong's own default "withargs" would no longer say what a
// mistyped command was meant to be.
func withServe(args []string) []string {
	if len(args) == 0 || args[0] != "help" && !strings.HasPrefix(args[0], "-") || args[0] == "-h" || args[0] == "--help" {
		return args
	}
	if args[0] == "help" {
		return append(slices.Clone(args[1:]), "--help")
	}
	if args[0] == "--version" {
		return append([]string{"version"}, args[1:]...)
	}
	return append([]string{"serve"}, args...)
}

// meant is what somebody wanted who left out the command: `httpcode 502`. A
// mistyped command has the parser's own hint.
func meant(args []string, problem error) string {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") || strings.Contains(problem.Error(), "did you mean") {
		return ""
	}
	switch text := clean(args[0]); {
	case commandNames[text]:
		return ""
	case looksLikeAddress.MatchString(text):
		return ", or try httpcode check " + text
	default:
		return ", or try httpcode explain " + text
	}
}

// looksLikeAddress is a URL, or a host's name as people type it.
var looksLikeAddress = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]*://\S+|([a-zA-Z0-9_-]+\.)+[a-zA-Z]{2,}(:\d+)?(/\S*)?)$`)

// commandNames are the first words that the parser knows.
var commandNames = func() map[string]bool {
	names := map[string]bool{}
	for field := range reflect.TypeFor[cli]().Fields() {
		names[strings.ToLower(field.Name)] = true
	}
	return names
}()

// shield marks an argument that starts with a dash and yet is no flag. NUL
// cannot occur in a process's arguments.
const shield = "\x00"

var looksLikeText = regexp.MustCompile(`^-(\d|.*\s)`)

// shieldText keeps the parser from taking text that is to be explained for
// flags: `httpcode explain -1`, or a pasted line that begins with a dash.
func shieldText(args []string) []string {
	if len(args) == 0 || args[0] != "explain" {
		return args
	}
	shielded := slices.Clone(args)
	for i, arg := range shielded {
		if looksLikeText.MatchString(arg) {
			shielded[i] = shield + arg
		}
	}
	return shielded
}

func unshield(args []string) []string {
	plain := make([]string, len(args))
	for i, arg := range args {
		plain[i] = strings.TrimPrefix(arg, shield)
	}
	return plain
}

// isTerminal says whether a person sits at the stream.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	return termIsTerminal(int(file.Fd()))
}
