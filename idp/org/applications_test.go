package idp_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/internal/wire"
)

func TestEntityIDRule(t *testing.T) {
	for _, c := range []struct {
		name, id, code string
	}{
		{"https", "https://contoso.com", ""},
		{"urn", "urn:uri:contoso.com", ""},
		{"trailing slash", "https://contoso.com/", ""},
		{"path", "https://contoso.com/saml", ""},
		{"another company's domain", "https://fabrikam.com", ""},
		{"initial domain", "https://contoso.onmicrosoft.com", ""},
		{"unreplaced", "https://YOUR_DOMAIN", ""},
		{"capitals", "https://Contoso.com", ""},
		{"bare domain", "contoso.com", idp.CodeEntityIDPrefix},
		{"http", "http://contoso.com", idp.CodeEntityIDPrefix},
		{"text before the prefix", "xhttps://contoso.com", idp.CodeEntityIDPrefix},
		{"blank before the prefix", " https://contoso.com", idp.CodeEntityIDPrefix},
		{"prefix alone", "https://", idp.CodeEntityIDPrefix},
		{"another urn", "urn:contoso.com", idp.CodeEntityIDPrefix},
		{"prefix in capitals", "HTTPS://contoso.com", idp.CodeEntityIDPrefix},
		{"line feed", "https://contoso.com\n", idp.CodeInvalid},
		{"not UTF-8", "https://\xff", idp.CodeInvalid},
		{"too long", "https://" + strings.Repeat("a", 1017), idp.CodeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			_, err := w.CreateApplication(t.Context(), idp.NewApplication{EntityID: c.id, Slug: "new", Label: "New"})
			before, _ := w.Application(t.Context(), "office365")
			_, changed := w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{EntityID: &c.id})
			if c.code == "" {
				require.NoError(t, err)
				require.NoError(t, changed)
				app, err := w.Application(t.Context(), "new")
				require.NoError(t, err)
				assert.Equal(t, c.id, app.EntityID, "stored as typed")
				return
			}
			assert.True(t, idp.IsCode(err, c.code), "%v", err)
			assert.True(t, idp.IsCode(changed, c.code), "%v", changed)
			after, err := w.Application(t.Context(), "office365")
			require.NoError(t, err)
			assert.Equal(t, before, after)
		})
	}
	w := newWorld(t)
	_, err := w.CreateApplication(t.Context(), idp.NewApplication{EntityID: "contoso.com", Slug: "new"})
	var refused *idp.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "The supplied EntityID: contoso.com does not appear to be correct. The domain name may be missing "+
		"'https://' or 'urn:uri:' "+
		"as a prefix to the domain name. EX: within the JumpCloud SSO application for O365, supply an EntityID value "+
		"such as "+
		"'https://myDomain.com' or 'urn:uri:myDomain.com'", refused.Message)
}

func TestOffice365Template(t *testing.T) {
	w := newWorld(t)
	app, err := w.Application(t.Context(), "Microsoft 365")
	require.NoError(t, err)
	assert.Equal(t, "https://contoso.com", app.EntityID)
	assert.Equal(t, "https://login.microsoftonline.com/login.srf?whr=contoso.com", app.LoginURL)
	assert.Equal(t, "https://sso.jumpcloud.com/saml2/office365", app.SSOURL())
	assert.Equal(t, "urn:federation:MicrosoftOnline", app.SPEntityID)
	assert.Equal(t, []string{"https://login.microsoftonline.com/login.srf"}, app.ACSURLs)
	assert.True(t, app.SignAssertion)
	assert.False(t, app.SignResponse)
	_, err = w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{
		ACSURLs: &[]string{"https://evil.example/"},
	})
	assert.True(t, idp.IsCode(err, idp.CodeInvalid), "%v", err)

	blank, err := w.CreateApplication(t.Context(), idp.NewApplication{Slug: "blank", Label: "Blank"})
	require.NoError(t, err)
	assert.Equal(t, "https://YOUR_DOMAIN", blank.EntityID)
	assert.Contains(t, blank.LoginURL, "YOUR_DOMAIN")
	none, err := w.CreateApplication(t.Context(), idp.NewApplication{Slug: "none", Label: "None", NoLoginURL: true})
	require.NoError(t, err)
	assert.Equal(t, "https://sso.jumpcloud.com/saml2/none", none.TileURL())
}

func TestApplicationsRefused(t *testing.T) {
	saml := func(change func(*idp.NewApplication)) idp.NewApplication {
		n := idp.NewApplication{
			Template:   idp.TemplateSAML,
			Label:      "App",
			EntityID:   "me",
			SPEntityID: "you",
			ACSURLs:    []string{"https://sp.example/acs"},
		}
		change(&n)
		return n
	}
	for _, c := range []struct {
		name, code string
		app        idp.NewApplication
	}{
		{"slug taken", idp.CodeAlreadyExists, idp.NewApplication{Domain: "fabrikam.com"}},
		{"template", idp.CodeInvalid, idp.NewApplication{Template: "zoom"}},
		{"slug with a slash", idp.CodeInvalid, idp.NewApplication{Slug: "a/b"}},
		{"slug of dots", idp.CodeInvalid, idp.NewApplication{Slug: ".."}},
		{"login URL", idp.CodeInvalid, idp.NewApplication{Slug: "a", LoginURL: "javascript:alert(1)"}},
		{"login URL with a password", idp.CodeInvalid, idp.NewApplication{
			Slug:     "a",
			LoginURL: "https://a:b@login.microsoftonline.com/",
		}},
		{"description", idp.CodeInvalid, idp.NewApplication{Slug: "a", Description: strings.Repeat("x", 257)}},
		{"no ACS", idp.CodeInvalid, saml(func(n *idp.NewApplication) { n.ACSURLs = nil })},
		{"ACS scheme", idp.CodeInvalid, saml(func(n *idp.NewApplication) { n.ACSURLs = []string{"data:text/html,x"} })},
		{"no SP entity ID", idp.CodeInvalid, saml(func(n *idp.NewApplication) { n.SPEntityID = "" })},
		{"label without letters", idp.CodeInvalid, saml(func(n *idp.NewApplication) { n.Label = "王" })},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			_, err := w.CreateApplication(t.Context(), c.app)
			require.Error(t, err)
			assert.True(t, idp.IsCode(err, c.code), "%v", err)
			apps, err := w.Applications(t.Context())
			require.NoError(t, err)
			assert.Len(t, apps, 1)
		})
	}
}

func TestApplicationUpdatesRefused(t *testing.T) {
	w := newWorld(t)
	before, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	for name, change := range map[string]idp.ApplicationUpdate{
		"signature algorithm":      {SignatureMethod: ptr("http://www.w3.org/2000/09/xmldsig#hmac-sha1")},
		"subject":                  {SubjectField: ptr("password")},
		"SP entity ID":             {SPEntityID: ptr("urn:federation:microsoftonline")},
		"label":                    {Label: ptr("")},
		"user attribute":           {UserAttributes: &[]idp.UserAttribute{{Name: "a", Field: "passwordHash"}}},
		"name of a user attribute": {UserAttributes: &[]idp.UserAttribute{{Field: "email"}}},
		"constant":                 {ConstantAttributes: &[]idp.ConstantAttribute{{Name: "a", Value: "\x00"}}},
		"name of a constant":       {ConstantAttributes: &[]idp.ConstantAttribute{{Value: "a"}}},
	} {
		_, err := w.UpdateApplication(t.Context(), "office365", change)
		assert.True(t, idp.IsCode(err, idp.CodeInvalid), "%s: %v", name, err)
	}
	after, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, before, after)
	changed, err := w.UpdateApplication(t.Context(), "office365",
		idp.ApplicationUpdate{UserAttributes: &[]idp.UserAttribute{{Name: "first", Field: "firstname"}}})
	require.NoError(t, err)
	assert.Equal(t, []idp.UserAttribute{{Name: "IDPEmail", Field: "email", ReadOnly: true}, {
		Name:  "first",
		Field: "firstname",
	}}, changed.UserAttributes, "the template's own stays")
}

func TestCustomApplication(t *testing.T) {
	w := newWorld(t)
	app, err := w.CreateApplication(t.Context(), idp.NewApplication{Template: idp.TemplateSAML, Label: "SAML 2.0",
		EntityID: "JumpCloud", SPEntityID: "https://sp.example",
		ACSURLs: []string{"https://sp.example/acs", "https://sp.example/acs2"}})
	require.NoError(t, err)
	assert.Equal(t, "saml20", app.Slug)
	require.NoError(t, w.BindGroup(t.Context(), idp.AllUsers, "saml20"))
	_, err = w.UpdateApplication(t.Context(), "saml20", idp.ApplicationUpdate{SignResponse: ptr(true),
		GroupsAttribute:    ptr("memberOf"),
		ConstantAttributes: &[]idp.ConstantAttribute{{Name: "tenant", Value: "a<b&c"}}})
	require.NoError(t, err)
	b := w.signedIn("alice@contoso.com")
	request := wire.AuthnRequest{
		ID:           wire.NewID(),
		Issuer:       "https://sp.example",
		ACSURL:       "https://sp.example/acs2",
		IssueInstant: w.clock.Now(),
	}
	done := b.post(app.SSOURL(), postForm(request))
	assert.Equal(t, "https://sp.example/acs2", done.Action)
	i := readResponse(t, done.Fields["SAMLResponse"], app)
	verify(t, i.response, app)
	assert.Equal(t, "alice@contoso.com", i.find(t, "NameID").Text())
	assert.Equal(t, wire.NameIDUnspecified10, attr(i.find(t, "NameID"), "Format"))
	assert.Contains(t, string(i.xml), `Name="memberOf"`)
	assert.Contains(t, string(i.xml), "All Users")
	assert.Contains(t, string(i.xml), "a&lt;b&amp;c")
	name, metadata, err := w.ExportMetadata(t.Context(), "saml20")
	require.NoError(t, err)
	assert.Equal(t, "JumpCloud-saml2-metadata.xml", name)
	assert.NotContains(t, string(metadata), "HTTP-Redirect")
}

func TestReferences(t *testing.T) {
	w := newWorld(t)
	_, err := w.CreateApplication(t.Context(), idp.NewApplication{Domain: "fabrikam.com", Slug: "second"})
	require.NoError(t, err)
	_, err = w.Application(t.Context(), "microsoft 365")
	assert.True(t, idp.IsCode(err, idp.CodeAmbiguous), "%v", err)
	first, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, "https://contoso.com", first.EntityID, "a slug is exact")
	for _, find := range []func() error{
		func() error { _, err := w.Application(t.Context(), "nothing"); return err },
		func() error { _, err := w.User(t.Context(), "nobody"); return err },
		func() error { _, err := w.Group(t.Context(), "nothing"); return err },
		func() error { return w.AddToGroup(t.Context(), "alice", "nothing") },
		func() error { return w.AddToGroup(t.Context(), "nobody", idp.AllUsers) },
		func() error { return w.BindGroup(t.Context(), idp.AllUsers, "nothing") },
		func() error { return w.DeleteApplication(t.Context(), "") },
		func() error { return w.DeleteUser(t.Context(), "") },
	} {
		assert.True(t, idp.IsCode(find(), idp.CodeNotFound))
	}
}

func TestRegeneratedCertificateStopsTheOld(t *testing.T) {
	w := newWorld(t)
	old, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	b := w.signedIn("alice@contoso.com")
	readResponse(t, b.get(ssoURL).Fields["SAMLResponse"], old)
	w.clock.Advance(time.Minute)
	fresh, err := w.RegenerateCertificate(t.Context(), "office365")
	require.NoError(t, err)
	assert.NotEqual(t, old.Certificate, fresh.Certificate)
	assert.Equal(t, w.clock.Now(), fresh.CertificateUpdated)
	assert.Equal(t, time.Date(2031, 3, 2, 9, 16, 0, 0, time.UTC), fresh.CertificateExpires)
	old.Certificate, fresh.CertificateUpdated, fresh.CertificateExpires = fresh.Certificate, old.CertificateUpdated, old.CertificateExpires
	assert.Equal(t, old, fresh, "nothing else changes")
	readResponse(t, b.get(ssoURL).Fields["SAMLResponse"], fresh)
}

type noKeys struct{ err error }

func TestKeysThatCannotBeMade(t *testing.T) {
	w := newWorld(t)
	before, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = w.RegenerateCertificate(ctx, "office365")
	require.ErrorIs(t, err, context.Canceled)
	after, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, before, after)

	failing := errors.New("no entropy")
	o, err := idp.New(idp.Options{Clock: w.clock, Keys: noKeys{failing}})
	require.NoError(t, err)
	_, err = o.CreateApplication(t.Context(), idp.NewApplication{Domain: "contoso.com"})
	require.ErrorIs(t, err, failing)
	apps, err := o.Applications(t.Context())
	require.NoError(t, err)
	assert.Empty(t, apps)
}

func (k noKeys) RSAKey(context.Context, int) (*rsa.PrivateKey, error) { return nil, k.err }
