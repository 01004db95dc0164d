package term

import "strings"

// gap is what stands between two columns of a table.
const gap = "  "

// Table is rows of cells, the first row with the headings.
type Table [][]string

// Lines are the rows with aligned columns, without blanks at the ends.
func (t Table) Lines() []string {
	var widths []int
	for _, row := range t {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Width(cell))
		}
	}
	lines := make([]string, len(t))
	for i, row := range t {
		var line strings.Builder
		for j, cell := range row {
			line.WriteString(Pad(cell, widths[j]) + gap)
		}
		lines[i] = strings.TrimRight(line.String(), " ")
	}
	return lines
}

// Pad is a text with blanks behind it up to a width in columns.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-Width(text)))
}
