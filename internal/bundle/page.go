package bundle

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"samlharness/inspect"
	"samlharness/internal/page"
	"samlharness/internal/redact"
)

//go:embed page.html
var pageHTML string

// view is what the page shows.
type view struct {
	Style    template.CSS
	Messages []messageView
	Verdicts string
	Removed  string
}

// messageView is a message on the page.
type messageView struct {
	Number                        int
	Heading, Verdict, File, XML   string
	Direction, Time, Place        string
	Accepted, Undecided, CutOff   bool
	Expected, Got, Fix, Parameter string
}

// page is the page that shows the messages and verdicts. It loads nothing.
func (b Bundle) page(d *inspect.Document, verdicts string) ([]byte, error) {
	t, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return nil, fmt.Errorf("bundle: page: %w", err)
	}
	v := view{Style: template.CSS(page.BaseCSS()), Verdicts: verdicts, Removed: b.Removed.String()}
	for i := range d.Messages {
		v.Messages = append(v.Messages, viewOf(i, &d.Messages[i]))
	}
	var out bytes.Buffer
	if err := t.Execute(&out, v); err != nil {
		return nil, fmt.Errorf("bundle: page: %w", err)
	}
	return out.Bytes(), nil
}

func viewOf(i int, m *inspect.Message) messageView {
	f := m.Capture
	xml, _ := redact.Message(string(f.XML))
	v := messageView{
		Number:    i + 1,
		Heading:   "Response",
		Direction: m.Direction,
		Place:     f.Place.String(),
		Parameter: f.Parameter,
		CutOff:    f.CutOff,
		XML:       xml,
	}
	if f.XML != nil {
		v.File = messageFile(i)
	}
	if !f.Time.IsZero() {
		v.Time = f.Time.UTC().Format("2006-01-02 15:04:05.000 UTC")
	}
	if m.Named != nil {
		v.Heading, v.Verdict, v.Fix = m.Named.Kind, m.Named.Says, m.Named.Fix
		return v
	}
	r := m.Report
	v.Accepted, v.Undecided = r.Accepted, r.Undecided
	switch {
	case r.Accepted:
		v.Verdict = "accepted: signs in " + r.User
	case r.Undecided:
		v.Verdict = "cannot tell: nothing is wrong, but nobody vouched for the certificate that the message carries"
	default:
		v.Verdict = r.Page
	}
	if r.Refusal != nil {
		v.Expected, v.Got, v.Fix = r.Refusal.Expected, r.Refusal.Got, r.Refusal.Fix
	}
	return v
}
