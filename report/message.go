package report

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/beevik/etree"

	"samlharness/record"
)

// Indented is a message of the record, XML or JSON, with an element or a member on a line of its own, as people read
// it. What cannot be read as either comes back as it is. Control characters are spelled.
func Indented(message string) string {
	var out bytes.Buffer
	if strings.HasPrefix(strings.TrimSpace(message), "<") {
		document := etree.NewDocument()
		if document.ReadFromString(message) == nil {
			document.Indent(2)
			if text, err := document.WriteToString(); err == nil {
				return record.Visible(strings.TrimRight(text, "\n"))
			}
		}
	} else if json.Indent(&out, []byte(message), "", "  ") == nil {
		return record.Visible(out.String())
	}
	return record.Visible(message)
}
