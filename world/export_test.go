package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/sp/directory"
	"samlharness/world"
)

// again exports a world, writes and reads it as a file, and starts another one of it.
func again(t *testing.T, w *world.World) (*world.World, string) {
	t.Helper()
	spec, err := w.Export(t.Context())
	require.NoError(t, err)
	text, err := spec.YAML()
	require.NoError(t, err)
	read, err := world.ParseSpec("export.yaml", text)
	require.NoError(t, err, "%s", text)
	return world.Start(t, world.Options{Spec: &read}), string(text)
}

// A world that was exported and read back exports the same.
func TestExportReadsBack(t *testing.T) {
	ctx := t.Context()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(ctx, "contoso.com", "alice", "bob")
	require.NoError(t, err)
	lively(t, w)
	other, text := again(t, w)
	_, twice := again(t, other)
	known := func(text string) []string { // the demo's password is known again
		return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
			return strings.HasPrefix(line, "# pass")
		})
	}
	assert.Equal(t, known(text), known(twice))
	assert.Contains(t, text, "# password at JumpCloud not known")

	carol, err := other.Entra.User(ctx, "carol@contoso.com")
	require.NoError(t, err)
	assert.Equal(t, directory.Passkey, carol.Methods[0].Kind)
	for _, line := range []string{"securityDefaults: true", "systemPreferredAuthentication: enabled",
		"certificateAuthentication: true"} {
		assert.Contains(t, text, line+"\n")
	}
	for _, line := range []string{"image: R0lGODlhAQABAA==", "color: '#005466'", "sendAmrClaim: true",
		"mfaAuthnContextClassRef: http://schemas.microsoft.com/claims/multipleauthn", "sendFailureResponse: true"} {
		assert.Contains(t, text, line+"\n")
	}
	alice, err := other.JumpCloud.User(ctx, "alice")
	require.NoError(t, err)
	assert.True(t, alice.Bound())
	result, err := signin.Walk(ctx, other.Browser(), other.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	require.Nil(t, result.Refused, "%+v", result.Refused)
	assert.Equal(t, "alice@contoso.com", result.SignedInAs)
	for _, name := range []string{"bob@contoso.com", "carol@contoso.com", "erika@staging.contoso.net"} {
		before, err := signin.Walk(ctx, w.Browser(), w.Person(name), signin.Start{})
		require.NoError(t, err)
		after, err := signin.Walk(ctx, other.Browser(), other.Person(name), signin.Start{})
		require.NoError(t, err)
		assert.Equal(t, before.SignedInAs, after.SignedInAs, name)
		if before.Refused != nil && assert.NotNil(t, after.Refused, name) {
			assert.Equal(t, before.Refused.Code, after.Refused.Code, name)
		}
	}
}

// lively changes much of what a world file carries.
func lively(t *testing.T, w *world.World) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, w.Entra.AddMethod(ctx, "carol@contoso.com", directory.Passkey))
	require.NoError(t, w.Entra.SetSecurityDefaults(ctx, true))
	require.NoError(t, w.Entra.SetMethodsPolicy(ctx, directory.MethodsPolicy{
		SystemPreference: directory.PreferenceEnabled,
		Enabled:          map[string]bool{directory.CertificateAuthentication: true},
	}))
	label, active := "Wiki", false
	_, err := w.JumpCloud.CreateApplication(ctx, org.NewApplication{Template: org.TemplateSAML, Label: "Wiki",
		EntityID: "https://idp.example", SPEntityID: "https://wiki.example", ACSURLs: []string{"https://wiki.example/acs"}})
	require.NoError(t, err)
	_, err = w.JumpCloud.UpdateApplication(ctx, "wiki", org.ApplicationUpdate{
		Label: &label, Active: &active, Color: new("#005466"), SendAMR: new(true), SendFailure: new(true),
		MFAClassRef: new("http://schemas.microsoft.com/claims/multipleauthn"), UserAttributes: &[]org.UserAttribute{{
			Name:  "mail",
			Field: "email",
		}},
	})
	require.NoError(t, err)
	_, err = w.JumpCloud.SetImage(ctx, "wiki", []byte("GIF89a\x01\x00\x01\x00"))
	require.NoError(t, err)
	require.NoError(t, w.JumpCloud.BindGroup(ctx, "Finance", "wiki"))
	_, err = w.JumpCloud.CreateApplication(ctx, org.NewApplication{Template: org.TemplateBookmark, Label: "Intranet",
		LoginURL: "https://intranet.example/"})
	require.NoError(t, err)
	suspended, empty, name, password := org.Suspended, "", "王大明 \"x\": #y", "Another-Passw0rd!"
	_, err = w.JumpCloud.UpdateUser(ctx, "bob", org.UserUpdate{State: &suspended, DisplayName: &name})
	require.NoError(t, err)
	_, err = w.JumpCloud.UpdateUser(ctx, "wang", org.UserUpdate{Password: &password})
	require.NoError(t, err)
	disabled := false
	_, err = w.Entra.UpdateUser(ctx, "carol@contoso.com", directory.UserPatch{AccountEnabled: &disabled})
	require.NoError(t, err)
	_, err = w.JumpCloud.BindDirectory(ctx, "carol", org.BindOptions{ImmutableID: "q1w2"})
	require.NoError(t, err)
	_, err = w.JumpCloud.BindDirectory(ctx, "erika", org.BindOptions{})
	require.NoError(t, err)
	_, err = w.Entra.UpdateUser(ctx, "erika@staging.contoso.net", directory.UserPatch{ImmutableID: &empty})
	require.NoError(t, err)
	require.NoError(t, w.JumpCloud.RemoveFromGroup(ctx, "erika", org.AllUsers))
	_, err = w.JumpCloud.CreateUser(ctx, org.NewUser{Username: "only", Email: "only@elsewhere.example"})
	require.NoError(t, err)
	_, err = w.Entra.AddDomain(ctx, "eu.fabrikam.com")
	require.NoError(t, err)
	require.NoError(t, w.Entra.SetDefaultDomain(ctx, "fabrikam.com"))
	require.NoError(t, w.Entra.SetTokenValidationPolicy(ctx, directory.TokenValidationPolicy{
		RootDomains: directory.RootDomainsEnumerated, DomainNames: []string{"contoso.com"},
	}))
	w.Entra.SetPropagationDelay(20 * time.Minute)
}

// What was broken in a federation stays broken: a certificate that Microsoft does not know yet, an issuer with a slash.
func TestExportKeepsWhatIsBroken(t *testing.T) {
	ctx := t.Context()
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(ctx, "contoso.com")
	require.NoError(t, err)
	_, err = w.JumpCloud.RegenerateCertificate(ctx, contoso.Application.ID)
	require.NoError(t, err)
	_, err = w.Federate(ctx, "staging.contoso.net")
	require.NoError(t, err)
	slash := "https://staging.contoso.net/"
	_, err = w.JumpCloud.UpdateApplication(ctx, "staging.contoso.net", org.ApplicationUpdate{EntityID: &slash})
	require.NoError(t, err)
	other, text := again(t, w)
	assert.Contains(t, text, "signingCertificate: MII")
	for _, name := range []string{"alice@contoso.com", "erika@staging.contoso.net"} {
		before, err := signin.Walk(ctx, w.Browser(), w.Person(name), signin.Start{})
		require.NoError(t, err)
		after, err := signin.Walk(ctx, other.Browser(), other.Person(name), signin.Start{})
		require.NoError(t, err)
		require.NotNil(t, before.Refused)
		require.NotNil(t, after.Refused)
		assert.Equal(t, before.Refused.Code, after.Refused.Code, name)
	}
}

func TestExportOfTheDemoIsTheDemo(t *testing.T) {
	spec, err := world.Start(t, world.Options{}).Export(t.Context())
	require.NoError(t, err)
	demo := world.Demo()
	assert.Equal(t, len(demo.Users), len(spec.Users))
	for i, u := range spec.Users {
		u.JumpCloudID = demo.Users[i].JumpCloudID
		assert.Equal(t, demo.Users[i], u)
	}
	assert.Equal(t, demo.Administrators, spec.Administrators)
	assert.Equal(t, demo.Groups, spec.Groups)
	assert.ElementsMatch(t, demo.Domains, spec.Domains)
}

func TestPasswordsCanBeLeftOut(t *testing.T) {
	w := world.Start(t, world.Options{Spec: &world.Spec{InitialDomain: "contoso.onmicrosoft.com",
		TenantID: world.Demo().TenantID, Now: world.Demo().Now,
		Users:            []world.UserSpec{{UPN: "zoe@contoso.onmicrosoft.com", JumpCloudPassword: "One-1111!"}},
		AppRegistrations: []world.RegistrationSpec{{Name: "Tools", Secret: "tool~secret-2222"}}}})
	spec, err := w.Export(t.Context())
	require.NoError(t, err)
	text, err := spec.YAML()
	require.NoError(t, err)
	assert.Contains(t, string(text), "jumpcloudPassword: One-1111!")
	bare, had := spec.WithoutPasswords()
	assert.True(t, had)
	text, err = bare.YAML()
	require.NoError(t, err)
	assert.NotContains(t, string(text), "One-1111!")
	assert.NotContains(t, string(text), "tool~secret-2222")
	_, had = world.Demo().WithoutPasswords()
	assert.False(t, had)
}
