package page_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/page"
)

func TestAddressesWhereThereIsNone(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST login.example/kmsi", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET login.example/{$}", func(http.ResponseWriter, *http.Request) {})
	page.MountMissing(mux, "login.example", func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<h1>There is no such page</h1>")
	})
	for _, c := range []struct {
		method, path, accept string
		status               int
		allow, body          string
	}{
		{"GET", "/nowhere", "text/html,*/*", 404, "", "<h1>There is no such page</h1>"},
		{"POST", "/nowhere", "text/html", 404, "", "<h1>There is no such page</h1>"},
		{"GET", "/nowhere", "application/json", 404, "", "404 page not found\n"},
		{"GET", "/kmsi", "text/html", 405, "POST", "Method Not Allowed\n"},
		{"PUT", "/", "", 405, "GET, HEAD", "Method Not Allowed\n"},
		{"POST", "/kmsi", "", 200, "", ""},
	} {
		t.Run(c.method+" "+c.path+" "+c.accept, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "https://login.example"+c.path, nil)
			r.Header.Set("Accept", c.accept)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			assert.Equal(t, c.status, w.Code)
			assert.Equal(t, c.allow, w.Header().Get("Allow"))
			assert.Equal(t, c.body, w.Body.String())
		})
	}
}
