package up

import (
	"fmt"
	"io"
)

// fewUsers come in before anybody wonders.
const fewUsers = 5000

// progressTo says at every tenth of many users how many have come in; nil says nothing.
func progressTo(w io.Writer) func(done, total int) {
	said := 0 // tenths
	return func(done, total int) {
		tenth := done * 10 / total
		if w == nil || total < fewUsers || tenth == said {
			return
		}
		said = tenth
		fmt.Fprintf(w, "harness: %d of %d users are in the world\n", done, total)
	}
}
