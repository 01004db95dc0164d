package org_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/record"
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
		{"bare domain", "contoso.com", org.CodeEntityIDPrefix},
		{"http", "http://contoso.com", org.CodeEntityIDPrefix},
		{"text before the prefix", "xhttps://contoso.com", org.CodeEntityIDPrefix},
		{"blank before the prefix", " https://contoso.com", org.CodeEntityIDPrefix},
		{"prefix alone", "https://", org.CodeEntityIDPrefix},
		{"another urn", "urn:contoso.com", org.CodeEntityIDPrefix},
		{"prefix in capitals", "HTTPS://contoso.com", org.CodeEntityIDPrefix},
		{"line feed", "https://contoso.com\n", org.CodeInvalid},
		{"not UTF-8", "https://\xff", org.CodeInvalid},
		{"too long", "https://" + strings.Repeat("a", 1017), org.CodeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			_, err := w.CreateApplication(t.Context(), org.NewApplication{EntityID: c.id, Slug: "new", Label: "New"})
			before, _ := w.Application(t.Context(), "office365")
			_, changed := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{EntityID: &c.id})
			if c.code == "" {
				require.NoError(t, err)
				require.NoError(t, changed)
				app, err := w.Application(t.Context(), "new")
				require.NoError(t, err)
				assert.Equal(t, c.id, app.EntityID, "stored as typed")
				return
			}
			assert.True(t, record.IsCode(err, c.code), "%v", err)
			assert.True(t, record.IsCode(changed, c.code), "%v", changed)
			after, err := w.Application(t.Context(), "office365")
			require.NoError(t, err)
			assert.Equal(t, before, after)
		})
	}
	w := idptest.NewWorld(t)
	_, err := w.CreateApplication(t.Context(), org.NewApplication{EntityID: "contoso.com", Slug: "new"})
	var refused *record.Refusal
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "The supplied EntityID: contoso.com does not appear to be correct. The domain name may be missing "+
		"'https://' or 'urn:uri:' "+
		"as a prefix to the domain name. EX: within the JumpCloud SSO application for O365, supply an EntityID value "+
		"such as "+
		"'https://myDomain.com' or 'urn:uri:myDomain.com'", refused.Message)
}

func TestOffice365Template(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.Application(t.Context(), "Microsoft 365")
	require.NoError(t, err)
	assert.Equal(t, "https://contoso.com", app.EntityID)
	assert.Equal(t, "https://login.microsoftonline.com/login.srf?whr=contoso.com", app.LoginURL)
	assert.Equal(t, "https://sso.jumpcloud.com/saml2/office365", app.SSOURL())
	assert.Equal(t, "urn:federation:MicrosoftOnline", app.SPEntityID)
	assert.Equal(t, []string{"https://login.microsoftonline.com/login.srf"}, app.ACSURLs)
	assert.True(t, app.SignAssertion)
	assert.False(t, app.SignResponse)
	_, err = w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{
		ACSURLs: &[]string{"https://evil.example/"},
	})
	assert.True(t, record.IsCode(err, org.CodeInvalid), "%v", err)

	blank, err := w.CreateApplication(t.Context(), org.NewApplication{Slug: "blank", Label: "Blank"})
	require.NoError(t, err)
	assert.Equal(t, "https://YOUR_DOMAIN", blank.EntityID)
	assert.Contains(t, blank.LoginURL, "YOUR_DOMAIN")
	none, err := w.CreateApplication(t.Context(), org.NewApplication{Slug: "none", Label: "None", NoLoginURL: true})
	require.NoError(t, err)
	assert.Equal(t, "https://sso.jumpcloud.com/saml2/none", none.TileURL())
}

func TestApplicationsRefused(t *testing.T) {
	saml := func(change func(*org.NewApplication)) org.NewApplication {
		n := org.NewApplication{
			Template:   org.TemplateSAML,
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
		app        org.NewApplication
	}{
		{"slug taken", org.CodeAlreadyExists, org.NewApplication{Domain: "fabrikam.com"}},
		{"template", org.CodeInvalid, org.NewApplication{Template: "zoom"}},
		{"slug with a slash", org.CodeInvalid, org.NewApplication{Slug: "a/b"}},
		{"slug of dots", org.CodeInvalid, org.NewApplication{Slug: ".."}},
		{"login URL", org.CodeInvalid, org.NewApplication{Slug: "a", LoginURL: "javascript:alert(1)"}},
		{"login URL with a password", org.CodeInvalid, org.NewApplication{
			Slug:     "a",
			LoginURL: "https://a:b@login.microsoftonline.com/",
		}},
		{"description", org.CodeInvalid, org.NewApplication{Slug: "a", Description: strings.Repeat("x", 257)}},
		{"no ACS", org.CodeInvalid, saml(func(n *org.NewApplication) { n.ACSURLs = nil })},
		{"ACS scheme", org.CodeInvalid, saml(func(n *org.NewApplication) { n.ACSURLs = []string{"data:text/html,x"} })},
		{"no SP entity ID", org.CodeInvalid, saml(func(n *org.NewApplication) { n.SPEntityID = "" })},
		{"label without letters", org.CodeInvalid, saml(func(n *org.NewApplication) { n.Label = "王" })},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			_, err := w.CreateApplication(t.Context(), c.app)
			require.Error(t, err)
			assert.True(t, record.IsCode(err, c.code), "%v", err)
			apps, err := w.Applications(t.Context())
			require.NoError(t, err)
			assert.Len(t, apps, 1)
		})
	}
}

func TestApplicationUpdatesRefused(t *testing.T) {
	w := idptest.NewWorld(t)
	before, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	for name, change := range map[string]org.ApplicationUpdate{
		"signature algorithm":      {SignatureMethod: new("http://www.w3.org/2000/09/xmldsig#hmac-sha1")},
		"subject":                  {SubjectField: new("password")},
		"SP entity ID":             {SPEntityID: new("urn:federation:microsoftonline")},
		"label":                    {Label: new("")},
		"user attribute":           {UserAttributes: &[]org.UserAttribute{{Name: "a", Field: "passwordHash"}}},
		"name of a user attribute": {UserAttributes: &[]org.UserAttribute{{Field: "email"}}},
		"constant":                 {ConstantAttributes: &[]org.ConstantAttribute{{Name: "a", Value: "\x00"}}},
		"name of a constant":       {ConstantAttributes: &[]org.ConstantAttribute{{Value: "a"}}},
	} {
		_, err := w.UpdateApplication(t.Context(), "office365", change)
		assert.True(t, record.IsCode(err, org.CodeInvalid), "%s: %v", name, err)
	}
	after, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, before, after)
	changed, err := w.UpdateApplication(t.Context(), "office365",
		org.ApplicationUpdate{UserAttributes: &[]org.UserAttribute{{Name: "first", Field: "firstname"}}})
	require.NoError(t, err)
	assert.Equal(t, []org.UserAttribute{{Name: "IDPEmail", Field: "email", ReadOnly: true}, {
		Name:  "first",
		Field: "firstname",
	}}, changed.UserAttributes, "the template's own stays")
}

func TestReferences(t *testing.T) {
	w := idptest.NewWorld(t)
	_, err := w.CreateApplication(t.Context(), org.NewApplication{Domain: "fabrikam.com", Slug: "second"})
	require.NoError(t, err)
	_, err = w.Application(t.Context(), "microsoft 365")
	assert.True(t, record.IsCode(err, org.CodeAmbiguous), "%v", err)
	first, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, "https://contoso.com", first.EntityID, "a slug is exact")
	for _, find := range []func() error{
		func() error { _, err := w.Application(t.Context(), "nothing"); return err },
		func() error { _, err := w.User(t.Context(), "nobody"); return err },
		func() error { _, err := w.Group(t.Context(), "nothing"); return err },
		func() error { return w.AddToGroup(t.Context(), "alice", "nothing") },
		func() error { return w.AddToGroup(t.Context(), "nobody", org.AllUsers) },
		func() error { return w.BindGroup(t.Context(), org.AllUsers, "nothing") },
		func() error { return w.DeleteApplication(t.Context(), "") },
		func() error { return w.DeleteUser(t.Context(), "") },
	} {
		assert.True(t, record.IsCode(find(), org.CodeNotFound))
	}
}

type noKeys struct{ err error }

func TestKeysThatCannotBeMade(t *testing.T) {
	w := idptest.NewWorld(t)
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
	o, err := org.New(org.Options{Clock: w.Clock, Keys: noKeys{failing}})
	require.NoError(t, err)
	_, err = o.CreateApplication(t.Context(), org.NewApplication{Domain: "contoso.com"})
	require.ErrorIs(t, err, failing)
	apps, err := o.Applications(t.Context())
	require.NoError(t, err)
	assert.Empty(t, apps)
}

func (k noKeys) RSAKey(context.Context, int) (*rsa.PrivateKey, error) { return nil, k.err }

// What was handed out or in is the caller's: changing it changes nothing that is stored.
func TestListsAreOnesOwn(t *testing.T) {
	w := idptest.NewWorld(t)
	constants := []org.ConstantAttribute{{Name: "tenant", Value: "contoso"}}
	changed, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{ConstantAttributes: &constants})
	require.NoError(t, err)
	constants[0].Value, changed.UserAttributes[0].Field = "fabrikam", "username"
	changed.ACSURLs[0], changed.Certificate[0] = "https://evil.example/", 0
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, "contoso", app.ConstantAttributes[0].Value)
	assert.Equal(t, "email", app.UserAttributes[0].Field)
	assert.Equal(t, wire.MicrosoftACS, app.ACSURLs[0])
	assert.NotZero(t, app.Certificate[0])
}

func TestFixedFields(t *testing.T) {
	w := idptest.NewWorld(t)
	_, err := w.CreateApplication(t.Context(), org.NewApplication{Slug: "a", ACSURLs: []string{"https://evil.example/"}})
	var refused *record.Refusal
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "ACS URL must be the template's, "+wire.MicrosoftACS, refused.Error())
	assert.Equal(t, "https://evil.example/", refused.Got)
	assert.Equal(t, []string{"office365", "saml2", "bookmark"}, org.Templates())
}
