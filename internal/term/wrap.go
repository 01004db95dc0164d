package term

import "strings"

// Wrap breaks a line at blanks so that its pieces are at most width columns wide; a longer word stays whole.
func Wrap(line string, width int) []string {
	var pieces []string
	begin, columns := 0, 0 // of the piece so far
	blank := -1            // the last one at which the piece can end
	for word := 0; ; {
		end := len(line)
		if i := strings.IndexByte(line[word:], ' '); i >= 0 {
			end = word + i
		}
		columns += Width(line[word:end])
		if columns > width && blank >= 0 {
			pieces = append(pieces, line[begin:blank])
			begin, blank = blank+1, -1
			columns = Width(line[begin:end])
		}
		if end == len(line) {
			return append(pieces, line[begin:])
		}
		if end > begin {
			blank = end
		}
		columns++
		word = end + 1
	}
}
