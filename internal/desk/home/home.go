package home

import (
	_ "embed"
	"html/template"
	"net/http"
	"sync"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/clients"
	"samlharness/internal/desk"
	"samlharness/scenarios"
)

// Home is the first room of the desk. Its fields are what it needs of a world that is held open.
type Home struct {
	// World is what verbs act on. Required.
	World *scenarios.World
	// Sites are the addresses for a plain browser, by production host.
	Sites map[string]string
	// Clients is what clients must know; the secret is left out of it, since others of this machine may open the page.
	Clients clients.World
	// Time is the clock of the network, by which watchers ask.
	Time clockwork.Clock
	// CAPEM is the certificate authority as it is now.
	CAPEM func() []byte

	desk    *desk.Desk
	results results
	people  lastPopulation
	live    liveState
}

//go:embed home.html
var homeHTML string

//go:embed parts.html
var partsHTML string

// homeTemplate is the page, parsed when it is first asked for.
var homeTemplate = sync.OnceValue(func() *template.Template { return desk.Parse(homeHTML + partsHTML) })

const path = "/"

// Place is the first of the navigation.
func (h *Home) Place() desk.Place { return desk.Place{Name: "Home", Path: path} }

// Mount serves the page and what its forms do.
func (h *Home) Mount(mux *http.ServeMux, d *desk.Desk) {
	h.desk = d
	mux.HandleFunc("GET /{$}", h.show)
	mux.HandleFunc("GET /live", h.watch)
	mux.HandleFunc("GET /ca.pem", h.serveAuthority)
	mux.HandleFunc("POST /steps", d.Form(h.runStep))
	mux.HandleFunc("POST /bind", d.Form(h.bind))
	mux.HandleFunc("POST /clock", d.Form(h.moveClock))
}

func (h *Home) show(w http.ResponseWriter, r *http.Request) { h.write(w, r, viewOf(r), clockForm{}) }

// write renders the page; a form that was not taken comes back with what was typed.
func (h *Home) write(w http.ResponseWriter, r *http.Request, v view, typed clockForm) {
	s, err := h.read(r.Context())
	if err != nil {
		h.desk.Broken(w, r, err)
		return
	}
	b := h.body(s, v)
	if b.People, err = s.page(r.Context(), v); err != nil {
		h.desk.Broken(w, r, err)
		return
	}
	b.Result, b.Clock = h.results.take(v.result), typed
	status := http.StatusOK
	if typed.Error != "" {
		status = http.StatusUnprocessableEntity
	}
	h.desk.Write(w, homeTemplate(), desk.Page{Title: b.Heading, Place: path, Status: status, Body: b})
}

// serveAuthority lets a person download the certificate authority, for programs of theirs alone.
func (h *Home) serveAuthority(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "application/x-pem-file")
	header.Set("Content-Disposition", `attachment; filename="harness-ca.pem"`)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(h.CAPEM()) // the reader has gone; there is nobody to tell
}
