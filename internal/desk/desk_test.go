package desk_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/desk"
)

// hall is a room that counts its visitors.
type hall struct{ posted int }

var hallPage = desk.Parse(`{{define "content"}}<form method="post" action="/hall">{{template "token" .}}` +
	`<button>{{.Data.Body}}</button></form>{{end}}{{define "live"}}<p id="posted">{{.Data.Body}}</p>{{end}}`)

func (h *hall) Place() desk.Place { return desk.Place{Name: "Hall", Path: "/hall"} }

func (h *hall) Mount(mux *http.ServeMux, d *desk.Desk) {
	mux.HandleFunc("GET /hall", func(w http.ResponseWriter, _ *http.Request) {
		d.Write(w, hallPage, desk.Page{Title: "Hall", Place: "/hall", Body: "<script>alert(1)</script> 王小明"})
	})
	mux.HandleFunc("POST /hall", d.Form(func(http.ResponseWriter, *http.Request) { h.posted++ }))
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		d.WriteLive(w, r, hallPage, desk.Page{Body: h.posted})
	})
}

func newDesk() (*desk.Desk, *hall) {
	h := &hall{}
	return desk.New(desk.Options{
		World: "<b>demo", Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)),
		Rooms: []desk.Room{h},
	}), h
}

func ask(d *desk.Desk, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = "localhost:8080"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func TestLayout(t *testing.T) {
	d, _ := newDesk()
	w := ask(d, http.MethodGet, "/hall")
	body := w.Body.String()
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, body, `<b>Emulation</b> · <span>&lt;b&gt;demo</span>`)
	assert.Contains(t, body, `18:00 UTC`)
	assert.Contains(t, body, `<a href="/hall" aria-current="page">Hall</a>`)
	assert.Contains(t, body, `&lt;script&gt;alert(1)&lt;/script&gt; 王小明`)

	policy := w.Header().Get("Content-Security-Policy")
	nonce := regexp.MustCompile(`script-src 'nonce-([A-Z0-9]+)';`).FindStringSubmatch(policy)
	require.NotNil(t, nonce, policy)
	assert.Contains(t, body, `<script nonce="`+nonce[1]+`" src="/emulation/`)
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'",
		"form-action 'self'"} {
		assert.Contains(t, policy, part)
	}
	for _, asset := range regexp.MustCompile(`(?:href|src)="(/emulation/[^"]+|/favicon.svg)"`).FindAllStringSubmatch(
		body, -1) {
		assert.Equal(t, http.StatusOK, ask(d, http.MethodGet, asset[1]).Code, asset[1])
	}
	assert.NotRegexp(t, `(?:href|src)="(?:https?:)?//`, body, "nothing from elsewhere")
	assert.Equal(t, http.StatusOK, ask(d, http.MethodHead, "/hall").Code)
	assert.Equal(t, "image/svg+xml", ask(d, http.MethodGet, "/favicon.ico").Header().Get("Content-Type"))
}

func TestFailuresLeadBack(t *testing.T) {
	d, h := newDesk()
	for _, c := range []struct {
		name, method, path string
		header             []string
		status             int
		says               string
	}{
		{"no page", "GET", "/<script>x", nil, 404, "Page not found"},
		{"no page by HEAD", "HEAD", "/nowhere", nil, 404, ""},
		{"method", "DELETE", "/hall", nil, 405, "This address takes no DELETE"},
		{"no token", "POST", "/hall", nil, 403, "This form is out of date"},
		{"another site", "POST", "/hall", []string{"Origin", "http://evil.example"}, 403, "Another site sent this"},
		{"a company's page", "POST", "/hall", []string{"Origin", "http://console.jumpcloud.localhost:8080"}, 403,
			"Another site sent this"},
		{"fetched by another", "POST", "/hall", []string{"Sec-Fetch-Site", "cross-site"}, 403, "Another site sent this"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(d, c.method, c.path, c.header...)
			assert.Equal(t, c.status, w.Code)
			assert.Contains(t, w.Body.String(), c.says)
			assert.NotContains(t, w.Body.String(), "<script>x")
			if c.method != http.MethodHead {
				assert.Contains(t, w.Body.String(), `href="/">Back to the desk</a>`)
			}
		})
	}
	assert.Zero(t, h.posted)
}

func TestFormNeedsThePagesToken(t *testing.T) {
	d, h := newDesk()
	token := regexp.MustCompile(`name="token" value="([A-Z0-9]+)"`).FindStringSubmatch(
		ask(d, http.MethodGet, "/hall").Body.String())[1]
	other, _ := newDesk()
	foreign := regexp.MustCompile(`name="token" value="([A-Z0-9]+)"`).FindStringSubmatch(
		ask(other, http.MethodGet, "/hall").Body.String())[1]
	post := func(body string) int {
		r := httptest.NewRequest(http.MethodPost, "/hall", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Host = "127.0.0.1:8080"
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		return w.Code
	}
	assert.Equal(t, http.StatusOK, post(url.Values{"token": {token}}.Encode()))
	assert.Equal(t, http.StatusForbidden, post(url.Values{"token": {foreign}}.Encode()))
	assert.Equal(t, http.StatusForbidden, post("token="))
	assert.Equal(t, http.StatusBadRequest, post("token="+token+"&x="+strings.Repeat("y", 1<<17)))
	assert.Equal(t, 1, h.posted)
}

func TestWatchersGetWhatChanged(t *testing.T) {
	d, h := newDesk()
	first := ask(d, http.MethodGet, "/live")
	assert.Contains(t, first.Body.String(), `<p id="posted">0</p>`)
	tag := first.Header().Get("ETag")
	assert.Equal(t, http.StatusNotModified, ask(d, http.MethodGet, "/live", "If-None-Match", tag).Code)
	h.posted++
	assert.Equal(t, http.StatusOK, ask(d, http.MethodGet, "/live", "If-None-Match", tag).Code)
}

func TestOtherNamesAreRefused(t *testing.T) {
	d, _ := newDesk()
	for _, host := range []string{"evil.example", "evil.example:8080", "localhost.evil.example:8080", "x.localhost:8080",
		"192.168.1.2:8080", ""} {
		r := httptest.NewRequest(http.MethodGet, "/hall", nil)
		r.Host = host
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		assert.Equal(t, http.StatusMisdirectedRequest, w.Code, host)
	}
}

// A desk without a world, as a debugger alone would have it.
func TestDeskWithoutAWorld(t *testing.T) {
	d := desk.New(desk.Options{Rooms: []desk.Room{&hall{}}})
	w := ask(d, http.MethodGet, "/hall")
	assert.Equal(t, http.StatusOK, w.Code)
	assert.NotContains(t, w.Body.String(), "UTC")
	assert.True(t, d.Has("/hall"))
	assert.False(t, d.Has("/record/1"))
	assert.Equal(t, http.StatusNotFound, ask(d, http.MethodGet, "/").Code)
}
