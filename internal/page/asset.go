package page

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
)

// asset is a file that goes with the pages of a site and that browsers keep: its address changes with its content.
type asset struct{ path, kind, text string }

func newAsset(ending, kind, text string) asset {
	sum := sha256.Sum256([]byte(text))
	return asset{path: "/emulation/" + hex.EncodeToString(sum[:8]) + ending, kind: kind, text: text}
}

// Path is its address on the hosts where it is mounted.
func (a asset) Path() string { return a.path }

// Mount serves it on mux at the hosts whose pages use it; "" stands for every host.
func (a asset) Mount(mux *http.ServeMux, hosts ...string) {
	for _, host := range hosts {
		mux.Handle("GET "+host+a.path, a)
	}
}

// ServeHTTP answers with the file.
func (a asset) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, a.text) // the reader has gone; there is nobody to tell
}

// Script is a file of JavaScript. A page names it in a script element that bears the page's nonce.
type Script struct{ asset }

// NewScript makes a script of its text.
func NewScript(js string) Script {
	return Script{newAsset(".js", "text/javascript; charset=utf-8", js)}
}
