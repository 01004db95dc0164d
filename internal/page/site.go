package page

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"
)

//go:embed layout.html
var layoutHTML string

// Site renders the pages of one company.
type Site struct {
	// Company is whom the pages emulate: "JumpCloud" or "Microsoft".
	Company string
	// World names the world in the banner; "" shows none.
	World string
	// Clock gives the time in the banner.
	Clock clockwork.Clock
	// Desk is the address of the desk that keeps the world's record, such as "http://localhost:8080"; "" while none is
	// served. Nil is a world without one.
	Desk func() string
	// Style is the stylesheet of its pages; see [Site.Mount].
	Style Stylesheet
	// Logger receives templates that fail; nil discards.
	Logger *slog.Logger
}

// Anywhere as a form target lets a form's answer redirect on to other hosts: browsers hold redirects after a form to
// the page's policy too, and the other company, or a third party's product, may have hosts of its own behind the
// address that the form posts to.
const Anywhere = "*"

// Page is one page of a site.
type Page struct {
	// Title is the document's title.
	Title string
	// Status is the HTTP status; 0 means 200.
	Status int
	// Template, executed with Data under the name "content", is the body. It may use {{template "autopost" .}} of [New] to
	// make its first form post itself.
	Template *template.Template
	// Data is what the content sees as .Data.
	Data any
	// FormTargets are the origins, such as "https://sso.jumpcloud.com", to which forms on the page may post besides the
	// page's own; see [Anywhere].
	FormTargets []string
	// Allows are further directives of the page's policy, such as "connect-src 'self'" for a script that asks its own
	// site.
	Allows []string
	// Exchange is the correlation ID of what the page answers: below it, a line leads to that exchange at the desk. ""
	// leads nowhere.
	Exchange string
	// Wide gives the content the whole width, instead of a place in the middle of the page.
	Wide bool
}

// view is what layout and content see.
type view struct {
	Page
	Company, World string
	Desk           string   // its address, "" without one
	Time           *instant // nil without a clock
	Stylesheet     string   // its address
	Script         string   // its address, "" where nobody is offered anything
	Nonce          string
}

// instant is the world's time as a program and a person read it.
type instant struct{ Instant, Clock string }

// New parses a page's content beside the shared layout, which the text may replace by a "layout" of its own. The text
// must define "content"; in it . has the fields Data, Title, Nonce. {{template "autopost" .}} submits the form with id
// "autopost" by script; a page that uses it shows a visible button for readers without script.
func New(content string) (*template.Template, error) {
	t, err := template.New("layout").Parse(layoutHTML)
	if err != nil {
		return nil, err
	}
	return t.Parse(content)
}

// Must is New for embedded texts, whose faults a build's tests find. It panics on a text that does not parse.
func Must(content string) *template.Template { return template.Must(New(content)) }

// Mount serves what goes with the pages of a company, their stylesheet and script, on mux at its hosts.
func (s *Site) Mount(mux *http.ServeMux, hosts ...string) {
	s.Style.Mount(mux, hosts...)
	fillScript().Mount(mux, hosts...)
}

// DeskAddress is the address of the desk, "" while none is served.
func (s *Site) DeskAddress() string {
	if s.Desk == nil {
		return ""
	}
	return s.Desk()
}

// usualSize is more than most pages have, in bytes.
const usualSize = 8 << 10

// Write renders p. A page that cannot be rendered becomes a plain 500 without details; the log has them.
func (s *Site) Write(w http.ResponseWriter, p Page) {
	v := view{
		Page: p, Company: s.Company, World: s.World, Desk: s.DeskAddress(), Stylesheet: s.Style.path, Nonce: rand.Text(),
	}
	if v.Desk != "" {
		v.Script = fillScript().Path()
	}
	if s.Clock != nil {
		now := s.Clock.Now().UTC()
		v.Time = &instant{now.Format(time.RFC3339), now.Format("15:04 MST")}
	}
	body := bytes.NewBuffer(make([]byte, 0, usualSize))
	if err := p.Template.ExecuteTemplate(body, "layout", v); err != nil {
		if s.Logger != nil {
			s.Logger.Error("page cannot be rendered", "title", p.Title, "err", err)
		}
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy(v.Nonce, p))
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	w.WriteHeader(p.Status)
	_, _ = body.WriteTo(w) // the reader has gone; there is nobody to tell
}

// policy allows the site's stylesheet, scripts that bear the nonce, forms to itself and the named targets, what the
// page asks for besides, and nothing else.
func policy(nonce string, p Page) string {
	directives := append([]string{
		"default-src 'none'", "style-src 'self'", "script-src 'nonce-" + nonce + "'", "base-uri 'none'",
		"frame-ancestors 'none'", strings.Join(append([]string{"form-action 'self'"}, p.FormTargets...), " "),
	}, p.Allows...)
	return strings.Join(directives, "; ")
}
