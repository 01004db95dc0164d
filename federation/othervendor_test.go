package federation_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
	"samlharness/internal/wire"
)

// otherVendor is metadata of a product that is not JumpCloud.
func otherVendor(entityID string, change ...func(*wire.IDPMetadata)) []byte {
	m := metadata(entityID)
	m.SingleSignOn = []wire.Endpoint{
		{Binding: wire.BindingRedirect, Location: "https://idp.example/redirect"},
		{Binding: wire.BindingPost, Location: "https://idp.example/post"},
	}
	m.SingleLogout = []wire.Endpoint{
		{Binding: wire.BindingPost, Location: "https://idp.example/slo/post"},
		{Binding: wire.BindingRedirect, Location: "https://idp.example/slo"},
	}
	for _, c := range change {
		c(&m)
	}
	return m.XML()
}

// TestOtherVendors reads the metadata of each with a domain named, and with none.
func TestOtherVendors(t *testing.T) {
	for _, c := range []struct {
		file, entityID, asked      string
		issuer, signIn, out, named string // named is the domain that the entity ID names
		keys                       int
	}{
		{"google.xml", "", "contoso.com", "https://accounts.google.com/o/saml2?idpid=C0example",
			"https://accounts.google.com/o/saml2/idp?idpid=C0example", "", "", 1},
		{"okta.xml", "", "contoso.com", "http://www.okta.com/exk0TESTONLY",
			"https://contoso.okta.com/app/office365/exk0TESTONLY/sso/saml", "", "", 1},
		{"adfs.xml", "", "contoso.com", "http://adfs.contoso.com/adfs/services/trust",
			"https://adfs.contoso.com/adfs/ls/", "https://adfs.contoso.com/adfs/ls/", "", 2},
		{"keycloak.xml", "", "fabrikam.com", "https://contoso.com",
			"https://id.contoso.com/realms/test/protocol/saml", "https://id.contoso.com/realms/test/protocol/saml",
			"contoso.com", 1},
		{"federation.xml", "", "contoso.com", "https://idp.contoso.edu/shibboleth",
			"https://idp.contoso.edu/idp/profile/SAML2/POST/SSO", "", "", 1},
		{"ping.xml", "", "contoso.com", "https://auth.pingone.eu/00000000-test-only",
			"https://auth.pingone.eu/00000000-test-only/saml20/idp/sso",
			"https://auth.pingone.eu/00000000-test-only/saml20/idp/slo", "", 1},
		{"several.xml", "urn:uri:fabrikam.com", "", "urn:uri:fabrikam.com", "https://sso.contoso.com/saml", "",
			"fabrikam.com", 1},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := filepath.Join("..", "testdata", "metadata", c.file)
			source, err := federation.Reading{Domain: c.asked, EntityID: c.entityID}.File(path)
			require.NoError(t, err)
			if c.asked != "" {
				assert.Equal(t, c.asked, source.Domain)
			}
			assert.Equal(t, c.issuer, source.IssuerURI)
			assert.Equal(t, c.signIn, source.SignInURI)
			assert.Equal(t, c.out, source.SignOutURI)
			assert.Equal(t, c.keys == 2, source.NextCertificate != nil)
			unnamed, err := federation.Reading{EntityID: c.entityID}.File(path)
			require.NoError(t, err)
			assert.Equal(t, c.named, unnamed.Domain)
		})
	}
}

// TestTheWayForward names the domains that the tenant has, each as a command that does it.
func TestTheWayForward(t *testing.T) {
	for name, c := range map[string]struct {
		entityID, domain string
		code, fix        string
	}{
		"it names itself": {"https://accounts.google.com/o/saml2?idpid=C0", "", federation.CodeDomainUnnamed,
			"Name the domain whose users it signs in:\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain contoso.com`\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain fabrikam.com`\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain staging.contoso.net`"},
		"it is within a domain": {"https://idp.fabrikam.com/saml", "", federation.CodeDomainUnnamed,
			"Name the domain whose users it signs in:\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain fabrikam.com`"},
		"its host looks like a domain": {"https://idp.fabrikam.com", "", federation.CodeDomainNotInTenant,
			"Name the domain whose users it signs in:\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain fabrikam.com`"},
		"a domain of somebody else": {"https://accounts.google.com/o/saml2?idpid=C0", "contoso.org",
			federation.CodeDomainNotInTenant, "Name the domain whose users it signs in:\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain contoso.com`\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain fabrikam.com`\n" +
				"`harness federation enable --xml-file 'Google metadata.xml' --domain staging.contoso.net`"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTenant(t)
			w.operator.Commands.MetadataFile = "Google metadata.xml"
			source, err := federation.Reading{Domain: c.domain}.Bytes(otherVendor(c.entityID))
			require.NoError(t, err)
			result, err := w.operator.Enable(t.Context(), source)
			r := graphtest.Refusal(t, err, c.code)
			assert.Equal(t, c.fix, r.Fix)
			assert.Equal(t, federation.No, result.Changed)
			assert.NotContains(t, r.Error(), "accounts.google.com.", "nobody is told to take Google's name for a domain")
			if c.code == federation.CodeDomainUnnamed {
				assert.Equal(t, exit.Usage, r.ExitCode())
				assert.Contains(t, r.Message, "does not name a domain of the tenant")
			}
		})
	}
	w := newTenant(t)
	source, err := federation.Reading{}.Bytes(otherVendor("https://accounts.google.com/o/saml2?idpid=C0"))
	require.NoError(t, err)
	_, err = w.operator.Enable(t.Context(), source)
	assert.Equal(t, "Name the domain: contoso.com, fabrikam.com, staging.contoso.net.",
		graphtest.Refusal(t, err, federation.CodeDomainUnnamed).Fix)
}

func TestTheWayForwardLeavesOutTheDefaultDomain(t *testing.T) {
	w := newTenant(t)
	require.NoError(t, w.SetDefaultDomain(t.Context(), "fabrikam.com"))
	source, err := federation.Reading{}.Bytes(otherVendor("https://accounts.google.com/o/saml2?idpid=C0"))
	require.NoError(t, err)
	_, err = w.operator.Enable(t.Context(), source)
	r := graphtest.Refusal(t, err, federation.CodeDomainUnnamed)
	assert.Contains(t, r.Expected, "contoso.com, staging.contoso.net")
	assert.NotContains(t, r.Expected+r.Fix, "fabrikam.com")
}

// TestAnotherVendorIsFederated registers the vendor's own addresses.
func TestAnotherVendorIsFederated(t *testing.T) {
	w := newTenant(t)
	source, err := federation.Reading{
		Domain: "contoso.com",
	}.Bytes(otherVendor("https://accounts.google.com/o/saml2?idpid=C0"))
	require.NoError(t, err)
	result, err := w.operator.Enable(t.Context(), source)
	require.NoError(t, err)
	assert.Len(t, result.Warnings, 1, "that it takes a while")
	f := w.federation(t, "contoso.com")
	require.NotNil(t, f)
	assert.Equal(t, "https://accounts.google.com/o/saml2?idpid=C0", f.IssuerURI)
	assert.Equal(t, "https://idp.example/post", f.PassiveSignInURI)
	assert.Equal(t, "https://idp.example/slo", f.SignOutURI)
}

// TestWarnings warns of what federates and may not sign in.
func TestWarnings(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*wire.IDPMetadata)
		warns  []string
	}{
		"signed requests": {func(m *wire.IDPMetadata) { m.WantAuthnRequestsSigned = true },
			[]string{"WantAuthnRequestsSigned", "isSignedAuthenticationRequestRequired"}},
		"expired metadata": {func(m *wire.IDPMetadata) { m.ValidUntil = worldStart },
			[]string{"The metadata was valid until 2026-03-02T09:15:00Z"}},
		"no POST": {func(m *wire.IDPMetadata) { m.SingleSignOn = m.SingleSignOn[:1] },
			[]string{"no SingleSignOnService by HTTP-POST", "https://idp.example/redirect is for HTTP-Redirect"}},
		"no sign-out": {func(m *wire.IDPMetadata) { m.SingleLogout = nil },
			[]string{"no https:// address to which browsers are sent to sign out"}},
		"sign-out in the clear": {func(m *wire.IDPMetadata) {
			m.SingleLogout = []wire.Endpoint{{Binding: wire.BindingRedirect, Location: "http://idp.example/slo"}}
		}, []string{"no https:// address to which browsers are sent to sign out"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTenant(t)
			source, err := federation.ReadMetadata(otherVendor("https://contoso.com", c.change))
			require.NoError(t, err)
			result, err := w.operator.Enable(t.Context(), source)
			require.NoError(t, err)
			require.Len(t, result.Warnings, 2, "the last says that it takes a while")
			for _, says := range c.warns {
				assert.Contains(t, result.Warnings[0], says)
			}
		})
	}
}

// TestOutdatedSignature warns of a certificate that SHA-1 signed.
func TestOutdatedSignature(t *testing.T) {
	old := *pairs()[0].Certificate
	old.SignatureAlgorithm = x509.SHA1WithRSA
	s := source(t, "https://contoso.com")
	s.Certificate = &old
	at := slices.IndexFunc(s.Findings(worldStart), func(f federation.Finding) bool { return f.Fact == signedToday })
	require.GreaterOrEqual(t, at, 0)
	f := s.Findings(worldStart)[at]
	assert.Equal(t, federation.Fail, f.Outcome)
	assert.Contains(t, f.Warnings[0], "signed with SHA1-RSA, which is outdated")
}

// TestNobodyIsSentToSOAP refuses metadata whose services no browser can be sent to, and says which it has.
func TestNobodyIsSentToSOAP(t *testing.T) {
	document := strings.NewReplacer(wire.BindingPost, "urn:mace:shibboleth:1.0:profiles:AuthnRequest",
		wire.BindingRedirect, "urn:oasis:names:tc:SAML:2.0:bindings:SOAP").Replace(string(otherVendor("https://contoso.com")))
	_, err := federation.ReadMetadata([]byte(document))
	r := graphtest.Refusal(t, err, federation.CodeSignOnMissing)
	assert.Equal(t, "https://idp.example/redirect by urn:oasis:names:tc:SAML:2.0:bindings:SOAP, "+
		"https://idp.example/post by urn:mace:shibboleth:1.0:profiles:AuthnRequest", r.Got)
}

func TestSeveralIdentityProviders(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "testdata", "metadata", "several.xml"))
	require.NoError(t, err)
	_, err = federation.ReadMetadata(data)
	assert.Equal(t, "Name the identity provider that is meant with --entity-id, such as --entity-id https://contoso.com.",
		graphtest.Refusal(t, err, federation.CodeMetadataUnreadable).Fix)
	_, err = federation.Reading{EntityID: "https://nobody.example"}.Bytes(data)
	assert.Contains(t, graphtest.Refusal(t, err, federation.CodeMetadataUnreadable).Got,
		`does not describe the identity provider "https://nobody.example"; it describes "https://contoso.com"`)
}

// TestRegistered is what enabling would send, certificates by their thumbprints.
func TestRegistered(t *testing.T) {
	registered := map[string]string{}
	for name, value := range source(t, "https://contoso.com").Registered() {
		registered[name] = value
	}
	assert.Equal(t, "https://contoso.com", registered["issuerUri"])
	assert.Equal(t, "https://console.jumpcloud.com/userconsole/", registered["signOutUri"])
	assert.True(t, strings.HasPrefix(registered["signingCertificate"], "SHA-256 "))
	assert.NotContains(t, registered, "nextSigningCertificate")
	assert.WithinDuration(t, worldStart, pairs()[0].Certificate.NotBefore, time.Minute)
}
