package messageview

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"samlharness/record"
	"samlharness/report"
)

// maxLines is how many lines of a message are shown.
const maxLines = 2000

// drawing is a message as lines of HTML.
type drawing struct {
	m       Message
	tokens  []token
	around  []*element // of each token, the element that it stands in
	lines   []line
	checked map[int][]int         // by check, the lines that it looks at, from 1
	checks  map[int][]int         // by line, the checks that look at it
	signed  map[*element]*Outcome // whether its signature is right
	html    strings.Builder
}

func (m Message) draw() *drawing {
	d := &drawing{m: m, checked: map[int][]int{}, checks: map[int][]int{}, signed: map[*element]*Outcome{}}
	if !strings.HasPrefix(strings.TrimSpace(m.Text), "<") {
		d.plain(report.Indented(m.Text))
		return d
	}
	var elements []*element
	d.tokens = lex(m.Text)
	elements, d.around = treeOf(d.tokens)
	d.lines = layout(d.tokens)
	d.locate(elements)
	for n, l := range d.lines {
		if n == maxLines {
			fmt.Fprintf(&d.html, `<div class="l"><i>%d more lines</i></div>`, len(d.lines)-maxLines)
			break
		}
		d.line(n+1, l)
	}
	return d
}

// plain draws a text that is not XML.
func (d *drawing) plain(text string) {
	if text == "" {
		return
	}
	n := 0
	for l := range strings.SplitSeq(text, "\n") {
		if n++; n > maxLines {
			return
		}
		deep := len(l) - len(strings.TrimLeft(l, " "))
		d.open(n, deep/2, "", nil)
		d.html.WriteString(template.HTMLEscapeString(l) + "</div>")
	}
}

// locate ties checks and lines together.
func (d *drawing) locate(elements []*element) {
	lineOf := make([]int, len(d.tokens))
	for n, l := range d.lines {
		for _, i := range l.tokens {
			lineOf[i] = n + 1
		}
	}
	where, named := places(), byName(elements)
	for i, c := range d.m.Checks {
		for _, e := range placesOf(where[c.Name], named, d.tokens) {
			n := lineOf[e.first]
			if n > 0 && n <= maxLines && !slices.Contains(d.checked[i], n) {
				d.checked[i] = append(d.checked[i], n)
				d.checks[n] = append(d.checks[n], i)
			}
		}
	}
	for _, checks := range d.checks {
		slices.SortStableFunc(checks, func(a, b int) int {
			return weight(mark(d.m.Checks[b])) - weight(mark(d.m.Checks[a]))
		})
	}
}

// open begins a line.
func (d *drawing) open(n, depth int, class string, checks []int) {
	fmt.Fprintf(&d.html, `<div class="l d%d%s" id="%s"`, min(depth, 12), class, d.m.lineID(n))
	if len(checks) > 0 {
		ids := make([]string, len(checks))
		for i, c := range checks {
			ids[i] = d.m.checkID(c)
		}
		fmt.Fprintf(&d.html, ` data-at="%s"`, strings.Join(ids, " "))
	}
	d.html.WriteString(">")
}

func (d *drawing) line(n int, l line) {
	class := ""
	if around := d.around[l.tokens[0]]; around != nil {
		if signer := around.signer(d.tokens); signer != nil {
			class = " signed " + d.signature(signer).Class
		}
	}
	checks := d.checks[n]
	if len(checks) > 0 && d.m.Checks[checks[0]].Outcome == record.Fail {
		class += " fails"
	}
	d.open(n, l.depth, class, checks)
	d.by(checks)
	d.html.WriteString(strings.Repeat("  ", min(l.depth, 12)))
	for _, i := range l.tokens {
		d.token(i)
	}
	d.html.WriteString("</div>")
}

// by links a line to the checks that looked at it: to the one that needs most attention.
func (d *drawing) by(checks []int) {
	if len(checks) == 0 {
		return
	}
	c := d.m.Checks[checks[0]]
	o, more := mark(c), ""
	if len(checks) > 1 {
		more = fmt.Sprintf(" +%d", len(checks)-1)
	}
	fmt.Fprintf(&d.html, `<a class="by %s" href="#%s">%s %s%s</a>`, o.Class, d.m.checkID(checks[0]), o.Mark,
		template.HTMLEscapeString(c.Name), more)
}

// signature is what is known of the signature that an element bears.
func (d *drawing) signature(e *element) Outcome {
	if known := d.signed[e]; known != nil {
		return *known
	}
	names := []string{"signature-value"}
	if e.parent == nil {
		names = []string{"response-signature", "signature-value"}
	}
	made := Outcome{"", "▌", "signed; nobody has looked whether the signature is right"}
	for _, name := range names {
		i := slices.IndexFunc(d.m.Checks, func(c record.Check) bool { return c.Name == name })
		if i < 0 {
			continue
		}
		switch d.m.Checks[i].Outcome {
		case record.Pass:
			made = Outcome{"good", "▌", "signed, and the signature is right"}
		case record.Fail:
			made = Outcome{"bad", "┇", "signed, and the signature is not right"}
		}
		break
	}
	d.signed[e] = &made
	return made
}

// legend is what the bars of the message mean.
func (d *drawing) legend() (all []Outcome) {
	for _, o := range d.signed {
		if !slices.Contains(all, *o) {
			all = append(all, *o)
		}
	}
	slices.SortFunc(all, func(a, b Outcome) int { return strings.Compare(a.Text, b.Text) })
	return all
}
