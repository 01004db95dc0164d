package page_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/page"
)

const autoPost = `{{define "content"}}<h1>{{.Data}}</h1>` +
	`<form id="autopost" method="post" action="https://login.microsoftonline.com/login.srf">` +
	`<button>Continue</button></form>{{template "autopost" .}}{{end}}`

func TestPageCarriesBannerAndStrictPolicy(t *testing.T) {
	site := page.Site{
		Company: "JumpCloud",
		World:   "demo",
		Clock:   clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)),
		Style:   page.NewStylesheet(":root{--accent:#123456}"),
	}
	w := httptest.NewRecorder()
	site.Write(w, page.Page{
		Title:       "Sign in",
		Template:    page.Must(autoPost),
		Data:        "<script>alert(1)</script> 王小明",
		FormTargets: []string{"https://login.microsoftonline.com"},
	})

	body, policy := w.Body.String(), w.Header().Get("Content-Security-Policy")
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, body, "<b>Emulation</b>")
	assert.Contains(t, body, "of JumpCloud for tests, not the real service")
	assert.Contains(t, body, `<time datetime="2026-03-02T09:15:00Z">09:15 UTC</time>`)
	assert.Contains(t, body, "&lt;script&gt;alert(1)&lt;/script&gt; 王小明")
	assert.NotContains(t, body, "--accent:#123456", "the stylesheet is a file of its own")
	nonce := regexp.MustCompile(`script-src 'nonce-([A-Z0-9]+)'`).FindStringSubmatch(policy)
	require.NotNil(t, nonce, policy)
	assert.Contains(t, body, `<script nonce="`+nonce[1]+`">`)
	assert.Equal(t, "default-src 'none'; style-src 'self'; script-src 'nonce-"+nonce[1]+
		"'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://login.microsoftonline.com", policy)
	for name, want := range map[string]string{
		"Cache-Control":          "no-store",
		"Referrer-Policy":        "no-referrer",
		"X-Content-Type-Options": "nosniff",
		"Content-Type":           "text/html; charset=utf-8",
	} {
		assert.Equal(t, want, w.Header().Get(name), name)
	}
}

func TestStylesheetIsKeptByBrowsers(t *testing.T) {
	mux := http.NewServeMux()
	style := page.NewStylesheet(":root{--accent:#123456}")
	style.Mount(mux, "sso.jumpcloud.com", "console.jumpcloud.com")
	page.NewStylesheet(":root{--accent:#654321}").Mount(mux, "sso.jumpcloud.com") // another address
	w := httptest.NewRecorder()
	(&page.Site{Style: style}).Write(w, page.Page{Template: page.Must(autoPost)})
	link := regexp.MustCompile(`<link rel="stylesheet" href="(/[^"]+)">`).FindStringSubmatch(w.Body.String())
	require.NotNil(t, link)

	w = httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "https://console.jumpcloud.com"+link[1], nil))
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "text/css; charset=utf-8", w.Header().Get("Content-Type"))
	assert.Contains(t, w.Header().Get("Cache-Control"), "immutable")
	assert.Contains(t, w.Body.String(), "--text:#1b1f24", "the shared base")
	assert.Contains(t, w.Body.String(), "--accent:#123456")
}

func TestPageThatCannotBeRenderedTellsNothing(t *testing.T) {
	w := httptest.NewRecorder()
	(&page.Site{}).Write(w, page.Page{
		Template: page.Must(`{{define "content"}}secret {{.Data.Missing}}{{end}}`),
		Data:     struct{}{},
	})
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.NotContains(t, w.Body.String(), "secret")
}

func TestSameOrigin(t *testing.T) {
	h := page.SameOrigin(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for _, c := range []struct {
		name, url, origin string
		want              int
	}{
		{"own page", "https://console.jumpcloud.com/userconsole/auth", "https://console.jumpcloud.com", http.StatusOK},
		{"other page", "https://console.jumpcloud.com/userconsole/auth", "https://evil.example", http.StatusForbidden},
		{"no browser", "https://console.jumpcloud.com/userconsole/auth", "", http.StatusOK},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, c.url, nil)
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			assert.Equal(t, c.want, w.Code)
		})
	}
}
