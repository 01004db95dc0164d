package msgraph_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation/msgraph"
	"samlharness/internal/graphtest"
	"samlharness/internal/needs"
)

// elsewhere counts what reaches a host to which redirects lead.
func elsewhere(t *testing.T) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s with %q went on", r.Method, r.URL, r.Header.Get("Authorization"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A redirect is an answer: neither token nor body go on, for reads and writes, at Graph and at the sign-in host.
func TestRedirectsAreNotFollowed(t *testing.T) {
	target := elsewhere(t)
	for _, status := range []int{301, 302, 303, 307, 308} {
		w := graphtest.New(t)
		client := w.Client(t, "", true)
		away := func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.Redirect(rw, r, target+"/v1.0/domains?token=secret", status)
		}
		w.Faults.Add("GET", "/domains", 0, away)
		_, err := client.Domains(t.Context())
		redirect, ok := errors.AsType[*msgraph.RedirectError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, msgraph.RedirectError{Host: "graph.microsoft.com", Status: status, To: target}, *redirect)
		assert.NotContains(t, err.Error(), "secret")
		assert.Equal(t, 1, w.Faults.Requests("GET "), "and not tried again")
		w.Faults.Add("PATCH", "/domains/contoso.com", 0, away)
		err = client.Send(t.Context(), msgraph.ToManaged("contoso.com"))
		_, ok = errors.AsType[*msgraph.RedirectError](err)
		assert.True(t, ok, "%v", err)
		assert.Equal(t, 1, w.Faults.Requests("PATCH "))
	}
}

// signInHost answers token requests so; the discovery before them is the emulated tenant's.
type signInHost struct {
	next   *http.Client
	answer func(*http.Request) (*http.Response, error)
}

func (h signInHost) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/token") {
		return h.answer(r)
	}
	return h.next.Transport.RoundTrip(r)
}

func TestTokenRequestsAreNotRedirected(t *testing.T) {
	w := graphtest.New(t)
	target := elsewhere(t)
	options := app()
	options.Retry = graphtest.Quick()
	options.Transport = &http.Client{Transport: signInHost{w.Web(t), func(r *http.Request) (*http.Response, error) {
		recorder := httptest.NewRecorder()
		http.Redirect(recorder, r, target, http.StatusTemporaryRedirect)
		return recorder.Result(), nil
	}}}
	c, err := msgraph.Credential(options)
	require.NoError(t, err)
	g, err := msgraph.New(msgraph.Options{Credential: c, Transport: w.Web(t), Retry: graphtest.Quick()})
	require.NoError(t, err)
	_, err = g.Domains(t.Context())
	redirect, ok := errors.AsType[*msgraph.RedirectError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, "login.microsoftonline.com", redirect.Host)
	signIn, ok := errors.AsType[*msgraph.SignInError](err)
	require.True(t, ok)
	assert.Equal(t, msgraph.Secret, signIn.Kind)
	assert.Zero(t, w.Faults.Requests("GET "), "no token, no call")
}

// Without a network every credential says so, and at once.
func TestNoNetwork(t *testing.T) {
	t.Setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1") // an Azure host's, for the managed identity
	t.Setenv("IDENTITY_HEADER", "x")
	certificate := needs.File(t, "app.pem", appPEM(t))
	for _, kind := range []msgraph.CredentialKind{msgraph.Secret, msgraph.Certificate, msgraph.DeviceCode,
		msgraph.Browser, msgraph.ManagedID} {
		t.Run(string(kind), func(t *testing.T) {
			environment := url.Values{msgraph.EnvClientSecret: {clientSecret}}
			g, err := msgraph.Target{
				Kind:            kind,
				TenantID:        tenantID,
				ClientID:        clientID,
				CertificateFile: certificate,
				AuthorityHost:   "https://127.0.0.1:1",
				Getenv:          environment.Get,
			}.Open()
			require.NoError(t, err)
			_, err = g.Domains(t.Context())
			connect, ok := errors.AsType[*msgraph.ConnectError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, "127.0.0.1:1", connect.Host)
			assert.False(t, connect.Untrusted())
			signIn, ok := errors.AsType[*msgraph.SignInError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, kind, signIn.Kind)
		})
	}
	t.Setenv("PATH", t.TempDir())
	g, err := msgraph.Target{Kind: msgraph.CLI}.Open()
	require.NoError(t, err)
	_, err = g.Domains(t.Context())
	signIn, ok := errors.AsType[*msgraph.SignInError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, msgraph.CLI, signIn.Kind)
}
