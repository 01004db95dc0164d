package scenarios

import (
	_ "embed"
	"go/doc/comment"
	"strings"
)

// packageDoc is the file with the package's documentation, whose part about scripts is the manual of the language.
//
//go:embed doc.go
var packageDoc string

// Manual is the manual of the script language as text, in lines of at most so many columns.
func Manual(width int) string {
	var text strings.Builder
	for line := range strings.Lines(packageDoc) {
		if line, remark := strings.CutPrefix(line, "//"); remark {
			text.WriteString(strings.TrimPrefix(line, " "))
		}
	}
	_, manual, _ := strings.Cut(text.String(), "\n# A script\n")
	var parser comment.Parser
	printer := comment.Printer{TextWidth: width, TextCodePrefix: "    "}
	return string(printer.Text(parser.Parse("# A script\n" + manual)))
}
