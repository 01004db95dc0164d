package desk

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/loopback"
	"samlharness/internal/messageview"
	"samlharness/internal/page"
)

// Room is a part of the desk with an entry in its navigation.
type Room interface {
	// Place is where the navigation leads.
	Place() Place
	// Mount serves the room's pages on mux, by means of the desk.
	Mount(mux *http.ServeMux, desk *Desk)
}

// Place is an entry of the navigation: what it is called, and its path.
type Place struct{ Name, Path string }

// Options say what a desk is made of.
type Options struct {
	// World is the world's name in the header; "" where there is none.
	World string
	// Clock gives the time in the header; nil shows none.
	Clock clockwork.Clock
	// Rooms are its parts, in the order of the navigation.
	Rooms []Room
	// Logger receives pages that cannot be made; nil discards.
	Logger *slog.Logger
}

// Desk is the site.
type Desk struct {
	options Options
	site    page.Site
	style   page.Stylesheet
	script  page.Script
	token   string
	mux     *http.ServeMux
}

// New makes a desk with its rooms.
func New(o Options) *Desk {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Desk{
		options: o,
		style:   page.NewStylesheet(css + recorderCSS + debuggerCSS + messageview.CSS),
		script:  page.NewScript(js + messageview.JS),
		token:   rand.Text(),
		mux:     http.NewServeMux(),
	}
	d.site = page.Site{World: o.World, Style: d.style, Logger: o.Logger}
	d.mount()
	return d
}

func (d *Desk) mount() {
	d.style.Mount(d.mux, "")
	d.script.Mount(d.mux, "")
	for _, path := range []string{"/favicon.ico", "/favicon.svg"} {
		d.mux.HandleFunc("GET "+path, serveIcon)
	}
	for _, room := range d.options.Rooms {
		room.Mount(d.mux, d)
	}
	d.mux.HandleFunc("/", d.missing)
}

// ServeHTTP answers for the whole site. What another site's page sends is refused, and so is a request that came by
// another name than this machine's, to which a DNS name may have been rebound.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if !loopback.Bind(strings.TrimSuffix(host, ".")) {
		http.Error(w, "The desk is at localhost alone.", http.StatusMisdirectedRequest)
		return
	}
	page.SameOriginOr(d.mux, http.HandlerFunc(d.foreign)).ServeHTTP(w, r)
}

// serveIcon gives the desk's own mark, which is drawn here and nobody's logo.
func serveIcon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(icon) // the reader has gone; there is nobody to tell
}

// Has says whether a room serves a path.
func (d *Desk) Has(path string) bool {
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return false
	}
	_, pattern := d.mux.Handler(r)
	return pattern != "/"
}
