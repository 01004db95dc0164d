package messageview

import (
	_ "embed"
	"html/template"
	"strings"
	"sync"

	"samlharness/record"
	"samlharness/report"
)

// CSS is the stylesheet of a message, over the variables of the pages' base; JS marks what a check looked at, and the
// checks that looked at an element, while a reader points at the other.
//
//go:embed message.css
var CSS string

//go:embed message.js
var JS string

//go:embed message.html
var messageHTML string

var messageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("message").Parse(messageHTML))
})

// Message is a message with what was made of it.
type Message struct {
	// ID begins the ids of its elements; each message of a page has another, such as m12.
	ID string
	// Title says what it is: "Response".
	Title string
	// Text is the message as it came, XML or JSON; "" when there is none, and the checks stand alone.
	Text string
	// Checks are in the order in which they were made; Further tells of those that were not reached what would have come
	// of them.
	Checks, Further []record.Check
	// Outcome is what came of it.
	Outcome Outcome
	// Facts are further lines about it.
	Facts []Fact
}

// Outcome is what came of a message, for a reader: Class is good, bad, warn or "", Mark a sign that is no colour.
type Outcome struct{ Class, Mark, Text string }

// Fact is a line about a message with its label.
type Fact struct{ Label, Text string }

// Pieces are the parts of the text: what is to be done, and tried, has commands in it.
func (f Fact) Pieces() []report.Piece {
	switch f.Label {
	case "see", "MFA":
		f.Label = "fix"
	}
	return report.Detail(f).Pieces()
}

// view is what the template sees.
type view struct {
	Message
	Groups []group
	Lines  template.HTML
	Signed []Outcome // what the bars mean
}

// HTML is the message with its checks.
func (m Message) HTML() (template.HTML, error) {
	v := view{Message: m}
	drawn := m.draw()
	v.Lines, v.Signed = template.HTML(drawn.html.String()), drawn.legend()
	v.Groups = m.groups(drawn)
	v.Facts = make([]Fact, len(m.Facts))
	for i, f := range m.Facts {
		v.Facts[i] = Fact{record.Visible(f.Label), record.Visible(f.Text)}
	}
	var b strings.Builder
	err := messageTemplate().ExecuteTemplate(&b, "message", v)
	return template.HTML(b.String()), err
}
