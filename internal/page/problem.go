package page

import (
	"html/template"
	"net/http"
	"strings"

	"samlharness/record"
)

// Problem is why there is no page. It is of HTTP, and of neither company: what a company refuses has pages of its own.
type Problem struct {
	// Status is the HTTP status.
	Status int
	// Title says what happened, Text what that means and what to do.
	Title, Text string
}

// NotFound is that of an address where there is nothing.
func NotFound() Problem {
	return Problem{http.StatusNotFound, "Page not found", "Nothing is served at this address: look at its spelling."}
}

// TooLarge is that of a request whose body is larger than what is read.
func TooLarge() Problem {
	return Problem{http.StatusRequestEntityTooLarge, "This is too large",
		"More was sent than a form of this page holds. Nothing was done with it."}
}

// Broken is that of a fault of the emulation.
func Broken() Problem {
	return Problem{http.StatusInternalServerError, "This page cannot be made",
		"That is a fault of the emulation, not of whoever signs in. The reason is in its log; harness up --verbose " +
			"shows it."}
}

// wrongMethod is that of an address which takes others.
func wrongMethod(method string, takes []string) Problem {
	return Problem{http.StatusMethodNotAllowed,
		"This address does not take " + record.Visible(record.Clip(method, maxMethod)),
		"It takes " + strings.Join(takes, ", ") + ": a form of another page leads here."}
}

// maxMethod is how much of a method a page shows, in bytes.
const maxMethod = 20

// Problem answers a request with a problem: a person who opens an address with the page of the template, which sees
// data, a program with one line of text.
func (s *Site) Problem(w http.ResponseWriter, r *http.Request, p Problem, t *template.Template, data any) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, http.StatusText(p.Status), p.Status)
		return
	}
	s.Write(w, Page{Title: p.Title, Status: p.Status, Template: t, Data: data})
}
