package home_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/internal/clients"
	"samlharness/internal/desk"
	"samlharness/internal/desk/home"
	"samlharness/scenarios"
	"samlharness/world"
)

// site is the desk of a world, at a test's own server.
type site struct {
	t     testing.TB
	world *world.World
	desk  *desk.Desk
}

func open(t testing.TB, spec *world.Spec) *site {
	t.Helper()
	w := world.Start(t, world.Options{Spec: spec})
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	return &site{t, w, desk.New(desk.Options{World: w.Name, Clock: w.Clock, Rooms: []desk.Room{&home.Home{
		World: scenarios.WorldOf(w), Sites: sites, CAPEM: w.CAPEM, Time: world.Limits{}.Time(),
		Clients: clients.World{
			ConnectionFile: "/home/me/.harness/connection.json", ProxyURL: "http://127.0.0.1:8888",
			CACertificateFile: "/home/me/.harness/connection.ca.pem", TenantID: w.Entra.ID(), ClientID: w.ClientID,
		},
	}}})}
}

// ask sends a request without the network.
func (s *site) ask(r *http.Request) (status int, body string) {
	s.t.Helper()
	r.Host = "localhost:8080"
	answer := httptest.NewRecorder()
	s.desk.ServeHTTP(answer, r)
	if to := answer.Header().Get("Location"); to != "" {
		to, _, _ = strings.Cut(to, "#") // which a browser keeps
		return s.get(to)
	}
	text, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	return answer.Code, string(text)
}

func (s *site) get(address string) (status int, body string) {
	s.t.Helper()
	return s.ask(httptest.NewRequest(http.MethodGet, address, nil))
}

var tokens = regexp.MustCompile(`name="token" value="([A-Z0-9]+)"`)

// post sends a form with the page's token, and follows to the page that comes of it.
func (s *site) post(address string, fields ...string) (status int, body string) {
	s.t.Helper()
	_, page := s.get("/")
	form := url.Values{"token": {tokens.FindStringSubmatch(page)[1]}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(r)
}

// crowd is a world with so many users.
func crowd(n int) *world.Spec {
	spec := world.Demo()
	spec.Users = append(spec.Users, world.UserSpec{UPN: "script@contoso.com", DisplayName: "<script>alert(1)</script>"})
	for i := len(spec.Users); i < n; i++ {
		spec.Users = append(spec.Users, world.UserSpec{
			UPN:         fmt.Sprintf("user%05d@contoso.com", i),
			DisplayName: fmt.Sprintf("User %05d", i),
		})
	}
	return &spec
}

// empty is a world with nobody in it and no domain but its own.
func empty() *world.Spec {
	spec := world.Demo()
	spec.Domains, spec.Users, spec.Groups, spec.Administrators = nil, nil, nil, nil
	return &spec
}
