package knowledge

// nearlySame compares whole phrases: "to many requests".
func nearlySame(a, b string) bool {
	if len(a) > 60 || len(a) < 6 {
		return a == b
	}
	limit := max(1, len(b)/8)
	return abs(len(a)-len(b)) <= limit && distance(a, b, limit) <= limit
}

func abs(n int) int { return max(n, -n) }

// distance counts the letters to add, drop, change or swap with their neighbour
// to make b of a; above limit the count is not exact. Letters further apart than
// limit are not compared: one would have to be moved by more than that.
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) > limit {
		return limit + 1
	}
	var rows [3][64]int
	if len(b) >= len(rows[0]) {
		return limit + 1
	}
	prev2, prev, row := rows[0][:], rows[1][:], rows[2][:]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		from, to := max(1, i-limit), min(len(b), i+limit)
		row[from-1] = limit + 1
		if from == 1 {
			row[0] = i
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		if to < len(b) {
			row[to+1] = limit + 1
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
