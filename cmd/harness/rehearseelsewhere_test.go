package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/cloud"
	"samlharness/internal/needs"
	"samlharness/internal/thirdparty"
)

const otherHost = "idp.staging.contoso.net"

// otherProvider is an identity provider of another make in the tenant's neighbourhood, which trusts Microsoft. Its
// metadata is in the folder.
func (r *rehearsal) otherProvider(t *testing.T) {
	w := r.tenant.World
	key, err := w.SigningKey(t.Context())
	require.NoError(t, err)
	pair, err := certs.Issue(key, certs.Profile{NotBefore: w.Clock.Now()})
	require.NoError(t, err)
	idp := thirdparty.NewIdentityProvider(thirdparty.Site{Host: otherHost, World: "staging", Clock: w.Clock,
		Record: w.Record},
		thirdparty.People{NameIDs: map[string]string{"erika@staging.contoso.net": "erika-1"}, Password: "Passw0rd!"},
		key, pair.Certificate)
	require.NoError(t, w.Handle(otherHost, personAt(idp)))
	response, err := w.HTTPClient().Get("https://" + cloud.Global.Metadata() +
		"/federationmetadata/saml20/federationmetadata.xml")
	require.NoError(t, err)
	defer response.Body.Close()
	microsoft := new(strings.Builder)
	require.NoError(t, response.Write(microsoft))
	_, body, _ := strings.Cut(microsoft.String(), "\r\n\r\n")
	_, err = idp.Trust([]byte(body))
	require.NoError(t, err)
	metadata, err := idp.Metadata()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(r.folder, "other.xml"), metadata, 0o600))
}

// personAt puts a person before the login page of a site: some seconds after it is shown it is filled in.
func personAt(site http.Handler) http.HandlerFunc {
	const typed = `<script>setTimeout(() => {
username.value = "erika@staging.contoso.net"; password.value = "Passw0rd!";
document.querySelector("button").click() }, 2500)</script>`
	return func(w http.ResponseWriter, r *http.Request) {
		shown := httptest.NewRecorder()
		site.ServeHTTP(shown, r)
		for name, values := range shown.Header() {
			w.Header()[name] = values
		}
		body := shown.Body.String()
		if strings.Contains(body, `id="password"`) {
			w.Header().Del("Content-Security-Policy")
			w.Header().Del("Content-Length")
			body += typed
		}
		w.WriteHeader(shown.Code)
		_, _ = w.Write([]byte(body))
	}
}

// With metadata of another make the person is told what the identity provider needs, and is waited for at its pages.
func TestRehearsalWithAnotherMake(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a Chromium")
	}
	needs.Program(t, "chromium")
	r := newRehearsal(t)
	r.otherProvider(t)
	p := &process{
		Cmd: r.command(t, "rehearse", "--xml-file", "other.xml", "--browser", "chromium", "--despite-findings",
			"--settle", "0s", "--drain", "0s", "--wait", "20s"),
		started: make(chan struct{}),
	}
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	code := p.run(t)
	said, warned := p.stdout.String(), p.stderr.String()
	require.Zero(t, code, said+warned)
	assert.Equal(t, "Managed", r.authenticationType(t))
	told, after, _ := strings.Cut(warned, "harness: Preflight")
	assert.Contains(t, told, "at the identity provider https://idp.staging.contoso.net/metadata, before erika@")
	assert.Contains(t, told, "urn:federation:MicrosoftOnline")
	assert.Contains(t, told, "https://login.microsoftonline.com/login.srf by HTTP-POST")
	assert.Contains(t, after, "the window shows “Sign in · idp.staging.contoso.net”: please go on there")
	assert.Contains(t, said, "signs in by the identity provider: signed in as erika@staging.contoso.net")
	assert.Regexp(t, "skip +The signing certificate is not rotated: only the administrator", said)
	assert.Contains(t, said, "9 passed, 1 skipped")
	page, err := os.ReadFile(filepath.Join(r.folder, "rehearsal-staging.contoso.net.html"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "The signing certificate is not rotated")
}
