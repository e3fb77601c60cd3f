package knowledge

import "strings"

// stemWord takes off a word's endings, so that connect, connects, connecting and
// connection are the same. It is lighter than Porter's algorithm, and as good
// for the short phrases here: what it joins too little, concepts.yaml joins.
func stemWord(w string) string {
	const shortest = 4                                    // letters: shorter words have no ending to lose
	if len(w) < shortest || !isLower(w) || w == "https" { // not the plural of http
		return w
	}
	w = singular(w)
	for _, ending := range []string{"ing", "ed", "ly"} {
		if base, ok := strings.CutSuffix(w, ending); ok && len(base) >= 3 && strings.ContainsAny(base, "aeiouy") {
			w = undouble(base)
			break
		}
	}
	if base, ok := strings.CutSuffix(w, "ion"); ok && len(base) >= 4 && (base[len(base)-1] == 't' || base[len(base)-1] == 's') {
		w = base
	}
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}

func isLower(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

// singular takes off a plural's or a verb's s, and writes y for ie.
func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4: // but: dies
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "ied"):
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "zes"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	}
	return strings.TrimSuffix(w, "s")
}

// undouble writes dropp, from dropping, as drop.
func undouble(w string) string {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && strings.IndexByte("bdfgmnprt", w[n-1]) >= 0 {
		return w[:n-1]
	}
	return w
}
