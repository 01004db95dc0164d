package up

import (
	"fmt"
	"io"

	"samlharness/internal/term"
)

// fewUsers come in before anybody wonders.
const fewUsers = 5000

// progressTo says how many of many users have come in: in the status line of a terminal, which the caller erases, or,
// without one, in a line of w for every tenth; nil says nothing.
func progressTo(w io.Writer, status *term.Status) func(done, total int) {
	said := 0 // tenths
	return func(done, total int) {
		if total < fewUsers {
			return
		}
		line := fmt.Sprintf("%d of %d users are in the world", done, total)
		if status.Terminal != nil {
			status.Show(line)
		} else if tenth := done * 10 / total; w != nil && tenth != said {
			said = tenth
			fmt.Fprintf(w, "harness: %s\n", line)
		}
	}
}
