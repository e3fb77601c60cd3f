package knowledge

// postings are lists of small numbers, by number, in one piece of memory.
type postings struct {
	starts  []int32 // of each list; one more for the end of the last
	members []int32
}

// posting is one member of one list.
type posting struct{ list, member int32 }

// newPostings sorts members into n lists, each in the order they come in.
func newPostings(n int, all []posting) postings {
	p := postings{starts: make([]int32, n+1), members: make([]int32, len(all))}
	for _, a := range all {
		p.starts[a.list+1]++
	}
	for i := range n {
		p.starts[i+1] += p.starts[i]
	}
	for _, a := range all { // the starts move up to the ends, …
		p.members[p.starts[a.list]] = a.member
		p.starts[a.list]++
	}
	copy(p.starts[1:], p.starts) // … which are the next lists' starts
	p.starts[0] = 0
	return p
}

// of returns a list, empty where there is none.
func (p *postings) of(list int32) []int32 {
	if list < 0 || int(list)+1 >= len(p.starts) {
		return nil
	}
	return p.members[p.starts[list]:p.starts[list+1]]
}
