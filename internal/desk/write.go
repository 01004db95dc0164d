package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"net/http"

	"samlharness/internal/page"
)

// Parse makes the template of a page beside the desk's layout. The text defines "content", which sees its [Page] as
// .Data. Parse panics on a text that does not parse, as [template.Must] does: it is for embedded texts.
func Parse(content string) *template.Template { return page.Must(layoutHTML + content) }

// Page is one page of a room.
type Page struct {
	// Title is the document's title, Place the path of its room in the navigation.
	Title, Place string
	// Status is the HTTP status; 0 means 200.
	Status int
	// Body is what the content shows, as .Data.Body.
	Body any
}

// frame is what layout and content see as .Data.
type frame struct {
	Page
	World      string
	Rooms      []Place
	Date, Time string // now, "" without a clock
	Script     string // its address
	Token      string // for the forms
}

func (d *Desk) frame(p Page) frame {
	f := frame{Page: p, World: d.options.World, Script: d.script.Path(), Token: d.token}
	for _, room := range d.options.Rooms {
		f.Rooms = append(f.Rooms, room.Place())
	}
	if clock := d.options.Clock; clock != nil {
		now := clock.Now().UTC()
		f.Date, f.Time = now.Format("2006-01-02"), now.Format("15:04 MST")
	}
	return f
}

// Write renders a page of a room.
func (d *Desk) Write(w http.ResponseWriter, t *template.Template, p Page) {
	d.site.Write(w, page.Page{
		Title:    p.Title,
		Status:   p.Status,
		Template: t,
		Data:     d.frame(p),
		Allows:   []string{"connect-src 'self'", "img-src 'self'"},
	})
}

// WriteLive renders the part of a page that its template defines as "live", for the script that watches it: elements
// with ids, which take the places of those of the page. A watcher who has this already, by its If-None-Match, gets 304.
func (d *Desk) WriteLive(w http.ResponseWriter, r *http.Request, t *template.Template, p Page) {
	var body bytes.Buffer
	if err := t.ExecuteTemplate(&body, "live", struct{ Data frame }{d.frame(p)}); err != nil {
		d.options.Logger.Error("live part cannot be rendered", "title", p.Title, "err", err)
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(body.Bytes())
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = body.WriteTo(w) // the reader has gone; there is nobody to tell
}
