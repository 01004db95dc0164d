package desk

import (
	"net/http"

	"samlharness/record"
)

// Failure is why there is no page.
type Failure struct {
	// Status is the HTTP status.
	Status int
	// Title says what happened, Says what that means and what to do.
	Title, Says string
	// Detail is text to copy, such as the path that was asked for; "" shows none.
	Detail string
	// Back is where its button leads, BackName what it says; "" leads to the desk.
	Back, BackName string
}

// Fail writes the page of a failure, which leads back.
func (d *Desk) Fail(w http.ResponseWriter, f Failure) {
	f.Detail = record.Visible(f.Detail)
	if f.Back == "" {
		f.Back, f.BackName = "/", "Back to the desk"
	}
	d.Write(w, failureTemplate(), Page{Title: f.Title, Status: f.Status, Body: f})
}

// Broken writes the page of an error of our own, which the log has and the page does not.
func (d *Desk) Broken(w http.ResponseWriter, r *http.Request, err error) {
	d.options.Logger.Error("the desk cannot answer", "path", r.URL.Path, "err", err)
	d.Fail(w, Failure{
		Status: http.StatusInternalServerError, Title: "This page cannot be made",
		Says: "The reason is in the log of harness up --verbose. The world goes on.",
	})
}

// missing answers for paths that nobody serves, and for methods that a path does not take.
func (d *Desk) missing(w http.ResponseWriter, r *http.Request) {
	f := Failure{
		Status: http.StatusNotFound, Title: "Page not found",
		Says: "The desk has nothing at this address.", Detail: r.Method + " " + r.URL.Path,
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		f.Status, f.Title = http.StatusMethodNotAllowed, "This address takes no "+r.Method
		f.Says = "Open its page, and use the form there."
		w.Header().Set("Allow", "GET, HEAD")
	}
	d.Fail(w, f)
}

// foreign answers what another site's page sent.
func (d *Desk) foreign(w http.ResponseWriter, _ *http.Request) {
	d.Fail(w, Failure{
		Status: http.StatusForbidden, Title: "Another site sent this",
		Says: "The desk takes forms of its own pages alone, so that no web page can drive the world. Nothing was done.",
	})
}
