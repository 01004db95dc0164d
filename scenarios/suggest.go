package scenarios

// nearest returns the known word that is most like the typed one, "" when none is like it.
func nearest(typed string, known []string) string {
	best, distance := "", 99
	for _, word := range known {
		if d := editDistance(typed, word); d < distance && d <= tolerance(word) {
			best, distance = word, d
		}
	}
	return best
}

// tolerance is how many slips are forgiven in a word of that length.
func tolerance(word string) int { return 1 + len(word)/4 }

// editDistance counts the insertions, deletions, replacements and swaps of neighbours that make b of a.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, above, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(y)]
}
