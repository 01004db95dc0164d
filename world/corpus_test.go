package world_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/certs"
	"samlharness/internal/corpus"
	"samlharness/sp/directory"
	"samlharness/world"
)

// TestXMLSecSignsIn posts what xmlsec1 signed with a registered certificate to login.srf over TLS: what xmlsec1
// verifies signs alice in, what it refuses shows Microsoft's error page.
func TestXMLSecSignsIn(t *testing.T) {
	w := world.Start(t, world.Options{})
	registerCorpus(t, w)
	for _, sample := range corpus.Load(t) {
		t.Run(sample.Name, func(t *testing.T) {
			t.Parallel()
			b := w.Browser()
			page := post(t, b, sample.XML)
			if !sample.Verifies {
				assert.Contains(t, page.Text(), "AADSTS50006", sample.Says)
				return
			}
			require.Contains(t, page.Text(), "Stay signed in?", sample.Says)
			page, err := b.Click(t.Context(), page, "idSIButton9")
			require.NoError(t, err)
			assert.Contains(t, page.Text(), "alice@contoso.com")
			assert.Equal(t, http.StatusOK, page.Status)
		})
	}
}

// post posts a response to login.srf as the page of an identity provider does.
func post(t testing.TB, b *browser.Browser, response []byte) *browser.Page {
	t.Helper()
	from, err := url.Parse("https://idp.contoso.com/sso")
	require.NoError(t, err)
	html := `<form method="post" action="https://login.microsoftonline.com/login.srf"><input name="SAMLResponse" value="` +
		base64.StdEncoding.EncodeToString(response) + `"><input name="RelayState" value=""></form>`
	form, ok := browser.ParsePage(from, http.StatusOK, http.Header{
		"Content-Type": {"text/html"},
	}, []byte(html), true).Form("SAMLResponse")
	require.True(t, ok)
	page, err := b.Submit(t.Context(), form, nil)
	require.NoError(t, err)
	return page
}

// registerCorpus federates contoso.com with whoever signed the corpus.
func registerCorpus(t *testing.T, w *world.World) {
	t.Helper()
	id := corpus.ImmutableID
	_, err := w.Entra.UpdateUser(t.Context(), "alice@contoso.com", directory.UserPatch{ImmutableID: &id})
	require.NoError(t, err)
	_, err = w.Entra.CreateFederation(t.Context(), "contoso.com", directory.Federation{
		DisplayName: "another stack", IssuerURI: corpus.Issuer,
		PassiveSignInURI:   "https://sso.jumpcloud.com/saml2/office365",
		SignOutURI:         "https://console.jumpcloud.com/userconsole/",
		SigningCertificate: certs.Base64(corpus.Certificate(t)), PreferredAuthenticationProtocol: directory.ProtocolSAML,
		FederatedIdpMfaBehavior: directory.MFAAccept,
	})
	require.NoError(t, err)
}

// A world's clock skew is Microsoft's: a message that is an hour early is taken where two hours are forgiven.
func TestClockSkewOfTheWorld(t *testing.T) {
	t.Parallel()
	for skew, want := range map[time.Duration]string{0: "AADSTS500089", 2 * time.Hour: "Stay signed in?"} {
		spec := world.Demo()
		spec.ClockSkew = world.Duration(skew)
		w := world.Start(t, world.Options{Spec: &spec})
		registerCorpus(t, w)
		w.Clock.Set(corpus.At().Add(-time.Hour))
		for _, sample := range corpus.Load(t) {
			if sample.Verifies {
				assert.Contains(t, post(t, w.Browser(), sample.XML).Text(), want)
				break
			}
		}
	}
}
