package messageview

import (
	"fmt"
	"html/template"
	"strings"

	"samlharness/record"
)

// token draws a piece of the message.
func (d *drawing) token(i int) {
	t := d.tokens[i]
	switch t.kind {
	case start, empty:
		d.tag(t.raw)
	case end:
		d.write("</")
		d.span("t", nameIn(t.raw))
		d.write(strings.TrimPrefix(t.raw, "</"+nameIn(t.raw)))
	case other:
		d.span("c", t.raw)
	default:
		local := ""
		if e := d.around[i]; e != nil {
			local = e.local
		}
		if says := meaning(local, t.raw); says != "" {
			fmt.Fprintf(&d.html, `<details class="fold"><summary>%s</summary>%s</details>`,
				template.HTMLEscapeString(record.Visible(says)), template.HTMLEscapeString(record.Visible(t.raw)))
			return
		}
		d.write(t.raw)
	}
}

func (d *drawing) tag(raw string) {
	name := nameIn(raw)
	d.write("<")
	d.span("t", name)
	attributes, close := attributesIn(raw)
	for _, a := range attributes {
		d.write(a.space)
		d.span("a", a.name)
		d.write(a.rest)
		d.span("v", a.value)
	}
	d.write(close)
}

func (d *drawing) write(s string) { d.html.WriteString(template.HTMLEscapeString(record.Visible(s))) }

func (d *drawing) span(class, s string) {
	fmt.Fprintf(&d.html, `<span class="%s">%s</span>`, class, template.HTMLEscapeString(record.Visible(s)))
}
