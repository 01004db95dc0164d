package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"io"
	"net/http"
)

//go:embed base.css
var baseCSS string

// Stylesheet is what the pages of one company look like. It is a file of its own, which browsers keep: its address
// changes with its content.
type Stylesheet struct{ path, text string }

// NewStylesheet joins the shared base and css, which sets at least --accent.
func NewStylesheet(css string) Stylesheet {
	text := baseCSS + css
	sum := sha256.Sum256([]byte(text))
	return Stylesheet{path: "/emulation/" + hex.EncodeToString(sum[:8]) + ".css", text: text}
}

// Mount serves it on mux at the hosts whose pages use it.
func (s Stylesheet) Mount(mux *http.ServeMux, hosts ...string) {
	for _, host := range hosts {
		mux.Handle("GET "+host+s.path, s)
	}
}

// ServeHTTP answers with the stylesheet.
func (s Stylesheet) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, s.text) // the reader has gone; there is nobody to tell
}

// BaseCSS is the shared base, for a page that stands alone in a file.
func BaseCSS() string { return baseCSS }
