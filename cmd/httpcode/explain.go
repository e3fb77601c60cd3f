package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"httpcode/knowledge"
)

// maxPasted is how much text is read from standard input, in bytes.
const maxPasted = 1 << 20

type explainCommand struct {
	Query []string `arg:"" optional:"" help:"Code (502), class (4xx), comparison (401 vs 403), or any error text; - reads standard input."`
	knowledgeSettings
	JSON bool `help:"Print one JSON document."`
}

func (c *explainCommand) Run(std streams) error {
	query, err := c.text(std)
	if err != nil {
		return err
	}
	catalog, err := c.catalog(std.err)
	if err != nil {
		return err
	}
	explanation := catalog.Explain(query)
	if c.JSON {
		err = printJSON(std.out, explanation)
	} else {
		err = printExplanation(std.out, explanation)
	}
	if err == nil && len(explanation.Matches) == 0 {
		return outcome(statusNo)
	}
	return err
}

// text is what is to be explained: the arguments, or what is piped in.
func (c *explainCommand) text(std streams) (string, error) {
	query := strings.Join(unshield(c.Query), " ")
	if query != "" && query != "-" {
		return query, nil
	}
	if query == "" && isTerminal(std.in) {
		return "", usagef("nothing to explain: try httpcode explain 502, or pipe a log into httpcode explain")
	}
	text, err := io.ReadAll(io.LimitReader(std.in, maxPasted+1))
	if err != nil {
		return "", fmt.Errorf("reading standard input: %w", err)
	}
	if len(text) > maxPasted {
		fmt.Fprintln(std.err, "httpcode: the input is longer than 1 MiB; only its first 1 MiB is explained")
		text = text[:maxPasted]
	}
	if len(strings.TrimSpace(string(text))) == 0 {
		return "", usagef("standard input is empty: try httpcode explain 502, or pipe a log into httpcode explain")
	}
	return string(text), nil
}

// printExplanation tells an answer for people, also the answer that nothing
// is known.
func printExplanation(out io.Writer, e knowledge.Explanation) error {
	s := newScreen(out)
	if len(e.Matches) == 0 && e.Note == "" {
		s.paragraph("Nothing in this text is an error that I know. Try a status code (502), a name (bad gateway), or the exact error line.")
	}
	s.explanation(e)
	return nil
}

func printJSON(out io.Writer, document any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}
