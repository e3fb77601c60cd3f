package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"httpcode/knowledge"
)

// How much of standard input is explained, in bytes, and how much is read to
// find its end: a log of days ends before it, and a stream without end, such as
// the output of `yes`, is given up within seconds.
const (
	maxPasted = 1 << 20
	maxPiped  = 1 << 30
)

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
	if len(explanation.Matches) == 0 && looksLikeAddress.MatchString(query) {
		fmt.Fprintln(std.err, "httpcode: to check an address: httpcode check", clean(query))
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
	text, whole, err := readEnds(io.LimitReader(std.in, maxPiped), maxPasted/2)
	if err != nil {
		return "", fmt.Errorf("reading standard input: %w", err)
	}
	if !whole {
		fmt.Fprintln(std.err, "httpcode: the input is longer than 1 MiB; only its first and its last 512 KiB are explained")
	}
	if len(strings.TrimSpace(text)) == 0 {
		return "", usagef("standard input is empty: try httpcode explain 502, or pipe a log into httpcode explain")
	}
	return text, nil
}

// readEnds reads all of r and returns its first and its last half bytes: a log
// has the first cause where it begins and the newest errors where it ends.
// whole says that nothing is missing between the two. A line that the gap cuts
// is left out, so that no half of it is taken for something else.
func readEnds(r io.Reader, half int) (text string, whole bool, err error) {
	head, err := io.ReadAll(io.LimitReader(r, int64(half)))
	if err != nil {
		return "", false, err
	}
	tail, block, dropped := []byte(nil), make([]byte, half), false
	for err == nil {
		var n int
		n, err = io.ReadFull(r, block)
		tail = append(tail, block[:n]...)
		if extra := len(tail) - half; extra > 0 {
			tail, dropped = append(tail[:0], tail[extra:]...), true
		}
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", false, err
	}
	if !dropped {
		return string(head) + string(tail), true, nil
	}
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	return string(head) + "\n" + string(tail[bytes.IndexByte(tail, '\n')+1:]), false, nil
}

// printExplanation tells an answer for people, also the answer that nothing
// is known.
func printExplanation(out io.Writer, e knowledge.Explanation) error {
	s := newScreen(out)
	if len(e.Matches) == 0 && e.Note == "" && e.Kind != knowledge.KindHelp {
		s.paragraph("Nothing in this text is an error that I know.")
	}
	s.explanation(e)
	if len(e.Matches)+len(e.Nearest) == 0 && !looksLikeAddress.MatchString(e.Query) {
		s.paragraph("Try a status code (502), a name (bad gateway), or the exact error line. To see what is wrong with an address: httpcode check https://example.com")
	}
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
