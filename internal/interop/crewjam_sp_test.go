package interop_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/crewjam/saml"
	"github.com/crewjam/saml/samlsp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/corpus"
	"samlharness/world"
)

const (
	wikiSite  = "https://wiki.example.com"
	wikiLabel = "Wiki"
)

// registerWiki makes the custom SAML application for an application elsewhere, as an administrator would.
func registerWiki(t testing.TB, w *world.World, spEntityID, acs string, redirect bool) org.Application {
	t.Helper()
	ctx := t.Context()
	_, err := w.JumpCloud.CreateApplication(ctx, org.NewApplication{Template: org.TemplateSAML, Label: wikiLabel,
		EntityID:   "https://jumpcloud.contoso.com",
		SPEntityID: spEntityID, ACSURLs: []string{acs}})
	require.NoError(t, err)
	groups := "memberOf"
	app, err := w.JumpCloud.UpdateApplication(ctx, wikiLabel, org.ApplicationUpdate{DeclareRedirect: &redirect,
		GroupsAttribute:    &groups,
		UserAttributes:     &[]org.UserAttribute{{Name: "mail", Field: "email"}, {Name: "name", Field: "displayname"}},
		ConstantAttributes: &[]org.ConstantAttribute{{Name: "company", Value: `Contoso <"&'> 王`}}})
	require.NoError(t, err)
	require.NoError(t, w.JumpCloud.BindGroup(ctx, org.AllUsers, wikiLabel))
	return app
}

// crewjamSP is an application behind crewjam/saml's middleware, which knows JumpCloud by its public metadata. Its page
// shows the attributes of who is signed in.
func crewjamSP(t testing.TB, w *world.World, redirect bool, change func(*samlsp.Options)) {
	t.Helper()
	app := registerWiki(t, w, wikiSite+"/saml/metadata", wikiSite+"/saml/acs", redirect)
	metadataURL, err := url.Parse(app.MetadataURL())
	require.NoError(t, err)
	metadata, err := samlsp.FetchMetadata(t.Context(), w.HTTPClient(), *metadataURL)
	require.NoError(t, err)
	site, err := url.Parse(wikiSite)
	require.NoError(t, err)
	options := samlsp.Options{
		URL:            *site,
		Key:            corpus.Key(t),
		Certificate:    corpus.Certificate(t),
		IDPMetadata:    metadata,
		CookieSameSite: http.SameSiteNoneMode,
	}
	if change != nil {
		change(&options)
	}
	middleware, err := samlsp.New(options)
	require.NoError(t, err)
	middleware.OnError = func(w http.ResponseWriter, _ *http.Request, err error) {
		if invalid, ok := errors.AsType[*saml.InvalidResponseError](err); ok {
			err = invalid.PrivateErr
		}
		http.Error(w, err.Error(), http.StatusForbidden)
	}
	mux := http.NewServeMux()
	mux.Handle("/saml/", middleware)
	mux.Handle("/", middleware.RequireAccount(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, json.NewEncoder(w).Encode(
			samlsp.SessionFromContext(r.Context()).(samlsp.SessionWithAttributes).GetAttributes()))
	})))
	handle(t, w, hostOf(wikiSite), mux)
}

// assertAliceArrived reads the application's page.
func assertAliceArrived(t testing.TB, page *browser.Page, path string) {
	t.Helper()
	assert.Equal(t, wikiSite+path, page.URL.String())
	var attributes map[string][]string
	require.NoError(t, json.Unmarshal(page.Body, &attributes), "%s", page.Body)
	delete(attributes, "SessionIndex") // crewjam's own
	assert.Equal(t, map[string][]string{
		"mail":     {"alice@contoso.com"},
		"name":     {"Alice Adams"},
		"company":  {`Contoso <"&'> 王`},
		"memberOf": {"All Users"},
	}, attributes)
}

// TestCrewjamServiceProvider signs in at an application that crewjam/saml guards, which knows JumpCloud by its metadata
// and chooses the binding by that.
func TestCrewjamServiceProvider(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             string
		redirect, signed bool
		bindings         []string
	}{
		{"POST", false, false, []string{"POST"}},
		{"POST, request signed", false, true, []string{"POST"}},
		{"Redirect", true, false, []string{"Redirect"}},
		{"Redirect, request signed", true, true, []string{"Redirect"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			crewjamSP(t, w, c.redirect, func(o *samlsp.Options) { o.SignRequest = c.signed })
			b := w.Browser()
			page, err := b.Open(t.Context(), wikiSite+"/pages/7?view=all")
			require.NoError(t, err)
			page = signInAtJumpCloud(t, w, b, page, "alice@contoso.com")
			assertAliceArrived(t, page, "/pages/7?view=all")
			assert.Equal(t, c.bindings, carried(b.Transcript()))
		})
	}
}

// TestCrewjamServiceProviderUnsolicited begins at the User Portal's tile; crewjam/saml refuses that unless it is told
// to take what it did not ask for.
func TestCrewjamServiceProviderUnsolicited(t *testing.T) {
	t.Parallel()
	for _, allowed := range []bool{true, false} {
		w := startWorld(t)
		crewjamSP(t, w, true, func(o *samlsp.Options) { o.AllowIDPInitiated = allowed })
		b := w.Browser()
		page, err := b.Open(t.Context(), signin.PortalStart)
		require.NoError(t, err)
		page = signInAtJumpCloud(t, w, b, page, "alice@contoso.com")
		page, err = b.Click(t.Context(), page, wikiLabel)
		require.NoError(t, err)
		if !allowed {
			assert.Equal(t, http.StatusForbidden, page.Status)
			assert.Contains(t, page.Text(), "`InResponseTo` does not match")
			continue
		}
		assertAliceArrived(t, page, "/")
		assert.Empty(t, carried(b.Transcript()), "nobody asked")
	}
}

// TestCrewjamServiceProviderRefuses shows that crewjam/saml judges: another key than the metadata's, and a cookie that
// a cross-site POST does not carry, are refused.
func TestCrewjamServiceProviderRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		says   string
		change func(*samlsp.Options)
		after  func(t *testing.T, w *world.World)
	}{
		{"certificate regenerated", "Could not verify certificate against trusted certs", nil,
			func(t *testing.T, w *world.World) {
				_, err := w.JumpCloud.RegenerateCertificate(t.Context(), wikiLabel)
				require.NoError(t, err)
			}},
		{"SameSite=Lax", "`InResponseTo` does not match", func(o *samlsp.Options) {
			o.CookieSameSite = http.SameSiteLaxMode
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			crewjamSP(t, w, true, c.change)
			if c.after != nil {
				c.after(t, w)
			}
			b := w.Browser()
			page, err := b.Open(t.Context(), wikiSite+"/")
			require.NoError(t, err)
			page = signInAtJumpCloud(t, w, b, page, "alice@contoso.com")
			assert.Equal(t, wikiSite+"/saml/acs", page.URL.String())
			assert.Equal(t, http.StatusForbidden, page.Status)
			assert.Contains(t, page.Text(), c.says)
		})
	}
}

// TestJumpCloudRefusesBeforeCrewjam checks that a request from an application that is not the registered one does not
// get an answer.
func TestJumpCloudRefusesBeforeCrewjam(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	crewjamSP(t, w, true, func(o *samlsp.Options) { o.EntityID = "https://other.example.com" })
	b := w.Browser()
	page, err := b.Open(t.Context(), wikiSite+"/")
	require.NoError(t, err)
	page = signInAtJumpCloud(t, w, b, page, "alice@contoso.com")
	reason, ok := page.ByAttribute("data-reason", "")
	require.True(t, ok, page.Text())
	assert.Equal(t, signon.CodeUnreachable, reason.Attributes["data-reason"])
}
