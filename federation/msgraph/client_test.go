package msgraph_test

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/internal/graphtest"
)

// pair is a certificate with its key.
var pair = sync.OnceValues(func() (*certs.KeyPair, error) {
	key, err := certs.Generator{}.RSAKey(context.Background(), certs.FastBits)
	if err != nil {
		return nil, err
	}
	return certs.Issue(key, certs.Profile{NotBefore: graphtest.Start})
})

// certificate is one in base64, as Graph takes it.
func certificate(t *testing.T) string {
	t.Helper()
	p, err := pair()
	require.NoError(t, err)
	return certs.Base64(p.Certificate)
}

// appPEM is an app's certificate with its key.
func appPEM(t *testing.T) []byte {
	t.Helper()
	p, err := pair()
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(p.Key)
	require.NoError(t, err)
	return append(certs.PEM(p.Certificate), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
}

func TestOptions(t *testing.T) {
	credential, err := msgraph.Credential(app())
	require.NoError(t, err)
	for _, endpoint := range []string{"http://graph.microsoft.com", "graph.microsoft.com", "https://",
		"https://u:p@graph.microsoft.com", "https://h?x", "https://graph.microsoft.com/v1.0", "https://[", "\x7f"} {
		_, err := msgraph.New(msgraph.Options{Endpoint: endpoint, Credential: credential})
		r := graphtest.Refusal(t, err, msgraph.CodeEndpoint)
		assert.Equal(t, "The address of Graph cannot be used", r.Message)
		assert.NotContains(t, r.Got+r.Fix, "u:p", "it may hold a password")
	}
	_, err = msgraph.New(msgraph.Options{})
	assert.ErrorContains(t, err, "needs a credential")
}

// No name or address makes an emulation: code must say that the transport reaches one and nothing else.
func TestNoAddressCountsAsAnEmulation(t *testing.T) {
	w := graphtest.New(t)
	for _, endpoint := range []string{"https://127.0.0.2:1", "https://[::1]", "https://graph.localhost:8443",
		"https://localhost", "https://graph.microsoft.us", "https://0.0.0.0", "https://127.0.0.1."} {
		assert.False(t, w.Client(t, endpoint, false).Emulated(), endpoint)
	}
	assert.True(t, w.Client(t, "", true).Emulated())
}

func TestListsHavePages(t *testing.T) {
	w := graphtest.New(t)
	client := w.Client(t, "", true)
	w.Faults.Add("GET", "/domains", 1, graphtest.Body(`{"value":[{"id":"first.example"}],`+
		`"@odata.nextLink":"https://graph.microsoft.com/v1.0/domains?$top=999"}`))
	domains, err := client.Domains(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "first.example", domains[0].ID)
	assert.Len(t, domains, 6)
	w.Faults.Add("GET", "/domains", 0,
		graphtest.Body(`{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/domains"}`))
	_, err = client.Domains(t.Context())
	assert.ErrorContains(t, err, "more than 1000 pages")
}

// The token goes with every page: it goes to no other host, by whatever name.
func TestListsLeadNowhereElse(t *testing.T) {
	w := graphtest.New(t)
	for _, next := range []string{"https://graph.example/v1.0/domains",
		"https://graph.microsoft.com.evil.example/v1.0/domains",
		"https://graph.microsoft.com@evil.example/", "http://graph.microsoft.com/v1.0/domains", "/v1.0/domains"} {
		w.Faults.Add("GET", "/domains", 1, graphtest.Body(`{"value":[],"@odata.nextLink":"`+next+`"}`))
		_, err := w.Client(t, "", true).Domains(t.Context())
		require.ErrorContains(t, err, "the link to the next page leads elsewhere", next)
	}
}

// Graph does not always answer in its envelope; the status stands in then.
func TestErrorWithoutAnEnvelope(t *testing.T) {
	w := graphtest.New(t)
	w.Faults.Add("GET", "/domains", 0, graphtest.Status(404, "", ""))
	_, err := w.Client(t, "", true).Domains(t.Context())
	var e *msgraph.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, [3]string{"NotFound", "Not Found", graphtest.RequestID}, [3]string{e.Code, e.Message, e.RequestID})
	assert.True(t, msgraph.IsNotFound(err))
	assert.Equal(t, "Graph GET /v1.0/domains: HTTP 404 NotFound: Not Found (request-id "+graphtest.RequestID+")",
		err.Error())
}
