package page_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/page"
)

// People get a page of problems, programs a line of text.
func TestAddressesWhereThereIsNone(t *testing.T) {
	var site page.Site
	template := page.Must(`{{define "content"}}<h1>{{.Title}}</h1><p>{{.Data}}</p>{{end}}`)
	mux := http.NewServeMux()
	mux.HandleFunc("POST login.example/kmsi", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET login.example/{$}", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET login.example/large", func(w http.ResponseWriter, r *http.Request) {
		site.Problem(w, r, page.TooLarge(), template, nil)
	})
	page.MountMissing(mux, "login.example", func(w http.ResponseWriter, r *http.Request, p page.Problem) {
		site.Problem(w, r, p, template, p.Text)
	})
	for _, c := range []struct {
		method, path, accept string
		status               int
		allow, body          string
	}{
		{"GET", "/nowhere", "text/html,*/*", 404, "", "<h1>Page not found</h1>"},
		{"POST", "/nowhere", "text/html", 404, "", "<h1>Page not found</h1>"},
		{"GET", "/nowhere", "application/json", 404, "", "Not Found\n"},
		{"GET", "/kmsi", "text/html", 405, "POST", "<h1>This address does not take GET</h1><p>It takes POST:"},
		{"<b>", "/kmsi", "text/html", 405, "POST", "<h1>This address does not take &lt;b&gt;</h1>"},
		{"PUT", "/", "", 405, "GET, HEAD", "Method Not Allowed\n"},
		{"GET", "/large", "text/html", 413, "", "<h1>This is too large</h1>"},
		{"GET", "/large", "*/*", 413, "", "Request Entity Too Large\n"},
		{"POST", "/kmsi", "", 200, "", ""},
	} {
		t.Run(c.method+" "+c.path+" "+c.accept, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "https://login.example"+c.path, nil)
			r.Method = c.method
			r.Header.Set("Accept", c.accept)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			assert.Equal(t, c.status, w.Code)
			assert.Equal(t, c.allow, w.Header().Get("Allow"))
			assert.Contains(t, w.Body.String(), c.body)
		})
	}
}
