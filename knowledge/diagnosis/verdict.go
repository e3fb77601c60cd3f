package diagnosis

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"httpcode/knowledge/probe"
)

// statusSummary puts the verdict together: what came, from whom, why; only as
// sure as the evidence.
func statusSummary(f facts, r *probe.Report, seen attribution, because string) string {
	text := fmt.Sprintf("%s answers %s", reached(f, r), statusText(r.Status))
	if seen.author.Confidence == Unknown {
		if because != "" {
			text += ": " + because
		} else if f["title"] != "" && !tellsStatus(f["title"], r.Status) {
			text += ", with a page titled “" + f["title"] + "”"
		}
		return text + "." + quoted(f, text, r.Status) // that nobody can tell the author is said where the author stands
	}
	if seen.author.Confidence == Likely {
		text += ", probably from " + seen.author.Name()
	} else if because == "" {
		text += ", written by " + seen.author.Name()
	}
	if because != "" {
		text += ": " + because
	}
	text += passedOn(seen.via) + "."
	if seen.author.Confidence == Certain && seen.page != "" {
		return text // its kind of page is known, and explained
	}
	return text + quoted(f, text, r.Status)
}

// quoted is what the answer itself says, where it says more than its status and
// the verdict so far.
func quoted(f facts, verdict string, status int) string {
	said := strings.TrimRight(f["says"], ". ")
	if said == "" || tellsStatus(said, status) || common(said) || strings.Contains(verdict, said) {
		return ""
	}
	return " It says: “" + said + "”."
}

// tellsStatus says that a title has nothing but the status and its name.
func tellsStatus(title string, status int) bool {
	title = strings.ToLower(title)
	for _, known := range []string{"http", "error", "status", "code", "page", strconv.Itoa(status), strings.ToLower(http.StatusText(status))} {
		title = strings.Replace(title, known, "", 1)
	}
	return strings.Trim(title, " .:!-–—()") == ""
}

// reached is the URL, and where its redirects led.
func reached(f facts, r *probe.Report) string {
	if r.FinalURL != "" && r.FinalURL != r.URL {
		return fmt.Sprintf("%s leads to %s, which", f["url"], clean(r.FinalURL))
	}
	return f["url"]
}

// passedOn tells who passed the answer on, and whom only its Server header names.
func passedOn(via []Intermediary) string {
	const most = 4
	var told []string
	if names := viaNames(via); len(names) > 0 {
		told = append(told, "passed on by "+list(names, most))
	}
	if names := namesOf(via, true); len(names) > 0 {
		told = append(told, "its Server header names "+list(names, most))
	}
	if len(told) == 0 {
		return ""
	}
	return " (" + strings.Join(told, "; ") + ")"
}

func fromWhom(c Confidence) string {
	if c == Certain {
		return "from"
	}
	return "probably from"
}
