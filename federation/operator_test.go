package federation_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

const (
	configured = "SSO Configured for domain: contoso.com\n"
	disabled   = "SSO disabled for domain: contoso.com\n"
	notThere   = "Federation is not configured for domain: contoso.com\n"
	waitOn     = "It can take up to 20 minutes for the Office 365 sign in process to update to SSO initiated. You may " +
		"return sign in errors during this time.\n"
	waitOff = "It can take up to 20 minutes for the Office 365 sign in process to revert back to normal. You may " +
		"return sign in errors during this time.\n"
	passwords = "Users of contoso.com have no usable Microsoft password after the conversion unless they had one " +
		"before: give each a new one.\n"
)

func TestEnable(t *testing.T) {
	w := newTenant(t)
	result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	assert.Equal(t, configured, w.out.String())
	assert.Equal(t, waitOn, w.warn.String())
	f := w.federation(t, "contoso.com")
	require.NotNil(t, f)
	want := directory.Federation{ID: f.ID, DisplayName: "contoso.com", IssuerURI: "https://contoso.com",
		PassiveSignInURI: signOn, ActiveSignInURI: signOn,
		SignOutURI: "https://console.jumpcloud.com/userconsole/", SigningCertificate: certs.Base64(pairs()[0].Certificate),
		PreferredAuthenticationProtocol: "saml", FederatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp"}
	assert.Equal(t, want, *f)
	assert.Equal(t, federation.Yes, result.Changed)
	assert.Equal(t, msgraph.Federated, result.AuthenticationType)
	assert.Equal(t, certs.Thumbprint(pairs()[0].Certificate), result.Certificates[0].Thumbprint)
	assert.Equal(t, 1, w.Faults.Requests("POST "))
	assert.Zero(t, w.Faults.Requests("PATCH "), "creating is what federates")
}

func TestEnableKeepsTheLetterCaseOfTheIssuer(t *testing.T) {
	w := newTenant(t)
	_, err := w.operator.Enable(t.Context(), source(t, "urn:uri:Contoso.com"))
	require.NoError(t, err)
	assert.Equal(t, "SSO Configured for domain: Contoso.com\n", w.out.String())
	assert.Equal(t, "urn:uri:Contoso.com", w.federation(t, "contoso.com").IssuerURI)
}

func TestEnableWithTwoCertificates(t *testing.T) {
	w := newTenant(t)
	a, b := pairs()[0], pairs()[1]
	result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com", a.Certificate.Raw, b.Certificate.Raw))
	require.NoError(t, err)
	f := w.federation(t, "contoso.com")
	assert.Equal(t, []string{certs.Base64(a.Certificate), certs.Base64(b.Certificate)},
		[]string{f.SigningCertificate, f.NextSigningCertificate})
	require.Len(t, result.Certificates, 2)
	assert.Equal(t, "nextSigningCertificate", result.Certificates[1].Use)
}

func TestEnableRefusesDomains(t *testing.T) {
	for _, c := range []struct{ name, entityID, code, message string }{
		{"elsewhere", "https://contoso.org", federation.CodeDomainNotInTenant,
			"Typo? contoso.org is not a valid domain within your Office365 tenant"},
		{"unverified", "https://unverified.example", federation.CodeDomainNotVerified,
			"Typo? unverified.example is not a valid domain within your Office365 tenant"},
		{"initial", "https://contoso.onmicrosoft.com", federation.CodeInitialDomain,
			"The domain contoso.onmicrosoft.com is the initial domain of the tenant, which Microsoft does not federate"},
		{"default", "https://fabrikam.com", federation.CodeDefaultDomain,
			"The domain fabrikam.com is the default domain of the tenant, which Microsoft does not federate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTenant(t)
			require.NoError(t, w.SetDefaultDomain(t.Context(), "fabrikam.com"))
			result, err := w.operator.Enable(t.Context(), source(t, c.entityID))
			r := graphtest.Refusal(t, err, c.code)
			assert.Equal(t, c.message, r.Message)
			assert.NotEmpty(t, r.Fix)
			assert.Equal(t, r, result.Refusal)
			assert.Equal(t, federation.No, result.Changed)
			assert.Empty(t, w.out.String())
			assert.Zero(t, w.Faults.Requests("POST ")+w.Faults.Requests("PATCH "))
		})
	}
	w := newTenant(t)
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.org"))
	r := graphtest.Refusal(t, err, federation.CodeDomainNotInTenant)
	assert.Equal(t, "contoso.com, contoso.onmicrosoft.com, fabrikam.com, staging.contoso.net", r.Expected)
	assert.Equal(t, "Did you mean contoso.com?\n"+
		"To see a list of valid domains in your Office 365 run the command 'Get-MgDomain'\n"+
		"Update your JumpCloud Office 365 SSO connector with the valid domain, download the XML metadata and try again!",
		r.Fix)
	_, err = w.operator.Enable(t.Context(), federation.Source{Domain: "contoso.com"})
	graphtest.Refusal(t, err, federation.CodeCertificateMissing)
}

func TestEnableWhileFederated(t *testing.T) {
	w := newTenant(t)
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	w.out.Reset()

	result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com", pairs()[1].Certificate.Raw))
	r := graphtest.Refusal(t, err, "Request_BadRequest")
	assert.Equal(t, "Domain already has Federation Configuration set.", r.Message)
	assert.Contains(t, r.Fix, "run `harness federation disable --domain contoso.com`, then enable again")
	assert.Contains(t, r.Difference, "signingCertificate, character ")
	assert.Equal(t, "signingCertificate SHA-256 "+certs.Thumbprint(pairs()[1].Certificate), r.Expected)
	assert.Equal(t, "signingCertificate SHA-256 "+certs.Thumbprint(pairs()[0].Certificate), r.Got)
	assert.Equal(t, certs.Base64(pairs()[0].Certificate), w.federation(t, "contoso.com").SigningCertificate,
		"the old one stays")
	assert.Equal(t, certs.Thumbprint(pairs()[0].Certificate), result.Certificates[0].Thumbprint)
	assert.Empty(t, w.out.String())

	_, err = w.operator.Enable(t.Context(), source(t, "urn:uri:contoso.com", pairs()[1].Certificate.Raw))
	r = graphtest.Refusal(t, err, "Request_BadRequest")
	assert.Equal(t, "issuerUri urn:uri:contoso.com\nsigningCertificate SHA-256 "+
		certs.Thumbprint(pairs()[1].Certificate), r.Expected)
	assert.Equal(t, "issuerUri https://contoso.com\nsigningCertificate SHA-256 "+
		certs.Thumbprint(pairs()[0].Certificate), r.Got)
	assert.Regexp(t, "^issuerUri, character 1: .*\nsigningCertificate, character ", r.Difference)

	_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	assert.Contains(t, graphtest.Refusal(t, err, "Request_BadRequest").Fix, "Nothing needs doing")

	_, err = w.operator.Disable(t.Context(), "contoso.com")
	require.NoError(t, err)
	_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com", pairs()[1].Certificate.Raw))
	require.NoError(t, err)
	assert.Equal(t, certs.Base64(pairs()[1].Certificate), w.federation(t, "contoso.com").SigningCertificate)
}

func TestEnableWarns(t *testing.T) {
	t.Run("directory synchronization", func(t *testing.T) {
		w := newTenant(t)
		on := true
		require.NoError(t, w.SetOnPremisesSync(t.Context(), &on))
		_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
		require.NoError(t, err)
		first, _, _ := strings.Cut(w.warn.String(), "\n")
		assert.Equal(t, "Directory Synchronization is enabled run the command:'Update-MgOrganization -OrganizationId "+
			"(Get-MgOrganization).Id "+
			"-BodyParameter @{onPremisesSyncEnabled = False}' to disable and try again", first)
		assert.Equal(t, configured, w.out.String())
	})
	t.Run("directory synchronization unknown", func(t *testing.T) {
		w := newTenant(t)
		w.Faults.Add("GET", "/organization", 0, graphtest.Status(403, "Authorization_RequestDenied",
			"Insufficient privileges to complete the operation."))
		_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
		require.NoError(t, err)
		assert.Contains(t, w.warn.String(), "Whether directory synchronization is on could not be read: ")
	})
	t.Run("EC certificate", func(t *testing.T) {
		w := newTenant(t)
		_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com", ellipticCertificate(t)))
		require.NoError(t, err)
		assert.Contains(t, w.warn.String(), "The metadata's signingCertificate has a key of the kind ECDSA: Microsoft "+
			"documents RSA signatures alone")
	})
	t.Run("RSA certificate", func(t *testing.T) {
		w := newTenant(t)
		_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
		require.NoError(t, err)
		assert.NotContains(t, w.warn.String(), "RSA signatures alone")
	})
	t.Run("expired certificate", func(t *testing.T) {
		w := newTenant(t)
		w.Clock.Advance(6 * 365 * 24 * time.Hour)
		w.operator.Graph = w.Client(t, "", true)
		result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
		require.NoError(t, err)
		assert.Contains(t, w.warn.String(), "The metadata's signingCertificate is expired: it is valid from 2026-03-02 "+
			"to 2031-03-02.\n")
		assert.Equal(t, "expired", result.Certificates[0].Validity)
	})
}

func TestShow(t *testing.T) {
	w := newTenant(t)
	result, err := w.operator.Show(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, notThere, w.out.String())
	assert.Equal(t, msgraph.Managed, result.AuthenticationType)
	assert.Nil(t, result.Configuration)

	_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	w.out.Reset()
	w.warn.Reset()
	_, err = w.operator.Show(t.Context(), "contoso.com")
	require.NoError(t, err)
	for _, line := range []string{
		"domain                          : contoso.com\n",
		"authenticationType              : Federated\n",
		"issuerUri                       : https://contoso.com\n",
		"passiveSignInUri                : " + signOn + "\n",
		"federatedIdpMfaBehavior         : acceptIfMfaDoneByFederatedIdp\n                                  once set, it " +
			"can be changed but not cleared\n",
		"signingCertificate              : SHA-256 " + certs.Thumbprint(pairs()[0].Certificate) + "\n",
		"valid from 2026-03-02T09:15:00Z to 2031-03-02T09:15:00Z\n",
	} {
		assert.Contains(t, w.out.String(), line)
	}
	assert.Empty(t, w.warn.String())
	w.Clock.Advance(6 * 365 * 24 * time.Hour)
	w.operator.Graph = w.Client(t, "", true)
	_, err = w.operator.Show(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "signingCertificate is expired: no assertion signed with it should be accepted.\n", w.warn.String())
}

func TestShowWhatCannotBeShown(t *testing.T) {
	for _, name := range []string{"contoso.org", "contoso.com/", "", "../organization"} {
		w := newTenant(t)
		_, err := w.operator.Show(t.Context(), name)
		assert.Empty(t, graphtest.Refusal(t, err, federation.CodeDomainNotInTenant).Got, "the message names it")
		assert.Equal(t, "Typo? "+name+" is not a valid domain within your Office365 tenant",
			graphtest.Refusal(t, err, federation.CodeDomainNotInTenant).Message)
		_, err = w.operator.Disable(t.Context(), name)
		graphtest.Refusal(t, err, federation.CodeDomainNotInTenant)
		assert.Empty(t, w.out.String())
	}
}

// A 404 on the configuration means "not federated" only when the domain says Managed.
func TestShowHalfFederated(t *testing.T) {
	w := newTenant(t)
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	w.out.Reset()
	w.Faults.Add("GET", "/federationConfiguration", 0,
		graphtest.Status(404, "Request_ResourceNotFound", "Resource 'federationConfiguration' does not exist"))
	result, err := w.operator.Show(t.Context(), "contoso.com")
	r := graphtest.Refusal(t, err, federation.CodeHalfFederated)
	assert.Equal(t, "The domain contoso.com says Federated, but has no federation configuration that can be read",
		r.Message)
	assert.Equal(t, msgraph.Federated, result.AuthenticationType)
	assert.Empty(t, w.out.String())
}

func TestDisable(t *testing.T) {
	w := newTenant(t)
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	w.out.Reset()
	w.warn.Reset()
	result, err := w.operator.Disable(t.Context(), "CONTOSO.com")
	require.NoError(t, err)
	assert.Equal(t, strings.Replace(disabled, "contoso.com", "CONTOSO.com", 1), w.out.String())
	assert.Equal(t, waitOff+strings.Replace(passwords, "contoso.com", "CONTOSO.com", 1), w.warn.String())
	assert.Nil(t, w.federation(t, "contoso.com"))
	assert.Equal(t, federation.Yes, result.Changed)
	assert.Equal(t, "https://contoso.com", result.Previous.IssuerURI)
	assert.Equal(t, msgraph.Managed, result.AuthenticationType)
}

func TestDisableAManagedDomain(t *testing.T) {
	w := newTenant(t)
	result, err := w.operator.Disable(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, notThere, w.out.String())
	assert.Empty(t, w.warn.String())
	assert.Equal(t, federation.No, result.Changed)
	assert.Zero(t, w.Faults.Requests("PATCH "))
}

func TestResultAsJSON(t *testing.T) {
	w := newTenant(t)
	result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	text, err := json.Marshal(result)
	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(text, &got))
	delete(got, "configuration")
	assert.Equal(t, map[string]any{
		"schema": "samlharness/federation-result/2", "action": "enable", "domain": "contoso.com",
		"authenticationType": "Federated", "changed": "yes",
		"messages": []any{strings.TrimSpace(configured)}, "warnings": []any{strings.TrimSpace(waitOn)},
		"certificates": []any{map[string]any{"use": "signingCertificate",
			"thumbprint": certs.Thumbprint(pairs()[0].Certificate),
			"subject":    pairs()[0].Certificate.Subject.String(), "keyBits": 2048.0, "notBefore": "2026-03-02T09:15:00Z",
			"notAfter": "2031-03-02T09:15:00Z", "validity": "valid"}},
	}, got)
}

// ellipticCertificate is a self-signed certificate with an EC key, as DER.
func ellipticCertificate(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "TEST"},
		NotBefore:    graphtest.Start,
		NotAfter:     graphtest.Start.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return der
}
