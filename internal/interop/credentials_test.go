package interop_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/internal/persontest"
	"samlharness/world"
)

// graphBy is the operator's client of the world's Graph, signed in by a credential of the harness itself.
func graphBy(t *testing.T, w *world.World, o msgraph.CredentialOptions) *msgraph.Client {
	t.Helper()
	o.TenantID, o.Transport = w.Entra.ID(), w.HTTPClient()
	credential, err := msgraph.Credential(o)
	require.NoError(t, err)
	graph := msgraph.Options{Credential: credential, Transport: w.HTTPClient(), Emulated: true}
	if o.Kind == msgraph.DeviceCode || o.Kind == msgraph.Browser {
		graph.Scopes = msgraph.DelegatedScopes("")
	}
	client, err := msgraph.New(graph)
	require.NoError(t, err)
	return client
}

// reads checks that the client reads and writes the tenant.
func reads(t *testing.T, graph *msgraph.Client) {
	t.Helper()
	domains, err := graph.Domains(t.Context())
	require.NoError(t, err)
	assert.Len(t, domains, 5)
}

// prompts signs the administrator in as soon as a code is shown.
type prompts struct {
	t *testing.T
	w *world.World
	bytes.Buffer
}

func (p *prompts) Write(text []byte) (int, error) {
	found := shownCode.FindSubmatch(text)
	if assert.NotNil(p.t, found, "%s", text) {
		result, err := signin.Walk(p.t.Context(), p.w.Browser(), p.w.Person(administrator), signin.Start{
			URL: "https://login.microsoftonline.com/common/oauth2/deviceauth?otc=" + string(found[1])})
		assert.NoError(p.t, err)
		assert.Equal(p.t, administrator, result.SignedInAs)
	}
	return p.Buffer.Write(text)
}

// TestCredentialsOfTheHarness has the harness's own credentials sign in to a world: devicecode, browser, certificate.
func TestCredentialsOfTheHarness(t *testing.T) {
	w := startWorld(t)
	t.Run("devicecode", func(t *testing.T) {
		prompt := &prompts{t: t, w: w}
		reads(t, graphBy(t, w, msgraph.CredentialOptions{Kind: msgraph.DeviceCode, Prompt: prompt}))
		assert.Contains(t, prompt.String(), "To sign in, use a web browser to open the page")
	})
	t.Run("browser", func(t *testing.T) {
		opened := persontest.Opener(t)
		go func() { persontest.Walk(t, w, administrator, opened(), "http://localhost:") }()
		reads(t, graphBy(t, w, msgraph.CredentialOptions{Kind: msgraph.Browser}))
	})
	t.Run("certificate", func(t *testing.T) {
		certificate, key := clientCertificate(t)
		_, err := w.Entra.AddApplicationCertificate(t.Context(), w.ClientID, certificate.Raw)
		require.NoError(t, err)
		der, err := x509.MarshalPKCS8PrivateKey(key)
		require.NoError(t, err)
		both := append(certs.PEM(certificate), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
		reads(t, graphBy(t, w, msgraph.CredentialOptions{Kind: msgraph.Certificate, ClientID: w.ClientID,
			CertificatePEM: both}))
	})
}
