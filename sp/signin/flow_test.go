package signin

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/sp/directory"
)

// secondFactor is a step that no service has: it asks one more question of everybody who has proved who they are.
type secondFactor struct {
	pending  awaiting
	answered map[string]bool // by the sign-in's id
}

func (s *secondFactor) due(p *pending) bool { return p.session == "" && !s.answered[p.id] }

func (s *secondFactor) take(req *request, p *pending) (bool, error) {
	_, err := req.w.Write([]byte(`a second factor of ` + p.claims.upn + ` name="ctx" value="` + s.pending.ask(p) + `"`))
	return true, err
}

func (s *secondFactor) pattern() (method, path string) { return http.MethodPost, "/factor" }

func (s *secondFactor) answer(req *request) (*pending, error) {
	if err := req.form(); err != nil {
		return nil, err
	}
	p := s.pending.of(req.r.PostForm.Get("ctx"))
	s.answered[p.id] = true
	return p, nil
}

// trial is a service with a managed user, and its log.
type trial struct {
	*testing.T
	service *Service
	mux     *http.ServeMux
	log     bytes.Buffer
}

func newTrial(t *testing.T, edit func(*Service)) *trial {
	clock := clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC))
	tenant, err := directory.New(directory.Options{Clock: clock, InitialDomain: "contoso.onmicrosoft.com"})
	require.NoError(t, err)
	_, err = tenant.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "wang@contoso.onmicrosoft.com",
		DisplayName:       "王小明",
		Password:          "Entra-Passw0rd!",
	})
	require.NoError(t, err)
	x := &trial{T: t, mux: http.NewServeMux()}
	logger := slog.New(slog.NewJSONHandler(&x.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	x.service, err = New(Options{Tenant: tenant, Clock: clock, Logger: logger})
	require.NoError(t, err)
	edit(x.service)
	x.service.Mount(x.mux)
	return x
}

// send makes a request with the cookies, and returns the answer with the ctx of its page.
func (x *trial) send(method, path string, form url.Values, cookies ...*http.Cookie) (*http.Response, string, string) {
	r := httptest.NewRequest(method, "https://"+cloud.Global.Login()+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	x.mux.ServeHTTP(w, r)
	body, ctx := w.Body.String(), ""
	if m := regexp.MustCompile(`name="ctx" value="([A-Z0-9]+)"`).FindStringSubmatch(body); m != nil {
		ctx = m[1]
	}
	return w.Result(), body, ctx
}

func TestAFurtherStepIsALineInTheTable(t *testing.T) {
	x := newTrial(t, func(s *Service) {
		at := slices.IndexFunc(s.flow.steps, func(r row) bool { return r.name == "session" })
		factor := &secondFactor{s.response.pending, map[string]bool{}}
		s.flow.steps = slices.Insert(s.flow.steps, at, row{"second factor", factor})
	})
	_, _, ctx := x.send("GET", "/", nil)
	name := url.Values{"loginfmt": {"wang@contoso.onmicrosoft.com"}, "ctx": {ctx}}
	_, _, ctx = x.send("POST", loginPath, name)
	name["ctx"], name["passwd"] = []string{ctx}, []string{"Entra-Passw0rd!"}
	resp, body, ctx := x.send("POST", loginPath, name)
	require.Contains(t, body, "a second factor of wang@contoso.onmicrosoft.com")
	assert.Empty(t, resp.Cookies(), "nobody is signed in yet")
	_, body, _ = x.send("POST", "/factor", url.Values{})
	assert.NotContains(t, body, "Stay signed in?", "an answer to no question")
	resp, body, ctx = x.send("POST", "/factor", url.Values{"ctx": {ctx}})
	require.Contains(t, body, "Stay signed in?")
	require.Len(t, resp.Cookies(), 1)
	resp, _, _ = x.send("POST", stayPath, url.Values{"ctx": {ctx}, "LoginOptions": {"3"}}, resp.Cookies()[0])
	assert.Equal(t, http.StatusSeeOther, resp.StatusCode)
}

// The log tells the steps of one sign-in, by one id from the first page to the last, and no secret.
func TestStepsAreLogged(t *testing.T) {
	x := newTrial(t, func(*Service) {})
	_, _, ctx := x.send("GET", "/", nil)
	_, _, ctx = x.send("POST", loginPath, url.Values{"loginfmt": {"wang@contoso.onmicrosoft.com"}, "ctx": {ctx}})
	resp, _, ctx := x.send("POST", loginPath, url.Values{
		"loginfmt": {"wang@contoso.onmicrosoft.com"},
		"passwd":   {"Entra-Passw0rd!"},
		"ctx":      {ctx},
	})
	x.send("POST", stayPath, url.Values{"ctx": {ctx}, "LoginOptions": {"1"}}, resp.Cookies()...)

	var steps []string
	ids := map[string]bool{}
	for line := range strings.Lines(x.log.String()) {
		var entry struct{ ID, Step string }
		require.NoError(t, json.Unmarshal([]byte(line), &entry))
		steps, ids[entry.ID] = append(steps, entry.Step), true
	}
	assert.Equal(t, []string{"name", "home realm", "password", "home realm", "password", "session", "stay signed in",
		"arrival"}, steps)
	assert.Len(t, ids, 1)
	assert.NotContains(t, x.log.String(), "Passw0rd")
}

// What waits for an answer is small, whatever was posted.
func TestWaitingSignInsAreSmall(t *testing.T) {
	p := &pending{login: strings.Repeat("a", 60<<10), domainHint: "contoso.com", domain: &directory.Domain{}}
	kept := p.atRest()
	assert.Less(t, len(kept.login), 400)
	assert.Nil(t, kept.domain)
	assert.Empty(t, kept.domainHint)

	p.claims = &claims{upn: "alice@contoso.com"}
	assert.NotNil(t, p.atRest().claims, "a step before the session needs them")
	p.session = "open"
	assert.Nil(t, p.atRest().claims)
}
