package term

import (
	"regexp"
	"strings"

	"samlharness/record"
)

// graphic is Select Graphic Rendition, ECMA-48 8.3.117: colours and the like, which move and hide nothing.
var graphic = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Foreign is the text of another program as it may be shown: by [record.Visible], except that colours stay where they
// are wanted.
func Foreign(text string, color bool) string {
	if !color {
		return record.Visible(graphic.ReplaceAllString(text, ""))
	}
	var out strings.Builder
	end := 0
	for _, mark := range graphic.FindAllStringIndex(text, -1) {
		out.WriteString(record.Visible(text[end:mark[0]]) + text[mark[0]:mark[1]])
		end = mark[1]
	}
	return out.String() + record.Visible(text[end:])
}
