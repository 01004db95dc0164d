package org_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/internal/corpus"
	"samlharness/internal/idptest"
	"samlharness/internal/wire/xmlenc"
)

func TestServiceProvidersFieldsAreChecked(t *testing.T) {
	w := idptest.NewWorld(t)
	yes := true
	for want, change := range map[string]org.ApplicationUpdate{
		"SP Certificate must be":            {SPCertificate: new("not a certificate")},
		"Encryption Certificate must be":    {EncryptAssertion: &yes},
		"Encryption Algorithm must be":      {EncryptionMethod: new("rot13")},
		"SAMLSubject NameID Format must be": {NameIDFormat: new("urn:odd")},
		"ACS URL must be listed with one":   {ACSIndexes: &[]int{1, 2, 3}},
		"ACS URL must be the only one": {ACSURLs: &[]string{"https://a.example", "https://b.example"},
			ACSIndexes: &[]int{1, 1}},
		"ACS URL must be listed under an in": {ACSURLs: &[]string{"https://a.example"}, ACSIndexes: &[]int{65536}},
	} {
		if change.EntityID == nil {
			change.EntityID, change.SPEntityID = new("https://idp.example"), new("https://sp.example")
		}
		if change.ACSURLs == nil {
			change.ACSURLs = &[]string{"https://sp.example/acs"}
		}
		_, err := w.CreateApplication(t.Context(), org.NewApplication{Template: org.TemplateSAML, With: change})
		assert.ErrorContains(t, err, want)
	}
	assert.Equal(t, xmlenc.AES256GCM, xmlenc.Methods()[0], "the safest is the default")
}

func TestBookmark(t *testing.T) {
	w := idptest.NewWorld(t)
	_, err := w.CreateApplication(t.Context(), org.NewApplication{Template: org.TemplateBookmark})
	assert.ErrorContains(t, err, "Login URL must be")
	_, err = w.CreateApplication(t.Context(), org.NewApplication{Template: org.TemplateBookmark, Label: "Menu",
		LoginURL: "https://menu.example/"})
	require.NoError(t, err)
	require.NoError(t, w.BindGroup(t.Context(), org.AllUsers, "menu"))
	alice, err := w.User(t.Context(), "alice@contoso.com")
	require.NoError(t, err)
	tiles, err := w.Tiles(t.Context(), alice.ID)
	require.NoError(t, err)
	require.NotEmpty(t, tiles)
	_, known, err := w.Access(t.Context(), "menu", alice.ID)
	require.NoError(t, err)
	assert.False(t, known, "there is no sign-on")
	_, _, err = w.ExportMetadata(t.Context(), "menu")
	assert.ErrorContains(t, err, "is a bookmark")
	_, err = w.RegenerateCertificate(t.Context(), "menu")
	assert.ErrorContains(t, err, "is a bookmark")
	assert.NoError(t, w.DeleteApplication(t.Context(), "menu"))
}

func TestUploadedPairSigns(t *testing.T) {
	w := idptest.NewWorld(t)
	certificate := certs.PEM(corpus.Certificate(t))
	app, err := w.UploadCertificate(t.Context(), "office365", certificate, corpus.Key(t))
	require.NoError(t, err)
	assert.Equal(t, corpus.Certificate(t).Raw, app.Certificate)
	access, _, err := w.Access(t.Context(), "office365", "")
	require.NoError(t, err)
	signer, err := w.Signer(access)
	require.NoError(t, err)
	assert.True(t, corpus.Key(t).Equal(signer.Key))

	_, err = w.UploadCertificate(t.Context(), "office365", certificate, idptest.SomeKeys()[0])
	assert.ErrorContains(t, err, "IdP Private Key must be the one of the certificate")
	_, err = w.UploadCertificate(t.Context(), "office365", []byte("x"), corpus.Key(t))
	assert.ErrorContains(t, err, "IdP Certificate must be")
}

func TestExpiryNotices(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	const day = 24 * time.Hour
	for _, c := range []struct {
		left time.Duration
		sent int
	}{{61 * day, 0}, {60 * day, 1}, {30 * day, 2}, {7 * day, 3}, {day, 4}, {0, 4}} {
		w.Clock.Advance(app.CertificateExpires.Add(-c.left).Sub(w.Clock.Now()))
		sent, err := w.ExpiryNotices(t.Context())
		require.NoError(t, err)
		assert.Len(t, sent, c.sent, c.left)
	}
	_, err = w.RegenerateCertificate(t.Context(), "office365")
	require.NoError(t, err)
	sent, err := w.ExpiryNotices(t.Context())
	require.NoError(t, err)
	assert.Empty(t, sent, "the new certificate is young")
}

func TestSeveralApplicationsAreDeletedOrNone(t *testing.T) {
	w := idptest.NewWorld(t)
	assert.Error(t, w.DeleteApplication(t.Context(), "office365", "nosuch"))
	_, err := w.Application(t.Context(), "office365")
	assert.NoError(t, err)
}

// A NameID or an attribute can carry each of the fields.
func TestUserFields(t *testing.T) {
	u := org.User{
		Username:    "alice",
		Email:       "alice@contoso.com",
		FirstName:   "Alice",
		LastName:    "Liddell",
		DisplayName: "Alice L.",
		Profile:     &org.Profile{Description: "E-4711"},
	}
	var values []string
	for _, field := range org.UserFields()[1:] {
		values = append(values, u.Field(field))
	}
	want := []string{"alice@contoso.com", "alice", "Alice", "Liddell", "Alice L.", "E-4711"}
	assert.Equal(t, want, values)
	assert.Empty(t, org.User{}.Field("description"))
}
