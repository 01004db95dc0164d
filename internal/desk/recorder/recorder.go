package recorder

import (
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/desk"
	"samlharness/record"
)

// Recorder is the room. Its fields are what it needs of a world.
type Recorder struct {
	// Log is the record that it shows. Required.
	Log *record.Log
	// Copy writes a flow as a script that does it again, as scenarios.Copy does; 0 means all sign-ins. nil offers none.
	Copy func(flow int64) ([]byte, error)
	// Time is the clock of the network, by which watchers are told of news. Required.
	Time clockwork.Clock

	desk *desk.Desk
}

//go:embed recorder.html
var recorderHTML string

//go:embed flow.html
var flowHTML string

//go:embed scenario.html
var scenarioHTML string

var (
	pageTemplate     = sync.OnceValue(func() *template.Template { return desk.Parse(recorderHTML + flowHTML) })
	scenarioTemplate = sync.OnceValue(func() *template.Template { return desk.Parse(scenarioHTML) })
)

const path = "/record"

// Place is its entry in the navigation.
func (*Recorder) Place() desk.Place { return desk.Place{Name: "Recorder", Path: path} }

// Mount serves the list, the flows, and what may be downloaded of them.
func (r *Recorder) Mount(mux *http.ServeMux, d *desk.Desk) {
	r.desk = d
	mux.HandleFunc("GET /record", r.show)
	mux.HandleFunc("GET /record/flows/{flow}", r.show)
	mux.HandleFunc("GET /record/{exchange}", r.lead)
	mux.HandleFunc("GET /record/message/{exchange}", r.download)
	mux.HandleFunc("GET /record/live", r.live)
	mux.HandleFunc("GET /record/events", r.events)
	mux.HandleFunc("GET /record/har", r.archive)
	mux.HandleFunc("GET /record/scenario", r.scenario)
	mux.HandleFunc("GET /record/scenario.txtar", r.downloadScenario)
	mux.HandleFunc("POST /record/clear", d.Form(r.clear))
}

// show writes the list with a flow beside it: the one that is asked for, else the newest of the list.
func (r *Recorder) show(w http.ResponseWriter, req *http.Request) {
	v := viewOf(req)
	b, ok := r.body(v)
	if !ok {
		r.desk.Fail(w, desk.Failure{
			Status: http.StatusNotFound, Title: "The record does not hold this flow",
			Says: "It was cleared or forgotten, or never was.", Detail: req.URL.Path, Back: path,
			BackName: "Back to the recorder",
		})
		return
	}
	title := "Recorder"
	if v.flow != 0 {
		title = b.Flow.Heading
	}
	r.desk.Write(w, pageTemplate(), desk.Page{Title: title, Place: path, Body: b})
}

// lead goes to an exchange, by its number or its correlation id.
func (r *Recorder) lead(w http.ResponseWriter, req *http.Request) {
	e, err := r.exchange(req.PathValue("exchange"))
	if err != nil {
		r.noExchange(w, req)
		return
	}
	v := viewOf(req)
	v.flow, v.open = e.Flow, e.ID
	http.Redirect(w, req, v.address()+"#x"+strconv.FormatInt(e.ID, 10), http.StatusFound)
}

func (r *Recorder) noExchange(w http.ResponseWriter, req *http.Request) {
	r.desk.Fail(w, desk.Failure{
		Status: http.StatusNotFound, Title: "The record does not hold this exchange",
		Says: "It was cleared or forgotten, or never was.", Detail: req.PathValue("exchange"), Back: path,
		BackName: "Back to the recorder",
	})
}

// errUnknown is the error of an exchange that the record does not hold.
var errUnknown = errors.New("no such exchange")

// exchange finds the one with a number, or the one that was checked last under a correlation id.
func (r *Recorder) exchange(word string) (record.Exchange, error) {
	number, err := strconv.ParseInt(word, 10, 64)
	match := func(e record.Exchange) bool { return e.ID == number }
	if err != nil {
		match = func(e record.Exchange) bool { return e.CorrelationID != "" && strings.EqualFold(e.CorrelationID, word) }
	}
	if e, ok := r.Log.Last(match); ok {
		return e, nil
	}
	return record.Exchange{}, errUnknown
}
