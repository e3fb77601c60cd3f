package knowledge

import "slices"

// exitCode returns the entry of a tool's exit code: code 7 from curl, curl exits
// with 7.
func (s *sentence) exitCode(i int) []*record {
	if !smallNumber.MatchString(s.low[i]) || i+1 < len(s.low) && (counted[s.low[i+1]] || counts(s.low[i+1])) {
		return nil
	}
	k := i - 1
	for k >= 0 && exitWords[s.low[k]] {
		k--
	}
	said := k < i-1 && !hollowExit[s.low[i-1]]
	if k >= 0 && said && slices.Contains(s.catalog.familiesOf(s.low[k]), "curl") {
		return s.catalog.inFamily("curl", s.low[i])
	}
	if !said || i+2 >= len(s.low) || !origins[s.low[i+1]] {
		return nil
	}
	for _, f := range s.catalog.familiesOf(s.low[i+2]) {
		if f == "curl" || f == "grpc" {
			return s.catalog.inFamily(f, s.low[i])
		}
	}
	return nil
}

var (
	// exitWords stand between a tool's name and its exit code.
	exitWords = wordSet("exit exits exited exitcode code status error errno err return returns returned fail fails failed die dies died quit quits ends ended with a an the number")
	// hollowExit are those of them that must not stand before it: curl with 2.
	hollowExit = wordSet("a an the")
	// origins tell whose code it is.
	origins = wordSet("from of by in out with at")
)
