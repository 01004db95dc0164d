package signon_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/record"
)

func TestCustomApplication(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.CreateApplication(t.Context(), org.NewApplication{Template: org.TemplateSAML, Label: "SAML 2.0",
		EntityID: "JumpCloud", SPEntityID: "https://sp.example",
		ACSURLs: []string{"https://sp.example/acs", "https://sp.example/acs2"}})
	require.NoError(t, err)
	assert.Equal(t, "saml20", app.Slug)
	require.NoError(t, w.BindGroup(t.Context(), org.AllUsers, "saml20"))
	_, err = w.UpdateApplication(t.Context(), "saml20", org.ApplicationUpdate{SignResponse: new(true),
		GroupsAttribute:    new("memberOf"),
		ConstantAttributes: &[]org.ConstantAttribute{{Name: "tenant", Value: "a<b&c"}}})
	require.NoError(t, err)
	b := w.SignedIn("alice@contoso.com")
	request := wire.AuthnRequest{
		ID:           wire.NewID(nil),
		Issuer:       "https://sp.example",
		ACSURL:       "https://sp.example/acs2",
		IssueInstant: w.Clock.Now(),
	}
	done := b.Post(app.SSOURL(), idptest.PostForm(request))
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

func TestRegeneratedCertificateStopsTheOld(t *testing.T) {
	w := idptest.NewWorld(t)
	old, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	b := w.SignedIn("alice@contoso.com")
	readResponse(t, b.Get(idptest.SSOURL).Fields["SAMLResponse"], old)
	w.Clock.Advance(time.Minute)
	fresh, err := w.RegenerateCertificate(t.Context(), "office365")
	require.NoError(t, err)
	assert.NotEqual(t, old.Certificate, fresh.Certificate)
	assert.Equal(t, w.Clock.Now(), fresh.CertificateUpdated)
	assert.Equal(t, time.Date(2031, 3, 2, 9, 16, 0, 0, time.UTC), fresh.CertificateExpires)
	old.Certificate, old.CertificateUpdated = fresh.Certificate, fresh.CertificateUpdated
	old.CertificateExpires = fresh.CertificateExpires
	assert.Equal(t, old, fresh, "nothing else changes")
	readResponse(t, b.Get(idptest.SSOURL).Fields["SAMLResponse"], fresh)
}

func TestUserWithoutTheFieldOfTheSubjectIsRefused(t *testing.T) {
	w := idptest.NewWorld(t)
	_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{SubjectField: new("firstname")})
	require.NoError(t, err)
	isRefused(t, w, w.SignedIn("bob@contoso.com").Get(idptest.SSOURL), signon.CodeNotAuthorized, "subject")
	assert.NotEmpty(t, w.SignedIn("alice@contoso.com").Get(idptest.SSOURL).Fields["SAMLResponse"])
}

func TestNameIDIsTheImmutableID(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	nameID := func(email string) string {
		t.Helper()
		page := w.SignedIn(email).Get(idptest.SSOURL)
		return readResponse(t, page.Fields["SAMLResponse"], app).find(t, "NameID").Text()
	}
	alice, err := w.User(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, alice.ID, nameID("alice@contoso.com"))
	_, err = w.BindDirectory(t.Context(), "bob", org.BindOptions{ImmutableID: "q0zkcDFbZUmkUhMJiQ1Hxw=="})
	require.NoError(t, err)
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", nameID("bob@contoso.com"))

	_, err = w.UnbindDirectory(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, alice.ID, nameID("alice@contoso.com"), "without an immutable ID the user's id goes out")
	response := w.Last(record.Response)
	i := slices.IndexFunc(response.Checks, func(c record.Check) bool { return c.Name == "subject" })
	assert.NotEmpty(t, response.Checks[i].Warnings)
}
