package knowledge

// trait says that a line holds something shaped like one vendor's codes. All are
// found in one pass; the dearer expressions run only where the trait is there.
type trait uint8

const (
	traitSubStatus trait = 1 << iota // 404.13
	traitHeroku                      // H12
	traitNPM                         // E404
	traitWinsock                     // 10061
	traitState                       // sH--
)

// traits reads a line once for all of them.
func traits(line string) trait {
	var has trait
	for i := 0; i+3 < len(line); i++ {
		if i > 0 && isWordByte(line[i-1]) {
			continue
		}
		switch c := line[i]; {
		case c == 'H' || c == 'R' || c == 'L':
			if isDigits(line[i+1 : i+3]) {
				has |= traitHeroku
			}
			has |= stateAt(line, i)
		case c == 'E' && isDigits(line[i+1:i+4]):
			has |= traitNPM
		case '1' <= c && c <= '5' && isDigits(line[i:i+3]):
			if line[i+3] == '.' && (i == 0 || line[i-1] != '.') && endsAfterDigits(line, i+4) {
				has |= traitSubStatus
			}
			if c == '1' && i+5 <= len(line) && isDigits(line[i+3:i+5]) {
				has |= traitWinsock
			}
		default:
			has |= stateAt(line, i)
		}
	}
	if len(line) == 3 && (line[0] == 'H' || line[0] == 'R' || line[0] == 'L') && isDigits(line[1:]) {
		has |= traitHeroku
	}
	return has
}

// endsAfterDigits: one to three digits from i on, and no further point: an
// address has one.
func endsAfterDigits(line string, i int) bool {
	end := i
	for end < len(line) && end-i < 4 && line[end] >= '0' && line[end] <= '9' {
		end++
	}
	more := end+1 < len(line) && line[end] == '.' && isDigits(line[end+1:end+2])
	return end > i && end-i < 4 && !more
}

func stateAt(line string, i int) trait {
	if line[i+2] == '-' && line[i+3] == '-' && isWordByte(line[i]) && isWordByte(line[i+1]) {
		return traitState
	}
	return 0
}
