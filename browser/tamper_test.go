package browser_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/internal/testsite"
)

// Forms are changed on their way, those that post themselves too, until nobody tampers any more.
func TestTamper(t *testing.T) {
	mux := http.NewServeMux()
	form := func(id string) string {
		return `<form id="` + id + `" method=post action="/take"><input name=a value=1><input name=b value=2>` +
			"<button>Go</button></form>"
	}
	mux.HandleFunc("/by-itself", func(w http.ResponseWriter, _ *http.Request) { testsite.Write(w, "A", form("autopost")) })
	mux.HandleFunc("/by-hand", func(w http.ResponseWriter, _ *http.Request) { testsite.Write(w, "A", form("f")) })
	mux.HandleFunc("/take", func(w http.ResponseWriter, r *http.Request) {
		testsite.Write(w, fmt.Sprint(r.PostFormValue("a"), " ", r.PostFormValue("b")), "")
	})
	b := serve(t, mux, browser.Options{})
	require.NoError(t, b.TamperWith(func(action *url.URL, field, value string) string {
		if action.Path == "/take" && field == "a" {
			return value + "é&"
		}
		return value
	}))
	p, err := b.Open(t.Context(), "https://h/by-itself")
	require.NoError(t, err)
	assert.Equal(t, "1é& 2", p.Title)
	p, err = b.Open(t.Context(), "https://h/by-hand")
	require.NoError(t, err)
	require.Len(t, p.Forms, 1)
	taken, err := b.Submit(t.Context(), p.Forms[0], nil)
	require.NoError(t, err)
	assert.Equal(t, "1é& 2", taken.Title)

	require.NoError(t, b.TamperWith(nil))
	p, err = b.Open(t.Context(), "https://h/by-itself")
	require.NoError(t, err)
	assert.Equal(t, "1 2", p.Title)
}
