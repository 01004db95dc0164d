package reportpage

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"sync"

	"samlharness/internal/messageview"
	"samlharness/internal/page"
	"samlharness/report"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// document is the whole page, as the template sees it.
type document struct {
	// Policy is the page's Content-Security-Policy: nothing is loaded from anywhere, and this script alone runs.
	Policy string
	Style  template.CSS
	Script template.JS

	Title, Sum  string
	Interrupted bool
	Failures    []failure
	Scripts     []script
	Evidence    []step // of the one script that is evidence, for a list on top
	messages    messages
}

// Packed are the messages that open with JavaScript alone.
func (d document) Packed() (template.HTML, error) { return d.messages.text() }

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageHTML))
})

// Write writes the page of a report.
func Write(w io.Writer, r *report.Report) error {
	script := messageview.JS + pageJS
	sum := sha256.Sum256([]byte(script))
	d := document{
		Policy: "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; img-src data:; " +
			"script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		Style:       template.CSS(page.BaseCSS() + messageview.CSS + pageCSS + arrows()),
		Script:      template.JS(script),
		Title:       title(r),
		Sum:         r.Sum(),
		Interrupted: r.Interrupted,
	}
	if err := d.read(r); err != nil {
		return err
	}
	return pageTemplate().Execute(w, &d)
}
