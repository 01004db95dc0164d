package debugger

import (
	_ "embed"
	"html/template"
	"net/http"
	"sync"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/desk"
	"samlharness/scenarios"
)

// Debugger is the room. Its zero value but for Clock knows no world.
type Debugger struct {
	// World is the one whose tenant judges and whose exchanges may be opened; nil for none.
	World *scenarios.World
	// Clock is the present: the world's, or without one the machine's. Required.
	Clock clockwork.Clock
	// Alone says that it is the whole site, to which the bare address leads.
	Alone bool
	// First is a capture that is open to begin with, and Given what is known of the tenant to begin with.
	First []byte
	Given Given

	desk *desk.Desk
}

//go:embed debugger.html
var debuggerHTML string

var pageTemplate = sync.OnceValue(func() *template.Template { return desk.Parse(debuggerHTML) })

const path = "/debug"

// maxCapture is the largest capture that a form may bring, in bytes.
const maxCapture = 64 << 20

// Place is its entry in the navigation.
func (*Debugger) Place() desk.Place { return desk.Place{Name: "Debugger", Path: path} }

// Mount serves the page, and what its forms ask.
func (g *Debugger) Mount(mux *http.ServeMux, d *desk.Desk) {
	g.desk = d
	mux.HandleFunc("GET /debug", g.begin)
	mux.HandleFunc("POST /debug", d.FormOf(maxCapture, g.open))
	mux.HandleFunc("POST /debug/edit", d.FormOf(maxCapture, g.edit))
	if g.Alone {
		mux.Handle("GET /{$}", http.RedirectHandler(path, http.StatusFound))
	}
}

// begin shows the empty page, an exchange of the world, or the capture to begin with.
func (g *Debugger) begin(w http.ResponseWriter, r *http.Request) {
	ask := g.asking(r)
	data := g.First
	if number := r.URL.Query().Get("exchange"); number != "" {
		e, ok := g.exchange(number)
		if !ok {
			g.desk.Fail(w, desk.Failure{
				Status: http.StatusNotFound, Title: "The record does not hold this exchange",
				Says: "It was cleared or forgotten, or has no message. Paste the message instead.", Detail: number,
				Back: path, BackName: "To the debugger",
			})
			return
		}
		data, ask.At = []byte(e.Message), e.At.UTC().Format(instant)
	}
	if data == nil {
		g.write(w, r, body{})
		return
	}
	g.judgeCapture(w, r, data, ask)
}

// open judges the capture of a form.
func (g *Debugger) open(w http.ResponseWriter, r *http.Request) {
	data, err := captured(r)
	if err != nil {
		g.write(w, r, body{Ask: g.asking(r), Error: err.Error(), Status: http.StatusUnprocessableEntity})
		return
	}
	g.judgeCapture(w, r, data, g.asking(r))
}

// maxKept is the largest capture that a page with an error has in its field again, in bytes.
const maxKept = 64 << 10

// write renders the page.
func (g *Debugger) write(w http.ResponseWriter, r *http.Request, b body) {
	if b.Ask.Who == "" {
		b.Ask = g.asking(r)
	}
	if pasted := r.PostForm.Get("capture"); b.Error != "" && len(pasted) <= maxKept {
		b.Capture = pasted
	}
	var err error
	if b.World, err = g.offers(r.Context()); err != nil {
		g.desk.Broken(w, r, err)
		return
	}
	g.desk.Write(w, pageTemplate(), desk.Page{Title: "Debugger", Place: path, Status: b.Status, Body: &b})
}
