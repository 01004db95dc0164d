package inspect_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/inspect"
	"samlharness/internal/exit"
	"samlharness/internal/wire"
	"samlharness/report"
)

func metadataFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "metadata", name))
	require.NoError(t, err)
	return data
}

// TestMetadataInFull shows what metadata says, with certificates as other consoles show them.
func TestMetadataInFull(t *testing.T) {
	const key = "CN=Contoso test signing, valid 2026-11-26 to 2036-11-23, " +
		"SHA-256 8642a96356cbc512f3deb7beb1b0c3016113876c21a274c7a36cc7c7200491ea, " +
		"SHA-1 CCCFE91D6754C5D58606070149AA0EAECDB06F6E"
	for file, says := range map[string][]string{
		"google.xml": {"this is metadata of an identity provider",
			"  entity   https://accounts.google.com/o/saml2?idpid=C0example\n",
			"  valid    until 2031-11-25T17:58:54Z\n", "  signs by " + key + "\n",
			"  NameID   " + wire.NameIDEmailAddress + "\n",
			"  sign-on  https://accounts.google.com/o/saml2/idp?idpid=C0example (" + wire.BindingPost + ")\n"},
		"ping.xml": {"  wants    signed requests", "  sign-out https://auth.pingone.eu/00000000-test-only/saml20/idp/slo (" +
			wire.BindingRedirect + ")\n"},
		"chain.xml": {"  signs by CN=Contoso leaf signing, ", "  issuer   CN=Contoso CA, "},
		"soap-first.xml": {"  sign-on  https://sso.contoso.com/soap (urn:oasis:names:tc:SAML:2.0:bindings:SOAP), to which " +
			"Microsoft sends nobody\n"},
		"several.xml": {"describes 3 identity providers", "  entity   urn:uri:fabrikam.com\n",
			"  entity   https://王小明.example\n",
			"--entity-id ID"},
	} {
		t.Run(file, func(t *testing.T) {
			d, err := inspect.Inspect(t.Context(), metadataFile(t, file), inspect.Options{At: now})
			require.NoError(t, err)
			assert.Equal(t, exit.CannotTell, d.ExitCode())
			s := text(t, metadataFile(t, file), inspect.Options{At: now}, report.CheckOptions{})
			for _, line := range says {
				assert.Contains(t, s, line)
			}
		})
	}
	document := string(metadataFile(t, "federation.xml"))
	from := strings.Index(document, `<md:EntityDescriptor entityID="https://sp.fabrikam.org`)
	to := from + strings.Index(document[from:], "</md:EntityDescriptor>") + len("</md:EntityDescriptor>")
	sp := strings.Replace(document[from:to], "entityID", `xmlns:md="`+wire.NamespaceMetadata+
		`" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID`, 1)
	s := text(t, []byte(sp), inspect.Options{At: now}, report.CheckOptions{})
	for _, line := range []string{"this is metadata of a service provider", "  signs by " + key, "  signs    its requests",
		"  acs      https://sp.fabrikam.org/Shibboleth.sso/SAML2/POST (" + wire.BindingPost +
			"), for a request that names none\n",
		"  acs      https://old.fabrikam.org/Shibboleth.sso/SAML2/POST (" + wire.BindingPost + ")\n"} {
		assert.Contains(t, s, line)
	}
}

// TestRegistrationIsAsked gives the metadata of an identity provider, and nothing else, to whoever tells what it would
// register.
func TestRegistrationIsAsked(t *testing.T) {
	asked := 0
	o := inspect.Options{At: now, Registration: func(metadata []byte, at time.Time) []inspect.Detail {
		asked++
		assert.Equal(t, now, at)
		assert.Contains(t, string(metadata), "IDPSSODescriptor")
		return []inspect.Detail{{Label: "enable", Text: "issuerUri https://contoso.com"}}
	}}
	assert.Contains(t, text(t, metadataFile(t, "chain.xml"), o, report.CheckOptions{}),
		"  enable   issuerUri https://contoso.com\n")
	require.Equal(t, 1, asked)
	for _, other := range [][]byte{message(t), metadataFile(t, "several.xml")} {
		_, err := inspect.Inspect(t.Context(), other, o)
		require.NoError(t, err)
	}
	assert.Equal(t, 1, asked)
}

// TestIssuerUnlikeTheFiles warns of a message that comes from another than the one whose metadata was given.
func TestIssuerUnlikeTheFiles(t *testing.T) {
	file := func(entityID string) []byte {
		return wire.IDPMetadata{
			EntityID:            entityID,
			SigningCertificates: [][]byte{pair(t, 0).Certificate.Raw},
			SingleSignOn:        []wire.Endpoint{{Binding: wire.BindingPost, Location: "https://idp.example/"}},
		}.XML()
	}
	for name, c := range map[string]struct {
		file   []byte
		issuer string
		warns  string
	}{
		"the same":          {file(issuer), "", ""},
		"a slash":           {file(issuer + "/"), "", `but the file of --certificate is about "` + issuer + `/" (character `},
		"registered":        {file(issuer + "/"), issuer, ""},
		"certificate alone": {certs.PEM(pair(t, 0).Certificate), "", ""},
		"Graph's": {[]byte(`{"issuerUri":"urn:uri:other.example","signingCertificate":"` +
			certs.Base64(pair(t, 0).Certificate) + `"}`), "", `is about "urn:uri:other.example"`},
	} {
		t.Run(name, func(t *testing.T) {
			known := inspect.Known{IssuerURI: c.issuer}
			require.NoError(t, known.Read(c.file))
			r, err := one(t.Context(), message(t), inspect.Options{At: now, Directory: known})
			require.NoError(t, err)
			assert.True(t, r.Accepted, r.Page)
			warnings := strings.Join(r.Warnings, "\n")
			assert.Equal(t, c.warns != "", strings.Contains(warnings, "--certificate"), warnings)
			assert.Contains(t, warnings, c.warns)
		})
	}
}

// TestKnownOfSeveral takes the identity provider that is registered.
func TestKnownOfSeveral(t *testing.T) {
	known := inspect.Known{IssuerURI: "urn:uri:fabrikam.com"}
	require.NoError(t, known.Read(metadataFile(t, "several.xml")))
	assert.Len(t, known.Certificates, 1)
	var unreadable *inspect.UnreadableError
	require.ErrorAs(t, new(inspect.Known).Read(metadataFile(t, "several.xml")), &unreadable)
	assert.Equal(t, "name the identity provider with --issuer-uri, such as --issuer-uri https://contoso.com",
		unreadable.Fix)
}
