// Package suggest finds what was meant by a word that is not known: did you mean …?
package suggest

import "strings"

// Nearest returns the known word that is most like the typed one, "" when none is like it. A quarter of the known
// word's letters, and one more, may be wrong. Of equally near words the first wins.
func Nearest(typed string, known []string) string {
	return NearestOf(known, func(string) string { return typed })
}

// NearestOf is [Nearest] where what was typed depends on the known word it is compared with: the first two of the typed
// words with a name of two words.
func NearestOf(known []string, typed func(known string) string) string {
	best, distance := "", -1
	for _, word := range known {
		if d := editDistance(typed(word), word); d <= tolerance(word) && (distance < 0 || d < distance) {
			best, distance = word, d
		}
	}
	return best
}

// Command returns the known word that was meant by the name of a command or a flag: the [Nearest], or else the first
// that begins with what was typed, in any letter case.
func Command(typed string, known []string) string {
	if near := Nearest(typed, known); near != "" || typed == "" {
		return near
	}
	for _, word := range known {
		if len(word) >= len(typed) && strings.EqualFold(word[:len(typed)], typed) {
			return word
		}
	}
	return ""
}

// tolerance is how many slips are forgiven in a word of that length.
func tolerance(word string) int { return 1 + len(word)/4 }

// editDistance counts the insertions, deletions, replacements and swaps of neighbours that make b of a, where no letter
// is touched twice (optimal string alignment, the restricted distance of Damerau).
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
