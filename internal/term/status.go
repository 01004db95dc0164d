package term

import (
	"cmp"
	"io"
	"strings"

	"samlharness/record"
)

// Status is one line of a terminal that is written again and again, and erased when there is something else to say.
// Without a terminal it says nothing. One goroutine uses it at a time.
type Status struct {
	// Terminal is where it stands; nil when there is none.
	Terminal io.Writer
	// Columns is the terminal's width; 0 means that it is not known, and 80 is taken.
	Columns int

	shown bool
}

// eraseLine returns to the first column and erases the line (ECMA-48 8.3.41, EL).
const eraseLine = "\r\x1b[K"

// Show puts a text in the line's place, cut to what the line holds: a longer one would leave lines behind.
func (s *Status) Show(text string) {
	if s.Terminal == nil {
		return
	}
	line := strings.NewReplacer("\n", " ", "\t", " ").Replace(record.Visible(text))
	line = columns().Truncate(line, cmp.Or(s.Columns, 80)-1, "…")
	_, _ = io.WriteString(s.Terminal, eraseLine+line) // whoever cannot be told misses nothing
	s.shown = true
}

// Erase removes the line.
func (s *Status) Erase() {
	if s.shown {
		_, _ = io.WriteString(s.Terminal, eraseLine) // as in Show
		s.shown = false
	}
}
