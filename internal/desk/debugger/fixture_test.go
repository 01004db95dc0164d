package debugger_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/internal/desk"
	"samlharness/internal/desk/debugger"
	"samlharness/scenarios"
	"samlharness/world"
)

type site struct {
	t     testing.TB
	world *world.World
	desk  *desk.Desk
}

// open is the desk of a world in which JumpCloud signs by a certificate that Microsoft does not know, and in which
// alice was refused for it.
func open(t testing.TB) *site {
	t.Helper()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	_, err = w.JumpCloud.RegenerateCertificate(t.Context(), "office365")
	require.NoError(t, err)
	_, err = signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	return &site{t, w, desk.New(desk.Options{World: w.Name, Clock: w.Clock, Rooms: []desk.Room{
		&debugger.Debugger{World: scenarios.WorldOf(w), Clock: w.Clock},
	}})}
}

// withoutWorld is the site that knows no world.
func withoutWorld(capture string) *desk.Desk {
	return desk.New(desk.Options{Rooms: []desk.Room{&debugger.Debugger{
		Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)), Alone: true, First: []byte(capture),
	}}})
}

// refused is the number of the exchange that was refused.
func (s *site) refused() string {
	s.t.Helper()
	e, ok := s.world.Record.LastRefused()
	require.True(s.t, ok)
	return strconv.FormatInt(e.ID, 10)
}

func ask(t testing.TB, d *desk.Desk, r *http.Request) (status int, body string) {
	t.Helper()
	r.Host = "localhost:8080"
	answer := httptest.NewRecorder()
	d.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

func get(t testing.TB, d *desk.Desk, address string) (status int, body string) {
	t.Helper()
	return ask(t, d, httptest.NewRequest(http.MethodGet, address, nil))
}

// value is that of a hidden field of a page.
func value(t testing.TB, page, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	require.NotNil(t, found, "%s in %s", name, page)
	return strings.ReplaceAll(found[1], "&#43;", "+")
}

// upload posts a capture as a file.
func upload(t testing.TB, d *desk.Desk, capture string, fields ...string) (status int, body string) {
	t.Helper()
	_, page := get(t, d, "/debug")
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	file, err := w.CreateFormFile("file", "capture.har")
	require.NoError(t, err)
	_, err = file.Write([]byte(capture))
	require.NoError(t, err)
	require.NoError(t, w.WriteField("token", value(t, page, "token")))
	for i := 0; i < len(fields); i += 2 {
		require.NoError(t, w.WriteField(fields[i], fields[i+1]))
	}
	require.NoError(t, w.Close())
	r := httptest.NewRequest(http.MethodPost, "/debug", &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return ask(t, d, r)
}

// edit posts what was made of the first message of a page.
func edit(t testing.TB, d *desk.Desk, page, xml string, fields ...string) (status int, body string) {
	t.Helper()
	form := url.Values{
		"token": {value(t, page, "token")}, "original": {value(t, page, "original")}, "lines": {"1"},
		"xml": {strings.ReplaceAll(xml, "\n", "\r\n")},
	}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/debug/edit", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ask(t, d, r)
}

func shows(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		assert.True(t, strings.Contains(page, text), "%s\nis not in\n%s", text, page)
	}
}
